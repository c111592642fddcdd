//! How v0 to v3 describe a device, as it stands in JSON.

use serde::Serialize;

use super::attributes::{Attributes, ScalarAttribute, SensorAttribute};
use crate::{
    message::{DeviceDescription, DeviceTable, InputKind, OutputKind},
    version::SpecVersion,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names, reason = "the spec's names")]
pub struct LegacyDevice {
    pub device_index: u32,
    device_name: String,
    /// v3.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_display_name: Option<String>,
    /// v3.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_message_timing_gap: Option<u32>,
    device_messages: DeviceMessages,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum DeviceMessages {
    /// v0.
    Names(Vec<&'static str>),
    /// v1 and v2.
    Counts(Counts),
    /// v3.
    Parts(Parts),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Empty {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names, reason = "the spec's names")]
struct Counts {
    #[serde(skip_serializing_if = "Option::is_none")]
    vibrate_cmd: Option<Count>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotate_cmd: Option<Count>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linear_cmd: Option<Count>,
    /// v2.
    #[serde(skip_serializing_if = "Option::is_none")]
    battery_level_cmd: Option<Empty>,
    /// v2.
    #[serde(rename = "RSSILevelCmd", skip_serializing_if = "Option::is_none")]
    rssi_level_cmd: Option<Empty>,
    stop_device_cmd: Empty,
    /// v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    single_motor_vibrate_cmd: Option<Empty>,
    /// v1.
    #[serde(rename = "FleshlightLaunchFW12Cmd", skip_serializing_if = "Option::is_none")]
    fleshlight_launch_cmd: Option<Empty>,
    /// v1.
    #[serde(rename = "VorzeA10CycloneCmd", skip_serializing_if = "Option::is_none")]
    vorze_cyclone_cmd: Option<Empty>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Count {
    feature_count: usize,
    /// v2.
    #[serde(skip_serializing_if = "Option::is_none")]
    step_count: Option<Vec<u32>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names, reason = "the spec's names")]
struct Parts {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scalar_cmd: Vec<Part>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rotate_cmd: Vec<Part>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    linear_cmd: Vec<Part>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sensor_read_cmd: Vec<SensorPart>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sensor_subscribe_cmd: Vec<SensorPart>,
    stop_device_cmd: Empty,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    step_count: u32,
    feature_descriptor: String,
    actuator_type: OutputKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SensorPart {
    feature_descriptor: String,
    sensor_type: &'static str,
    sensor_range: Vec<(i32, i32)>,
}

impl LegacyDevice {
    /// Every device of the table, as this version describes it.
    pub(super) fn all(version: SpecVersion, table: &DeviceTable) -> Vec<Self> {
        table
            .iter()
            .map(|(&index, description)| Self::new(version, index, description))
            .collect()
    }

    pub(super) fn new(version: SpecVersion, index: u32, description: &DeviceDescription) -> Self {
        let attributes = Attributes::of(description);
        let is_v3 = version == SpecVersion::V3;
        Self {
            device_index: index,
            // v0 to v2 have no other name to tell two toys of one model apart.
            device_name: if is_v3 {
                description.distinct_name().to_owned()
            } else {
                description.shown_name().to_owned()
            },
            device_display_name: description.display_name.clone().filter(|_| is_v3),
            device_message_timing_gap: is_v3.then_some(description.message_gap_ms),
            device_messages: match version {
                SpecVersion::V0 => DeviceMessages::Names(names(&attributes)),
                SpecVersion::V1 | SpecVersion::V2 => DeviceMessages::Counts(counts(version, &attributes)),
                SpecVersion::V3 | SpecVersion::V4 => DeviceMessages::Parts(parts(&attributes)),
            },
        }
    }
}

/// In the order in which the reference sorts them.
fn names(attributes: &Attributes<'_>) -> Vec<&'static str> {
    let mut names = vec!["StopDeviceCmd"];
    if attributes.vibrations().next().is_some() {
        names.push("SingleMotorVibrateCmd");
    }
    if !attributes.linears.is_empty() {
        names.push("FleshlightLaunchFW12Cmd");
    }
    if !attributes.rotations.is_empty() {
        names.push("VorzeA10CycloneCmd");
    }
    names
}

fn counts(version: SpecVersion, attributes: &Attributes<'_>) -> Counts {
    let is_v1 = version == SpecVersion::V1;
    let count = |parts: Vec<&ScalarAttribute<'_>>| {
        (!parts.is_empty()).then(|| Count {
            feature_count: parts.len(),
            step_count: (!is_v1).then(|| parts.iter().map(|part| part.step_count).collect()),
        })
    };
    let sensor = |kind| attributes.sensors.iter().any(|sensor| sensor.kind == kind) && !is_v1;
    let empty = |there: bool| there.then_some(Empty {});
    Counts {
        vibrate_cmd: count(attributes.vibrations().collect()),
        rotate_cmd: count(attributes.rotations.iter().collect()),
        linear_cmd: count(attributes.linears.iter().collect()),
        battery_level_cmd: empty(sensor(InputKind::Battery)),
        rssi_level_cmd: empty(sensor(InputKind::Rssi)),
        stop_device_cmd: Empty {},
        single_motor_vibrate_cmd: empty(is_v1 && attributes.vibrations().next().is_some()),
        fleshlight_launch_cmd: empty(is_v1 && !attributes.linears.is_empty()),
        vorze_cyclone_cmd: empty(is_v1 && !attributes.rotations.is_empty()),
    }
}

fn parts(attributes: &Attributes<'_>) -> Parts {
    let part = |scalar: &ScalarAttribute<'_>, actuator_type| Part {
        step_count: scalar.step_count,
        feature_descriptor: scalar.description.to_owned(),
        actuator_type,
    };
    Parts {
        scalar_cmd: attributes
            .scalars
            .iter()
            .map(|scalar| part(scalar, scalar.kind))
            .collect(),
        rotate_cmd: attributes
            .rotations
            .iter()
            .map(|scalar| part(scalar, OutputKind::Rotate))
            .collect(),
        linear_cmd: attributes
            .linears
            .iter()
            .map(|scalar| part(scalar, OutputKind::Position))
            .collect(),
        sensor_read_cmd: attributes.sensors.iter().map(sensor_part).collect(),
        sensor_subscribe_cmd: attributes.subscriptions.iter().map(sensor_part).collect(),
        stop_device_cmd: Empty {},
    }
}

/// SensorType, as v3's clients know it: those in Rust cannot read a list of devices with any other in it.
pub(super) fn sensor_type(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Battery => "Battery",
        InputKind::Rssi => "RSSI",
        InputKind::Button => "Button",
        InputKind::Pressure => "Pressure",
        InputKind::Depth => "Depth",
        InputKind::Position => "Position",
    }
}

fn sensor_part(sensor: &SensorAttribute<'_>) -> SensorPart {
    SensorPart {
        feature_descriptor: sensor.description.to_owned(),
        sensor_type: sensor_type(sensor.kind),
        sensor_range: sensor.ranges.clone(),
    }
}
