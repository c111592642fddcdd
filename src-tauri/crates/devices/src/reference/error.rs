use std::any::Any;

use thiserror::Error;

use crate::toy::HardwareError;

/// Why the knowledge of toys could not help.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum ReferenceError {
    #[error("the device configuration cannot be read: {0}")]
    Configuration(String),
    #[error("it could not be told which toy it is: {0}")]
    Unidentified(String),
    /// The protocol handler said no.
    #[error("{0}")]
    Handler(String),
    /// Handlers panic on commands that they do not implement; in debug builds on purpose.
    #[error("the protocol failed inside: {0}")]
    Panicked(String),
    /// A task with which the protocol leads the toy ended, as after a write that failed.
    #[error("the protocol does not lead the toy any more")]
    Ended,
}

impl From<ReferenceError> for HardwareError {
    fn from(error: ReferenceError) -> Self {
        match error {
            // A new link would help.
            ReferenceError::Ended => Self::Failed(error.to_string()),
            error => Self::Unsupported(error.to_string()),
        }
    }
}

/// What a panic said.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "for no told reason".to_owned())
}
