//! dunst, a desktop's notifications as people have them, on a bus of its own.

use std::{
    process::{Output, Stdio},
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    time::timeout,
};
use vigil_bluez::Notifications;
use vigil_tests::{
    raw_client::{RawClient, output},
    window::{APPEARS, until, with_window_in},
};

/// A program that draws on a busy machine may take its time.
const ANSWERS: Duration = Duration::from_secs(10);

struct Dunst {
    bus: Notifications,
    /// Ends with it.
    _process: Child,
}

impl Dunst {
    async fn start() -> Self {
        let bus = Notifications::absent().await;
        let (variable, address) = bus.environment();
        let process = Command::new("dunst")
            .env(variable, address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("dunst is installed");
        let dunst = Self { bus, _process: process };
        until("dunst", APPEARS, async || dunst.says(&["count", "displayed"]).await).await;
        dunst
    }

    /// What it answers; `None` if it is not there yet.
    async fn says(&self, arguments: &[&str]) -> Option<String> {
        let (variable, address) = self.bus.environment();
        let asked = Command::new("dunstctl").args(arguments).env(variable, address).output();
        let Output { status, stdout, .. } = timeout(ANSWERS, asked).await.ok()?.expect("dunstctl is installed");
        status
            .success()
            .then(|| String::from_utf8_lossy(&stdout).trim().to_owned())
    }
}

#[tokio::test]
async fn a_real_desktop_shows_many_alerts_in_one_notification() {
    let dunst = Dunst::start().await;
    let (variable, address) = dunst.bus.environment();
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    let variables = vec![(variable, address.into())];
    with_window_in("a_real_desktop_shows", &arguments, variables, async |window| {
        let url = window.page().text("server-url").await;
        let server = url.trim_start_matches("ws://").parse().unwrap();
        for name in ["First", "Second", "<b>Third</b> & more"] {
            let mut program = RawClient::join_at(server, name).await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 10)).await;
            program.vanish().await;
        }
        // The first one, and then what follows in its place.
        until("one notification that tells of all", APPEARS, async || {
            if dunst.says(&["count", "displayed"]).await? != "1" || !window.log().contains("Third") {
                return None;
            }
            dunst.says(&["close-all"]).await?;
            let history = dunst.says(&["history"]).await?;
            history.contains("2 more alerts came just before").then_some(())
        })
        .await;
    })
    .await;
}
