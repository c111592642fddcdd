//! The person stops everything: every toy is held still at once, and stays so until the person lets it move again, also
//! over a restart.
//!
//! ```text
//! button · keys · stop key · notification · tray · vigil --stop
//!      │
//!      ▼  the latch on every toy: no queue, lock of others, disk or window stands before it
//!      ├─ who and when, in memory
//!      └─ hold.json, written by the disk's thread ── there at the next start: held before any toy can come
//! ```
//!
//! What the disk's thread does is always to bring the file to what holds then, so that a stop and a release that
//! meet leave the file as the later one of them wants it.

mod record;
#[cfg(test)]
mod tests;

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{mpsc, oneshot};
use vigil_devices::{Devices, HoldId, StopTicket};

pub(crate) use self::record::{HoldRecord, StoppedFrom};
use crate::{
    alarm::Fault,
    files::{DataDir, Disk, JsonFile, Loaded, SaveError},
};

/// Shared by all who can stop everything. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct StandingHold {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    devices: Devices,
    disk: Disk,
    file: JsonFile,
    faults: mpsc::Sender<Fault>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    record: Option<HoldRecord>,
    /// The file says the same.
    is_kept: bool,
}

/// Everything is held.
#[derive(Debug)]
pub(crate) struct Stopping {
    /// One for each toy that is connected.
    pub stops: Vec<StopTicket>,
    /// Whether the hold is on the disk. Fails if the disk does not take it.
    pub kept: oneshot::Receiver<Result<(), SaveError>>,
}

impl StandingHold {
    /// Looks whether everything was stopped before this start. If so, it is held again before this returns.
    pub(crate) fn open(devices: Devices, disk: Disk, data_dir: &DataDir, faults: mpsc::Sender<Fault>) -> Self {
        let file = JsonFile::without_copy(data_dir.hold());
        let record = found(&file);
        if let Some(record) = &record {
            drop(devices.hold());
            log::warn!("{}", record.sentence());
        }
        Self {
            shared: Arc::new(Shared {
                devices,
                disk,
                file,
                faults,
                state: Mutex::new(State { record, is_kept: true }),
            }),
        }
    }

    pub(crate) fn devices(&self) -> &Devices {
        &self.shared.devices
    }

    /// Stops every toy and holds it. Waits for nobody.
    pub(crate) fn stop_everything(&self, from: StoppedFrom) -> Stopping {
        // Before anything that might wait.
        let stops = self.shared.devices.hold();
        self.shared.state().record = Some(HoldRecord::now(from));
        Stopping {
            stops,
            kept: self.keep(),
        }
    }

    /// Ends this hold, whoever began it. False if it is over, or a newer one has taken its place.
    pub(crate) fn release(&self, hold: HoldId) -> bool {
        let was_held = {
            // A stop that comes now notes itself after this.
            let mut state = self.shared.state();
            let was_held = self.shared.devices.release(hold);
            if was_held {
                state.record = None;
            }
            was_held
        };
        if was_held {
            drop(self.keep());
        }
        was_held
    }

    /// Who stopped everything, if it was a person and it is so still.
    pub(crate) fn record(&self) -> Option<HoldRecord> {
        self.shared.state().record.clone()
    }

    /// At the end: what the disk did not take is tried once more.
    pub(crate) fn finish(&self) {
        if !self.shared.state().is_kept {
            drop(self.keep());
        }
    }

    fn keep(&self) -> oneshot::Receiver<Result<(), SaveError>> {
        self.shared.state().is_kept = false;
        let shared = self.shared.clone();
        self.shared.disk.submit(move || shared.bring_up_to_date())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// On the disk's thread.
    fn bring_up_to_date(&self) -> Result<(), SaveError> {
        let wanted = self.state().record.clone();
        let done = match &wanted {
            Some(record) => self.file.save(record),
            None => self.file.remove().map_err(|source| SaveError::Write {
                path: self.file.path().to_owned(),
                source,
            }),
        };
        if let Err(error) = &done {
            log::error!("{error}");
            // A file that could not be removed restricts: whoever starts Vigil again is told by the hold itself.
            if wanted.is_some() && self.faults.try_send(Fault::HoldNotKept(error.to_string())).is_err() {
                log::error!("an alert about a hold that was not kept was dropped");
            }
        } else {
            let mut state = self.state();
            state.is_kept |= state.record == wanted;
        }
        done
    }
}

/// Without a Vigil that runs: what the file says.
fn found(file: &JsonFile) -> Option<HoldRecord> {
    match file.load() {
        Loaded::Found(record) => Some(record),
        Loaded::Missing => None,
        // It is there, and it is only there while everything is stopped.
        Loaded::Restored { .. } | Loaded::Damaged { .. } | Loaded::Unreadable { .. } => Some(HoldRecord::unreadable()),
    }
}

/// No Vigil runs with this data directory: ends the hold that the next one would begin with. Gives back what it was.
pub(crate) fn lift(data_dir: &DataDir) -> io::Result<Option<HoldRecord>> {
    let file = JsonFile::without_copy(data_dir.hold());
    let record = found(&file);
    if record.is_some() {
        file.remove()?;
    }
    Ok(record)
}
