use std::collections::BTreeSet;

use vigil_core::{lease::SessionId, message::OutputKind};

use crate::{
    model::{LinkState, ToyIdentity},
    worker::ToyState,
};

/// A toy, as it is right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    pub index: u32,
    pub identity: ToyIdentity,
    pub name: String,
    /// The name the person gave it.
    pub display_name: Option<String>,
    pub connected: bool,
    pub link: LinkState,
    pub battery_percent: Option<u8>,
    /// How strongly its radio was last heard, in dBm.
    pub rssi_dbm: Option<i16>,
    pub outputs: Vec<OutputState>,
    /// The sessions whose outputs it follows.
    pub movers: BTreeSet<SessionId>,
    pub stop_unconfirmed: bool,
    /// Its link was lost, and it may go on moving.
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
    /// What a program's most comes to.
    pub limit_percent: u8,
}

pub(super) fn state(toy: &ToyState) -> DeviceState {
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
            });
        }
    }
    DeviceState {
        index: toy.index,
        identity: toy.identity.clone(),
        name: toy.description.name.clone(),
        display_name: preferences.display_name.clone(),
        connected: !toy.is_gone(),
        link: toy.link(),
        battery_percent: toy.battery_percent(),
        rssi_dbm: toy.rssi_dbm(),
        outputs,
        movers: toy.movers(),
        stop_unconfirmed: toy.is_unconfirmed(),
        lost_moving: toy.was_lost_moving(),
    }
}
