use std::collections::BTreeMap;

use serde::Serialize;

use crate::message::{ClientMessage, Command, InputAction, InputKind, Output, OutputKind, StopScope};

/// A message to a server, as it stands in JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all_fields = "PascalCase")]
enum ToServer<'a> {
    RequestServerInfo {
        id: u32,
        client_name: &'a str,
        protocol_version_major: u32,
        protocol_version_minor: u32,
    },
    Ping {
        id: u32,
    },
    StartScanning {
        id: u32,
    },
    StopScanning {
        id: u32,
    },
    RequestDeviceList {
        id: u32,
    },
    OutputCmd {
        id: u32,
        device_index: u32,
        feature_index: u32,
        command: BTreeMap<OutputKind, OutputValue>,
    },
    InputCmd {
        id: u32,
        device_index: u32,
        feature_index: u32,
        r#type: InputKind,
        command: InputAction,
    },
    StopCmd {
        id: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        device_index: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        feature_index: Option<u32>,
        inputs: bool,
        outputs: bool,
    },
    Disconnect {
        id: u32,
    },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OutputValue {
    value: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
}

/// Messages as one frame, in their order, each with its Id. A server may apply what arrives in one frame together.
///
/// Spec v4 has one output per command: each of several outputs is a message of its own, which would need an Id of its
/// own, so a command that is encoded here has one.
pub fn encode<'a>(messages: impl IntoIterator<Item = (u32, &'a ClientMessage)>) -> String {
    let mut frame = Vec::new();
    for (id, message) in messages {
        wire_forms(id, message, &mut frame);
    }
    // Strings, numbers, and maps whose keys are names: nothing here that JSON cannot hold.
    serde_json::to_string(&frame).unwrap_or_default()
}

fn wire_forms<'a>(id: u32, message: &'a ClientMessage, frame: &mut Vec<ToServer<'a>>) {
    frame.push(match message {
        ClientMessage::RequestServerInfo {
            client_name,
            version_major,
            version_minor,
        } => ToServer::RequestServerInfo {
            id,
            client_name,
            protocol_version_major: *version_major,
            protocol_version_minor: *version_minor,
        },
        ClientMessage::Ping => ToServer::Ping { id },
        ClientMessage::RequestDeviceList => ToServer::RequestDeviceList { id },
        ClientMessage::Disconnect => ToServer::Disconnect { id },
        ClientMessage::Device(command) => match command {
            Command::StartScanning => ToServer::StartScanning { id },
            Command::StopScanning => ToServer::StopScanning { id },
            Command::Output { device, outputs } => {
                frame.extend(outputs.iter().map(|output| ToServer::OutputCmd {
                    id,
                    device_index: *device,
                    feature_index: output.feature,
                    command: output_command(output.output),
                }));
                return;
            }
            Command::Input {
                device,
                feature,
                kind,
                action,
            } => ToServer::InputCmd {
                id,
                device_index: *device,
                feature_index: *feature,
                r#type: *kind,
                command: *action,
            },
            Command::Stop(StopScope {
                device,
                feature,
                inputs,
                outputs,
            }) => ToServer::StopCmd {
                id,
                device_index: *device,
                feature_index: *feature,
                inputs: *inputs,
                outputs: *outputs,
            },
        },
    });
}

fn output_command(output: Output) -> BTreeMap<OutputKind, OutputValue> {
    let value = OutputValue {
        value: output.value,
        duration: output.duration_ms,
    };
    BTreeMap::from([(output.kind, value)])
}
