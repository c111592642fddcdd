//! How the headless binary is started: its data, its user, its disk, its limits.

use std::{ffi::OsString, os::unix::fs::chown, sync::Arc};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use super::{Failed, Killed, Vigil};
use crate::{
    child::{Child, Mark},
    environment,
    event::Event,
    waits,
};

/// How Vigil is started.
#[derive(Debug, Default)]
pub struct Launch {
    arguments: Vec<String>,
    port: u16,
    settings: Option<String>,
    data_dir: Option<Arc<TempDir>>,
    /// Where its Bluetooth is; without one it leaves Bluetooth alone.
    bluetooth: Option<(&'static str, String)>,
    open_files: Option<OpenFiles>,
    full_disk: Option<FullDisk>,
    user: Option<u32>,
    variables: Vec<(&'static str, OsString)>,
}

/// A disk on which nothing more fits, with the data directory on it.
#[derive(Debug, Clone)]
pub struct FullDisk {
    /// What `settings.json` holds at the start, and the copy beside it.
    pub settings: String,
    pub good_settings: String,
}

/// A small file system that this process and its children alone see, filled up. `$1` is where, `$2` and `$3` what lies on
/// it before; the rest is the program.
const ON_A_FULL_DISK: &str = r#"
    mount -t tmpfs -o size=128k,mode=0700 none "$1" &&
    printf %s "$2" > "$1/settings.json" &&
    printf %s "$3" > "$1/settings.json.good" &&
    { cat /dev/zero > "$1/filling" 2> /dev/null; shift 3; exec "$@"; }
"#;

/// Namespaces of its own, as the user that it is.
const UNSHARE: [&str; 4] = ["unshare", "--mount", "--map-current-user", "--keep-caps"];

impl FullDisk {
    /// Whether this system lets a process have a file system of its own.
    pub fn can_be_had() -> bool {
        let mut try_it = std::process::Command::new(UNSHARE[0]);
        try_it
            .args(&UNSHARE[1..])
            .args(["mount", "-t", "tmpfs", "none", "/tmp"]);
        try_it.output().is_ok_and(|done| done.status.success())
    }
}

/// How many files a process may have open at the same time.
#[derive(Debug, Clone, Copy)]
pub struct OpenFiles {
    /// At the start.
    pub soft: u32,
    /// What it may help itself to.
    pub hard: u32,
}

impl Launch {
    pub fn new(arguments: &[&str]) -> Self {
        Self {
            arguments: arguments.iter().map(ToString::to_string).collect(),
            ..Self::default()
        }
    }

    /// Instead of any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// What the settings file holds at the start; fields that are left out have their usual values.
    #[must_use]
    pub fn settings(self, settings: &Value) -> Self {
        self.settings_text(&settings.to_string())
    }

    /// The same, for what is not JSON.
    #[must_use]
    pub fn settings_text(mut self, text: &str) -> Self {
        self.settings = Some(text.to_owned());
        self
    }

    /// With the Bluetooth that this environment variable leads to.
    #[must_use]
    pub fn bluetooth(mut self, environment: (&'static str, String)) -> Self {
        self.bluetooth = Some(environment);
        self
    }

    /// In an empty data directory that the test already knows.
    #[must_use]
    pub fn data_dir(mut self, data_dir: TempDir) -> Self {
        self.data_dir = Some(Arc::new(data_dir));
        self
    }

    /// With these variables in its environment, such as those of a [`SlowDisk`](crate::shim::SlowDisk).
    #[must_use]
    pub fn variables(mut self, variables: impl IntoIterator<Item = (&'static str, OsString)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// With the data of a Vigil that was killed.
    #[must_use]
    pub fn succeeding(mut self, killed: &Killed) -> Self {
        self.data_dir = Some(killed.data_dir.clone());
        self
    }

    /// With the data of another Vigil.
    #[must_use]
    pub fn sharing_data_of(mut self, other: &Vigil) -> Self {
        self.data_dir = Some(other.data_dir.clone());
        self
    }

    /// Started from a shell with these limits.
    #[must_use]
    pub fn open_files(mut self, limits: OpenFiles) -> Self {
        self.open_files = Some(limits);
        self
    }

    /// On a disk that is full. The data directory is seen by Vigil and its children alone, and by
    /// [`Vigil::seen_by_it`].
    #[must_use]
    pub fn full_disk(mut self, disk: FullDisk) -> Self {
        self.full_disk = Some(disk);
        self
    }

    /// As this user and group; only root can.
    #[must_use]
    pub fn user(mut self, id: u32) -> Self {
        self.user = Some(id);
        self
    }

    /// Starts it and waits until it listens.
    pub async fn start(self) -> Vigil {
        let (child, data_dir) = self.spawn();
        let url = child
            .wait("Vigil to listen", waits::START, Mark::default(), |event| match event {
                Event::Listening { url } => Some(url.clone()),
                _ => None,
            })
            .await;
        let address = url.strip_prefix("ws://").and_then(|address| address.parse().ok());
        Vigil {
            child,
            address: address.unwrap_or_else(|| panic!("this is no address of a server: {url}")),
            data_dir,
        }
    }

    /// Starts it and waits until it has ended by itself.
    pub async fn start_in_vain(self) -> Failed {
        let (mut child, _data_dir) = self.spawn();
        Failed {
            status: child.ended().await,
            events: child.since(Mark::default()),
        }
    }

    fn spawn(self) -> (Child<Event>, Arc<TempDir>) {
        let data_dir = self.data_dir.unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        if let Some(settings) = &self.settings {
            std::fs::write(data_dir.path().join("settings.json"), settings).unwrap();
        }
        let mut command = match &self.full_disk {
            None => command(self.open_files),
            Some(disk) => {
                let mut command = Command::new(UNSHARE[0]);
                command
                    .args(&UNSHARE[1..])
                    .args(["sh", "-c", ON_A_FULL_DISK, "sh"])
                    .arg(data_dir.path())
                    .args([&disk.settings, &disk.good_settings])
                    .arg(environment::headless_binary());
                command
            }
        };
        command
            .args(["--headless", "--port", &self.port.to_string(), "--data-dir"])
            .arg(data_dir.path())
            .args(&self.arguments)
            .envs(self.variables);
        match self.bluetooth {
            Some((variable, value)) => command.env(variable, value),
            None => command.arg("--no-bluetooth"),
        };
        if let Some(id) = self.user {
            chown(data_dir.path(), Some(id), Some(id)).unwrap();
            command.uid(id).gid(id);
        }
        (Child::start("Vigil", &mut command), data_dir)
    }
}

/// The program; by way of a shell where limits of the process are to be set, which Rust cannot without `unsafe`.
fn command(open_files: Option<OpenFiles>) -> Command {
    let program = environment::headless_binary();
    let Some(OpenFiles { soft, hard }) = open_files else {
        return Command::new(program);
    };
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            r#"ulimit -S -n "$1" && ulimit -H -n "$2" && shift 2 && exec "$@""#,
            "sh",
        ])
        .args([soft.to_string(), hard.to_string()])
        .arg(program);
    shell
}
