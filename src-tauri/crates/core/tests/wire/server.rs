use std::{collections::BTreeMap, fs, ops::RangeInclusive, path::Path, sync::Arc};

use vigil_core::{
    codec::encode,
    message::{
        DeviceDescription, DeviceTable, ErrorCode, Feature, InputAction, InputKind, InputRange, OutputKind,
        OutputRange, Reading, ServerMessage,
    },
    version::SpecVersion,
};

#[test]
fn every_message_of_the_server_in_every_version() {
    for major in 0..=4 {
        let version = SpecVersion::from_major(major).unwrap();
        let told: Vec<_> = messages()
            .into_iter()
            .filter(|(versions, _)| versions.contains(&major))
            .map(|(_, message)| encode(version, &message))
            .collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/wire/told/v{major}.jsonl"));
        let wanted = fs::read_to_string(&path).unwrap();
        let wanted: Vec<_> = wanted.lines().collect();
        for (told, wanted) in told.iter().zip(&wanted) {
            assert_eq!(told, wanted, "v{major}");
        }
        assert_eq!(told.len(), wanted.len(), "v{major}: {told:#?}");
    }
}

/// In the order of the files, with the versions that have them.
fn messages() -> Vec<(RangeInclusive<u32>, ServerMessage)> {
    let everything: DeviceTable = BTreeMap::from([(0, Arc::new(everything())), (3, Arc::new(bare()))]);
    let battery = Reading {
        kind: InputKind::Battery,
        value: 87,
    };
    let error = |id, code, message: &str| ServerMessage::Error {
        id,
        code,
        message: message.to_owned(),
    };
    let mut messages = vec![
        (
            0..=4,
            ServerMessage::ServerInfo {
                id: 1,
                server_name: "Vigil".into(),
                max_ping_time_ms: 1000,
            },
        ),
        (0..=4, ServerMessage::Ok { id: u32::MAX }),
        (0..=4, error(2, ErrorCode::Unknown, "plain")),
        (0..=4, error(3, ErrorCode::Init, "\"quoted\" and \\")),
        (0..=4, error(0, ErrorCode::Ping, "two\nlines, \u{0} and \u{7f}")),
        (0..=4, error(5, ErrorCode::Message, "größer, 太大, \u{1F9F8}, \u{2028}")),
        (0..=4, error(6, ErrorCode::Device, "")),
        (0..=4, ServerMessage::ScanningFinished),
        (
            0..=4,
            ServerMessage::DeviceList {
                id: 7,
                devices: Arc::default(),
            },
        ),
        (
            0..=4,
            ServerMessage::DeviceList {
                id: 8,
                devices: Arc::new(everything),
            },
        ),
    ];
    for (index, description) in [(0, self::everything()), (3, bare())] {
        let description = Arc::new(description);
        messages.push((0..=3, ServerMessage::DeviceAdded { index, description }));
    }
    messages.extend([
        (0..=3, ServerMessage::DeviceRemoved { index: 3 }),
        (
            0..=2,
            ServerMessage::Test {
                id: 9,
                text: "Moo".to_owned(),
            },
        ),
        (
            2..=2,
            ServerMessage::BatteryLevelReading {
                id: 10,
                device: 0,
                percent: 87,
            },
        ),
        (
            2..=2,
            ServerMessage::RssiLevelReading {
                id: 11,
                device: 0,
                rssi: -40,
            },
        ),
        (
            3..=3,
            ServerMessage::SensorReading {
                id: 12,
                device: 0,
                sensor: 1,
                reading: battery,
            },
        ),
        (
            4..=4,
            ServerMessage::InputReading {
                id: 13,
                device: 0,
                feature: 4,
                reading: battery,
            },
        ),
    ]);
    messages
}

/// No name of the person's, no features.
fn bare() -> DeviceDescription {
    DeviceDescription {
        name: "Bare".to_owned(),
        display_name: None,
        message_gap_ms: 0,
        features: BTreeMap::new(),
    }
}

/// All kinds of outputs and sensors, alone and together in a feature; a place in the list is empty.
fn everything() -> DeviceDescription {
    let motor = |description, steps| feature(description, [(OutputKind::Vibrate, 0..=steps, None)]);
    let sensor = |values, actions: &[InputAction]| InputRange {
        values: vec![values],
        actions: actions.iter().copied().collect(),
    };
    DeviceDescription {
        name: "Everything".to_owned(),
        display_name: Some("Mine".to_owned()),
        message_gap_ms: 100,
        features: BTreeMap::from([
            (0, motor("Shaft", 20)),
            (
                1,
                feature(
                    "Head",
                    [
                        (OutputKind::Rotate, -20..=20, None),
                        (OutputKind::Oscillate, 0..=8, None),
                        (OutputKind::Constrict, 0..=3, None),
                        (OutputKind::Temperature, -10..=10, None),
                        (OutputKind::Led, 0..=255, None),
                        (OutputKind::Spray, 0..=1, None),
                    ],
                ),
            ),
            (
                2,
                feature(
                    "Carriage",
                    [
                        (OutputKind::Position, 0..=100, None),
                        (OutputKind::HwPositionWithDuration, 0..=100, Some(0..=10_000)),
                    ],
                ),
            ),
            (
                4,
                Feature {
                    inputs: BTreeMap::from([
                        (InputKind::Battery, sensor(0..=100, &[InputAction::Read])),
                        (InputKind::Rssi, sensor(-128..=0, &[InputAction::Read])),
                        (
                            InputKind::Pressure,
                            sensor(0..=9000, &[InputAction::Subscribe, InputAction::Unsubscribe]),
                        ),
                    ]),
                    ..Feature::default()
                },
            ),
            (5, motor("Tip", 7)),
        ]),
    }
}

type Range = (OutputKind, RangeInclusive<i32>, Option<RangeInclusive<u32>>);

fn feature(description: &str, outputs: impl IntoIterator<Item = Range>) -> Feature {
    Feature {
        description: description.to_owned(),
        outputs: outputs
            .into_iter()
            .map(|(kind, value, duration_ms)| (kind, OutputRange { value, duration_ms }))
            .collect(),
        inputs: BTreeMap::new(),
    }
}
