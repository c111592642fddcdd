use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout_at},
};

use super::Controller;
use crate::{
    alerts::words,
    files::{Disk, RadioLock},
    guardian::Record,
    timeouts,
};

/// The right to use Bluetooth, as soon as we have it.
pub(super) type RadioTurn = Arc<OnceLock<RadioLock>>;

impl Controller {
    /// What the guardian of the last Vigil did is told once.
    pub(super) fn tell_what_the_guardian_did(&mut self, record: Option<Record>) {
        if let Some(record) = record {
            let at_ms = record.at_ms;
            self.alert_of(words::vigil_killed(&record), at_ms);
        }
        self.tell_damage();
    }

    pub(super) fn tell_damage(&mut self) {
        for damage in self.stores.take_damage() {
            self.alert(damage);
        }
    }

    pub(super) fn guardian_missing(&mut self) {
        self.alert(words::guardian_missing());
    }
}

/// Waits until the guardian of the last Vigil is done with Bluetooth, but not for ever; `done` is told when that is.
///
/// The lock is asked for on the disk's thread, since the disk may hang.
pub(super) async fn turn(disk: Disk, data_dir: Arc<Path>, turn: RadioTurn, done: oneshot::Sender<()>) {
    let give_up = Instant::now() + timeouts::RADIO_TURN;
    loop {
        let data_dir = data_dir.clone();
        let taken = disk.submit(move || RadioLock::try_take(&data_dir));
        match timeout_at(give_up, taken).await {
            Ok(Ok(Ok(Some(lock)))) => {
                // It is set here alone.
                let _ = turn.set(lock);
                break;
            }
            Ok(Ok(Ok(None))) if Instant::now() < give_up => sleep(timeouts::RADIO_LOOK).await,
            Ok(Ok(Ok(None))) => {
                log::warn!("a guardian still uses Bluetooth after {:?}", timeouts::RADIO_TURN);
                break;
            }
            Ok(Ok(Err(error))) => {
                log::warn!("who uses Bluetooth cannot be known: {error}");
                break;
            }
            Ok(Err(_)) | Err(_) => {
                log::warn!("the disk does not tell who uses Bluetooth");
                break;
            }
        }
    }
    // Nobody has to listen.
    let _ = done.send(());
}

/// What there is to know about the guardians.
pub(super) enum GuardianChange {
    /// The last Vigil's is done.
    Done,
    /// There is none, and none can be started.
    Missing,
}
