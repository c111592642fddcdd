//! What a server says, as it stands in JSON. Read with patience: fields that are not known are ignored, and so is what a
//! newer server says of outputs and inputs that this version does not know.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{
    message::{DeviceDescription, DeviceTable, Feature, InputAction, InputKind, InputRange, OutputKind, OutputRange},
    whole::{Natural, Single, Whole},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all_fields = "PascalCase")]
pub(super) enum Told<'a> {
    Ok {
        id: Natural,
    },
    Error {
        id: Natural,
        #[serde(default)]
        error_message: String,
        error_code: Natural,
    },
    ServerInfo {
        id: Natural,
        /// The specification lets a server have no name.
        server_name: Option<String>,
        max_ping_time: Natural,
        /// Servers of v1 to v3 say MessageVersion instead.
        protocol_version_major: Option<Natural>,
    },
    DeviceList {
        id: Natural,
        #[serde(borrow)]
        devices: BTreeMap<u32, Device<'a>>,
    },
    ScanningFinished {},
    InputReading {
        id: Natural,
        device_index: Natural,
        feature_index: Natural,
        #[serde(borrow)]
        reading: Parts<'a>,
    },
}

/// By names, some of which may not be known here.
pub(super) type Parts<'a> = BTreeMap<String, &'a RawValue>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
// The spec's names.
#[allow(clippy::struct_field_names)]
pub(super) struct Device<'a> {
    device_name: String,
    device_display_name: Option<String>,
    device_message_timing_gap: Option<Natural>,
    #[serde(borrow, default)]
    device_features: BTreeMap<u32, DeviceFeature<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeviceFeature<'a> {
    feature_description: Option<String>,
    #[serde(borrow)]
    output: Option<Parts<'a>>,
    #[serde(borrow)]
    input: Option<Parts<'a>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OutputProperties {
    value: (Whole<i32>, Whole<i32>),
    duration: Option<(Natural, Natural)>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InputProperties {
    #[serde(default)]
    value: Vec<(Whole<i32>, Whole<i32>)>,
    command: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReadingValue {
    value: Single<i32>,
}

pub(super) fn devices(devices: BTreeMap<u32, Device<'_>>) -> DeviceTable {
    let devices = devices.into_iter();
    devices
        .map(|(index, device)| (index, Arc::new(description(device))))
        .collect()
}

/// The first value of a kind that is known.
pub(super) fn reading(reading: &Parts<'_>) -> Option<(InputKind, i32)> {
    known(reading, |value: ReadingValue| value.value.0).next()
}

fn description(device: Device<'_>) -> DeviceDescription {
    let features = device.device_features.into_iter();
    DeviceDescription {
        name: device.device_name,
        numbered_name: None,
        display_name: device.device_display_name,
        message_gap_ms: device.device_message_timing_gap.map_or(0, |gap| gap.0),
        features: features.map(|(index, told)| (index, feature(told))).collect(),
    }
}

fn feature(feature: DeviceFeature<'_>) -> Feature {
    Feature {
        description: feature.feature_description.unwrap_or_default(),
        outputs: known::<OutputKind, _, _>(&feature.output.unwrap_or_default(), output_range).collect(),
        inputs: known::<InputKind, _, _>(&feature.input.unwrap_or_default(), input_range).collect(),
    }
}

/// What is of a kind, and in a form, that this version knows.
fn known<'a, K: DeserializeOwned, V: DeserializeOwned, T>(
    parts: &'a Parts<'_>,
    convert: impl Fn(V) -> T + 'a,
) -> impl Iterator<Item = (K, T)> + 'a {
    parts.iter().filter_map(move |(name, value)| {
        let value = serde_json::from_str(value.get()).ok()?;
        Some((named(name)?, convert(value)))
    })
}

/// The kind of this name, if there is one.
fn named<K: DeserializeOwned>(name: &str) -> Option<K> {
    use serde::de::{IntoDeserializer, value};
    let name: value::StrDeserializer<'_, value::Error> = name.into_deserializer();
    K::deserialize(name).ok()
}

fn output_range(told: OutputProperties) -> OutputRange {
    OutputRange {
        value: range(told.value),
        duration_ms: told.duration.map(|(least, most)| least.0..=most.0),
    }
}

fn input_range(told: InputProperties) -> InputRange {
    InputRange {
        values: told.value.into_iter().map(range).collect(),
        actions: told
            .command
            .iter()
            .filter_map(|name| named(name))
            .collect::<BTreeSet<InputAction>>(),
    }
}

fn range((least, most): (Whole<i32>, Whole<i32>)) -> RangeInclusive<i32> {
    least.0..=most.0
}
