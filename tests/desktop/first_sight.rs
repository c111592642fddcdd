//! What is seen before the page has drawn anything: a window that flashes white in the dark is seen by everybody.

use std::{fs, path::Path, process::Stdio, time::Duration};

use rustix::process::Pid;
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{Instant, sleep},
};
use vigil_tests::{
    environment,
    screen::{Ground, Screen},
};

/// From the start to content, on a busy machine.
const OPENS: Duration = Duration::from_secs(60);
/// Nothing tells when a pixel changes.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The setting holds from the first picture on, also where the system has it the other way.
#[tokio::test]
async fn the_first_picture_has_the_colours_that_the_person_chose() {
    let (_display, name) = own_display().await;
    for (appearance, system_is_dark, right) in [
        ("dark", false, Ground::Dark),
        ("light", true, Ground::Light),
        ("system", true, Ground::Dark),
    ] {
        let folder = TempDir::with_prefix("vigil-first-sight-").unwrap();
        let mut app = start(&name, folder.path(), appearance, system_is_dark);
        let id = app
            .id()
            .and_then(|id| Pid::from_raw(id.cast_signed()))
            .expect("it runs");
        let mut screen = Screen::on(Some(&name), id);
        let started = Instant::now();
        let mut seen = Vec::new();
        loop {
            assert!(
                started.elapsed() < OPENS,
                "{appearance}: the window shows nothing; {seen:?}"
            );
            if let Some(sight) = screen.look() {
                if seen.last() != Some(&sight.ground) {
                    seen.push(sight.ground);
                }
                if sight.has_content && sight.ground != Ground::Neither {
                    break;
                }
            }
            sleep(LOOK_EVERY).await;
        }
        let is_wrong = |ground: &&Ground| **ground != right && **ground != Ground::Neither;
        assert_eq!(seen.iter().find(is_wrong), None, "{appearance}: {seen:?}");
        assert_eq!(seen.last(), Some(&right), "{appearance}: {seen:?}");
        app.kill().await.expect("it ends");
    }
}

fn start(display: &str, folder: &Path, appearance: &str, system_is_dark: bool) -> Child {
    let (config, data) = (folder.join("config"), folder.join("data"));
    fs::create_dir_all(config.join("gtk-3.0")).unwrap();
    fs::create_dir_all(&data).unwrap();
    let gtk = format!(
        "[Settings]\ngtk-application-prefer-dark-theme={}\n",
        u8::from(system_is_dark)
    );
    fs::write(config.join("gtk-3.0/settings.ini"), gtk).unwrap();
    fs::write(
        data.join("settings.json"),
        json!({ "appearance": appearance }).to_string(),
    )
    .unwrap();
    Command::new(environment::path("VIGIL_BIN"))
        .arg("--data-dir")
        .arg(&data)
        .args(["--no-bluetooth", "--port", "0"])
        .env("DISPLAY", display)
        .env("XDG_CONFIG_HOME", &config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the app can be started")
}

/// Windows of other tests would lie over this one's.
async fn own_display() -> (Child, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1600x1000x24",
            "-noreset",
            "-nolisten",
            "tcp",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("Xvfb can be started");
    let mut lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let number = lines.next_line().await.unwrap().expect("Xvfb says its number");
    (server, format!(":{number}"))
}
