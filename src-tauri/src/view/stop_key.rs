use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Whether the key works that stops everything whatever program is in front.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only beside a window"))]
pub(crate) enum StopKeyView {
    /// The person has chosen none.
    #[default]
    Off,
    /// The desktop has not answered; it may have asked the person.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "a Linux desktop says so"))]
    Asked,
    Works,
    /// It works, and another program hears it as well.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "a Linux desktop says so"))]
    Shared,
    /// The desktop says by itself when it is pressed.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "a Linux desktop says so"))]
    Desktop {
        /// What is to be pressed, as the desktop says it: the person can choose it there.
        keys: Option<String>,
    },
    Fails {
        why: StopKeyFailure,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only beside a window"))]
pub(crate) enum StopKeyFailure {
    /// Another program has it.
    #[cfg_attr(target_os = "linux", allow(dead_code, reason = "X tells Vigil all the same"))]
    Taken,
    /// The keyboard has no such key.
    NoSuchKey,
    /// This desktop lets no program have such a key.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "a Linux desktop says so"))]
    DesktopHasNone,
    /// The desktop, or the person whom it asked, did not want it.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "a Linux desktop says so"))]
    Refused,
    /// The display or the desktop does not answer as it should.
    Broken,
}

impl StopKeyView {
    pub(crate) const fn fails(&self) -> bool {
        matches!(self, Self::Fails { .. })
    }
}
