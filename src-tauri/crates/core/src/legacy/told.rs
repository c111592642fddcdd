//! What programs of spec v0 to v3 are told in a form of their own, as it stands in JSON.

use serde::Serialize;

use super::{
    device::{LegacyDevice, sensor_type},
    message::LogLevel,
};
use crate::{
    message::{Reading, ServerMessage},
    version::SpecVersion,
};

/// This server's own version, which v0 and v1 ask for: major, minor, build.
const SERVER_VERSION: (u32, u32, u32) = (0, 1, 0);

/// A message that v4 does not have, or has in another form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all_fields = "PascalCase")]
pub enum LegacyServerMessage {
    /// v0 and v1: also the server's own version, in three parts.
    #[serde(rename = "ServerInfo")]
    ServerInfoV0 {
        id: u32,
        major_version: u32,
        minor_version: u32,
        build_version: u32,
        message_version: u32,
        max_ping_time: u32,
        server_name: String,
    },
    #[serde(rename = "ServerInfo")]
    ServerInfoV2 {
        id: u32,
        message_version: u32,
        max_ping_time: u32,
        server_name: String,
    },
    DeviceList {
        id: u32,
        devices: Vec<LegacyDevice>,
    },
    /// News, where v4 is told the whole list.
    DeviceAdded {
        id: u32,
        #[serde(flatten)]
        device: LegacyDevice,
    },
    DeviceRemoved {
        id: u32,
        device_index: u32,
    },
    /// v3.
    SensorReading {
        id: u32,
        device_index: u32,
        sensor_index: u32,
        sensor_type: &'static str,
        data: [i32; 1],
    },
    /// v2: from 0 to 1.
    BatteryLevelReading {
        id: u32,
        device_index: u32,
        battery_level: f64,
    },
    /// v2.
    RSSILevelReading {
        id: u32,
        device_index: u32,
        #[serde(rename = "RSSILevel")]
        rssi_level: i32,
    },
    /// v0 and v1: a line of the log that the program asked for.
    Log {
        id: u32,
        log_level: LogLevel,
        log_message: String,
    },
    /// v0 to v2: the answer to Test.
    Test {
        id: u32,
        test_string: String,
    },
}

/// A message to a program, in the form of its version.
#[derive(Debug, Clone, PartialEq)]
pub enum Outgoing {
    /// As v4 has it: nearly everything for v4, and what never changed for the others.
    V4(ServerMessage),
    Legacy(LegacyServerMessage),
}

impl From<ServerMessage> for Outgoing {
    fn from(message: ServerMessage) -> Self {
        Self::V4(message)
    }
}

impl From<LegacyServerMessage> for Outgoing {
    fn from(message: LegacyServerMessage) -> Self {
        Self::Legacy(message)
    }
}

impl Outgoing {
    /// The Id of the request that this answers, or 0.
    pub fn id(&self) -> u32 {
        match self {
            Self::V4(message) => message.id(),
            Self::Legacy(message) => message.id(),
        }
    }
}

impl LegacyServerMessage {
    /// The Id of the request that this answers, or 0.
    pub fn id(&self) -> u32 {
        match self {
            Self::ServerInfoV0 { id, .. }
            | Self::ServerInfoV2 { id, .. }
            | Self::DeviceList { id, .. }
            | Self::DeviceAdded { id, .. }
            | Self::DeviceRemoved { id, .. }
            | Self::SensorReading { id, .. }
            | Self::BatteryLevelReading { id, .. }
            | Self::RSSILevelReading { id, .. }
            | Self::Log { id, .. }
            | Self::Test { id, .. } => *id,
        }
    }

    pub(super) fn server_info(version: SpecVersion, id: u32, server_name: &str, max_ping_time: u32) -> Self {
        let (message_version, server_name) = (version.major(), server_name.to_owned());
        match version {
            SpecVersion::V0 | SpecVersion::V1 => Self::ServerInfoV0 {
                id,
                major_version: SERVER_VERSION.0,
                minor_version: SERVER_VERSION.1,
                build_version: SERVER_VERSION.2,
                message_version,
                max_ping_time,
                server_name,
            },
            SpecVersion::V2 | SpecVersion::V3 | SpecVersion::V4 => Self::ServerInfoV2 {
                id,
                message_version,
                max_ping_time,
                server_name,
            },
        }
    }

    pub(super) fn sensor_reading(id: u32, device_index: u32, sensor_index: u32, reading: Reading) -> Self {
        Self::SensorReading {
            id,
            device_index,
            sensor_index,
            sensor_type: sensor_type(reading.kind),
            data: [reading.value],
        }
    }

    pub(super) fn battery_level(id: u32, device_index: u32, percent: i32) -> Self {
        Self::BatteryLevelReading {
            id,
            device_index,
            battery_level: f64::from(percent) / 100.0,
        }
    }
}
