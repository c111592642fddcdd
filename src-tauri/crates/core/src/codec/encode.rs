use super::wire::{self, FromServer};
use crate::{legacy::Outgoing, message::ServerMessage};

/// The major and minor version of the protocol that v4 programs are told.
const PROTOCOL_VERSION: (u32, u32) = (4, 0);

/// One message as a frame of its own.
pub fn encode(message: &Outgoing) -> String {
    let text = match message {
        Outgoing::V4(message) => serde_json::to_string(&[wire_form(message)]),
        Outgoing::Legacy(message) => serde_json::to_string(&[message]),
    };
    // Strings, numbers, and maps whose keys are names or integers: nothing here that JSON cannot hold.
    text.unwrap_or_default()
}

fn wire_form(message: &ServerMessage) -> FromServer<'_> {
    match message {
        ServerMessage::Ok { id } => FromServer::Ok { id: *id },
        ServerMessage::Error { id, code, message } => FromServer::Error {
            id: *id,
            error_message: message,
            error_code: *code,
        },
        ServerMessage::ServerInfo {
            id,
            server_name,
            max_ping_time_ms,
        } => FromServer::ServerInfo {
            id: *id,
            server_name,
            max_ping_time: *max_ping_time_ms,
            protocol_version_major: PROTOCOL_VERSION.0,
            protocol_version_minor: PROTOCOL_VERSION.1,
        },
        ServerMessage::DeviceList { id, devices } => FromServer::DeviceList {
            id: *id,
            devices: wire::devices(devices),
        },
        ServerMessage::ScanningFinished => FromServer::ScanningFinished { id: 0 },
        ServerMessage::InputReading {
            id,
            device,
            feature,
            reading,
        } => FromServer::InputReading {
            id: *id,
            device_index: *device,
            feature_index: *feature,
            reading: wire::reading(*reading),
        },
    }
}
