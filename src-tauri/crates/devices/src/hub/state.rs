use std::collections::BTreeSet;

use vigil_core::{lease::SessionId, message::OutputKind};

use crate::{
    model::{LinkState, ToyIdentity},
    worker::Shared,
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

pub(super) fn state(shared: &Shared) -> DeviceState {
    let preferences = shared.preferences();
    let mut outputs = Vec::new();
    for (&feature, details) in &shared.description.features {
        for (&kind, range) in &details.outputs {
            let current = shared.current(feature, kind);
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
        index: shared.index,
        identity: shared.identity.clone(),
        name: shared.description.name.clone(),
        display_name: preferences.display_name.clone(),
        connected: !shared.is_gone(),
        link: shared.link(),
        battery_percent: shared.battery_percent(),
        rssi_dbm: shared.rssi_dbm(),
        outputs,
        movers: shared.movers(),
        stop_unconfirmed: shared.is_unconfirmed(),
        lost_moving: shared.was_lost_moving(),
    }
}
