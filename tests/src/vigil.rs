//! The headless binary as a child.

use std::{
    ffi::OsString,
    net::SocketAddr,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::ExitStatus,
    sync::Arc,
    time::Duration,
};

use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{process::Command, time::Instant};

pub use crate::child::{Mark, Stream};
use crate::{
    child::Child,
    environment,
    event::{Connected, Ended, Event, ToyOutput},
    guardian::Guardian,
    usage::Usage,
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

/// A running Vigil with a data directory of its own. Dropping it kills it.
#[derive(Debug)]
pub struct Vigil {
    child: Child<Event>,
    address: SocketAddr,
    data_dir: Arc<TempDir>,
}

/// What a Vigil that was killed leaves behind.
#[derive(Debug)]
pub struct Killed {
    data_dir: Arc<TempDir>,
}

impl Killed {
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }
}

/// A Vigil that ended by itself.
#[derive(Debug)]
pub struct Failed {
    pub status: ExitStatus,
    pub events: Vec<Event>,
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

impl Vigil {
    /// Starts one with these arguments, on any free port.
    pub async fn start(arguments: &[&str]) -> Self {
        Launch::new(arguments).start().await
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// A file of its data directory, as Vigil sees it.
    pub fn seen_by_it(&self, name: &str) -> PathBuf {
        let inside = self.data_dir.path().strip_prefix("/").unwrap();
        Path::new("/proc")
            .join(self.id().to_string())
            .join("root")
            .join(inside)
            .join(name)
    }

    /// Here, in the event stream.
    pub fn mark(&self) -> Mark {
        self.child.mark()
    }

    pub fn events(&self) -> Vec<Event> {
        self.events_since(Mark::default())
    }

    pub fn events_since(&self, mark: Mark) -> Vec<Event> {
        self.child.since(mark)
    }

    /// The first event that has what is looked for, from the very beginning on.
    pub async fn wait_for<T>(&self, what: &str, pick: impl FnMut(&Event) -> Option<T>) -> T {
        self.wait_since(Mark::default(), what, pick).await
    }

    /// The first one after a mark.
    pub async fn wait_since<T>(&self, mark: Mark, what: &str, pick: impl FnMut(&Event) -> Option<T>) -> T {
        self.child.wait(what, waits::EVENT, mark, pick).await
    }

    /// The first one, after a wait that is part of the test.
    pub async fn wait_long_for<T>(&self, time: Duration, what: &str, pick: impl FnMut(&Event) -> Option<T>) -> T {
        self.child.wait(what, time + waits::EVENT, Mark::default(), pick).await
    }

    /// The first one after a mark, after a wait that is part of the test.
    pub async fn wait_long_since<T>(
        &self,
        mark: Mark,
        time: Duration,
        what: &str,
        pick: impl FnMut(&Event) -> Option<T>,
    ) -> T {
        self.child.wait(what, time + waits::EVENT, mark, pick).await
    }

    /// Until the toy has confirmed this value.
    pub async fn wait_for_wish(&self, toy: u32, feature: u32, value: i32) -> ToyOutput {
        self.wait_for_wish_since(Mark::default(), toy, feature, value).await
    }

    pub async fn wait_for_wish_since(&self, mark: Mark, toy: u32, feature: u32, value: i32) -> ToyOutput {
        self.wait_since(
            mark,
            &format!("toy {toy}, feature {feature} to take {value}"),
            |event| {
                let output = event.wish_of(toy)?;
                let takes = output
                    .outputs
                    .iter()
                    .any(|output| output.feature == feature && output.value == value);
                takes.then(|| output.clone())
            },
        )
        .await
    }

    pub async fn wait_for_stop(&self, mark: Mark, toy: u32) -> ToyOutput {
        self.wait_since(mark, &format!("a stop of toy {toy}"), |event| {
            event.stop_of(toy).cloned()
        })
        .await
    }

    pub async fn wait_for_program(&self, name: &str) -> Connected {
        self.wait_for(&format!("{name} to connect"), |event| event.connected(name).cloned())
            .await
    }

    pub async fn wait_for_end_of(&self, name: &str) -> Ended {
        self.wait_for(&format!("the session of {name} to end"), |event| {
            event.ended(name).cloned()
        })
        .await
    }

    /// What its process uses.
    pub fn usage(&self) -> Usage {
        self.child.usage()
    }

    /// SIGTERM, SIGSTOP and the like.
    pub fn signal(&self, signal: Signal) {
        self.child.signal(signal);
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its guardian, as soon as there is one.
    pub async fn guardian(&self) -> Guardian {
        Guardian::of(self.data_dir()).await
    }

    /// SIGKILL, and it is gone. Its data directory stays for another one.
    pub async fn kill(mut self) -> Killed {
        self.signal(Signal::KILL);
        self.child.ended().await;
        Killed {
            data_dir: self.data_dir,
        }
    }

    /// Nobody reads this any more, and nothing more fits in.
    pub async fn block(&self, stream: Stream) {
        self.child.block(stream).await;
    }

    /// What was blocked is read again.
    pub fn unblock(&self) {
        self.child.unblock();
    }

    /// Sends a signal and waits until the process is gone, whether or not anybody reads what it says. Gives back how
    /// long that took.
    pub async fn exits_after(&mut self, signal: Signal) -> (ExitStatus, Duration) {
        let before = Instant::now();
        self.signal(signal);
        let status = self.child.exited().await;
        (status, before.elapsed())
    }

    /// Waits until the process is gone by itself, and all that it said was heard.
    pub async fn exits(&mut self) -> ExitStatus {
        self.child.ended().await
    }

    /// Tells it to stop, and sees to it that it does so in order. Gives back all that it ever said.
    pub async fn stop(self) -> Vec<Event> {
        self.signal(Signal::TERM);
        self.ended().await
    }

    /// The same, where a toy cannot be expected to confirm its stop.
    pub async fn stop_whatever_confirms(mut self) {
        self.signal(Signal::TERM);
        self.child.ended().await;
        let events = self.events();
        assert!(
            matches!(events.last(), Some(Event::Stopped { .. })),
            "{}",
            self.child.report()
        );
    }

    /// Waits until it has stopped, having been told so.
    pub async fn ended(mut self) -> Vec<Event> {
        let status = self.child.ended().await;
        let report = || self.child.report();
        assert!(status.success(), "Vigil ended with {status}.\n{}", report());
        let events = self.events();
        let in_order = matches!(events.last(), Some(Event::Stopped { .. }));
        assert!(in_order, "the last event is not `stopped`.\n{}", report());
        let lost = events.iter().any(|event| matches!(event, Event::EventsLost { .. }));
        assert!(!lost, "events were lost, so this test proves nothing.\n{}", report());
        // A Vigil that had to leave by force has not waited for it.
        for guardian in Guardian::all(self.data_dir()) {
            guardian.has_left().await;
        }
        events
    }
}
