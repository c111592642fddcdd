use crate::model::LinkState;

/// How it stands with a toy and its link.
#[derive(Debug)]
pub(super) struct Status {
    pub(super) closing: Closing,
    /// Set once its link is over.
    pub(super) gone: Option<Gone>,
    /// What becomes of the link when it is gone.
    pub(super) after_loss: LinkState,
    pub(super) unconfirmed: bool,
    pub(super) battery_percent: Option<u8>,
    pub(super) rssi_dbm: Option<i16>,
}

/// Whether its worker is to end, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    No,
    /// By the person.
    SentAway,
    /// Vigil ends, or its Bluetooth.
    LetGo,
}

/// How a toy went, as far as the hardware confirmed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    AtRest,
    Moving,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            closing: Closing::No,
            gone: None,
            after_loss: LinkState::Lost,
            unconfirmed: false,
            battery_percent: None,
            rssi_dbm: None,
        }
    }
}
