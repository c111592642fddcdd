use std::io;

use thiserror::Error;
use tokio::time::timeout;

use crate::timeouts;

/// Why nothing is heard of the computer's sleep, or why it does not wait for Vigil.
#[derive(Debug, Error)]
pub(super) enum LogindError {
    #[error("the system's message bus cannot be reached: {0}")]
    NoBus(zbus::Error),
    #[error("the connection to the system's message bus is lost")]
    BusLost,
    #[error("{0}")]
    Refused(zbus::Error),
    #[error("it does not answer within {:?}", timeouts::LOGIND_ANSWER)]
    NoAnswer,
    #[error("no service answers for it")]
    Absent,
    #[error("its lock cannot be kept from other programs: {0}")]
    Descriptor(io::Error),
}

/// Waits for an answer, but not for ever.
pub(super) async fn answer<T>(asked: impl Future<Output = zbus::Result<T>>) -> Result<T, LogindError> {
    match timeout(timeouts::LOGIND_ANSWER, asked).await {
        Ok(answer) => answer.map_err(LogindError::Refused),
        Err(_) => Err(LogindError::NoAnswer),
    }
}
