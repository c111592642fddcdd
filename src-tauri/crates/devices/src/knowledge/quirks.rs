//! What single protocols need beyond what their handlers do by themselves.

use std::{collections::BTreeSet, sync::Arc};

use buttplug_server_device_config::Endpoint;
use vigil_core::message::{Output, OutputKind};

use super::{
    describe::output_type,
    driver::Driver,
    packet::{Packet, Turn},
    tasks::ProtocolTasks,
};
use crate::{limits, toy::FeatureOutput};

/// Protocols that can say "turn round" and no direction.
const TURN_ROUND: &[&str] = &["lovense", "lovense-connect-service"];

fn turns_round(packet: &Packet) -> bool {
    packet.data.starts_with(b"RotateChange")
}

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

impl Driver {
    /// Whether the toy can be told this without doing the opposite: there is a spray of which every command is one
    /// more shot. A stop leaves that out; it comes to its end by itself.
    pub(super) fn can_stop(&self, output: &FeatureOutput) -> bool {
        output.output.kind != OutputKind::Spray || !self.sprays_at_zero.contains(&output.feature)
    }

    /// Lets the protocol reckon the way of its next slide from this place.
    pub(crate) fn reckon_from(&self, feature: u32, place: i32) {
        if RECKON_FROM_LAST.contains(&self.greeting.protocol()) {
            let output = Output {
                kind: OutputKind::HwPositionWithDuration,
                value: place,
                duration_ms: Some(limits::FREEZE_MS),
            };
            // Only what the handler keeps of it matters.
            drop(self.packets_by(&self.momentary, &FeatureOutput { feature, output }));
        }
    }

    /// Packets of outputs before these may not have been written: the toy is told again which mode it is to be in.
    pub(crate) fn forget_mode(&self, outputs: &[FeatureOutput]) {
        if self.greeting.protocol() != "ossm" {
            return;
        }
        let other = if outputs.iter().any(|output| output.output.kind.is_position()) {
            OutputKind::Oscillate
        } else {
            OutputKind::HwPositionWithDuration
        };
        for (&feature, details) in self.definition.features() {
            if details.get_output(output_type(other)).is_some() {
                let output = Output {
                    kind: other,
                    value: 1,
                    duration_ms: None,
                };
                // Only what the handler keeps of it matters.
                drop(self.packets_by(&self.momentary, &FeatureOutput { feature, output }));
            }
        }
    }

    pub(super) fn find_sprays_at_zero(&self) -> BTreeSet<u32> {
        // Some end their spray in a task of their own. None of them is to outlive the question.
        let asked = Arc::new(ProtocolTasks::default());
        let packets = |feature, value| {
            let output = Output {
                kind: OutputKind::Spray,
                value,
                duration_ms: None,
            };
            self.packets_by(&asked, &FeatureOutput { feature, output }).ok()
        };
        let features = self.definition.features().iter();
        features
            .filter_map(|(&feature, details)| {
                let spray = details.get_output(output_type(OutputKind::Spray))?;
                let most = i32::try_from(spray.as_value_properties()?.value.step_count()).ok()?;
                let full = packets(feature, most)?;
                (!full.is_empty() && packets(feature, 0)? == full).then_some(feature)
            })
            .collect()
    }

    /// To be asked before the first output: it changes what the handler takes the direction to be.
    pub(super) fn find_turn_round(&self) -> Option<Vec<u8>> {
        if !TURN_ROUND.contains(&self.greeting.protocol()) {
            return None;
        }
        let asked = Arc::new(ProtocolTasks::default());
        let packets = |feature, value| {
            let output = Output {
                kind: OutputKind::Rotate,
                value,
                duration_ms: None,
            };
            self.packets_by(&asked, &FeatureOutput { feature, output }).ok()
        };
        self.definition.features().iter().find_map(|(&feature, details)| {
            details.get_output(output_type(OutputKind::Rotate))?;
            let turned = packets(feature, -1)?;
            // Nothing of it is kept as a speed.
            packets(feature, 0)?;
            turned.into_iter().find(turns_round).map(|packet| packet.data)
        })
    }

    /// The direction apart from the speed: whether the toy has to be turned round is known when it is written.
    pub(super) fn with_turn(&self, mut packets: Vec<Packet>, output: &FeatureOutput) -> Vec<Packet> {
        let Output { kind, value, .. } = output.output;
        if let Some(turn_round) = &self.turn_round
            && kind == OutputKind::Rotate
        {
            packets.retain(|packet| !turns_round(packet));
            if let Some(packet) = packets.last_mut().filter(|_| value != 0) {
                packet.turn = Some(Turn {
                    clockwise: value > 0,
                    turn_round: turn_round.clone(),
                });
            }
        }
        packets
    }
}
