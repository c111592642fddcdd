use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Whether Vigil starts when the person logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AutostartView {
    /// Vigil knows how to do that on this system.
    pub possible: bool,
    pub on: bool,
    /// Without showing the window.
    pub hidden: bool,
}
