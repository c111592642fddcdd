//! The headless binary as a child.

mod launch;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitStatus,
    sync::Arc,
    time::Duration,
};

use rustix::process::Signal;
use tempfile::TempDir;
use tokio::time::Instant;

pub use self::launch::{FullDisk, Launch, OpenFiles};
pub use crate::child::{Mark, Stream};
use crate::{
    child::Child,
    event::{Connected, Ended, Event, ToyOutput},
    guardian::Guardian,
    usage::Usage,
    waits,
};

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

/// No program has to ping, whatever a new installation says of those that do.
pub const NO_LIMIT: [&str; 2] = ["--max-ping-time", "0"];

/// The same, with a toy.
pub const NO_LIMIT_VIBRATOR: [&str; 4] = [NO_LIMIT[0], NO_LIMIT[1], "--simulate", "vibrator"];

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
