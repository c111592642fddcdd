//! What single protocols need beyond what their handlers do by themselves.

use std::collections::BTreeSet;

use buttplug_server_device_config::{Endpoint, ServerDeviceDefinition};
use vigil_core::message::{Output, OutputKind};

use super::{
    describe::output_type,
    packet::{Packet, Turn},
};
use crate::{limits, toy::FeatureOutput};

/// Protocols that can say "turn round" and no direction.
const TURN_ROUND: &[&str] = &["lovense", "lovense-connect-service"];

/// Protocols that reckon a carriage's speed from the way since the last place that they gave a packet for.
const RECKON_FROM_LAST: &[&str] = &[
    "fredorch",
    "kiiroo-v2",
    "kiiroo-v21",
    "kiiroo-v21-initialized",
    "kiiroo-v3",
    "serveu",
    "vorze-sa",
];

/// Protocols that have one switch for on and off, and do not say which of them the toy is: a stop of a toy that their
/// handler did not switch on itself might start it.
pub(super) fn has_one_switch(protocol: &str, kind: OutputKind) -> bool {
    matches!((protocol, kind), ("fmachine", OutputKind::Oscillate))
}

/// What stops the toy if its handler gives no packet for that.
///
/// An OSSM's handler has nothing to say to a machine that it did not set in motion itself; but the machine may run
/// from before the link was lost.
pub(super) fn unsaid_stop(protocol: &str, kind: OutputKind) -> Vec<Packet> {
    match (protocol, kind) {
        ("ossm", OutputKind::Oscillate) => vec![Packet::new(Endpoint::Tx, b"set:speed:0")],
        _ => Vec::new(),
    }
}

/// What the handler has to be asked so that its protocol reckons the way of its next slide from this place.
pub(super) fn to_reckon_from(protocol: &str, feature: u32, place: i32) -> Option<FeatureOutput> {
    let output = Output {
        kind: OutputKind::HwPositionWithDuration,
        value: place,
        duration_ms: Some(limits::FREEZE_MS),
    };
    RECKON_FROM_LAST
        .contains(&protocol)
        .then_some(FeatureOutput { feature, output })
}

/// What the handler has to be asked so that it says once more which mode the toy is to be in: outputs of the other mode.
pub(super) fn to_forget_mode(
    protocol: &str,
    definition: &ServerDeviceDefinition,
    outputs: &[FeatureOutput],
) -> Vec<FeatureOutput> {
    if protocol != "ossm" {
        return Vec::new();
    }
    let other = if outputs.iter().any(|output| output.output.kind.is_position()) {
        OutputKind::Oscillate
    } else {
        OutputKind::HwPositionWithDuration
    };
    let output = Output {
        kind: other,
        value: 1,
        duration_ms: None,
    };
    let features = definition.features().iter();
    features
        .filter(|(_, details)| details.get_output(output_type(other)).is_some())
        .map(|(&feature, _)| FeatureOutput { feature, output })
        .collect()
}

/// Features whose spray knows no zero: whatever value they are told, they spray. `ask` gives the handler's packets.
pub(super) fn sprays_at_zero(
    definition: &ServerDeviceDefinition,
    ask: impl Fn(&FeatureOutput) -> Option<Vec<Packet>>,
) -> BTreeSet<u32> {
    let packets = |feature, value| ask(&plain(feature, OutputKind::Spray, value));
    let features = definition.features().iter();
    features
        .filter_map(|(&feature, details)| {
            let spray = details.get_output(output_type(OutputKind::Spray))?;
            let most = i32::try_from(spray.as_value_properties()?.value.step_count()).ok()?;
            let full = packets(feature, most)?;
            (!full.is_empty() && packets(feature, 0)? == full).then_some(feature)
        })
        .collect()
}

/// What turns the toy's motor round, where its protocol has no other way to say a direction. `ask` gives the handler's
/// packets; to be found before the first output, since asking changes what the handler takes the direction to be.
pub(super) fn turn_round(
    protocol: &str,
    definition: &ServerDeviceDefinition,
    ask: impl Fn(&FeatureOutput) -> Option<Vec<Packet>>,
) -> Option<Vec<u8>> {
    if !TURN_ROUND.contains(&protocol) {
        return None;
    }
    let packets = |feature, value| ask(&plain(feature, OutputKind::Rotate, value));
    definition.features().iter().find_map(|(&feature, details)| {
        details.get_output(output_type(OutputKind::Rotate))?;
        let turned = packets(feature, -1)?;
        // Nothing of it is kept as a speed.
        packets(feature, 0)?;
        turned.into_iter().find(turns_round).map(|packet| packet.data)
    })
}

/// The direction apart from the speed: whether the toy has to be turned round is known when it is written.
pub(super) fn with_turn(turn_round: &[u8], mut packets: Vec<Packet>, output: &FeatureOutput) -> Vec<Packet> {
    let Output { kind, value, .. } = output.output;
    if kind == OutputKind::Rotate {
        packets.retain(|packet| !turns_round(packet));
        if let Some(packet) = packets.last_mut().filter(|_| value != 0) {
            packet.turn = Some(Turn {
                clockwise: value > 0,
                turn_round: turn_round.to_vec(),
            });
        }
    }
    packets
}

fn turns_round(packet: &Packet) -> bool {
    packet.data.starts_with(b"RotateChange")
}

fn plain(feature: u32, kind: OutputKind, value: i32) -> FeatureOutput {
    let output = Output {
        kind,
        value,
        duration_ms: None,
    };
    FeatureOutput { feature, output }
}
