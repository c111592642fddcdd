use std::{collections::BTreeMap, fs, ops::RangeInclusive, path::Path, sync::Arc};

use vigil_core::{
    codec::encode,
    legacy::{Dialect, Incoming, LegacyMessage, LegacyServerMessage, LogLevel, Outgoing, Request, Translated},
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
        let told: Vec<_> = messages(version).iter().map(encode).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/wire/told/v{major}.jsonl"));
        let wanted = fs::read_to_string(&path).unwrap();
        let wanted: Vec<_> = wanted.lines().collect();
        for (told, wanted) in told.iter().zip(&wanted) {
            assert_eq!(told, wanted, "v{major}");
        }
        assert_eq!(told.len(), wanted.len(), "v{major}: {told:#?}");
    }
}

/// In the order of the files. v4's messages become those of the version; what v4 does not have is asked for.
fn messages(version: SpecVersion) -> Vec<Outgoing> {
    let table = |toys: Vec<(u32, DeviceDescription)>| -> Arc<DeviceTable> {
        let toys = toys.into_iter().map(|(index, toy)| (index, Arc::new(toy)));
        Arc::new(toys.collect())
    };
    let mut dialect = Dialect::new(version, Arc::default());
    let mut messages: Vec<_> = answers(table(vec![(0, everything()), (3, bare())]))
        .into_iter()
        .flat_map(|message| dialect.outgoing(message))
        .collect();
    if version.is_legacy() {
        // One device is added, then the other, then that one is removed.
        for toys in [
            vec![(0, everything())],
            vec![(0, everything()), (3, bare())],
            vec![(0, everything())],
        ] {
            let devices = table(toys);
            messages.extend(dialect.outgoing(ServerMessage::DeviceList { id: 0, devices }));
        }
    }
    if version < SpecVersion::V3 {
        let test_string = "Moo".to_owned();
        let answer = dialect.incoming(Request {
            id: 9,
            name: "Test",
            message: Incoming::Legacy(LegacyMessage::Test { test_string }),
        });
        let Ok(Translated::Answer(answer)) = answer else {
            panic!("{answer:?}");
        };
        messages.push(answer);
    }
    let mut read = |id, kind, value| {
        dialect.outgoing(ServerMessage::InputReading {
            id,
            device: 0,
            feature: 4,
            reading: Reading { kind, value },
        })
    };
    match version {
        SpecVersion::V0 | SpecVersion::V1 => messages.push(Outgoing::Legacy(LegacyServerMessage::Log {
            id: 0,
            log_level: LogLevel::Debug,
            log_message: "VibrateCmd, Id 7: \"received\".".to_owned(),
        })),
        SpecVersion::V2 => {
            messages.extend(read(10, InputKind::Battery, 87));
            messages.extend(read(11, InputKind::Rssi, -40));
        }
        SpecVersion::V3 => messages.push(Outgoing::Legacy(LegacyServerMessage::SensorReading {
            id: 12,
            device_index: 0,
            sensor_index: 1,
            sensor_type: "Battery",
            data: [87],
        })),
        SpecVersion::V4 => messages.extend(read(13, InputKind::Battery, 87)),
    }
    messages
}

/// What every version has.
fn answers(devices: Arc<DeviceTable>) -> Vec<ServerMessage> {
    let error = |id, code, message: &str| ServerMessage::Error {
        id,
        code,
        message: message.to_owned(),
    };
    vec![
        ServerMessage::ServerInfo {
            id: 1,
            server_name: "Vigil".into(),
            max_ping_time_ms: 1000,
        },
        ServerMessage::Ok { id: u32::MAX },
        error(2, ErrorCode::Unknown, "plain"),
        error(3, ErrorCode::Init, "\"quoted\" and \\"),
        error(0, ErrorCode::Ping, "two\nlines, \u{0} and \u{7f}"),
        error(5, ErrorCode::Message, "größer, 太大, \u{1F9F8}, \u{2028}"),
        error(6, ErrorCode::Device, ""),
        ServerMessage::ScanningFinished,
        ServerMessage::DeviceList {
            id: 7,
            devices: Arc::default(),
        },
        ServerMessage::DeviceList { id: 8, devices },
    ]
}

/// No name of the person's, no features.
fn bare() -> DeviceDescription {
    DeviceDescription {
        name: "Bare".to_owned(),
        numbered_name: None,
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
        numbered_name: None,
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
