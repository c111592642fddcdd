//! What a person can set, and what counts as valid.

use std::net::{IpAddr, Ipv4Addr};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IntoDeserializer, value},
};
#[cfg(test)]
use ts_rs::TS;

use crate::{
    causes::AlertCause,
    files::{Versioned, nearest},
    language::LanguageChoice,
};

/// The version written by this build. A file with a newer one is set aside, not guessed at.
pub(crate) const SETTINGS_VERSION: u32 = 2;

/// All settings. Unknown fields are ignored. Missing ones take their default, except where an earlier Vigil, whose file does
/// not have them, had another one: what a file does not say stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Settings {
    pub version: u32,
    #[serde(default = "PingSettings::of_an_earlier_vigil")]
    pub ping: PingSettings,
    pub server: ServerSettings,
    /// A lost program stops every toy, not only those it moved ("stop all devices", as the protocol guide says).
    pub lost_program_stops_every_toy: bool,
    /// Everything stops when the screen is locked, or when another user's session takes it.
    pub stop_when_locked: bool,
    pub desktop_notifications: bool,
    /// What stops everything whatever program is in front, such as `Ctrl+Alt+.`; off where there is none.
    pub stop_key: Option<String>,
    pub alerts: AlertSettings,
    pub appearance: Appearance,
    /// What a person reads is in this language; commands, events and the log are in English whatever it is.
    pub language: LanguageChoice,
    /// How large the window shows everything: 50 to 300 %.
    #[serde(deserialize_with = "nearest::percent")]
    pub zoom_percent: u32,
    /// What becomes of Vigil when its window is closed, on a desktop with a tray.
    pub on_close: OnClose,
    /// The person has seen the first steps, or has skipped them. Whoever has a file of an earlier Vigil needs none.
    #[serde(default = "yes")]
    pub introduced: bool,
    pub simulated_toys: Vec<SimulatedToy>,
    pub bluetooth: BluetoothSettings,
    pub toys: ToySettings,
}

impl Versioned for Settings {
    const NEWEST: u32 = SETTINGS_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

const fn yes() -> bool {
    true
}

/// How the person is told of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub(crate) struct AlertSettings {
    /// A tone for each.
    pub sound: bool,
    /// Of these the person is not told: they are kept, as read. One that this version does not know is ignored.
    #[serde(deserialize_with = "known")]
    pub muted: Vec<AlertCause>,
}

fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AlertCause>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let causes = names
        .into_iter()
        .map(|name| AlertCause::deserialize(name.into_deserializer()));
    Ok(causes.filter_map(Result::<_, value::Error>::ok).collect())
}

/// The radio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub(crate) struct BluetoothSettings {
    pub enabled: bool,
    /// The adapter to use, by its id; `None` takes the first one.
    pub adapter: Option<String>,
}

/// Which toys come in, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub(crate) struct ToySettings {
    /// Connect only toys that were here before, or that the person allowed; the others wait for a click. `None`: nobody has
    /// chosen. Then it is so if there is a window to click in.
    pub connect_only_known: Option<bool>,
    /// Home-built toys connect to this port, over WebSocket. Off where there is none.
    pub device_port: Option<u16>,
    /// Machines of the whole network reach that port, not only this one.
    pub device_port_lan: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub(crate) struct PingSettings {
    /// The protocol's MaxPingTime: 0 is off, else 50 to 600,000 ms.
    #[serde(default, deserialize_with = "nearest::limit_ms")]
    pub limit_ms: u32,
    #[serde(default)]
    pub policy: PingPolicySetting,
    /// Silence of a program's connection after which it counts as lost, whatever the limit is: 1,000 to 60,000 ms.
    pub connection_limit_ms: u32,
    /// Programs that are told MaxPingTime 0.
    pub exempt_programs: Vec<ExemptProgram>,
}

/// A program that need not ping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ExemptProgram {
    /// As the program gives it; compared without regard to case and outer blanks.
    pub name: String,
    /// The web page that it is; `None` for a native program.
    pub origin: Option<String>,
}

