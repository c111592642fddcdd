//! What a process uses of the system, as Linux tells it.

use std::{fs, path::PathBuf, time::Duration};

use tokio::time::{Instant, sleep};

use crate::waits;

/// The clock ticks that `/proc` counts in: fixed on Linux, whatever the kernel's own rate.
const TICKS_PER_SECOND: u64 = 100;

/// For what has no event: how often it is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A process, by its id.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    id: u32,
}

impl Usage {
    pub fn of(id: u32) -> Self {
        Self { id }
    }

    /// The most memory it ever held, in KiB.
    pub fn peak_kib(self) -> u64 {
        self.status("VmHWM:")
    }

    /// Open files, sockets among them.
    pub fn files(self) -> usize {
        fs::read_dir(self.proc("fd")).unwrap().count()
    }

    /// Time that it has computed for, so far.
    pub fn computed(self) -> Duration {
        let stat = fs::read_to_string(self.proc("stat")).unwrap();
        // Behind the name, which is in brackets and may hold anything: user and system time are the fields 14 and 15
        // of the whole line (proc(5)).
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let ticks: u64 = fields
            .split(' ')
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum();
        Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
    }

    /// Waits until no more files than these are open.
    pub async fn wait_for_at_most(self, files: usize) {
        self.wait_until(|open| open <= files).await;
    }

    /// Waits until so many files are open.
    pub async fn wait_for_at_least(self, files: usize) {
        self.wait_until(|open| open >= files).await;
    }

    async fn wait_until(self, are_right: impl Fn(usize) -> bool) {
        let give_up = Instant::now() + waits::EVENT;
        while !are_right(self.files()) {
            assert!(Instant::now() < give_up, "{} files stay open", self.files());
            sleep(LOOK_AGAIN).await;
        }
    }

    fn status(self, field: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    fn proc(self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.id))
    }
}
