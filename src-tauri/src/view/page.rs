//! Web pages.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// A web page that waits to be allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AskingPageView {
    pub origin: String,
    /// Any number of files, frames and apps have this origin: it can be let in for one session, and never for good.
    pub names_nobody: bool,
    /// When it is turned away without an answer.
    #[cfg_attr(test, ts(type = "number"))]
    pub until_ms: u64,
}

/// A web page that the person has decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct PageView {
    /// For a page that was turned away together with others: its web site.
    pub origin: String,
    pub standing: PageStanding,
    /// In ms since 1970; `null` if that was before Vigil kept it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub decided_ms: Option<u64>,
    /// When it last connected or, if it is refused, tried to; in ms since 1970.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub last_ms: Option<u64>,
    /// How often it did so.
    #[cfg_attr(test, ts(type = "number"))]
    pub times: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum PageStanding {
    Allowed,
    /// For good.
    Refused,
    /// The person is not asked about it until then, on the clock of the view.
    TurnedAway {
        #[cfg_attr(test, ts(type = "number"))]
        until_ms: u64,
    },
}
