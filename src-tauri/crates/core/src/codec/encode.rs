use super::wire::{self, FromServer};
use crate::{message::ServerMessage, version::SpecVersion};

/// The server's own version, as v0 and v1 want to know it: major, minor, build.
const SERVER_VERSION: (u32, u32, u32) = (0, 1, 0);

/// One message as a frame of its own, in the version of the session.
pub fn encode(version: SpecVersion, message: &ServerMessage) -> String {
    // Maps with unit-variant or integer keys and strings: nothing here that JSON cannot hold.
    serde_json::to_string(&[wire_form(version, message)]).unwrap_or_default()
}

fn wire_form(version: SpecVersion, message: &ServerMessage) -> FromServer<'_> {
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
        } => server_info(version, *id, server_name, *max_ping_time_ms),
        ServerMessage::DeviceList { id, devices } if version.is_legacy() => FromServer::LegacyDeviceList {
            id: *id,
            devices: wire::legacy_devices(version, devices),
        },
        ServerMessage::DeviceList { id, devices } => FromServer::DeviceList {
            id: *id,
            devices: wire::devices(devices),
        },
        ServerMessage::DeviceAdded { index, description } => FromServer::DeviceAdded {
            id: 0,
            device: wire::legacy_device(version, *index, description),
        },
        ServerMessage::DeviceRemoved { index } => FromServer::DeviceRemoved {
            id: 0,
            device_index: *index,
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
        ServerMessage::SensorReading {
            id,
            device,
            sensor,
            reading,
        } => FromServer::SensorReading {
            id: *id,
            device_index: *device,
            sensor_index: *sensor,
            sensor_type: wire::sensor_type(reading.kind),
            data: [reading.value],
        },
        ServerMessage::BatteryLevelReading { id, device, percent } => FromServer::BatteryLevelReading {
            id: *id,
            device_index: *device,
            battery_level: f64::from(*percent) / 100.0,
        },
        ServerMessage::RssiLevelReading { id, device, rssi } => FromServer::RSSILevelReading {
            id: *id,
            device_index: *device,
            rssi_level: *rssi,
        },
        ServerMessage::Test { id, text } => FromServer::Test {
            id: *id,
            test_string: text,
        },
    }
}

fn server_info(version: SpecVersion, id: u32, server_name: &str, max_ping_time: u32) -> FromServer<'_> {
    match version {
        SpecVersion::V0 | SpecVersion::V1 => FromServer::ServerInfoV0 {
            id,
            major_version: SERVER_VERSION.0,
            minor_version: SERVER_VERSION.1,
            build_version: SERVER_VERSION.2,
            message_version: version.major(),
            max_ping_time,
            server_name,
        },
        SpecVersion::V2 | SpecVersion::V3 => FromServer::ServerInfoV2 {
            id,
            message_version: version.major(),
            max_ping_time,
            server_name,
        },
        SpecVersion::V4 => FromServer::ServerInfo {
            id,
            server_name,
            max_ping_time,
            protocol_version_major: 4,
            protocol_version_minor: 0,
        },
    }
}
