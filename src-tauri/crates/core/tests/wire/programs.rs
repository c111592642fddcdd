//! What programs send: JSON to meaning, and in which versions.

use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};

use serde_json::{Value, json};
use vigil_core::{
    codec::decode,
    legacy::{Dialect, Incoming, LegacyMessage, LogLevel, Refused, Request, Rotation, Scalar, Speed, Vector},
    message::{
        ClientMessage, Command, ErrorCode, FeatureOutput, InputAction, InputKind, Output, OutputKind, Outputs,
        StopScope,
    },
    version::SpecVersion,
};

pub(crate) const ID: u32 = 7;

/// A message without its Id, the versions that have it, and what it means.
type Example = (&'static str, Value, RangeInclusive<u32>, Incoming);

#[test]
fn every_message_means_the_same_in_every_version_that_has_it() {
    for (name, body, versions, meaning) in examples() {
        let text = frame(name, &body);
        let understood = Request {
            id: ID,
            name,
            message: meaning,
        };
        assert_eq!(decode(&text), [Ok(understood.clone())], "{text}");
        for major in 0..=4 {
            let version = SpecVersion::from_major(major).unwrap();
            let told = Dialect::new(version, Arc::default()).incoming(understood.clone());
            // Without any device, a command of an old version is an Error of another class.
            let is_foreign = matches!(&told, Err(Refused { code: ErrorCode::Message, reason, .. })
                if reason.starts_with(&format!("{name} does not exist in version {version}")));
            assert_eq!(is_foreign, !versions.contains(&major), "v{major}: {text}: {told:?}");
        }
    }
}

/// The specification's own lists, so that no example is forgotten.
#[test]
fn every_version_has_all_its_messages() {
    let basics = "Ping RequestDeviceList RequestServerInfo StartScanning StopScanning";
    let old = "StopAllDevices StopDeviceCmd KiirooCmd LovenseCmd";
    let toys = "FleshlightLaunchFW12Cmd SingleMotorVibrateCmd VorzeA10CycloneCmd";
    let vectors = "LinearCmd RotateCmd VibrateCmd";
    let raw = "RawReadCmd RawSubscribeCmd RawUnsubscribeCmd RawWriteCmd";
    let lists = [
        format!("{basics} {old} {toys} RequestLog Test"),
        format!("{basics} {old} {toys} {vectors} RequestLog Test"),
        format!("{basics} {old} {vectors} {raw} BatteryLevelCmd RSSILevelCmd Test"),
        format!("{basics} {old} {vectors} {raw} ScalarCmd SensorReadCmd SensorSubscribeCmd SensorUnsubscribeCmd"),
        format!("{basics} Disconnect InputCmd OutputCmd StopCmd"),
    ];
    for (version, list) in (0..).zip(&lists) {
        let named: BTreeSet<_> = list.split(' ').collect();
        let shown: BTreeSet<_> = examples()
            .iter()
            .filter(|(_, _, versions, _)| versions.contains(&version))
            .map(|(name, ..)| *name)
            .collect();
        let missing: Vec<_> = named.difference(&shown).collect();
        assert!(missing.is_empty(), "v{version}: {missing:?}");
        // Bytes past the server's understanding are refused in the same way everywhere.
        let more = shown.difference(&named).filter(|name| !name.starts_with("Raw"));
        assert_eq!(more.count(), 0, "v{version}: {shown:?}");
    }
}

pub(crate) fn frame(name: &str, body: &Value) -> String {
    let mut body = body.clone();
    body["Id"] = json!(ID);
    json!([{ name: body }]).to_string()
}

pub(crate) fn examples() -> Vec<Example> {
    [basics(), of_v4(), of_toys(), of_v1_to_v3(), of_sensors(), refused()].concat()
}

fn basics() -> Vec<Example> {
    let hello = |version_major, version_minor| {
        Incoming::V4(ClientMessage::RequestServerInfo {
            client_name: "Test Client".to_owned(),
            version_major,
            version_minor,
        })
    };
    let text = Incoming::Legacy(LegacyMessage::Test {
        test_string: "Moo".to_owned(),
    });
    vec![
        (
            "RequestServerInfo",
            json!({"ClientName": "Test Client", "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 1}),
            0..=4,
            hello(4, 1),
        ),
        (
            "RequestServerInfo",
            json!({"ClientName": "Test Client", "MessageVersion": 3}),
            0..=4,
            hello(3, 0),
        ),
        (
            "RequestServerInfo",
            json!({"ClientName": "Test Client"}),
            0..=4,
            hello(0, 0),
        ),
        ("Ping", json!({}), 0..=4, Incoming::V4(ClientMessage::Ping)),
        ("StartScanning", json!({}), 0..=4, command(Command::StartScanning)),
        ("StopScanning", json!({}), 0..=4, command(Command::StopScanning)),
        (
            "RequestDeviceList",
            json!({}),
            0..=4,
            Incoming::V4(ClientMessage::RequestDeviceList),
        ),
        ("Test", json!({"TestString": "Moo"}), 0..=2, text),
        (
            "RequestLog",
            json!({"LogLevel": "Warn"}),
            0..=1,
            Incoming::Legacy(LegacyMessage::RequestLog {
                log_level: LogLevel::Warn,
            }),
        ),
    ]
}

fn of_v4() -> Vec<Example> {
    let mut examples = vec![
        ("Disconnect", json!({}), 4..=4, Incoming::V4(ClientMessage::Disconnect)),
        (
            "StopCmd",
            json!({}),
            4..=4,
            command(Command::Stop(StopScope::EVERYTHING)),
        ),
        (
            "StopCmd",
            json!({"DeviceIndex": null, "FeatureIndex": null}),
            4..=4,
            command(Command::Stop(StopScope::EVERYTHING)),
        ),
        (
            "StopCmd",
            json!({"DeviceIndex": 0, "FeatureIndex": 1, "Inputs": false, "Outputs": true}),
            4..=4,
            command(Command::Stop(StopScope {
                device: Some(0),
                feature: Some(1),
                inputs: false,
                outputs: true,
            })),
        ),
    ];
    let output = |kind, value, duration_ms| {
        let output = Output {
            kind,
            value,
            duration_ms,
        };
        command(Command::Output {
            device: 0,
            outputs: Outputs::from_buf([FeatureOutput { feature: 1, output }]),
        })
    };
    let kinds = [
        ("Vibrate", OutputKind::Vibrate),
        ("Rotate", OutputKind::Rotate),
        ("Oscillate", OutputKind::Oscillate),
        ("Constrict", OutputKind::Constrict),
        ("Temperature", OutputKind::Temperature),
        ("Led", OutputKind::Led),
        ("Position", OutputKind::Position),
        ("Spray", OutputKind::Spray),
    ];
    for (name, kind) in kinds {
        let body = json!({"DeviceIndex": 0, "FeatureIndex": 1, "Command": {name: {"Value": -10}}});
        examples.push(("OutputCmd", body, 4..=4, output(kind, -10, None)));
    }
    examples.push((
        "OutputCmd",
        json!({"DeviceIndex": 0, "FeatureIndex": 1,
            "Command": {"HwPositionWithDuration": {"Value": 10, "Duration": 500}}}),
        4..=4,
        output(OutputKind::HwPositionWithDuration, 10, Some(500)),
    ));
    let sensors = [
        ("Battery", InputKind::Battery),
        ("RSSI", InputKind::Rssi),
        ("Rssi", InputKind::Rssi),
        ("Button", InputKind::Button),
        ("Pressure", InputKind::Pressure),
        ("Depth", InputKind::Depth),
        ("Position", InputKind::Position),
    ];
    let actions = [
        ("Read", InputAction::Read),
        ("Subscribe", InputAction::Subscribe),
        ("Unsubscribe", InputAction::Unsubscribe),
    ];
    for (sensor, kind) in sensors {
        for (word, action) in actions {
            let message = command(Command::Input {
                device: 0,
                feature: 1,
                kind,
                action,
            });
            let body = json!({"DeviceIndex": 0, "FeatureIndex": 1, "Type": sensor, "Command": word});
            examples.push(("InputCmd", body, 4..=4, message));
        }
    }
    examples
}

/// Commands for one kind of toy each.
fn of_toys() -> Vec<Example> {
    vec![
        legacy(
            "SingleMotorVibrateCmd",
            json!({"DeviceIndex": 0, "Speed": 0.5}),
            0..=1,
            LegacyMessage::SingleMotorVibrateCmd {
                device_index: 0,
                speed: 0.5,
            },
        ),
        legacy(
            "FleshlightLaunchFW12Cmd",
            json!({"DeviceIndex": 0, "Position": 95, "Speed": 90}),
            0..=1,
            LegacyMessage::FleshlightLaunchFW12Cmd {
                device_index: 0,
                position: 95,
                speed: 90,
            },
        ),
        legacy(
            "VorzeA10CycloneCmd",
            json!({"DeviceIndex": 0, "Speed": 50, "Clockwise": true}),
            0..=1,
            LegacyMessage::VorzeA10CycloneCmd {
                device_index: 0,
                speed: 50,
                clockwise: true,
            },
        ),
    ]
}

fn of_v1_to_v3() -> Vec<Example> {
    vec![
        legacy("StopAllDevices", json!({}), 0..=3, LegacyMessage::StopAllDevices {}),
        legacy(
            "StopDeviceCmd",
            json!({"DeviceIndex": 0}),
            0..=3,
            LegacyMessage::StopDeviceCmd { device_index: 0 },
        ),
        legacy(
            "VibrateCmd",
            json!({"DeviceIndex": 0, "Speeds": [{"Index": 0, "Speed": 0.5}, {"Index": 1, "Speed": 1}]}),
            1..=3,
            LegacyMessage::VibrateCmd {
                device_index: 0,
                speeds: vec![Speed { index: 0, speed: 0.5 }, Speed { index: 1, speed: 1.0 }],
            },
        ),
        legacy(
            "RotateCmd",
            json!({"DeviceIndex": 0, "Rotations": [{"Index": 0, "Speed": 0.5, "Clockwise": true}]}),
            1..=3,
            LegacyMessage::RotateCmd {
                device_index: 0,
                rotations: vec![Rotation {
                    index: 0,
                    speed: 0.5,
                    clockwise: true,
                }],
            },
        ),
        legacy(
            "LinearCmd",
            json!({"DeviceIndex": 0, "Vectors": [{"Index": 0, "Duration": 500, "Position": 0.3}]}),
            1..=3,
            LegacyMessage::LinearCmd {
                device_index: 0,
                vectors: vec![Vector {
                    index: 0,
                    duration_ms: 500,
                    position: 0.3,
                }],
            },
        ),
        legacy(
            "ScalarCmd",
            json!({"DeviceIndex": 0, "Scalars": [
                {"Index": 0, "Scalar": 0.5, "ActuatorType": "Vibrate"},
                {"Index": 1, "Scalar": 0.25, "ActuatorType": "Position"}]}),
            3..=3,
            LegacyMessage::ScalarCmd {
                device_index: 0,
                scalars: vec![
                    Scalar {
                        index: 0,
                        scalar: 0.5,
                        kind: OutputKind::Vibrate,
                    },
                    Scalar {
                        index: 1,
                        scalar: 0.25,
                        kind: OutputKind::Position,
                    },
                ],
            },
        ),
    ]
}

fn of_sensors() -> Vec<Example> {
    let sensor = |name, command| {
        let body = json!({"DeviceIndex": 0, "SensorIndex": 1, "SensorType": "Pressure"});
        legacy(name, body, 3..=3, command)
    };
    let (device_index, sensor_index, sensor_type) = (0, 1, InputKind::Pressure);
    vec![
        legacy(
            "BatteryLevelCmd",
            json!({"DeviceIndex": 0}),
            2..=2,
            LegacyMessage::BatteryLevelCmd { device_index: 0 },
        ),
        legacy(
            "RSSILevelCmd",
            json!({"DeviceIndex": 0}),
            2..=2,
            LegacyMessage::RSSILevelCmd { device_index: 0 },
        ),
        sensor(
            "SensorReadCmd",
            LegacyMessage::SensorReadCmd {
                device_index,
                sensor_index,
                sensor_type,
            },
        ),
        sensor(
            "SensorSubscribeCmd",
            LegacyMessage::SensorSubscribeCmd {
                device_index,
                sensor_index,
                sensor_type,
            },
        ),
        sensor(
            "SensorUnsubscribeCmd",
            LegacyMessage::SensorUnsubscribeCmd {
                device_index,
                sensor_index,
                sensor_type,
            },
        ),
    ]
}

fn refused() -> Vec<Example> {
    let opaque = |name, body, message| legacy(name, body, 0..=3, message);
    vec![
        opaque(
            "KiirooCmd",
            json!({"DeviceIndex": 0, "Command": "4"}),
            LegacyMessage::KiirooCmd {},
        ),
        opaque(
            "LovenseCmd",
            json!({"DeviceIndex": 0, "Command": "Vibrate:20;"}),
            LegacyMessage::LovenseCmd {},
        ),
        opaque(
            "RawWriteCmd",
            json!({"DeviceIndex": 0, "Endpoint": "tx", "Data": [0, 1, 0], "WriteWithResponse": false}),
            LegacyMessage::RawWriteCmd {},
        ),
        opaque(
            "RawReadCmd",
            json!({"DeviceIndex": 0, "Endpoint": "tx", "ExpectedLength": 0, "WaitForData": false}),
            LegacyMessage::RawReadCmd {},
        ),
        opaque(
            "RawSubscribeCmd",
            json!({"DeviceIndex": 0, "Endpoint": "tx"}),
            LegacyMessage::RawSubscribeCmd {},
        ),
        opaque(
            "RawUnsubscribeCmd",
            json!({"DeviceIndex": 0, "Endpoint": "tx"}),
            LegacyMessage::RawUnsubscribeCmd {},
        ),
    ]
}

fn command(command: Command) -> Incoming {
    Incoming::V4(ClientMessage::Device(command))
}

fn legacy(name: &'static str, body: Value, versions: RangeInclusive<u32>, message: LegacyMessage) -> Example {
    (name, body, versions, Incoming::Legacy(message))
}
