//! The fire drill.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct DrillView {
    pub running: Option<RunningDrillView>,
    /// The last one that came to its end, also of an earlier run.
    pub last: Option<DrillResultView>,
}

/// A program of Vigil's own moves a toy, or has fallen silent after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct RunningDrillView {
    /// The toy's index.
    pub index: u32,
    pub toy: String,
    /// `null` until it has fallen silent.
    pub silence: Option<DrillSilenceView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct DrillSilenceView {
    #[cfg_attr(test, ts(type = "number"))]
    pub since_ms: u64,
    /// Vigil is to act after that.
    pub limit_ms: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct DrillResultView {
    /// In ms since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at_ms: u64,
    pub toy: String,
    pub passed: bool,
    /// What happened, for a person.
    pub sentence: String,
    /// What it means, and what can be done.
    pub hint: Option<String>,
    pub limit_ms: u32,
    /// After how much silence the connection was closed, and the toy stood still; only if the drill passed.
    pub closed_ms: Option<u32>,
    pub still_ms: Option<u32>,
}
