use vigil_core::time::Moment;

/// How a stop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopOutcome {
    pub result: StopResult,
    pub at: Moment,
    /// How many times it was written.
    pub attempts: u32,
}

/// What a stop came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopResult {
    /// The hardware confirmed it. Or there was nothing to confirm, since nothing that was to be stopped had moved.
    Confirmed,
    /// Nothing could be told to the toy or to a part of it, because whatever it is told might move it: nobody knows which
    /// movement a carriage was sent last, or whether a machine with one switch for on and off runs.
    NothingToTell,
    /// The hardware did not confirm it. The link was cut, or was gone.
    Unconfirmed,
}

/// How it stands with a toy's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Connected,
    /// Lost; Vigil tries to get it back.
    Reconnecting,
    /// Gone, until a scan finds it again.
    Lost,
}

impl LinkState {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::Lost => "lost",
        }
    }
}
