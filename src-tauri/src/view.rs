//! What the window shows: the whole state of the app, typed, as one value.
//!
//! The controller builds an [`AppView`] and pushes it; the window draws it and holds no truth of its own. Durations
//! are measured up to the moment the view was taken, so that the window needs no clock in common with the core.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::settings::{Settings, SimulatedKind};

/// Everything the window knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct AppView {
    pub version: String,
    pub data_dir: String,
    pub log_dir: String,
    pub server: ServerView,
    /// Whether a person has stopped everything: no program moves a toy until they release it.
    pub held: bool,
    pub programs: Vec<ProgramView>,
    /// Web pages that wait to be allowed; who came first is first.
    pub asking_pages: Vec<AskingPageView>,
    pub bluetooth: BluetoothView,
    /// Those that are here, then those that Vigil remembers.
    pub toys: Vec<ToyView>,
    /// Newest first.
    pub alerts: Vec<AlertView>,
    pub settings: Settings,
}

/// The listener's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ServerView {
    Stopped,
    Starting,
    Running {
        url: String,
    },
    Failed {
        /// What happened, for a person.
        sentence: String,
        /// A port that was free a moment ago, when the wish was for one that is taken.
        suggested_port: Option<u16>,
    },
}

/// A connected program.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ProgramView {
    pub id: u64,
    pub name: String,
    /// The far end of the connection, as `ip:port`.
    pub address: String,
    /// The web page's origin, where the program is one.
    pub origin: Option<String>,
    /// Spec version, as `4.0`.
    pub protocol: String,
    pub connected_for_ms: u64,
    pub watch: WatchView,
    pub pings_received: u64,
    /// The pings of the last minute, oldest first.
    pub gaps: Vec<GapView>,
    /// Names of the toys it moves right now.
    pub moves: Vec<String>,
    /// The limit in the settings is another one by now; it holds after a reconnect.
    pub outdated_limit: bool,
}

/// A web page that wants to connect and waits for the person to say yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct AskingPageView {
    pub origin: String,
    /// How long it goes on waiting.
    pub left_ms: u32,
}

/// How a program is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WatchView {
    /// A ping is due before the limit runs out.
    Ping {
        limit_ms: u32,
        since_ping_ms: u32,
        ever_pinged: bool,
    },
    /// Only the connection is watched, by WebSocket pings.
    ConnectionOnly {
        reason: ConnectionOnlyReason,
        limit_ms: u32,
    },
}

/// Why a program is not held to the ping limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionOnlyReason {
    /// There is no limit.
    Off,
    /// The person exempted it by name.
    Exempt,
    /// It never pinged, and the policy is "where supported".
    NeverPinged,
}

/// One ping, and how long the program had been silent before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct GapView {
    pub ago_ms: u32,
    pub gap_ms: u32,
}

/// Bluetooth, as far as the person can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct BluetoothView {
    pub state: BluetoothState,
    /// What is wrong, and what mends it; for a person.
    pub sentence: Option<String>,
    /// Toys are looked for right now.
    pub scanning: bool,
    /// The radios of this computer.
    pub adapters: Vec<AdapterView>,
    /// What was heard but is no toy that Vigil knows; strongest first.
    pub nearby: Vec<NearbyView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum BluetoothState {
    /// By the setting, or on the command line.
    SwitchedOff,
    Starting,
    Ready,
    /// There is no adapter.
    Absent,
    /// The adapter is there, but off.
    Off,
    /// The system does not let Vigil use it.
    NoPermission,
    /// The system's Bluetooth service does not run.
    ServiceMissing,
    /// Anything else.
    Failed,
}

/// One radio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct AdapterView {
    /// Stable; what the setting `bluetooth.adapter` holds.
    pub id: String,
    pub name: String,
    /// The one in use.
    pub in_use: bool,
}

/// Something with Bluetooth that is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct NearbyView {
    pub address: String,
    pub name: Option<String>,
    pub signal_dbm: Option<i16>,
}

