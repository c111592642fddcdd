//! What sensors say to a program that listens.

use tokio::sync::broadcast::{self, error::RecvError};
use vigil_core::lease::SessionId;
use vigil_devices::InputEvent;

/// Never resolves where the program listens to nothing.
pub(super) async fn next_reading(
    readings: Option<&mut broadcast::Receiver<InputEvent>>,
    session: SessionId,
) -> InputEvent {
    let Some(readings) = readings else {
        return std::future::pending().await;
    };
    loop {
        match readings.recv().await {
            Ok(event) if event.sessions.contains(&session) => return event,
            // A newer one says more than those that were lost.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
