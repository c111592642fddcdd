use thiserror::Error;

use crate::{hub::Refused, reference::ReferenceError};

/// Why something that connected over WebSocket was turned away. The toy and the person are told in these words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ToyRefused {
    #[error("it is the web page {0}, and no toy is one")]
    WebPage(String),
    #[error("it did not say what it is")]
    Silent,
    #[error("its introduction cannot be read: {0}")]
    Unreadable(String),
    #[error("it speaks version {0} of the toys' protocol, and Vigil knows version 0")]
    Version(String),
    #[error("its identifier is empty or too long")]
    Identifier,
    #[error("its address is too long")]
    Address,
    #[error("Vigil knows no toy with the identifier {0:?}")]
    Unknown(String),
    #[error("it did not answer like a toy of its kind: {0}")]
    Unidentified(String),
    #[error("the person does not let it connect")]
    Denied,
    #[error("a toy with its address is connected already")]
    AlreadyHere,
    #[error("too many toys are connected")]
    Full,
}

impl ToyRefused {
    /// Whether the same toy may come in later as it is.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(self, Self::AlreadyHere | Self::Full)
    }

    /// Whether the person can do something about it, and does not know it yet. A toy that was switched off and on is
    /// here twice for a moment.
    pub(super) const fn concerns_the_person(&self) -> bool {
        !matches!(self, Self::Denied | Self::AlreadyHere)
    }
}

impl From<Refused> for ToyRefused {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied => Self::Denied,
            Refused::AlreadyHere => Self::AlreadyHere,
        }
    }
}

impl From<ReferenceError> for ToyRefused {
    fn from(error: ReferenceError) -> Self {
        Self::Unidentified(error.to_string())
    }
}
