use super::FromClient;
use crate::message::{ClientMessage, FeatureOutput, Outputs, StopScope};

/// What a message means.
pub(in crate::codec) struct Meaning {
    pub(in crate::codec) id: u32,
    pub(in crate::codec) name: &'static str,
    pub(in crate::codec) message: ClientMessage,
}

impl FromClient {
    // One line for each message of the protocol.
    #[allow(clippy::too_many_lines)]
    pub(in crate::codec) fn meaning(self) -> Meaning {
        let (id, name, message) = match self {
            Self::RequestServerInfo {
                id,
                client_name,
                message_version,
                protocol_version_major,
                protocol_version_minor,
            } => {
                let message = ClientMessage::RequestServerInfo {
                    client_name,
                    // Without either it is v0 (spec: "RequestServerInfo").
                    version_major: protocol_version_major
                        .or(message_version)
                        .map_or(0, |version| version.0),
                    version_minor: protocol_version_minor.map_or(0, |version| version.0),
                };
                (id, "RequestServerInfo", message)
            }
            Self::Ping { id } => (id, "Ping", ClientMessage::Ping),
            Self::StartScanning { id } => (id, "StartScanning", ClientMessage::StartScanning),
            Self::StopScanning { id } => (id, "StopScanning", ClientMessage::StopScanning),
            Self::RequestDeviceList { id } => (id, "RequestDeviceList", ClientMessage::RequestDeviceList),
            Self::OutputCmd {
                id,
                device_index,
                feature_index,
                command,
            } => {
                let output = FeatureOutput {
                    feature: feature_index.0,
                    output: command.into(),
                };
                let message = ClientMessage::Output {
                    device: device_index.0,
                    outputs: Outputs::from_buf([output]),
                };
                (id, "OutputCmd", message)
            }
            Self::InputCmd {
                id,
                device_index,
                feature_index,
                r#type,
                command,
            } => {
                let message = ClientMessage::Input {
                    device: device_index.0,
                    feature: feature_index.0,
                    kind: r#type,
                    action: command.into(),
                };
                (id, "InputCmd", message)
            }
            Self::StopCmd {
                id,
                device_index,
                feature_index,
                inputs,
                outputs,
            } => {
                let scope = StopScope {
                    device: device_index.map(|index| index.0),
                    feature: feature_index.map(|index| index.0),
                    inputs: inputs.unwrap_or(true),
                    outputs: outputs.unwrap_or(true),
                };
                (id, "StopCmd", ClientMessage::Stop(scope))
            }
            Self::Disconnect { id } => (id, "Disconnect", ClientMessage::Disconnect),
            Self::Test { id, test_string } => (id, "Test", ClientMessage::Test { text: test_string }),
            Self::RequestLog { id } => (id, "RequestLog", ClientMessage::RequestLog),
            other => {
                let (id, name, command) = other.legacy();
                (id, name, ClientMessage::Legacy(command))
            }
        };
        Meaning {
            id: id.0,
            name,
            message,
        }
    }
}
