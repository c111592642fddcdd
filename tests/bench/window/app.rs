//! The app with its window, and what its processes use.

use std::{
    collections::BTreeMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};
use vigil_tests::{environment, ports::free_port, screen::Screen, usage::Usage};

/// From the start to a window that has drawn its content, on a busy machine.
const OPENS: Duration = Duration::from_secs(30);
const ENDS: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// After the start: what WebKit puts off until then is done.
const SETTLES: Duration = Duration::from_secs(4);

/// How the person's system and Vigil are set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Setup {
    pub(crate) limit_ms: u64,
    pub(crate) toys: usize,
    pub(crate) reduced_motion: bool,
    pub(crate) system_is_dark: bool,
    /// The same program without its window.
    pub(crate) is_headless: bool,
    /// What Vigil's own setting says; the system's where it says nothing.
    pub(crate) appearance: Option<&'static str>,
}

#[derive(Debug)]
pub(crate) struct App {
    child: Child,
    id: Pid,
    address: SocketAddr,
    pub(crate) screen: Screen,
    pub(crate) started: Instant,
    folder: TempDir,
}

/// What was computed, by process.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    /// Vigil and its guardian.
    pub(crate) vigil: f64,
    pub(crate) web: f64,
    pub(crate) network: f64,
}

impl Share {
    pub(crate) fn all(self) -> f64 {
        self.vigil + self.web + self.network
    }
}

impl App {
    /// Starts it, and does not wait for its window.
    pub(crate) fn start(setup: Setup) -> Self {
        let folder = TempDir::with_prefix("vigil-bench-window-").unwrap();
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        fs::create_dir_all(config.join("gtk-3.0")).unwrap();
        fs::create_dir_all(&data).unwrap();
        let gtk = format!(
            "[Settings]\ngtk-enable-animations={}\ngtk-application-prefer-dark-theme={}\n",
            u8::from(!setup.reduced_motion),
            u8::from(setup.system_is_dark)
        );
        fs::write(config.join("gtk-3.0/settings.ini"), gtk).unwrap();
        // Of a person who has used Vigil before: a new installation shows the first steps.
        let settings = setup.appearance.map_or_else(|| r#"{"version":2}"#.to_owned(), settings);
        fs::write(data.join("settings.json"), settings).unwrap();
        let port = free_port();
        let limit = setup.limit_ms.to_string();
        let mut command = Command::new(environment::path("VIGIL_BIN"));
        command
            .arg("--data-dir")
            .arg(&data)
            .args(["--no-bluetooth", "--port", &port.to_string(), "--max-ping-time", &limit])
            .args([["--simulate", "vibrator"]].repeat(setup.toys).as_flattened())
            .args(setup.is_headless.then_some("--headless"))
            .env("XDG_CONFIG_HOME", &config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("stderr.txt")).unwrap())
            .kill_on_drop(true);
        let started = Instant::now();
        let child = command.spawn().expect("the app can be started");
        let id = child
            .id()
            .and_then(|id| Pid::from_raw(id.cast_signed()))
            .expect("it runs");
        Self {
            id,
            screen: Screen::of(id),
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            started,
            folder,
        }
    }

    /// Starts it, and waits until its window is drawn and at rest.
    pub(crate) async fn open(setup: Setup) -> Self {
        let mut app = Self::start(setup);
        let give_up = app.started + OPENS;
        while app.screen.look().is_none_or(|sight| !sight.has_content) {
            assert!(Instant::now() < give_up, "the window shows nothing after {OPENS:?}");
            sleep(LOOK_AGAIN).await;
        }
        app.rests().await;
        app
    }

    /// Waits until it has done what it does once.
    pub(crate) async fn rests(&self) {
        sleep(SETTLES).await;
    }

    /// Waits until programs can connect.
    pub(crate) async fn listens(&self) {
        let give_up = self.started + OPENS;
        while TcpStream::connect(self.address).await.is_err() {
            assert!(Instant::now() < give_up, "nobody listens after {OPENS:?}");
            sleep(LOOK_AGAIN).await;
        }
    }

    pub(crate) async fn close(mut self) {
        let _ = kill_process(self.id, Signal::TERM);
        if timeout(ENDS, self.child.wait()).await.is_err() {
            println!("Vigil was told to end, and did not within {ENDS:?}");
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its processes compute in that time, in percent of a core.
    pub(crate) async fn share(&self, time: Duration) -> Share {
        let (before, began) = (self.processes(), Instant::now());
        sleep(time).await;
        let took = began.elapsed().as_secs_f64();
        let mut share = Share::default();
        for (id, (name, computed)) in self.processes() {
            let earlier = before.get(&id).map_or(Duration::ZERO, |(_, computed)| *computed);
            let percent = (computed.saturating_sub(earlier)).as_secs_f64() / took * 100.0;
            match name.as_str() {
                name if name.contains("WebKitWeb") => share.web += percent,
                name if name.contains("WebKitNet") => share.network += percent,
                _ => share.vigil += percent,
            }
        }
        share
    }

    /// What it holds, by process, in MiB: its own, and its part of what is shared.
    pub(crate) fn memory(&self) -> BTreeMap<String, f64> {
        let mut memory = BTreeMap::new();
        for (id, (name, _)) in self.processes() {
            let Ok(rollup) = fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else {
                continue;
            };
            let kib = rollup
                .lines()
                .find_map(|line| line.strip_prefix("Pss:"))
                .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
            *memory.entry(name).or_default() += kib.unwrap_or_default() / 1024.0;
        }
        memory
    }

    /// It and all that it started: the name of each, and what it has computed.
    fn processes(&self) -> BTreeMap<u32, (String, Duration)> {
        let mut parents = BTreeMap::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
                continue;
            };
            // It may have ended by now.
            if let Ok(stat) = fs::read_to_string(entry.path().join("stat")) {
                let (name, rest) = name_and_rest(&stat);
                let parent = rest.split(' ').nth(1).and_then(|id| id.parse::<u32>().ok());
                parents.insert(id, (parent.unwrap_or_default(), name.to_owned()));
            }
        }
        let is_ours = |mut id: u32| {
            while id > 1 {
                if id == self.id.as_raw_nonzero().get().cast_unsigned() {
                    return true;
                }
                id = parents.get(&id).map_or(0, |(parent, _)| *parent);
            }
            false
        };
        let ours = parents.iter().filter(|(id, _)| is_ours(**id));
        ours.filter(|(id, _)| Path::new(&format!("/proc/{id}/stat")).exists())
            .map(|(id, (_, name))| (*id, (name.clone(), Usage::of(*id).computed())))
            .collect()
    }
}

/// The name of a process, and what follows it in its line (proc(5)).
fn name_and_rest(stat: &str) -> (&str, &str) {
    let name = stat.find('(').map_or(0, |at| at + 1);
    let (front, rest) = stat.rsplit_once(") ").unwrap_or((stat, ""));
    (front.get(name..).unwrap_or_default(), rest)
}

fn settings(appearance: &str) -> String {
    json!({ "appearance": appearance }).to_string()
}
