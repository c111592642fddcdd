use std::sync::Arc;

use super::{
    device::{DeviceDescription, DeviceTable, InputKind},
    error::ErrorCode,
};

/// What the server says. Id 0 is the server's own: news that nobody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMessage {
    Ok {
        id: u32,
    },
    Error {
        id: u32,
        code: ErrorCode,
        message: String,
    },
    ServerInfo {
        id: u32,
        server_name: Arc<str>,
        /// 0: no ping expected.
        max_ping_time_ms: u32,
    },
    DeviceList {
        id: u32,
        devices: Arc<DeviceTable>,
    },
    /// v0 to v3, where v4 sends the whole list.
    DeviceAdded {
        index: u32,
        description: Arc<DeviceDescription>,
    },
    /// v0 to v3.
    DeviceRemoved {
        index: u32,
    },
    ScanningFinished,
    InputReading {
        id: u32,
        device: u32,
        feature: u32,
        reading: Reading,
    },
    /// v3's form of a reading.
    SensorReading {
        id: u32,
        device: u32,
        sensor: u32,
        reading: Reading,
    },
    /// v2's form of a battery reading, in percent.
    BatteryLevelReading {
        id: u32,
        device: u32,
        percent: i32,
    },
    /// v2's form of a signal reading.
    RssiLevelReading {
        id: u32,
        device: u32,
        rssi: i32,
    },
    /// The answer to v0's Test.
    Test {
        id: u32,
        text: String,
    },
}

/// What a sensor said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub kind: InputKind,
    pub value: i32,
}

impl ServerMessage {
    /// The Id of the request that this answers, or 0.
    pub fn id(&self) -> u32 {
        match self {
            Self::Ok { id }
            | Self::Error { id, .. }
            | Self::ServerInfo { id, .. }
            | Self::DeviceList { id, .. }
            | Self::InputReading { id, .. }
            | Self::SensorReading { id, .. }
            | Self::BatteryLevelReading { id, .. }
            | Self::RssiLevelReading { id, .. }
            | Self::Test { id, .. } => *id,
            Self::ScanningFinished | Self::DeviceAdded { .. } | Self::DeviceRemoved { .. } => 0,
        }
    }
}
