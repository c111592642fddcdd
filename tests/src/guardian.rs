//! The process that Vigil starts beside itself, and that outlives it.

use std::{fs, path::Path};

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Duration, sleep, timeout};

use crate::{environment, usage::Usage, waits};

/// For what has no event: how often it is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A guardian, by its process id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guardian {
    id: u32,
}

impl Guardian {
    /// The one that keeps its records here, as soon as it is ready.
    pub async fn of(data_dir: &Path) -> Self {
        let found = async {
            loop {
                match Self::all(data_dir).as_slice() {
                    // A process of Windows has no name of its own choice.
                    [one] if environment::is_under_wine() || one.name() == NAME => return *one,
                    _ => sleep(LOOK_AGAIN).await,
                }
            }
        };
        timeout(waits::EVENT, found).await.expect("there is one guardian")
    }

    /// All of them.
    pub fn all(data_dir: &Path) -> Vec<Self> {
        let wanted = environment::as_vigil_names(data_dir);
        let wanted = wanted.as_encoded_bytes();
        let is_one = |id: &u32| {
            let Ok(line) = fs::read(format!("/proc/{id}/cmdline")) else {
                return false;
            };
            let mut arguments = line.split(|byte| *byte == 0);
            arguments.any(|argument| argument == b"--guardian") && arguments.any(|argument| argument == wanted)
        };
        let processes = fs::read_dir("/proc").unwrap().flatten();
        processes
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(is_one)
            .map(|id| Self { id })
            .collect()
    }

    /// What `killall` knows it by; empty where it is gone.
    pub fn name(self) -> String {
        let name = fs::read_to_string(format!("/proc/{}/comm", self.id)).unwrap_or_default();
        name.trim_end().to_owned()
    }

    pub fn signal(self, signal: Signal) {
        kill_process(Pid::from_raw(i32::try_from(self.id).unwrap()).unwrap(), signal).unwrap();
    }

    /// What its process uses.
    pub fn usage(self) -> Usage {
        Usage::of(self.id)
    }

    /// The session it belongs to, which is its own.
    pub fn session(self) -> u32 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap();
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        fields.split(' ').nth(3).unwrap().parse().unwrap()
    }

    pub fn id(self) -> u32 {
        self.id
    }

    pub async fn has_left(self) {
        self.has_left_after(Duration::ZERO).await;
    }

    /// The same, after a wait that is part of the test.
    pub async fn has_left_after(self, wait: Duration) {
        let left = async {
            while self.is_there() {
                sleep(LOOK_AGAIN).await;
            }
        };
        timeout(wait + waits::EXIT, left).await.expect("the guardian leaves");
    }

    /// A process that nobody has asked for its end yet is gone, too.
    fn is_there(self) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_some_and(|(_, fields)| !fields.starts_with('Z'))
    }
}

/// What it calls itself.
const NAME: &str = "vigil-guardian";
