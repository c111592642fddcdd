//! How it stands with Bluetooth, and what it hears.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Bluetooth, as far as the person can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct BluetoothView {
    pub state: BluetoothState,
    /// What is wrong, and what mends it; for a person.
    pub sentence: Option<String>,
    /// Toys are looked for right now, by whomever.
    pub scanning: bool,
    /// The person looks for toys.
    pub own_search: bool,
    /// The programs that look for toys; who began first is first.
    pub searching_programs: Vec<SearchingProgramView>,
    /// The radio only glances around now and then, because toys move and the search is not new.
    pub spares_toys: bool,
    /// The radios of this computer.
    pub adapters: Vec<AdapterView>,
    /// Toys that were heard and are not connected: on their way, or left alone. Not those that the person denied, and
    /// not those that were lost and are called back; they are among the toys.
    pub found: Vec<FoundView>,
    /// What was heard but is no toy that Vigil knows; strongest first.
    pub nearby: Vec<NearbyView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum BluetoothState {
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
    /// The system's message bus is not there, so the service cannot be reached.
    BusMissing,
    /// Anything else.
    Failed,
}

/// A program that looks for toys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct SearchingProgramView {
    pub id: u64,
    pub name: String,
}

/// One radio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct AdapterView {
    /// Stable; what the setting `bluetooth.adapter` holds.
    pub id: String,
    pub name: String,
    /// The one in use.
    pub in_use: bool,
}

/// A toy that is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct FoundView {
    pub address: String,
    /// What the person calls it, where it was here before; else what it says of itself.
    pub name: Option<String>,
    /// What its name tells of its model, such as `Lovense toy`.
    pub model: Option<String>,
    pub signal_dbm: Option<i16>,
    pub state: FoundState,
    /// The person has said that it may wait.
    pub put_off: bool,
    /// Why it could not be connected, and what can be done; for a person.
    pub sentence: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundState {
    /// It was heard; a search connects it.
    Seen,
    Connecting,
    /// It is new: it waits until the person connects it.
    LeftAlone,
    /// The last attempt failed. The next one comes by itself.
    Failed,
}

/// A kind of toy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ToyKindView {
    pub model: String,
    /// What it can do, such as `2 × Vibrate`.
    pub outputs: String,
    /// What such toys call themselves over the air.
    pub advertised: String,
}

/// Something with Bluetooth that is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct NearbyView {
    pub address: String,
    pub name: Option<String>,
    pub signal_dbm: Option<i16>,
    /// Why it could not be driven like the toy that it was tried like; for a person.
    pub sentence: Option<String>,
    /// The kinds of toys that have a service in common with it: it may be a new model of one of these.
    pub kinds: Vec<ToyKindView>,
}
