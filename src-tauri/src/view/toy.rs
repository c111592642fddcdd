//! Toys.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::settings::SimulatedKind;

/// A toy, and what it does right now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ToyView {
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
    /// The hold that the person has put on this toy alone: no program moves it until they release it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub held: Option<u64>,
    /// Missing if it is not here.
    pub message_gap: Option<MessageGapView>,
}

/// The shortest time between two writes to a toy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct MessageGapView {
    /// What the toy needs.
    pub own_ms: u32,
    /// What the person wants, if they chose anything. It holds as far as it is longer.
    pub wished_ms: Option<u32>,
}

/// How it stands with a toy's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToyLink {
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
pub(crate) enum ToyPermission {
    /// As the setting "connect only these" says.
    Default,
    Allowed,
    Denied,
}

/// One thing a toy can do, as the hardware last confirmed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct OutputView {
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
    /// What a program's most comes to, 0 to 100; the upper end of a position's range.
    pub limit_percent: u8,
    /// The lower end of a position's range, 0 to `limit_percent`.
    pub from_percent: u8,
    /// A position is turned round: a program's lower end is the toy's upper end.
    pub reversed: bool,
}
