use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::{decode, encode};
use crate::message::{
    ClientMessage, DeviceDescription, ErrorCode, Feature, FeatureOutput, InputAction, InputKind, InputRange, Output,
    OutputKind, OutputRange, Outputs, Reading, Request, ServerMessage, StopScope,
};
use crate::version::SpecVersion;

fn one(text: &str) -> Request {
    let mut messages = decode(Some(SpecVersion::V4), text);
    assert_eq!(messages.len(), 1, "{text}");
    messages.remove(0).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_message_of_a_program() {
    let all = StopScope::EVERYTHING;
    let output = |kind, value, duration_ms| ClientMessage::Output {
        device: 1,
        outputs: Outputs::from_buf([FeatureOutput {
            feature: 2,
            output: Output {
                kind,
                value,
                duration_ms,
            },
        }]),
    };
    let cases = [
        (
            r#"[{"RequestServerInfo":{"Id":5,"ClientName":"Game","ProtocolVersionMajor":4,"ProtocolVersionMinor":1}}]"#,
            ClientMessage::RequestServerInfo {
                client_name: "Game".into(),
                version_major: 4,
                version_minor: 1,
            },
        ),
        (
            r#"[{"RequestServerInfo":{"Id":5,"ClientName":"Game","MessageVersion":3}}]"#,
            ClientMessage::RequestServerInfo {
                client_name: "Game".into(),
                version_major: 3,
                version_minor: 0,
            },
        ),
        (
            r#"[{"RequestServerInfo":{"Id":5,"ClientName":"Game"}}]"#,
            ClientMessage::RequestServerInfo {
                client_name: "Game".into(),
                version_major: 0,
                version_minor: 0,
            },
        ),
        (r#"[{"Ping":{"Id":5}}]"#, ClientMessage::Ping),
        (r#"[{"StartScanning":{"Id":5}}]"#, ClientMessage::StartScanning),
        (r#"[{"StopScanning":{"Id":5}}]"#, ClientMessage::StopScanning),
        (r#"[{"RequestDeviceList":{"Id":5}}]"#, ClientMessage::RequestDeviceList),
        (r#"[{"Disconnect":{"Id":5}}]"#, ClientMessage::Disconnect),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":1,"FeatureIndex":2,"Command":{"Rotate":{"Value":-7}}}}]"#,
            output(OutputKind::Rotate, -7, None),
        ),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":1,"FeatureIndex":2,"Command":{"HwPositionWithDuration":{"Value":70,"Duration":300}}}}]"#,
            output(OutputKind::HwPositionWithDuration, 70, Some(300)),
        ),
        (
            r#"[{"InputCmd":{"Id":5,"DeviceIndex":1,"FeatureIndex":2,"Type":"Battery","Command":"Read"}}]"#,
            ClientMessage::Input {
                device: 1,
                feature: 2,
                kind: InputKind::Battery,
                action: InputAction::Read,
            },
        ),
        (r#"[{"StopCmd":{"Id":5}}]"#, ClientMessage::Stop(all)),
        (
            r#"[{"StopCmd":{"Id":5,"DeviceIndex":1,"FeatureIndex":2,"Inputs":false}}]"#,
            ClientMessage::Stop(StopScope {
                device: Some(1),
                feature: Some(2),
                inputs: false,
                outputs: true,
            }),
        ),
        (
            r#"[{"StopCmd":{"Id":5,"Outputs":false,"DeviceIndex":null}}]"#,
            ClientMessage::Stop(StopScope { outputs: false, ..all }),
        ),
    ];
    for (text, message) in cases {
        assert_eq!(one(text), Request { id: 5, message }, "{text}");
    }
}

#[test]
fn bad_input_is_told_with_the_id_where_it_can_be_read() {
    let cases = [
        ("", 0),
        ("{", 0),
        ("nonsense", 0),
        ("[]", 0),
        (r#"{"Ping":{"Id":5}}"#, 0),
        ("[5]", 0),
        ("[[]]", 0),
        (r#"[{"Ping":{}}]"#, 0),
        (r#"[{"Ping":{"Id":0}}]"#, 0),
        (r#"[{"Ping":{"Id":-5}}]"#, 0),
        (r#"[{"Ping":{"Id":4294967296}}]"#, 0),
        (r#"[{"Ping":{"Id":1.5}}]"#, 0),
        (r#"[{"Ping":{"Id":"5"}}]"#, 0),
        (r#"[{"Pong":{"Id":5}}]"#, 5),
        (r#"[{"VibrateCmd":{"Id":5,"DeviceIndex":0,"Speeds":[]}}]"#, 5),
        (r#"[{"OutputCmd":{"Id":5}}]"#, 5),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{}}}]"#,
            5,
        ),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":0.5}}}}]"#,
            5,
        ),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":-1,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]"#,
            5,
        ),
        (
            r#"[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":99999999999}}}}]"#,
            5,
        ),
        (r#"[{"StopCmd":{"Id":5,"FeatureIndex":0}}]"#, 5),
        (r#"[{"StopCmd":{"Id":5,"Outputs":true,"Outputs":false}}]"#, 5),
        (r#"[{"Disconnect":{"Id":5},"Ping":{"Id":6}}]"#, 5),
    ];
    for (text, id) in cases {
        let results = decode(Some(SpecVersion::V4), text);
        assert_eq!(results.len(), 1, "{text}");
        let error = results.into_iter().next().unwrap().expect_err(text);
        assert_eq!(error.id, id, "{text}");
        assert!(!error.reason.is_empty());
    }
    let deep = "[".repeat(100_000);
    assert_eq!(decode(None, &deep)[0].as_ref().unwrap_err().id, 0);
}

#[test]
fn one_bad_message_does_not_spoil_the_others_of_its_frame() {
    let results = decode(None, r#"[{"Ping":{"Id":1}},{"Nonsense":{"Id":2}},{"Ping":{"Id":3}}]"#);
    assert_eq!(results.len(), 3);
    assert_eq!(results[0].as_ref().unwrap().id, 1);
    assert_eq!(results[1].as_ref().unwrap_err().id, 2);
    assert_eq!(results[2].as_ref().unwrap().id, 3);
}

#[test]
fn every_message_of_the_server() {
    let device = DeviceDescription {
        name: "Edge".into(),
        display_name: Some("Mine".into()),
        message_gap_ms: 50,
        features: BTreeMap::from([
            (
                0,
                Feature {
                    description: "Tip".into(),
                    outputs: BTreeMap::from([
                        (
                            OutputKind::Vibrate,
                            OutputRange {
                                value: 0..=20,
                                duration_ms: None,
                            },
                        ),
                        (
                            OutputKind::HwPositionWithDuration,
                            OutputRange {
                                value: 0..=100,
                                duration_ms: Some(0..=5000),
                            },
                        ),
                    ]),
                    inputs: BTreeMap::new(),
                },
            ),
            (
                1,
                Feature {
                    inputs: BTreeMap::from([(
                        InputKind::Battery,
                        InputRange {
                            values: vec![0..=100],
                            actions: [InputAction::Read].into(),
                        },
                    )]),
                    ..Feature::default()
                },
            ),
        ]),
    };
    let cases = [
        (ServerMessage::Ok { id: 3 }, r#"[{"Ok":{"Id":3}}]"#),
        (
            ServerMessage::Error {
                id: 0,
                code: ErrorCode::Ping,
                message: "a \"word\"".into(),
            },
            r#"[{"Error":{"Id":0,"ErrorMessage":"a \"word\"","ErrorCode":2}}]"#,
        ),
        (
            ServerMessage::ServerInfo {
                id: 1,
                server_name: "Vigil".into(),
                max_ping_time_ms: 1000,
            },
            r#"[{"ServerInfo":{"Id":1,"ServerName":"Vigil","MaxPingTime":1000,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#,
        ),
        (ServerMessage::ScanningFinished, r#"[{"ScanningFinished":{"Id":0}}]"#),
        (
            ServerMessage::InputReading {
                id: 4,
                device: 1,
                feature: 2,
                reading: Reading {
                    kind: InputKind::Battery,
                    value: 87,
                },
            },
            r#"[{"InputReading":{"Id":4,"DeviceIndex":1,"FeatureIndex":2,"Reading":{"Battery":{"Value":87}}}}]"#,
        ),
        (
            ServerMessage::DeviceList {
                id: 2,
                devices: Arc::new(BTreeMap::from([(7, Arc::new(device))])),
            },
            concat!(
                r#"[{"DeviceList":{"Id":2,"Devices":{"7":{"DeviceName":"Edge","DeviceIndex":7,"#,
                r#""DeviceDisplayName":"Mine","DeviceMessageTimingGap":50,"DeviceFeatures":{"#,
                r#""0":{"FeatureIndex":0,"FeatureDescription":"Tip","Output":{"Vibrate":{"Value":[0,20]},"#,
                r#""HwPositionWithDuration":{"Value":[0,100],"Duration":[0,5000]}}},"#,
                r#""1":{"FeatureIndex":1,"FeatureDescription":"","Input":{"Battery":{"Value":[[0,100]],"#,
                r#""Command":["Read"]}}}}}}}}]"#
            ),
        ),
    ];
    for (message, text) in cases {
        assert_eq!(encode(SpecVersion::V4, &message), text);
    }
}

proptest! {
    #[test]
    fn decoding_never_panics_and_never_says_nothing(text in any::<String>()) {
        prop_assert!(!decode(None, &text).is_empty());
    }

    #[test]
    fn nor_does_it_for_what_looks_like_a_frame(text in r#"\[(\{"(Ping|StopCmd|OutputCmd|InputCmd)":\{("Id":-?[0-9]{1,12}(\.[0-9])?,?)?("Command":("Read"|\{"Vibrate":\{\}\}))?\}\},?){0,5}\]"#) {
        for request in decode(None, &text).into_iter().flatten() {
            prop_assert!(request.id > 0);
        }
    }
}
