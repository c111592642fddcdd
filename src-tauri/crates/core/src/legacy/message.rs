//! What programs of spec v0 to v3 send and newer ones do not, as it stands in JSON.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    message::{InputKind, OutputKind},
    version::SpecVersion,
    whole::whole,
};

/// A message of v0 to v3 under the specification's name of it. Fields that the specification does not know are ignored.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all_fields = "PascalCase")]
pub enum LegacyMessage {
    StopAllDevices {},
    StopDeviceCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
    },
    /// Asks for the same text back.
    Test {
        test_string: String,
    },
    /// Asks for a log, of what is as grave as this level and graver.
    RequestLog {
        log_level: LogLevel,
    },
    /// Moves every motor.
    SingleMotorVibrateCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        speed: f64,
    },
    /// A position and a speed, both 0 to 99.
    FleshlightLaunchFW12Cmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        #[serde(deserialize_with = "whole")]
        position: u32,
        #[serde(deserialize_with = "whole")]
        speed: u32,
    },
    /// A speed of 0 to 99.
    VorzeA10CycloneCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        #[serde(deserialize_with = "whole")]
        speed: u32,
        clockwise: bool,
    },
    VibrateCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        speeds: Vec<Speed>,
    },
    RotateCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        rotations: Vec<Rotation>,
    },
    LinearCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        vectors: Vec<Vector>,
    },
    ScalarCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        scalars: Vec<Scalar>,
    },
    BatteryLevelCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
    },
    RSSILevelCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
    },
    SensorReadCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        #[serde(deserialize_with = "whole")]
        sensor_index: u32,
        sensor_type: InputKind,
    },
    SensorSubscribeCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        #[serde(deserialize_with = "whole")]
        sensor_index: u32,
        sensor_type: InputKind,
    },
    SensorUnsubscribeCmd {
        #[serde(deserialize_with = "whole")]
        device_index: u32,
        #[serde(deserialize_with = "whole")]
        sensor_index: u32,
        sensor_type: InputKind,
    },
    // Bytes that the server cannot check: refused, so their fields do not matter.
    KiirooCmd {},
    LovenseCmd {},
    RawWriteCmd {},
    RawReadCmd {},
    RawSubscribeCmd {},
    RawUnsubscribeCmd {},
}

/// How grave a line of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogLevel {
    /// No line has it; a program asks for it to get none.
    Off,
    Fatal,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// One motor's strength.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Speed {
    #[serde(deserialize_with = "whole")]
    pub index: u32,
    pub speed: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rotation {
    #[serde(deserialize_with = "whole")]
    pub index: u32,
    pub speed: f64,
    pub clockwise: bool,
}

/// A move to a position within a time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vector {
    #[serde(deserialize_with = "whole")]
    pub index: u32,
    #[serde(rename = "Duration", deserialize_with = "whole")]
    pub duration_ms: u32,
    pub position: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Scalar {
    #[serde(deserialize_with = "whole")]
    pub index: u32,
    pub scalar: f64,
    #[serde(rename = "ActuatorType")]
    pub kind: OutputKind,
}

impl LegacyMessage {
    /// The versions of the spec that have it.
    pub fn versions(&self) -> RangeInclusive<SpecVersion> {
        use SpecVersion::{V0, V1, V2, V3};
        match self {
            Self::StopDeviceCmd { .. }
            | Self::StopAllDevices {}
            | Self::KiirooCmd {}
            | Self::LovenseCmd {}
            | Self::RawWriteCmd {}
            | Self::RawReadCmd {}
            | Self::RawSubscribeCmd {}
            | Self::RawUnsubscribeCmd {} => V0..=V3,
            Self::Test { .. } => V0..=V2,
            Self::RequestLog { .. }
            | Self::SingleMotorVibrateCmd { .. }
            | Self::FleshlightLaunchFW12Cmd { .. }
            | Self::VorzeA10CycloneCmd { .. } => V0..=V1,
            Self::VibrateCmd { .. } | Self::RotateCmd { .. } | Self::LinearCmd { .. } => V1..=V3,
            Self::BatteryLevelCmd { .. } | Self::RSSILevelCmd { .. } => V2..=V2,
            Self::ScalarCmd { .. }
            | Self::SensorReadCmd { .. }
            | Self::SensorSubscribeCmd { .. }
            | Self::SensorUnsubscribeCmd { .. } => V3..=V3,
        }
    }

    /// Whether it stops toys.
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::StopDeviceCmd { .. } | Self::StopAllDevices {})
    }
}
