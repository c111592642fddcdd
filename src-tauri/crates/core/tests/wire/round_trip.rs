use proptest::prelude::*;
use serde_json::{Value, json};
use vigil_core::{
    codec::{decode, encode},
    legacy::Incoming,
    message::{
        ClientMessage, Command, ErrorCode, FeatureOutput, InputAction, InputKind, Output, OutputKind, Outputs,
        ServerMessage, StopScope,
    },
};

const OUTPUTS: [OutputKind; 9] = [
    OutputKind::Vibrate,
    OutputKind::Rotate,
    OutputKind::Oscillate,
    OutputKind::Constrict,
    OutputKind::Temperature,
    OutputKind::Led,
    OutputKind::Position,
    OutputKind::HwPositionWithDuration,
    OutputKind::Spray,
];

const INPUTS: [InputKind; 6] = [
    InputKind::Battery,
    InputKind::Rssi,
    InputKind::Button,
    InputKind::Pressure,
    InputKind::Depth,
    InputKind::Position,
];

const ACTIONS: [InputAction; 3] = [InputAction::Read, InputAction::Subscribe, InputAction::Unsubscribe];

proptest! {
    #[test]
    fn any_messages_of_a_program_of_v4(requests in prop::collection::vec((1_u32.., message()), 1..8)) {
        let frame: Vec<_> = requests.iter().map(json).collect();
        // Compact, and as a person would write it.
        for text in [serde_json::to_string(&frame).unwrap(), serde_json::to_string_pretty(&frame).unwrap()] {
            let decoded: Vec<_> = decode(&text).into_iter().map(Result::unwrap).collect();
            prop_assert_eq!(decoded.len(), requests.len());
            for (decoded, (id, message)) in decoded.into_iter().zip(&requests) {
                prop_assert_eq!(decoded.id, *id);
                prop_assert_eq!(decoded.message, Incoming::V4(message.clone()));
            }
        }
    }

    #[test]
    fn any_text_survives_the_way_to_the_program(id: u32, text: String) {
        let error = ServerMessage::Error { id, code: ErrorCode::Device, message: text.clone() };
        let told: Value = serde_json::from_str(&encode(&error.into())).unwrap();
        prop_assert_eq!(&told, &json!([{"Error": {"Id": id, "ErrorCode": 4, "ErrorMessage": text}}]));
    }
}

fn message() -> impl Strategy<Value = ClientMessage> {
    let hello = (any::<String>(), 4_u32.., any::<u32>()).prop_map(|(client_name, version_major, version_minor)| {
        ClientMessage::RequestServerInfo {
            client_name,
            version_major,
            version_minor,
        }
    });
    let output = (
        any::<u32>(),
        any::<u32>(),
        prop::sample::select(&OUTPUTS[..]),
        any::<i32>(),
        any::<u32>(),
    )
        .prop_map(|(device, feature, kind, value, duration)| Command::Output {
            device,
            outputs: Outputs::from_buf([FeatureOutput {
                feature,
                output: Output {
                    kind,
                    value,
                    duration_ms: (kind == OutputKind::HwPositionWithDuration).then_some(duration),
                },
            }]),
        });
    let input = (
        any::<u32>(),
        any::<u32>(),
        prop::sample::select(&INPUTS[..]),
        prop::sample::select(&ACTIONS[..]),
    )
        .prop_map(|(device, feature, kind, action)| Command::Input {
            device,
            feature,
            kind,
            action,
        });
    let stop = (any::<Option<u32>>(), any::<Option<u32>>(), any::<bool>(), any::<bool>()).prop_map(
        |(device, feature, inputs, outputs)| {
            Command::Stop(StopScope {
                device,
                feature: feature.filter(|_| device.is_some()),
                inputs,
                outputs,
            })
        },
    );
    let command = prop_oneof![
        output,
        input,
        stop,
        Just(Command::StartScanning),
        Just(Command::StopScanning),
    ];
    prop_oneof![
        1 => hello,
        5 => command.prop_map(ClientMessage::Device),
        1 => Just(ClientMessage::Ping),
        1 => Just(ClientMessage::RequestDeviceList),
        1 => Just(ClientMessage::Disconnect),
    ]
}

/// As a program would write it.
fn json((id, message): &(u32, ClientMessage)) -> Value {
    let command = match message {
        ClientMessage::RequestServerInfo {
            client_name,
            version_major,
            version_minor,
        } => {
            return json!({"RequestServerInfo": {"Id": id, "ClientName": client_name,
            "ProtocolVersionMajor": version_major, "ProtocolVersionMinor": version_minor}});
        }
        ClientMessage::Ping => return json!({"Ping": {"Id": id}}),
        ClientMessage::RequestDeviceList => return json!({"RequestDeviceList": {"Id": id}}),
        ClientMessage::Disconnect => return json!({"Disconnect": {"Id": id}}),
        ClientMessage::Device(command) => command,
    };
    match command {
        Command::Output { device, outputs } => {
            let FeatureOutput { feature, output } = &outputs[0];
            let mut value = json!({"Value": output.value});
            if let Some(duration) = output.duration_ms {
                value["Duration"] = json!(duration);
            }
            json!({"OutputCmd": {"Id": id, "DeviceIndex": device, "FeatureIndex": feature,
                "Command": {output.kind.name(): value}}})
        }
        Command::Input {
            device,
            feature,
            kind,
            action,
        } => json!({"InputCmd": {"Id": id, "DeviceIndex": device, "FeatureIndex": feature,
            "Type": format!("{kind:?}"), "Command": format!("{action:?}")}}),
        Command::Stop(scope) => {
            let mut body = json!({"Id": id, "Inputs": scope.inputs, "Outputs": scope.outputs});
            if let Some(device) = scope.device {
                body["DeviceIndex"] = json!(device);
            }
            if let Some(feature) = scope.feature {
                body["FeatureIndex"] = json!(feature);
            }
            json!({"StopCmd": body})
        }
        Command::StartScanning => json!({"StartScanning": {"Id": id}}),
        Command::StopScanning => json!({"StopScanning": {"Id": id}}),
    }
}
