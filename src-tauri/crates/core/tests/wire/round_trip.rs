use proptest::prelude::*;
use serde_json::{Value, json};
use vigil_core::{
    codec::{decode, encode},
    message::{
        ClientMessage, ErrorCode, FeatureOutput, InputAction, InputKind, Output, OutputKind, Outputs, Request,
        ServerMessage, StopScope,
    },
    version::SpecVersion,
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
    fn any_messages_of_a_program_of_v4(requests in prop::collection::vec(request(), 1..8)) {
        let frame: Vec<_> = requests.iter().map(json).collect();
        // Compact, and as a person would write it.
        for text in [serde_json::to_string(&frame).unwrap(), serde_json::to_string_pretty(&frame).unwrap()] {
            let decoded: Vec<_> = decode(Some(SpecVersion::V4), &text).into_iter().map(Result::unwrap).collect();
            prop_assert_eq!(&decoded, &requests);
        }
    }

    #[test]
    fn any_text_survives_the_way_to_the_program(id: u32, text: String) {
        for major in 0..=4 {
            let version = SpecVersion::from_major(major).unwrap();
            let error = ServerMessage::Error { id, code: ErrorCode::Device, message: text.clone() };
            let told: Value = serde_json::from_str(&encode(version, &error)).unwrap();
            prop_assert_eq!(&told, &json!([{"Error": {"Id": id, "ErrorCode": 4, "ErrorMessage": text}}]));
        }
    }
}

fn request() -> impl Strategy<Value = Request> {
    (1_u32.., message()).prop_map(|(id, message)| Request { id, message })
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
        .prop_map(|(device, feature, kind, value, duration)| ClientMessage::Output {
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
        .prop_map(|(device, feature, kind, action)| ClientMessage::Input {
            device,
            feature,
            kind,
            action,
        });
    let stop = (any::<Option<u32>>(), any::<Option<u32>>(), any::<bool>(), any::<bool>()).prop_map(
        |(device, feature, inputs, outputs)| {
            ClientMessage::Stop(StopScope {
                device,
                feature: feature.filter(|_| device.is_some()),
                inputs,
                outputs,
            })
        },
    );
    prop_oneof![
        hello,
        output,
        input,
        stop,
        Just(ClientMessage::Ping),
        Just(ClientMessage::StartScanning),
        Just(ClientMessage::StopScanning),
        Just(ClientMessage::RequestDeviceList),
        Just(ClientMessage::Disconnect),
    ]
}

/// As a program would write it.
fn json(request: &Request) -> Value {
    let id = request.id;
    match &request.message {
        ClientMessage::RequestServerInfo {
            client_name,
            version_major,
            version_minor,
        } => json!({"RequestServerInfo": {"Id": id, "ClientName": client_name,
            "ProtocolVersionMajor": version_major, "ProtocolVersionMinor": version_minor}}),
        ClientMessage::Output { device, outputs } => {
            let FeatureOutput { feature, output } = &outputs[0];
            let mut value = json!({"Value": output.value});
            if let Some(duration) = output.duration_ms {
                value["Duration"] = json!(duration);
            }
            json!({"OutputCmd": {"Id": id, "DeviceIndex": device, "FeatureIndex": feature,
                "Command": {output.kind.name(): value}}})
        }
        ClientMessage::Input {
            device,
            feature,
            kind,
            action,
        } => json!({"InputCmd": {"Id": id, "DeviceIndex": device, "FeatureIndex": feature,
            "Type": format!("{kind:?}"), "Command": format!("{action:?}")}}),
        ClientMessage::Stop(scope) => {
            let mut body = json!({"Id": id, "Inputs": scope.inputs, "Outputs": scope.outputs});
            if let Some(device) = scope.device {
                body["DeviceIndex"] = json!(device);
            }
            if let Some(feature) = scope.feature {
                body["FeatureIndex"] = json!(feature);
            }
            json!({"StopCmd": body})
        }
        ClientMessage::Ping => json!({"Ping": {"Id": id}}),
        ClientMessage::StartScanning => json!({"StartScanning": {"Id": id}}),
        ClientMessage::StopScanning => json!({"StopScanning": {"Id": id}}),
        ClientMessage::RequestDeviceList => json!({"RequestDeviceList": {"Id": id}}),
        ClientMessage::Disconnect => json!({"Disconnect": {"Id": id}}),
        ClientMessage::Legacy(_) | ClientMessage::Test { .. } | ClientMessage::RequestLog => {
            unreachable!("v4 has it no more")
        }
    }
}
