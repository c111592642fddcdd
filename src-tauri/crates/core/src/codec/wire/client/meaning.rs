use super::FromClient;
use crate::{
    message::{ClientMessage, FeatureOutput, Outputs, StopScope},
    version::SpecVersion,
};

/// What a message means, and in which versions of the spec it exists.
pub(in crate::codec) struct Meaning {
    pub(in crate::codec) id: u32,
    pub(in crate::codec) name: &'static str,
    pub(in crate::codec) first: SpecVersion,
    pub(in crate::codec) last: SpecVersion,
    pub(in crate::codec) message: ClientMessage,
}

impl FromClient {
    // One line for each message of the protocol.
    #[allow(clippy::too_many_lines)]
    pub(in crate::codec) fn meaning(self) -> Meaning {
        use SpecVersion::{V0, V1, V2, V4};
        let (id, name, first, last, message) = match self {
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
                    version_major: protocol_version_major.or(message_version).unwrap_or(0),
                    version_minor: protocol_version_minor.unwrap_or(0),
                };
                (id, "RequestServerInfo", V0, V4, message)
            }
            Self::Ping { id } => (id, "Ping", V0, V4, ClientMessage::Ping),
            Self::StartScanning { id } => (id, "StartScanning", V0, V4, ClientMessage::StartScanning),
            Self::StopScanning { id } => (id, "StopScanning", V0, V4, ClientMessage::StopScanning),
            Self::RequestDeviceList { id } => (id, "RequestDeviceList", V0, V4, ClientMessage::RequestDeviceList),
            Self::OutputCmd {
                id,
                device_index,
                feature_index,
                command,
            } => {
                let output = FeatureOutput {
                    feature: feature_index,
                    output: command.into(),
                };
                let message = ClientMessage::Output {
                    device: device_index,
                    outputs: Outputs::from_buf([output]),
                };
                (id, "OutputCmd", V4, V4, message)
            }
            Self::InputCmd {
                id,
                device_index,
                feature_index,
                r#type,
                command,
            } => {
                let message = ClientMessage::Input {
                    device: device_index,
                    feature: feature_index,
                    kind: r#type,
                    action: command.into(),
                };
                (id, "InputCmd", V4, V4, message)
            }
            Self::StopCmd {
                id,
                device_index,
                feature_index,
                inputs,
                outputs,
            } => {
                let scope = StopScope {
                    device: device_index,
                    feature: feature_index,
                    inputs,
                    outputs,
                };
                (id, "StopCmd", V4, V4, ClientMessage::Stop(scope))
            }
            Self::Disconnect { id } => (id, "Disconnect", V4, V4, ClientMessage::Disconnect),
            Self::Test { id, test_string } => (id, "Test", V0, V2, ClientMessage::Test { text: test_string }),
            Self::RequestLog { id } => (id, "RequestLog", V0, V1, ClientMessage::RequestLog),
            other => {
                let (id, name, first, last, command) = other.legacy();
                (id, name, first, last, ClientMessage::Legacy(command))
            }
        };
        Meaning {
            id,
            name,
            first,
            last,
            message,
        }
    }
}
