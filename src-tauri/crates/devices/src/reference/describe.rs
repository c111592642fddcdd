use std::collections::BTreeSet;

use buttplug_core::{
    message::{InputCommandType, InputType, OutputType},
    util::range,
};
use buttplug_server_device_config::{
    RangeWithLimit, ServerDeviceDefinition, ServerDeviceFeature, ServerDeviceFeatureInput, ServerDeviceFeatureOutput,
};
use vigil_core::message::{DeviceDescription, Feature, InputAction, InputKind, InputRange, OutputKind, OutputRange};

use crate::limits;

/// What a toy is called and can do, as the configuration has it.
pub(super) fn describe(definition: &ServerDeviceDefinition) -> DeviceDescription {
    DeviceDescription {
        name: definition.name().clone(),
        numbered_name: None,
        display_name: None,
        message_gap_ms: definition
            .message_gap_ms()
            .unwrap_or_else(|| vigil_core::time::whole_ms(limits::MESSAGE_GAP)),
        features: definition
            .features()
            .iter()
            .filter(|(_, feature)| feature.has_output() || feature.has_input())
            .map(|(index, feature)| (*index, describe_feature(feature)))
            .collect(),
    }
}

pub(super) fn output_kind(kind: OutputType) -> OutputKind {
    match kind {
        OutputType::Vibrate => OutputKind::Vibrate,
        OutputType::Rotate => OutputKind::Rotate,
        OutputType::Oscillate => OutputKind::Oscillate,
        OutputType::Constrict => OutputKind::Constrict,
        OutputType::Temperature => OutputKind::Temperature,
        OutputType::Led => OutputKind::Led,
        OutputType::Position => OutputKind::Position,
        OutputType::HwPositionWithDuration => OutputKind::HwPositionWithDuration,
        OutputType::Spray => OutputKind::Spray,
    }
}

pub(super) fn output_type(kind: OutputKind) -> OutputType {
    match kind {
        OutputKind::Vibrate => OutputType::Vibrate,
        OutputKind::Rotate => OutputType::Rotate,
        OutputKind::Oscillate => OutputType::Oscillate,
        OutputKind::Constrict => OutputType::Constrict,
        OutputKind::Temperature => OutputType::Temperature,
        OutputKind::Led => OutputType::Led,
        OutputKind::Position => OutputType::Position,
        OutputKind::HwPositionWithDuration => OutputType::HwPositionWithDuration,
        OutputKind::Spray => OutputType::Spray,
    }
}

pub(super) fn input_kind(kind: InputType) -> InputKind {
    match kind {
        InputType::Battery => InputKind::Battery,
        InputType::Rssi => InputKind::Rssi,
        InputType::Button => InputKind::Button,
        InputType::Pressure => InputKind::Pressure,
        InputType::Depth => InputKind::Depth,
        InputType::Position => InputKind::Position,
    }
}

pub(super) fn input_type(kind: InputKind) -> InputType {
    match kind {
        InputKind::Battery => InputType::Battery,
        InputKind::Rssi => InputType::Rssi,
        InputKind::Button => InputType::Button,
        InputKind::Pressure => InputType::Pressure,
        InputKind::Depth => InputType::Depth,
        InputKind::Position => InputType::Position,
    }
}

fn describe_feature(feature: &ServerDeviceFeature) -> Feature {
    Feature {
        description: feature.description.clone(),
        outputs: feature
            .output
            .iter()
            .filter(|output| !output.is_disabled())
            .map(|output| (output_kind(output.output_type()), describe_output(output)))
            .collect(),
        inputs: feature
            .input
            .iter()
            .map(|input| (input_kind(input.input_type()), describe_input(input)))
            .collect(),
    }
}

fn describe_output(output: &ServerDeviceFeatureOutput) -> OutputRange {
    let (value, duration) = match output {
        ServerDeviceFeatureOutput::Vibrate(properties)
        | ServerDeviceFeatureOutput::Rotate(properties)
        | ServerDeviceFeatureOutput::Oscillate(properties)
        | ServerDeviceFeatureOutput::Constrict(properties)
        | ServerDeviceFeatureOutput::Temperature(properties)
        | ServerDeviceFeatureOutput::Led(properties)
        | ServerDeviceFeatureOutput::Spray(properties) => (&properties.value, None),
        ServerDeviceFeatureOutput::Position(properties) => (&properties.value, None),
        ServerDeviceFeatureOutput::HwPositionWithDuration(properties) => {
            (&properties.value, Some(&properties.duration))
        }
    };
    let value = steps(value);
    OutputRange {
        value: value.start()..=value.end(),
        duration_ms: duration.map(|duration| {
            let ms = steps(duration);
            unsigned(ms.start())..=unsigned(ms.end())
        }),
    }
}

fn steps(range: &RangeWithLimit) -> range::RangeInclusive<i32> {
    range.step_limit()
}

fn unsigned(ms: i32) -> u32 {
    u32::try_from(ms).unwrap_or(0)
}

fn describe_input(input: &ServerDeviceFeatureInput) -> InputRange {
    let properties = input.properties();
    let mut actions = BTreeSet::new();
    if properties.command.contains(InputCommandType::Read) {
        actions.insert(InputAction::Read);
    }
    if properties.command.contains(InputCommandType::Subscribe) {
        actions.insert(InputAction::Subscribe);
    }
    InputRange {
        values: properties
            .value
            .iter()
            .map(|range| range.start()..=range.end())
            .collect(),
        actions,
    }
}
