//! What a person has to know.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
#[cfg(test)]
use ts_rs::TS;
use vigil_devices::StopResult;

use super::program::GapView;

/// Something a person has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AlertView {
    pub id: u64,
    /// When it happened, the last time if it did more than once. Milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// When it happened first.
    #[serde(default)]
    pub first_at_ms: u64,
    /// How often it happened.
    #[serde(default = "once")]
    pub count: u32,
    pub cause: AlertCause,
    /// One sentence: what happened.
    pub sentence: String,
    /// What it means, and what can be done.
    pub hint: Option<String>,
    pub program: Option<String>,
    /// The web page that the program is; `None` for a native program.
    #[serde(default)]
    pub program_origin: Option<String>,
    /// How long the program had been silent when Vigil acted.
    pub silent_ms: Option<u32>,
    pub limit_ms: Option<u32>,
    /// How late the stop left, after the deadline.
    pub late_ms: Option<f64>,
    pub toys: Vec<StoppedToyView>,
    /// The last pings before it happened, oldest first.
    pub gaps: Vec<GapView>,
    /// An exemption from the limit can be offered: the program never pinged.
    pub offer_exemption: bool,
    /// The origin of the web page that it is about, where that page can be allowed.
    #[serde(default)]
    pub page: Option<String>,
    pub dismissed: bool,
}

fn once() -> u32 {
    1
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl From<StopResult> for StopResultView {
    fn from(result: StopResult) -> Self {
        match result {
            StopResult::Confirmed => Self::Confirmed,
            StopResult::NothingToTell => Self::NothingToTell,
            StopResult::Unconfirmed => Self::Unconfirmed,
        }
    }
}

impl<'de> Deserialize<'de> for StoppedToyView {
    /// Alerts that an earlier version kept say whether the stop was confirmed, and no more.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            index: u32,
            name: String,
            still_after_ms: Option<f64>,
            result: Option<StopResultView>,
            confirmed: Option<bool>,
        }
        let stored = Stored::deserialize(deserializer)?;
        let result = match (stored.result, stored.confirmed) {
            (Some(result), _) => result,
            (None, Some(true)) => StopResultView::Confirmed,
            (None, Some(false)) => StopResultView::Unconfirmed,
            (None, None) => return Err(D::Error::missing_field("result")),
        };
        Ok(Self {
            index: stored.index,
            name: stored.name,
            still_after_ms: stored.still_after_ms,
            result,
        })
    }
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

/// Why an alert was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s8_what_earlier_versions_wrote_of_a_stop_is_understood() {
        let read = |json: &str| serde_json::from_str::<StoppedToyView>(json).unwrap().result;
        let toy = |result: &str| format!(r#"{{"index":0,"name":"Edge","still_after_ms":null,{result}}}"#);
        assert_eq!(read(&toy(r#""confirmed":true"#)), StopResultView::Confirmed);
        assert_eq!(read(&toy(r#""confirmed":false"#)), StopResultView::Unconfirmed);
        for result in [
            StopResultView::Confirmed,
            StopResultView::NothingToTell,
            StopResultView::Unconfirmed,
        ] {
            let name = serde_json::to_string(&result).unwrap();
            assert_eq!(read(&toy(&format!(r#""result":{name}"#))), result);
        }
    }
}
