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
