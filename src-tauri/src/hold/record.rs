use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::files::Versioned;

/// The version written by this build.
const HOLD_VERSION: u32 = 1;

/// From where everything was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StoppedFrom {
    /// Its button, or its keys.
    Window,
    Notification,
    /// The menu of its icon.
    Tray,
    /// The key that works whatever program is in front.
    StopKey,
    /// `vigil --stop`.
    Command,
    /// A later Vigil's file says something else, or the file cannot be read.
    #[serde(other)]
    Unknown,
}

/// Who stopped everything, and when. As long as its file is there, every toy is held still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct HoldRecord {
    #[serde(default)]
    version: u32,
    pub from: StoppedFrom,
    /// In ms since 1970; missing where the file cannot be read.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number | null"))]
    pub at_ms: Option<i64>,
}

impl Versioned for HoldRecord {
    const NEWEST: u32 = HOLD_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

impl HoldRecord {
    pub(super) fn now(from: StoppedFrom) -> Self {
        Self {
            version: HOLD_VERSION,
            from,
            at_ms: Some(Timestamp::now().as_millisecond()),
        }
    }

    /// Of a file that is there and says nothing.
    pub(super) const fn unreadable() -> Self {
        Self {
            version: HOLD_VERSION,
            from: StoppedFrom::Unknown,
            at_ms: None,
        }
    }

    /// One of those that a view may show.
    #[cfg(test)]
    pub(crate) const fn at_time(at_ms: i64) -> Self {
        Self {
            version: HOLD_VERSION,
            from: StoppedFrom::Window,
            at_ms: Some(at_ms),
        }
    }

    /// In UTC, as RFC 3339 has it.
    pub(crate) fn at(&self) -> Option<String> {
        Some(Timestamp::from_millisecond(self.at_ms?).ok()?.to_string())
    }

    /// For a person who has no window.
    pub(crate) fn sentence(&self) -> String {
        let from = match self.from {
            StoppedFrom::Window => " in Vigil's window",
            StoppedFrom::Notification => " in a notification",
            StoppedFrom::Tray => " from the tray",
            StoppedFrom::StopKey => " by its stop key",
            StoppedFrom::Command => " by vigil --stop",
            StoppedFrom::Unknown => "",
        };
        let on = self.day_and_time().map(|at| format!(" on {at}")).unwrap_or_default();
        format!(
            "Everything was stopped{from}{on}. Programs stay connected but move nothing until vigil --release lets them."
        )
    }

    fn day_and_time(&self) -> Option<String> {
        let at = Timestamp::from_millisecond(self.at_ms?).ok()?;
        Some(
            at.to_zoned(TimeZone::system())
                .strftime("%-d %B %Y at %H:%M")
                .to_string(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_who_and_when_as_far_as_that_is_known() {
        let told = HoldRecord::now(StoppedFrom::Command);
        assert!(
            told.sentence()
                .starts_with("Everything was stopped by vigil --stop on ")
        );
        assert!(told.at().unwrap().ends_with('Z'));
        let untold = HoldRecord::unreadable();
        assert!(untold.sentence().starts_with("Everything was stopped. Programs"));
        assert_eq!(untold.at(), None);
    }

    #[test]
    fn what_a_later_vigil_knows_is_still_a_hold() {
        let later: HoldRecord = serde_json::from_str(r#"{"version":1,"from":"moon","at_ms":5,"more":1}"#).unwrap();
        assert_eq!((later.from, later.at_ms), (StoppedFrom::Unknown, Some(5)));
    }
}
