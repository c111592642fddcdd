use std::{collections::BTreeSet, sync::Arc};

use vigil_core::{
    lease::SessionId,
    message::{DeviceDescription, OutputKind},
};

use crate::{
    model::{HoldId, LinkState, ToyIdentity, ToyName},
    worker::{ToyState, WriteTimesSummary},
};

/// A toy, as it is right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    pub index: u32,
    pub identity: ToyIdentity,
    pub name: ToyName,
    pub link: LinkState,
    pub vitals: Vitals,
    pub outputs: Vec<OutputState>,
    /// The sessions whose outputs it follows.
    pub movers: BTreeSet<SessionId>,
    pub doubts: Doubts,
    /// The person holds it still, whatever the other toys do.
    pub held: Option<HoldId>,
    pub message_gap: MessageGap,
}

/// What a toy is made of, and how fast it answers.
#[derive(Debug, Clone)]
pub struct ToyDetails {
    /// All of the toy, also what the person switched off.
    pub description: Arc<DeviceDescription>,
    /// `None` before the first write.
    pub write_times: Option<WriteTimesSummary>,
}

/// The time between two writes to a toy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageGap {
    /// What the toy needs.
    pub own_ms: u32,
    /// What the person wants, if they chose anything. It holds as far as it is longer.
    pub wished_ms: Option<u32>,
}

/// What a toy says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Vitals {
    pub battery_percent: Option<u8>,
    /// How strongly its radio was last heard, in dBm.
    pub rssi_dbm: Option<i16>,
}

/// Why a toy may move although it should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Doubts {
    /// It did not confirm a stop.
    pub stop_unconfirmed: bool,
    /// Its link was lost while it moved.
    pub lost_moving: bool,
}

/// One output, as the hardware last confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputState {
    pub feature: u32,
    pub description: String,
    pub kind: OutputKind,
    pub min: i32,
    pub max: i32,
    pub value: i32,
    pub duration_ms: Option<u32>,
    /// The person switched it off.
    pub disabled: bool,
    /// What a program's most comes to; the upper end of a position's range.
    pub limit_percent: u8,
    /// The lower end of a position's range.
    pub from_percent: u8,
    /// A program's lower end is the toy's upper end.
    pub reversed: bool,
}

impl DeviceState {
    pub fn is_connected(&self) -> bool {
        self.link == LinkState::Connected
    }

    /// Whether a session moves it: at a strength above zero. A carriage that was sent somewhere belongs to whoever sent it.
    pub fn is_moved(&self) -> bool {
        let moves = |output: &OutputState| output.kind.is_position() || output.value != 0;
        !self.movers.is_empty() && self.outputs.iter().any(moves)
    }
}

pub(super) fn state(toy: &ToyState, numbered_name: Option<String>) -> DeviceState {
    let preferences = toy.preferences();
    let mut outputs = Vec::new();
    for (&feature, details) in &toy.description.features {
        for (&kind, range) in &details.outputs {
            let current = toy.current(feature, kind);
            let preferred = preferences.output(feature, kind);
            outputs.push(OutputState {
                feature,
                description: details.description.clone(),
                kind,
                min: *range.value.start(),
                max: *range.value.end(),
                value: current.map_or_else(|| 0.clamp(*range.value.start(), *range.value.end()), |o| o.value),
                duration_ms: current.and_then(|output| output.duration_ms),
                disabled: preferred.disabled,
                limit_percent: preferred.limit_percent,
                from_percent: preferred.from_percent,
                reversed: preferred.reversed,
            });
        }
    }
    DeviceState {
        index: toy.index,
        identity: toy.identity.clone(),
        name: ToyName {
            model: toy.description.name.clone(),
            numbered: numbered_name,
            given: preferences.display_name.clone(),
        },
        link: toy.link(),
        vitals: Vitals {
            battery_percent: toy.battery_percent(),
            rssi_dbm: toy.rssi_dbm(),
        },
        outputs,
        movers: toy.movers(),
        doubts: Doubts {
            stop_unconfirmed: toy.is_unconfirmed(),
            lost_moving: toy.was_lost_moving(),
        },
        held: toy.own_hold().current(),
        message_gap: MessageGap {
            own_ms: toy.description.message_gap_ms,
            wished_ms: preferences.message_gap_ms,
        },
    }
}
