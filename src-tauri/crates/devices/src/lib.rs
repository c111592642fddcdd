//! Toys: keeping them, driving them, and above all stopping them.
//!
//! | module | what it does |
//! | --- | --- |
//! | `toy` | the border to hardware: what a back end implements |
//! | `hub` | all toys, by index; who moves what; hold and release |
//! | `worker` | one task per toy: newest value wins, a stop overtakes everything and is repeated until confirmed |
//! | [`simulated`] | toys on the screen |
//! | `bluetooth` | toys over the air |
//! | `websocket` | toys that connect to us |
//! | `link` | bytes to and from a toy, whatever carries them |
//! | `reference` | which toys there are, and what makes them move |
//! | `known_toy` | a toy of a known kind on a link |
//! | `model` | values that all of these share |
//! | `event` | what happened, for whoever shows it |
//! | `timeouts`, `limits` | every wait and every bound, by name |

mod bluetooth;
mod event;
#[cfg(test)]
mod faulty_toy;
mod hub;
mod known_toy;
mod limits;
mod link;
mod model;
mod reference;
pub mod simulated;
mod timeouts;
mod toy;
#[cfg(test)]
mod virtual_clock;
mod websocket;
mod worker;

pub use bluetooth::{AdapterState, AdapterStatus, Bluetooth, BluetoothStatus, Nearby, NearbyState};
pub use event::{DeviceEvent, ToyRefused};
pub use hub::{
    AdvertisedNames, DeviceState, Devices, Doubts, IndexTaken, InputEvent, MessageGap, OutputState, Refused, SearchId,
    SearchTable, Searcher, Snapshot, StopTicket, TableChanges, Together, ToyDetails, Vitals,
};
pub use limits::LONGEST_MESSAGE_GAP_MS;
pub use model::{
    ConnectPolicy, HoldId, IndexTable, LimitedOutput, LinkState, ModelNames, MovedToy, MovedToys, Movement,
    OutputPreferences, Permission, StopOutcome, StopResult, ToyIdentity, ToyName, ToyPreferences, Transport,
};
pub use reference::{ToyKind, UserConfigError, UserConfigToy, UserDeviceConfig};
pub use toy::{FeatureOutput, HardwareError, Toy, Urgency};
#[cfg(unix)]
pub use toy::{SocketStop, ToySocket};
pub use websocket::WebSocketToys;
pub use worker::WriteTimesSummary;