/// Version 1 kept bare names. They are taken for native programs': a page can give itself any name.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredExemption {
    Name(String),
    Program {
        name: String,
        #[serde(default)]
        origin: Option<String>,
    },
}

impl<'de> Deserialize<'de> for ExemptProgram {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match StoredExemption::deserialize(deserializer)? {
            StoredExemption::Name(name) => Self { name, origin: None },
            StoredExemption::Program { name, origin } => Self { name, origin },
        })
    }
}

/// What holds for a program that does not keep the limit by itself. An earlier Vigil's default is the default of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum PingPolicySetting {
    /// It is out when the limit runs out, as the spec says.
    #[default]
    Required,
    /// Only its connection is watched, until it has shown that it keeps the limit.
    WhereSupported,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(default)]
pub(crate) struct ServerSettings {
    /// Always loopback in this version.
    #[cfg_attr(test, ts(type = "string"))]
    pub address: IpAddr,
    #[serde(deserialize_with = "nearest::port")]
    pub port: u16,
    /// The name programs are told.
    pub name: String,
    pub start_with_app: bool,
    /// Web pages that may connect, by origin.
    pub allowed_origins: Vec<String>,
    /// Web pages that may never connect, by origin. These are refused even if they are allowed, too.
    pub refused_origins: Vec<String>,
    /// Names that programs may use for this computer beside its own: of a reverse proxy or a container.
    pub allowed_hosts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Appearance {
    #[default]
    System,
    Dark,
    Light,
}

/// What becomes of Vigil when its window is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnClose {
    /// The person is asked, and the answer is kept.
    #[default]
    Ask,
    /// It goes on, with its icon in the tray.
    Keep,
    Quit,
}

/// A toy on the screen. It keeps its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct SimulatedToy {
    #[serde(deserialize_with = "nearest::index")]
    pub index: u32,
    pub kind: SimulatedKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum SimulatedKind {
    /// Two motors and a battery.
    Vibrator,
    Rotator,
    /// Position, and position with duration.
    Stroker,
    Constrictor,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: SETTINGS_VERSION,
            ping: PingSettings::default(),
            server: ServerSettings::default(),
            lost_program_stops_every_toy: true,
            stop_when_locked: false,
            desktop_notifications: true,
            stop_key: None,
            alerts: AlertSettings::default(),
            appearance: Appearance::default(),
            language: LanguageChoice::default(),
            zoom_percent: 100,
            on_close: OnClose::default(),
            introduced: false,
            simulated_toys: Vec::new(),
            bluetooth: BluetoothSettings::default(),
            toys: ToySettings::default(),
        }
    }
}

impl Default for BluetoothSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            adapter: None,
        }
    }
}

impl Default for PingSettings {
    /// Programs built on the official JS, Rust and Dart libraries never ping. Required, each of them would be cut; so only
    /// those that ping are held to the limit.
    fn default() -> Self {
        Self {
            limit_ms: 2000,
            policy: PingPolicySetting::WhereSupported,
            connection_limit_ms: vigil_core::limits::DEFAULT_CONNECTION_LIMIT_MS,
            exempt_programs: Vec::new(),
        }
    }
}

impl PingSettings {
    /// What held where nobody had chosen anything, before there was a limit in a new installation.
    fn of_an_earlier_vigil() -> Self {
        Self {
            limit_ms: 0,
            policy: PingPolicySetting::Required,
            ..Self::default()
        }
    }

    /// Nobody has chosen a limit: it is that of a new installation.
    pub(super) fn is_unchosen(&self) -> bool {
        let new = Self::default();
        (self.limit_ms, self.policy) == (new.limit_ms, new.policy)
    }
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 12345,
            name: "Vigil".to_owned(),
            start_with_app: true,
            allowed_origins: Vec::new(),
            refused_origins: Vec::new(),
            allowed_hosts: Vec::new(),
        }
    }
}
