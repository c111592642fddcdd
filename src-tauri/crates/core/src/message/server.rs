use std::sync::Arc;

use super::{
    device::{DeviceTable, InputKind},
    error::ErrorCode,
};

/// What the server says (spec v4). Id 0 is the server's own: news that no request asked for.
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
    ScanningFinished,
    InputReading {
        id: u32,
        device: u32,
        feature: u32,
        reading: Reading,
    },
}

/// A sensor's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub kind: InputKind,
    pub value: i32,
}

/// A sensor's value, and the sensor that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceReading {
    pub device: u32,
    pub feature: u32,
    pub reading: Reading,
}

impl DeviceReading {
    /// Answers the request with this Id; 0 if no request asked for it.
    pub const fn message(self, id: u32) -> ServerMessage {
        ServerMessage::InputReading {
            id,
            device: self.device,
            feature: self.feature,
            reading: self.reading,
        }
    }
}

impl ServerMessage {
    /// The Id of the request that this answers, or 0.
    pub fn id(&self) -> u32 {
        match self {
            Self::Ok { id }
            | Self::Error { id, .. }
            | Self::ServerInfo { id, .. }
            | Self::DeviceList { id, .. }
            | Self::InputReading { id, .. } => *id,
            Self::ScanningFinished => 0,
        }
    }
}
