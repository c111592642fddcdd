//! One part of a device, as an Index names it, and a value for it in terms of v4.

use crate::message::{
    Command, CommandError, DeviceDescription, FeatureOutput, Output, OutputKind, OutputRange, Outputs,
};

/// The part with this Index in an attribute list.
pub(super) fn part<'a, T>(parts: &'a [T], index: u32, command: &'static str) -> Result<&'a T, CommandError> {
    let place = usize::try_from(index).unwrap_or(usize::MAX);
    parts.get(place).ok_or(CommandError::UnknownIndex {
        command,
        index,
        count: parts.len(),
    })
}

pub(super) fn output_range(
    device: &DeviceDescription,
    feature: u32,
    kind: OutputKind,
) -> Result<&OutputRange, CommandError> {
    let found = device
        .features
        .get(&feature)
        .and_then(|details| details.outputs.get(&kind));
    found.ok_or(CommandError::UnsupportedOutput(kind))
}

pub(super) fn together(device: u32, outputs: Outputs) -> Command {
    Command::Output { device, outputs }
}

pub(super) fn value(feature: u32, kind: OutputKind, value: i32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind,
            value,
            duration_ms: None,
        },
    }
}

pub(super) fn slide(feature: u32, value: i32, duration_ms: u32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    }
}
