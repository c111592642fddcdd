use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};

use super::Controller;
use crate::{alerts::words, files::RadioLock, timeouts};

/// The right to use Bluetooth, as soon as we have it.
pub(super) type RadioTurn = Arc<OnceLock<RadioLock>>;

impl Controller {
    /// What the guardian of the last Vigil did, where it did anything, is told once.
    pub(super) fn tell_what_the_guardian_did(&mut self) {
        if let Some(record) = self.stores.take_guardian_record() {
            let at_ms = record.at_ms;
            self.alert_of(words::vigil_killed(&record), at_ms);
        }
        for damage in self.stores.take_damage() {
            self.alert(damage);
        }
    }

    pub(super) fn guardian_missing(&mut self) {
        self.alert(words::guardian_missing());
    }
}

/// Waits until the guardian of the last Vigil is done with Bluetooth, but not for ever; `done` is told when that is.
pub(super) async fn turn(data_dir: Arc<Path>, turn: RadioTurn, done: oneshot::Sender<()>) {
    let give_up = Instant::now() + timeouts::RADIO_TURN;
    loop {
        match RadioLock::try_take(&data_dir) {
            Ok(Some(lock)) => {
                // It is set here alone.
                let _ = turn.set(lock);
                break;
            }
            Ok(None) if Instant::now() < give_up => sleep(timeouts::RADIO_LOOK).await,
            Ok(None) => {
                log::warn!("a guardian still uses Bluetooth after {:?}", timeouts::RADIO_TURN);
                break;
            }
            Err(error) => {
                log::warn!("who uses Bluetooth cannot be known: {error}");
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
