use std::sync::Arc;

use crate::reference::ToyKind;

/// How it stands with Bluetooth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BluetoothStatus {
    pub state: AdapterState,
    /// What the platform says of a state that has no name of its own.
    pub detail: Option<String>,
    /// Every adapter, in the order of their infos.
    pub adapters: Vec<AdapterStatus>,
    /// The one in use, by its id.
    pub chosen: Option<String>,
    /// Whether toys are looked for with this radio.
    pub scanning: bool,
    /// Whether it only glances around now and then, because toys move and the search is not new.
    pub spares_toys: bool,
    /// Why it does not, where it should: what the adapter said when it was asked to.
    pub scan_refused: Option<String>,
    /// What was heard of lately; toys first.
    pub nearby: Vec<Nearby>,
}

/// How it stands with the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdapterState {
    /// Not looked at yet.
    #[default]
    Starting,
    Ready,
    /// The computer has none.
    Absent,
    /// Switched off.
    Off,
    NoPermission,
    /// The system's Bluetooth service does not run.
    ServiceMissing,
    /// The system's message bus, over which that service is reached, is not there.
    BusMissing,
    /// It does not work, and the platform's words in [`BluetoothStatus::detail`] are all that is known.
    Failed,
}

impl AdapterState {
    /// For the log, after "Bluetooth".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Starting => "is starting",
            Self::Ready => "is ready",
            Self::Absent => "has no adapter",
            Self::Off => "is switched off",
            Self::NoPermission => "may not be used by Vigil",
            Self::ServiceMissing => "has no service: it does not run",
            Self::BusMissing => "cannot be reached: there is no system message bus",
            Self::Failed => "does not work",
        }
    }

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Absent => "absent",
            Self::Off => "off",
            Self::NoPermission => "no_permission",
            Self::ServiceMissing => "service_missing",
            Self::BusMissing => "bus_missing",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterStatus {
    /// The same at every start, wherever it is plugged in: its address; where the system does not tell that, its info.
    pub id: String,
    /// What the system calls it. Two adapters may change places at the next start.
    pub info: String,
    pub powered: bool,
}

/// Something that was heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearby {
    pub address: String,
    /// As advertised; may be empty.
    pub name: String,
    /// If it is a known toy: its model or, as long as only that is known, its make.
    pub model: Option<Arc<str>>,
    pub rssi_dbm: Option<i16>,
    pub state: NearbyState,
    /// Why the last attempt to connect failed, until one succeeds.
    pub failure: Option<String>,
    /// If it is no known toy: the kinds that it may be tried like.
    pub kinds: Arc<[ToyKind]>,
}

/// What Vigil makes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NearbyState {
    Connected,
    Connecting,
    /// A toy that Vigil knows how to drive.
    Toy,
    /// The attempt to connect failed, for this reason. There will be another.
    Failed(String),
    /// A toy that the person does not want connected.
    NotWanted,
    /// No known toy.
    Unknown,
}

impl NearbyState {
    /// Its stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Connecting => "connecting",
            Self::Toy => "toy",
            Self::Failed(_) => "failed",
            Self::NotWanted => "not_wanted",
            Self::Unknown => "unknown",
        }
    }
}
