//! The window asks for alerts: for some of them, a page at a time.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{AlertCause, AlertProgramView, AlertView};

/// Which alerts the person wants to see. What is not there does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertQuery {
    pub cause: Option<AlertCause>,
    pub program: Option<AlertProgramView>,
    /// Words that the alert must have somewhere, whatever their case.
    pub text: String,
}

/// A page of alerts, newest first, each with its repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertPageView {
    /// The history that it is of; see [`HistoryView`](super::HistoryView).
    pub revision: u64,
    pub alerts: Vec<AlertView>,
    /// What to ask for the next page with; `None` if there is none.
    pub next: Option<u64>,
    /// How many were found, repeats included.
    pub found: u64,
    /// How many there are, found or not.
    pub all: u64,
    /// What can be asked for: every cause that there is, and the programs of most alerts.
    pub causes: Vec<CauseCountView>,
    pub programs: Vec<ProgramCountView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct CauseCountView {
    pub cause: AlertCause,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ProgramCountView {
    pub program: AlertProgramView,
    pub count: u64,
}

/// The alerts of one row, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct RepeatsView {
    pub alerts: Vec<AlertView>,
    /// What to ask for the next page with; `None` if there is none.
    pub next: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    Csv,
    Json,
}

/// What was written where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ExportedView {
    pub path: String,
    pub alerts: usize,
}
