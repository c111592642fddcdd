use std::{fs, path::Path};

use proptest::prelude::*;

use super::{decode, encode};
use crate::{
    codec,
    legacy::{Incoming, Outgoing},
    message::{
        ClientMessage, Command, ErrorCode, FeatureOutput, InputAction, InputKind, Output, OutputKind, ServerMessage,
        StopScope,
    },
};

/// What a server of v4 says is read back as what it meant.
#[test]
fn what_the_server_writes_is_read_as_it_was_meant() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/told/v4.jsonl");
    let told = fs::read_to_string(file).unwrap();
    for line in told.lines() {
        let message = decode(line).remove(0).unwrap();
        assert_eq!(codec::encode(&Outgoing::V4(message)), line);
    }
    assert!(told.lines().count() > 9);
}

#[test]
fn what_is_not_known_is_left_out() {
    let list = r#"[{"DeviceList":{"Id":0,"New":1,"Devices":{"2":{"DeviceName":"A","DeviceIndex":2,"DeviceFeatures":{
        "0":{"FeatureIndex":0,"Output":{"Fly":{"Height":3},"Vibrate":{"Value":[0,20.0]}},
        "Input":{"Smell":{"Value":[]},"Battery":{"Value":[[0,100]],"Command":["Read","Guess"]}}}}}}}}]"#;
    let Ok(ServerMessage::DeviceList { devices, .. }) = decode(list).remove(0) else {
        panic!("it is readable");
    };
    let feature = &devices[&2].features[&0];
    assert_eq!(feature.outputs.keys().collect::<Vec<_>>(), [&OutputKind::Vibrate]);
    assert_eq!(feature.outputs[&OutputKind::Vibrate].value, 0..=20);
    assert_eq!(feature.inputs[&InputKind::Battery].actions, [InputAction::Read].into());
    let code = r#"[{"Error":{"Id":1,"ErrorMessage":"new","ErrorCode":99}}]"#;
    let error = decode(code).remove(0);
    assert!(
        matches!(
            error,
            Ok(ServerMessage::Error {
                code: ErrorCode::Unknown,
                ..
            })
        ),
        "{error:?}"
    );
}

#[test]
fn a_server_of_an_older_version_is_known_as_one() {
    let old = r#"[{"ServerInfo":{"Id":1,"ServerName":"S","MessageVersion":3,"MaxPingTime":0}}]"#;
    assert!(decode(old)[0].is_err());
    let newer = old.replace(
        "\"MessageVersion\":3",
        "\"ProtocolVersionMajor\":5,\"ProtocolVersionMinor\":1",
    );
    assert!(decode(&newer)[0].is_ok());
}

fn output() -> impl Strategy<Value = Output> {
    let kind = prop::sample::select(vec![
        OutputKind::Vibrate,
        OutputKind::Rotate,
        OutputKind::Led,
        OutputKind::Position,
        OutputKind::HwPositionWithDuration,
    ]);
    (kind, any::<i32>(), any::<u32>()).prop_map(|(kind, value, duration)| Output {
        kind,
        value,
        duration_ms: kind.needs_duration().then_some(duration),
    })
}

fn message() -> impl Strategy<Value = ClientMessage> {
    let input = prop::sample::select(vec![InputKind::Battery, InputKind::Rssi, InputKind::Position]);
    let action = prop::sample::select(vec![
        InputAction::Read,
        InputAction::Subscribe,
        InputAction::Unsubscribe,
    ]);
    prop_oneof![
        any::<String>().prop_map(|client_name| ClientMessage::RequestServerInfo {
            client_name,
            version_major: 4,
            version_minor: 0,
        }),
        Just(ClientMessage::Ping),
        Just(ClientMessage::RequestDeviceList),
        Just(ClientMessage::Disconnect),
        Just(ClientMessage::Device(Command::StartScanning)),
        Just(ClientMessage::Device(Command::StopScanning)),
        (any::<u32>(), any::<u32>(), output()).prop_map(|(device, feature, output)| {
            ClientMessage::Device(Command::Output {
                device,
                outputs: [FeatureOutput { feature, output }].into_iter().collect(),
            })
        }),
        (any::<u32>(), any::<u32>(), input, action).prop_map(|(device, feature, kind, action)| {
            ClientMessage::Device(Command::Input {
                device,
                feature,
                kind,
                action,
            })
        }),
        (any::<u32>(), any::<Option<u32>>(), any::<bool>(), any::<bool>()).prop_map(
            |(device, feature, inputs, outputs)| {
                ClientMessage::Device(Command::Stop(StopScope {
                    device: Some(device),
                    feature,
                    inputs,
                    outputs,
                }))
            }
        ),
        Just(ClientMessage::Device(Command::Stop(StopScope::EVERYTHING))),
    ]
}

proptest! {
    #[test]
    fn what_a_program_writes_is_read_as_it_was_meant(messages in prop::collection::vec((1..=u32::MAX, message()), 1..5)) {
        let frame = encode(messages.iter().map(|(id, message)| (*id, message)));
        let read: Vec<_> = codec::decode(&frame).into_iter().map(|request| {
            let request = request.unwrap();
            match request.message {
                Incoming::V4(message) => (request.id, message),
                other @ Incoming::Legacy(_) => panic!("{other:?}"),
            }
        }).collect();
        prop_assert_eq!(read, messages);
    }

    #[test]
    fn nothing_a_server_says_makes_it_panic(text in any::<String>()) {
        let _ = decode(&text);
    }

    #[test]
    fn nor_does_what_looks_like_a_message(
        text in r#"\[(\{"(Ok|Error|DeviceList|InputReading)":\{("Id":-?[0-9]{1,12},?)?("Devices":\{("[0-9]{1,3}":\{\})?\})?\}\},?){0,4}\]"#
    ) {
        let _ = decode(&text);
    }
}
