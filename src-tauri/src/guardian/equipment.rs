//! Everything that stopping the toys takes from the system, taken before it is needed: when Vigil dies because the system
//! has run out of threads, it has none left for the guardian either.

use std::{
    io::{self, ErrorKind},
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc::sync_channel},
};

use tokio::runtime::{Builder, Runtime};

use super::{disk::Disk, turn::GuardianTurn};
use crate::{limits, timeouts};

/// Not more than the 15 characters that Linux keeps.
const THREAD: &str = "guardian-call";

/// Idle threads, none of which touches the disk before it is told to.
#[derive(Debug)]
pub(super) struct Equipment {
    pub(super) runtime: Runtime,
    pub(super) disk: Disk,
    pub(super) turn: GuardianTurn,
}

impl Equipment {
    /// For the guardian of the process `vigil`. Without all of it this guardian is of no use; its Vigil starts another.
    pub(super) fn take(vigil: u32, data_dir: &Path) -> io::Result<Self> {
        Ok(Self {
            disk: Disk::start(data_dir)?,
            turn: GuardianTurn::prepare(vigil, data_dir)?,
            runtime: runtime()?,
        })
    }
}

/// One thread runs everything, since nothing waits for anything but the hardware; the others are for calls that block.
fn runtime() -> io::Result<Runtime> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(limits::GUARDIAN_CALLS)
        .thread_keep_alive(timeouts::GUARDIAN_LIFE)
        .thread_name(THREAD)
        .build()?;
    start_threads(&runtime)?;
    Ok(runtime)
}

/// The runtime starts a thread for a call if none is idle, so that as many calls as there may be threads start them all.
fn start_threads(runtime: &Runtime) -> io::Result<()> {
    let (tell, started) = sync_channel(limits::GUARDIAN_CALLS);
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..limits::GUARDIAN_CALLS {
        let (tell, gate) = (tell.clone(), gate.clone());
        runtime.spawn_blocking(move || {
            // Nobody listens once a thread was missing.
            let _ = tell.send(());
            drop(gate.lock());
        });
    }
    for _ in 0..limits::GUARDIAN_CALLS {
        let is_there = started.recv_timeout(timeouts::GUARDIAN_THREADS);
        is_there.map_err(|_| io::Error::from(ErrorKind::WouldBlock))?;
    }
    drop(closed);
    Ok(())
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, ffi::OsString, fs, sync::Barrier};

    use super::*;

    /// The ids of the threads for calls.
    fn threads() -> BTreeSet<OsString> {
        let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
        tasks
            .filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.trim_end() == THREAD))
            .map(|task| task.file_name())
            .collect()
    }

    #[test]
    fn s5_the_calls_of_a_rescue_start_no_threads() {
        let runtime = runtime().unwrap();
        let before = threads();
        assert_eq!(before.len(), limits::GUARDIAN_CALLS);
        let all_at_once = Arc::new(Barrier::new(limits::GUARDIAN_CALLS));
        let calls: Vec<_> = (0..limits::GUARDIAN_CALLS)
            .map(|_| {
                let all_at_once = all_at_once.clone();
                runtime.spawn_blocking(move || all_at_once.wait())
            })
            .collect();
        for call in calls {
            runtime.block_on(call).unwrap();
        }
        assert_eq!(threads(), before);
    }
}
