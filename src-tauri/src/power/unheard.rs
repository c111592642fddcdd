//! Systems on which Vigil hears neither of sleep nor of a locked screen.
//!
//! Windows (`PowerRegisterSuspendResumeNotification`) and macOS (`IORegisterForSystemPower`) do tell; their calls need
//! `unsafe` code, which Vigil has none of, and no well-kept crate wraps them. Whoever adds one calls
//! [`Keeper::begins`], [`Keeper::settle`] and [`Keeper::ends`] from here, as `logind` does.

use tokio::sync::watch;

use super::keeper::Keeper;

/// Says so, if the person wants everything to stop when the screen is locked.
pub(super) async fn listen(mut keeper: Keeper, mut stop_when_locked: watch::Receiver<bool>) {
    loop {
        if *stop_when_locked.borrow_and_update() {
            keeper.screen_is_unseen();
        } else {
            keeper.screen_is_seen();
        }
        if stop_when_locked.changed().await.is_err() {
            return;
        }
    }
}
