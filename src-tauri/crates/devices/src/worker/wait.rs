use tokio::time::sleep;
use vigil_clock::Clock;
use vigil_core::time::Moment;

/// Waits until this moment has come.
///
/// The clock decides, never the end of a sleep: the runtime's timers stand still while the computer sleeps.
pub(super) async fn until(clock: Clock, moment: Moment) {
    loop {
        let left = moment - clock.now();
        if left.is_zero() {
            return;
        }
        sleep(left).await;
    }
}