/// A toy, and what it does right now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ToyView {
    /// Its own for ever.
    pub index: u32,
    /// What the person calls it, else the model's name.
    pub name: String,
    /// The model's name.
    pub model: String,
    /// Set for toys that exist on the screen only.
    pub simulated: Option<SimulatedKind>,
    pub link: ToyLink,
    pub address: Option<String>,
    /// Who is let to it.
    pub permission: ToyPermission,
    pub battery_percent: Option<u8>,
    /// How strongly its radio was last heard.
    pub signal_dbm: Option<i16>,
    pub outputs: Vec<OutputView>,
    /// Names of the programs that move it.
    pub moved_by: Vec<String>,
    /// The person moves it, from the window.
    pub tried: bool,
    /// A stop was not confirmed by the hardware.
    pub stop_unconfirmed: bool,
}

/// How it stands with a toy's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ToyLink {
    Connected,
    /// Vigil is about to connect for the first time.
    Connecting,
    /// Lost; Vigil tries to get it back.
    Reconnecting,
    /// Not here; a scan may find it again.
    Away,
}

/// Whether Vigil may connect to a toy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ToyPermission {
    /// As the setting "connect only these" says.
    Default,
    Allowed,
    Denied,
}

/// One thing a toy can do, as the hardware last confirmed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct OutputView {
    pub feature: u32,
    /// The spec's name, such as `Vibrate`.
    pub kind: String,
    pub description: String,
    pub min: i32,
    pub max: i32,
    /// After the person's limit.
    pub value: i32,
    /// Where the value is a position: the time the toy takes to get there, counted from when it was sent.
    pub duration_ms: Option<u32>,
    /// The person switched it off: programs do not see it.
    pub disabled: bool,
    /// What a program's most comes to, 0 to 100.
    pub limit_percent: u8,
}

/// Something a person has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct AlertView {
    pub id: u64,
    /// Milliseconds since the Unix epoch.
    pub at_ms: u64,
    pub cause: AlertCause,
    /// One sentence: what happened.
    pub sentence: String,
    /// What it means, and what can be done.
    pub hint: Option<String>,
    pub program: Option<String>,
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

/// What happened to one toy when a session ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct StoppedToyView {
    pub index: u32,
    pub name: String,
    /// From the moment that called for the stop until the hardware confirmed it.
    pub still_after_ms: Option<f64>,
    pub confirmed: bool,
}

/// Why an alert was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AlertCause {
    /// The program sent no ping within the limit.
    PingTimeout,
    /// The connection did not answer WebSocket pings.
    ConnectionSilent,
    /// The connection broke without a goodbye.
    ConnectionLost,
    /// The program broke the protocol in a way that ends a session.
    ProtocolViolation,
    /// Vigil itself was late; toys were stopped to be safe.
    VigilLate,
    /// A toy did not confirm that it stopped.
    StopUnconfirmed,
    /// A web page that is not allowed wants to connect.
    PageAsks,
    /// A web page, or another machine, was turned away.
    Refused,
    /// Settings or history were damaged and set aside.
    FileDamaged,
    /// The server could not start, or stopped by itself.
    ServerFailed,
    /// Vigil's own window fell silent while the person moved a toy with it.
    WindowSilent,
    /// A toy's connection was lost while it was in use.
    ToyLost,
    /// Vigil was killed, or crashed, while toys moved; its guardian stopped them.
    VigilKilled,
    /// There is no guardian that could stop the toys if Vigil were killed.
    GuardianMissing,
}

/// What the window can ask for. Answers come as a new [`AppView`]; refusals as a [`RequestError`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    StartServer,
    StopServer,
    /// Keep this port in the settings and listen on it.
    UsePort {
        port: u16,
    },
    /// Replace the settings; all of them are checked before any of them holds.
    SaveSettings {
        settings: Settings,
    },
    ExemptProgram {
        name: String,
    },
    /// Stop every toy, and let no program move one until `release`.
    StopEverything,
    Release,
    StopToy {
        index: u32,
    },
    StartScanning,
    StopScanning,
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
    /// Refuse the web page, and do not ask about it again for a while.
    TurnPageAway {
        origin: String,
    },
    /// Close every session that was given another limit than the present one.
    ReconnectOutdated,
    DismissAlert {
        id: u64,
    },
    DismissAllAlerts,
    ClearAlerts,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct RequestError {
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
pub enum RequestErrorCode {
    InvalidSetting,
    SaveFailed,
    NotFound,
    /// The toy, or the person's own "stop everything", does not allow it.
    Refused,
    ShuttingDown,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct LogLine {
    /// Counts up; a gap means that lines were dropped.
    pub seq: u64,
    /// Milliseconds since the Unix epoch.
    pub at_ms: u64,
    pub level: LogLevel,
    pub target: String,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}
