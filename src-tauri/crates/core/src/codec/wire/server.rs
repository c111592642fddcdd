//! What programs of v4 are told, and those of older versions alike.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use serde::Serialize;

use crate::message::{
    DeviceDescription, DeviceTable, ErrorCode, Feature, InputAction, InputKind, InputRange, OutputKind, OutputRange,
    Reading,
};

/// A message to a program.
#[derive(Debug, Serialize)]
#[serde(rename_all_fields = "PascalCase")]
pub(in crate::codec) enum FromServer<'a> {
    Ok {
        id: u32,
    },
    Error {
        id: u32,
        error_message: &'a str,
        error_code: ErrorCode,
    },
    ServerInfo {
        id: u32,
        server_name: &'a str,
        max_ping_time: u32,
        protocol_version_major: u32,
        protocol_version_minor: u32,
    },
    DeviceList {
        id: u32,
        devices: BTreeMap<u32, Device<'a>>,
    },
    ScanningFinished {
        id: u32,
    },
    InputReading {
        id: u32,
        device_index: u32,
        feature_index: u32,
        reading: BTreeMap<InputKind, ReadingValue>,
    },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct ReadingValue {
    value: i32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
// The spec's names.
#[allow(clippy::struct_field_names)]
pub(in crate::codec) struct Device<'a> {
    device_name: &'a str,
    device_index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_display_name: Option<&'a str>,
    device_message_timing_gap: u32,
    device_features: BTreeMap<u32, DeviceFeature<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names)]
struct DeviceFeature<'a> {
    feature_index: u32,
    feature_description: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    output: BTreeMap<OutputKind, OutputProperties>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    input: BTreeMap<InputKind, InputProperties<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OutputProperties {
    value: (i32, i32),
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<(u32, u32)>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct InputProperties<'a> {
    value: Vec<(i32, i32)>,
    command: &'a BTreeSet<InputAction>,
}

pub(in crate::codec) fn devices(table: &DeviceTable) -> BTreeMap<u32, Device<'_>> {
    table
        .iter()
        .map(|(&index, description)| (index, device(index, description)))
        .collect()
}

pub(in crate::codec) fn reading(reading: Reading) -> BTreeMap<InputKind, ReadingValue> {
    BTreeMap::from([(reading.kind, ReadingValue { value: reading.value })])
}

fn device(index: u32, description: &DeviceDescription) -> Device<'_> {
    Device {
        device_name: &description.name,
        device_index: index,
        // A name of the person's, or the number that tells two toys of one model apart. The model's name stays as it is.
        device_display_name: description
            .display_name
            .as_ref()
            .or(description.numbered_name.as_ref())
            .map(String::as_str),
        device_message_timing_gap: description.message_gap_ms,
        device_features: description
            .features
            .iter()
            .map(|(&index, f)| (index, feature(index, f)))
            .collect(),
    }
}

fn feature(index: u32, feature: &Feature) -> DeviceFeature<'_> {
    DeviceFeature {
        feature_index: index,
        feature_description: &feature.description,
        output: feature
            .outputs
            .iter()
            .map(|(&kind, range)| (kind, output_properties(range)))
            .collect(),
        input: feature
            .inputs
            .iter()
            .map(|(&kind, range)| (kind, input_properties(range)))
            .collect(),
    }
}

fn output_properties(range: &OutputRange) -> OutputProperties {
    OutputProperties {
        value: (*range.value.start(), *range.value.end()),
        duration: range.duration_ms.as_ref().map(|ms| (*ms.start(), *ms.end())),
    }
}

fn input_properties(range: &InputRange) -> InputProperties<'_> {
    let pair = |r: &RangeInclusive<i32>| (*r.start(), *r.end());
    InputProperties {
        value: range.values.iter().map(pair).collect(),
        command: &range.actions,
    }
}
