//! What the window asks for.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::toy::ToyPermission;
use crate::settings::{Settings, SimulatedKind};

/// What the window can ask for. The answer is a new [`AppView`](super::AppView), or a [`RequestError`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Request {
    StartServer,
    StopServer,
    /// Keep this port in the settings and listen on it.
    UsePort {
        port: u16,
    },
    /// Replace the settings (boxed, since they are large); all of them are checked before any of them holds.
    SaveSettings {
        settings: Box<Settings>,
    },
    /// Let this program do without pings; `origin` is the web page that it is.
    ExemptProgram {
        name: String,
        origin: Option<String>,
    },
    /// Stop every toy, and let no program move one until `release`.
    StopEverything,
    /// Ends this hold, unless a newer one has taken its place.
    Release {
        #[cfg_attr(test, ts(type = "number"))]
        hold: u64,
    },
    /// Stop this toy, and let no program move it until `release_toy`.
    StopToy {
        index: u32,
    },
    /// Stop each toy that this program moves, and let no program move it until `release_toy`.
    StopProgramToys {
        id: u64,
    },
    /// Ends this hold of one toy, unless a newer one has taken its place.
    ReleaseToy {
        index: u32,
        #[cfg_attr(test, ts(type = "number"))]
        hold: u64,
    },
    StartScanning,
    /// End every search, those of programs included.
    StopScanning,
    /// End the search that this program began; it may begin another one.
    StopProgramSearch {
        id: u64,
    },
    /// A toy that was found and is not connected: connect it now, whatever the setting says of new toys.
    ConnectToy {
        address: String,
    },
    /// A toy that waits to be connected may go on waiting: the person is not asked about it again in this run.
    PutOffToy {
        address: String,
    },
    /// Something near that is no known toy: drive it like a toy that advertises this name, now and later.
    TryLike {
        address: String,
        advertised: String,
    },
    /// Take over what Intiface Central was told about toys: from this file, or from where that program keeps it.
    ImportToys {
        path: Option<String>,
    },
    /// `None`: the model's name again.
    RenameToy {
        index: u32,
        name: Option<String>,
    },
    /// Holds at once, also while programs move it.
    SetToyOutput {
        index: u32,
        feature: u32,
        kind: String,
        disabled: bool,
        limit_percent: u8,
        /// Of positions only, and so is `reversed`.
        from_percent: u8,
        reversed: bool,
    },
    /// The shortest time between two writes to it; `None`: what it needs.
    SetToyMessageGap {
        index: u32,
        gap_ms: Option<u32>,
    },
    SetToyPermission {
        index: u32,
        permission: ToyPermission,
    },
    /// Its index, its name and its limits; it is new when it comes again.
    ForgetToy {
        index: u32,
    },
    /// Moves a toy by hand. The window is watched like a program: unless it sends [`KeepTrying`](Self::KeepTrying)
    /// every half second, all that it moves stops.
    TryToy {
        index: u32,
        feature: u32,
        kind: String,
        value: i32,
    },
    KeepTrying,
    StopTrying,
    /// A program of Vigil's own moves this toy a little and falls silent, to prove that Vigil stops it.
    StartDrill {
        index: u32,
    },
    /// Ends the drill at once, as "Stop" does.
    StopDrill,
    AddSimulatedToy {
        kind: SimulatedKind,
    },
    RemoveSimulatedToy {
        index: u32,
    },
    DisconnectProgram {
        id: u64,
    },
    /// Let the web page that waits in, this once; where it has given up, its next try.
    AllowPageOnce {
        origin: String,
    },
    /// Let the web page in, now and whenever it comes: it is kept in the settings.
    AllowPageAlways {
        origin: String,
    },
    /// What is to be done about this web page from now on; it is kept in the settings.
    SetPage {
        origin: String,
        wish: PageWish,
    },
    /// Refuse the web page, and do not ask about it again for a while.
    TurnPageAway {
        origin: String,
    },
    /// Refuse every web page that waits, and do not ask about their sites again for a while.
    TurnAllPagesAway,
    /// Close every session that was given another limit than the present one.
    ReconnectOutdated,
    DismissAlert {
        id: u64,
    },
    DismissAllAlerts,
    ClearAlerts,
}

/// What the person wants of a web page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageWish {
    /// Let it in, now and whenever it comes.
    Allow,
    /// Never let it in, and do not ask about it.
    Never,
    /// Ask when it comes; it leaves the list.
    Ask,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct RequestError {
    /// Stable; the window acts on some of them.
    pub code: RequestErrorCode,
    /// For a person.
    pub sentence: String,
    /// The setting it is about, by its path, such as `ping.limit_ms`.
    pub field: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestErrorCode {
    InvalidSetting,
    SaveFailed,
    NotFound,
    /// The toy, or the person's own "stop everything", does not allow it.
    Refused,
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    ShuttingDown,
}
