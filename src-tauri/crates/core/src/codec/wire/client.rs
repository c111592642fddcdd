//! What programs of v4 send, and those of older versions alike.

use serde::Deserialize;

use super::command::OutputCommand;
use crate::{
    message::{ClientMessage, Command, FeatureOutput, InputAction, InputKind, Outputs, StopScope},
    whole::Natural,
};

/// A message from a program, without its Id. Fields that the specification does not know are ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all_fields = "PascalCase")]
pub(in crate::codec) enum FromClient {
    RequestServerInfo {
        client_name: String,
        /// v1 to v3.
        message_version: Option<Natural>,
        /// v4 and above.
        protocol_version_major: Option<Natural>,
        protocol_version_minor: Option<Natural>,
    },
    Ping {},
    StartScanning {},
    StopScanning {},
    RequestDeviceList {},
    OutputCmd {
        device_index: Natural,
        feature_index: Natural,
        command: OutputCommand,
    },
    InputCmd {
        device_index: Natural,
        feature_index: Natural,
        r#type: InputKind,
        command: InputAction,
    },
    StopCmd {
        device_index: Option<Natural>,
        feature_index: Option<Natural>,
        inputs: Option<bool>,
        outputs: Option<bool>,
    },
    Disconnect {},
}

impl From<FromClient> for ClientMessage {
    fn from(message: FromClient) -> Self {
        Self::Device(match message {
            FromClient::RequestServerInfo {
                client_name,
                message_version,
                protocol_version_major,
                protocol_version_minor,
            } => {
                return Self::RequestServerInfo {
                    client_name,
                    // Without either it is v0 (spec: "RequestServerInfo").
                    version_major: protocol_version_major
                        .or(message_version)
                        .map_or(0, |version| version.0),
                    version_minor: protocol_version_minor.map_or(0, |version| version.0),
                };
            }
            FromClient::Ping {} => return Self::Ping,
            FromClient::RequestDeviceList {} => return Self::RequestDeviceList,
            FromClient::Disconnect {} => return Self::Disconnect,
            FromClient::StartScanning {} => Command::StartScanning,
            FromClient::StopScanning {} => Command::StopScanning,
            FromClient::OutputCmd {
                device_index,
                feature_index,
                command,
            } => Command::Output {
                device: device_index.0,
                outputs: Outputs::from_buf([FeatureOutput {
                    feature: feature_index.0,
                    output: command.into(),
                }]),
            },
            FromClient::InputCmd {
                device_index,
                feature_index,
                r#type,
                command,
            } => Command::Input {
                device: device_index.0,
                feature: feature_index.0,
                kind: r#type,
                action: command,
            },
            FromClient::StopCmd {
                device_index,
                feature_index,
                inputs,
                outputs,
            } => Command::Stop(StopScope {
                device: device_index.map(|index| index.0),
                feature: feature_index.map(|index| index.0),
                inputs: inputs.unwrap_or(true),
                outputs: outputs.unwrap_or(true),
            }),
        })
    }
}
