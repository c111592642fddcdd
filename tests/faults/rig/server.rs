//! A server as a child: Vigil or the reference.

use std::{
    ffi::OsString,
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};
use vigil_tests::{
    environment,
    event::{Alert, Event},
    ports::free_port,
    waits,
};

use super::{Kind, network::Network, pipe::Pipe};

/// More than it ever has open.
const MOST_DESCRIPTORS: u64 = 100_000;

/// How one is started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Launch {
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(&'static str, OsString)>,
    /// The network that it is started in.
    pub(crate) network: Option<Arc<Network>>,
    /// Kept from one to the next.
    pub(crate) data_dir: Option<Arc<TempDir>>,
}

/// A running one. Dropping it kills it, and its guardian ends by itself.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) kind: Kind,
    pub(crate) address: SocketAddr,
    pub(crate) data_dir: Arc<TempDir>,
    pub(crate) stdout: Pipe,
    pub(crate) stderr: Pipe,
}

impl Server {
    /// Returns when it listens.
    pub(crate) async fn start(kind: Kind, launch: &Launch) -> Self {
        let data_dir = launch
            .data_dir
            .clone()
            .unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let (stdout, stderr) = (Pipe::new().unwrap(), Pipe::new().unwrap());
        let mut command = command(launch.network.as_deref(), kind.program());
        arguments(&mut command, kind, address.port(), data_dir.path());
        let child = command
            .args(&launch.arguments)
            .envs(launch.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(stdout.stdio().unwrap())
            .stderr(stderr.stdio().unwrap())
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        let mut server = Self {
            child,
            kind,
            address,
            data_dir,
            stdout,
            stderr,
        };
        server.listens().await;
        server
    }

    async fn listens(&mut self) {
        let listens = async {
            loop {
                let is_so = match self.kind {
                    Kind::Vigil => self.event(|event| matches!(event, Event::Listening { .. }).then_some(())),
                    Kind::Reference => self.has_open_port().then_some(()),
                };
                if is_so.is_some() {
                    return;
                }
                assert!(!self.has_ended(), "it ended at once");
                sleep(waits::LOOK_AGAIN).await;
            }
        };
        let listens = timeout(waits::START, listens).await;
        assert!(listens.is_ok(), "it does not listen: {}", self.report());
    }

    /// Whether it listens, without a connection: the reference takes one program at a time, and for a moment none after
    /// that. The view of its own process is right in any network.
    pub(crate) fn has_open_port(&self) -> bool {
        const LISTEN: &str = "0A";
        let Some(id) = self.child.id() else { return false };
        let tables = ["tcp", "tcp6"].map(|table| fs::read_to_string(format!("/proc/{id}/net/{table}")));
        let port = format!(":{:04X}", self.address.port());
        tables.iter().flatten().flat_map(|table| table.lines()).any(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let (local, _, state) = (fields.next(), fields.next(), fields.next());
            local.is_some_and(|local| local.ends_with(&port)) && state == Some(LISTEN)
        })
    }

    /// All that Vigil said so far.
    pub(crate) fn events(&self) -> Vec<Event> {
        let lines = self.stdout.lines();
        lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    pub(crate) fn event<T>(&self, pick: impl FnMut(&Event) -> Option<T>) -> Option<T> {
        self.events().iter().find_map(pick)
    }

    pub(crate) fn alerts(&self) -> Vec<Alert> {
        let events = self.events().into_iter();
        events
            .filter_map(|event| match event {
                Event::Alert(alert) => Some(alert),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it lives")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// It may open not one file more.
    pub(crate) fn take_descriptors_away(&self) -> io::Result<()> {
        let folder = format!("/proc/{}/fd", self.id());
        // The lowest number that is free is the next that would be given out.
        let lowest = (0..MOST_DESCRIPTORS).find(|number| fs::symlink_metadata(format!("{folder}/{number}")).is_err());
        self.limit_descriptors(lowest)
    }

    /// As many as it may have, if it has not ended.
    pub(crate) fn give_descriptors_back(&self) {
        if self.child.id().is_some() {
            let _ = self.limit_descriptors(None);
        }
    }

    fn limit_descriptors(&self, limit: Option<u64>) -> io::Result<()> {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.id()))?;
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
        let hard = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        let limit = Rlimit {
            current: limit.or(hard),
            maximum: hard,
        };
        prlimit(Some(self.pid()), Resource::Nofile, limit)?;
        Ok(())
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// `None` where it has not ended by then.
    pub(crate) async fn ended_within(&mut self, time: Duration) -> Option<ExitStatus> {
        timeout(time, self.child.wait()).await.ok()?.ok()
    }

    /// For whoever has to find out what went wrong.
    pub(crate) fn report(&self) -> String {
        let last = |lines: Vec<String>| {
            let from = lines.len().saturating_sub(12);
            lines[from..].join("\n  ")
        };
        format!(
            "stdout:\n  {}\nstderr:\n  {}",
            last(self.stdout.lines()),
            last(self.stderr.lines())
        )
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap()
    }
}

fn command(network: Option<&Network>, program: OsString) -> Command {
    let Some(network) = network else {
        return Command::new(program);
    };
    // It becomes the program: the process is the same.
    let mut command = Command::new("ip");
    command.args(["netns", "exec", &network.name]).arg(program);
    command
}

fn arguments(command: &mut Command, kind: Kind, port: u16, data_dir: &Path) {
    let port = port.to_string();
    match kind {
        Kind::Vigil => command
            .args(["--headless", "--port", &port, "--data-dir"])
            .arg(data_dir),
        Kind::Reference => command.args(["--log", "error", "--use-bluetooth-le", "--websocket-port", &port]),
    };
}

/// Whether this Vigil has an option, or an event: the one before may be tried, too.
pub(crate) fn has_option(option: &str) -> bool {
    let help = std::process::Command::new(environment::headless_binary())
        .arg("--help")
        .output();
    help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains(option))
}

/// Until this is so, or the patience ends.
pub(crate) async fn until(patience: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let give_up = Instant::now() + patience;
    while !is_so() {
        if Instant::now() >= give_up {
            return false;
        }
        sleep(Duration::from_millis(2)).await;
    }
    true
}
