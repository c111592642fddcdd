//! What becomes of refusals of other parts.

use crate::{event::ToyRefused, hub::Refused, reference::ReferenceError};

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
