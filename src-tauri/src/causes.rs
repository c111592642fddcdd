//! Why alerts are raised.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// Why an alert was raised. The history stores the names: none of them may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlertCause {
    /// The program sent no ping within the limit.
    PingTimeout,
    /// The connection did not answer WebSocket pings.
    ConnectionSilent,
    /// The connection broke without a goodbye.
    ConnectionLost,
    /// The program broke the protocol in a way that ends a session.
    ProtocolViolation,
    /// The program comes and goes all the time, and is let in ever more slowly.
    ProgramSlowed,
    /// Vigil itself was late; toys were stopped to be safe.
    VigilLate,
    /// A toy did not confirm that it stopped.
    StopUnconfirmed,
    /// A web page that is not allowed wants to connect.
    PageAsks,
    /// A web page, or another machine, was turned away.
    Refused,
    /// What connected to the port for toys was turned away.
    ToyRefused,
    /// A file of Vigil's own was damaged, or could not be read.
    FileDamaged,
    /// What the person restricted holds, but could not be saved.
    NotSaved,
    /// The server could not start, or stopped by itself.
    ServerFailed,
    /// Another program has Vigil's port at the other address that `localhost` stands for.
    LocalhostElsewhere,
    /// Vigil's own window fell silent while the person moved a toy with it.
    WindowSilent,
    /// The process that draws Vigil's own window ended by itself.
    WindowCrashed,
    /// A toy's connection was lost while it was in use.
    ToyLost,
    /// Vigil was killed, or crashed, while toys moved; its guardian stopped them.
    VigilKilled,
    /// There is no guardian that could stop the toys if Vigil were killed.
    GuardianMissing,
    /// A fire drill showed that a stop cannot be relied on.
    DrillFailed,
    /// The computer slept, or was about to shut down; toys were stopped first.
    ComputerSlept,
    /// The screen was locked, or another user took it; or the system does not say when that happens.
    ScreenLocked,
}

impl AlertCause {
    /// In the order in which they stand above.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 22] = [
        Self::PingTimeout,
        Self::ConnectionSilent,
        Self::ConnectionLost,
        Self::ProtocolViolation,
        Self::ProgramSlowed,
        Self::VigilLate,
        Self::StopUnconfirmed,
        Self::PageAsks,
        Self::Refused,
        Self::ToyRefused,
        Self::FileDamaged,
        Self::NotSaved,
        Self::ServerFailed,
        Self::LocalhostElsewhere,
        Self::WindowSilent,
        Self::WindowCrashed,
        Self::ToyLost,
        Self::VigilKilled,
        Self::GuardianMissing,
        Self::DrillFailed,
        Self::ComputerSlept,
        Self::ScreenLocked,
    ];

    /// A toy may have gone on moving, or what the person had set may be gone. It outlives others when there are more alerts
    /// than are kept, and the person cannot ask not to be told.
    pub(crate) const fn is_important(self) -> bool {
        match self {
            Self::StopUnconfirmed
            | Self::FileDamaged
            | Self::NotSaved
            | Self::ToyLost
            | Self::VigilKilled
            | Self::GuardianMissing
            | Self::DrillFailed => true,
            Self::PingTimeout
            | Self::ConnectionSilent
            | Self::ConnectionLost
            | Self::ProtocolViolation
            | Self::ProgramSlowed
            | Self::VigilLate
            | Self::PageAsks
            | Self::Refused
            | Self::ToyRefused
            | Self::ServerFailed
            | Self::LocalhostElsewhere
            | Self::WindowSilent
            | Self::WindowCrashed
            | Self::ComputerSlept
            | Self::ScreenLocked => false,
        }
    }
}
