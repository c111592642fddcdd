//! What a person has to know.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::program::GapView;
use crate::causes::AlertCause;

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
    /// The person has read it.
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
