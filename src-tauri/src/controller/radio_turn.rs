//! Who may use Bluetooth: a guardian that still stops the toys of the last Vigil goes first.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout_at},
};

use crate::{
    files::{Disk, RadioLock},
    timeouts,
};

/// The right to use Bluetooth, as soon as we have it.
pub(super) type RadioTurn = Arc<OnceLock<RadioLock>>;

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
                log::warn!("the disk does not answer, so Vigil does not know who uses Bluetooth");
                break;
            }
        }
    }
    // Nobody has to listen.
    let _ = done.send(());
}
