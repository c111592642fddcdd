//! What a person has to know.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::program::GapView;

/// Something a person has to know, with its repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertView {
    pub id: u64,
    /// Another number means that the person has to be told.
    pub news: u64,
    pub times: AlertTimesView,
    pub cause: AlertCause,
    /// One sentence: what happened.
    pub sentence: String,
    /// What it means, and what can be done.
    pub hint: Option<String>,
    /// The program that it is about.
    pub program: Option<AlertProgramView>,
    pub silence: SilenceView,
    pub toys: Vec<StoppedToyView>,
    /// What the person can do about it.
    pub offers: Vec<OfferView>,
    pub dismissed: bool,
}

/// All alerts that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct HistoryView {
    /// Counts up with every change.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How many there are, repeats included.
    #[cfg_attr(test, ts(type = "number"))]
    pub alerts: u64,
    /// Those that the person has not read; with their repeats, each is one.
    pub unread: usize,
}

/// When something happened, and how often. Milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertTimesView {
    pub first_at_ms: u64,
    pub last_at_ms: u64,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertProgramView {
    pub name: String,
    /// The web page that it is; `None` for a native program.
    pub origin: Option<String>,
}

/// How long a program had been silent when Vigil acted.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct SilenceView {
    pub silent_ms: Option<u32>,
    pub limit_ms: Option<u32>,
    /// How late the stop left, after the deadline.
    pub late_ms: Option<f64>,
    /// The last pings before it happened, oldest first.
    pub gaps: Vec<GapView>,
}

/// What the person can do about an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum OfferView {
    /// Watch only the program's connection: it never pinged.
    Exempt,
    /// Allow the web page that it is about.
    AllowPage { origin: String },
    /// Have a lost program stop only its own toys: this one stopped those of others, too.
    StopOnlyItsToys,
    /// Change the limit for pings, or that for connections.
    ChangeLimit,
}

/// What happened to one toy when a session ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct StoppedToyView {
    pub index: u32,
    pub name: String,
    /// From the moment that called for the stop until the hardware confirmed it.
    pub still_after_ms: Option<f64>,
    pub result: StopResultView,
}

/// What a stop came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StopResultView {
    /// The toy confirmed that it stopped.
    Confirmed,
    /// It has a position, and nobody knows which movement it was sent last: nothing could be told to it.
    NothingToTell,
    /// It did not confirm that it stopped.
    Unconfirmed,
}

impl AlertCause {
    /// Whether it outlives others when there are more alerts than are kept: a toy may have gone on moving, or what the
    /// person had set may be gone.
    pub(crate) const fn is_important(self) -> bool {
        match self {
            Self::StopUnconfirmed
            | Self::FileDamaged
            | Self::NotSaved
            | Self::ToyLost
            | Self::VigilKilled
            | Self::GuardianMissing => true,
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
    /// The computer slept, or was about to shut down; toys were stopped first.
    ComputerSlept,
    /// The screen was locked, or another user took it; or the system does not say when that happens.
    ScreenLocked,
}
