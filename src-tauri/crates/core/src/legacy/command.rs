use std::ops::RangeInclusive;

use crate::{
    message::{InputAction, InputKind, OutputKind},
    version::SpecVersion,
};

/// A device command of spec v0 to v3.
#[derive(Debug, Clone, PartialEq)]
pub enum LegacyCommand {
    StopDevice {
        device: u32,
    },
    StopAllDevices,
    /// Every motor.
    SingleMotorVibrate {
        device: u32,
        speed: f64,
    },
    Vibrate {
        device: u32,
        speeds: Vec<Speed>,
    },
    Rotate {
        device: u32,
        rotations: Vec<Rotation>,
    },
    Linear {
        device: u32,
        vectors: Vec<Vector>,
    },
    Scalar {
        device: u32,
        scalars: Vec<Scalar>,
    },
    /// A place and a speed, both 0 to 99.
    FleshlightLaunch {
        device: u32,
        position: u32,
        speed: u32,
    },
    /// A speed of 0 to 99.
    VorzeCyclone {
        device: u32,
        speed: u32,
        clockwise: bool,
    },
    BatteryLevel {
        device: u32,
    },
    RssiLevel {
        device: u32,
    },
    Sensor {
        device: u32,
        sensor: u32,
        kind: InputKind,
        action: InputAction,
    },
    /// Bytes past the server's understanding (Raw…, LovenseCmd, KiirooCmd): refused.
    Opaque {
        command: &'static str,
    },
}

impl LegacyCommand {
    /// The versions of the spec that have it.
    pub fn versions(&self) -> RangeInclusive<SpecVersion> {
        use SpecVersion::{V0, V1, V2, V3};
        match self {
            Self::StopDevice { .. } | Self::StopAllDevices | Self::Opaque { .. } => V0..=V3,
            Self::SingleMotorVibrate { .. } | Self::FleshlightLaunch { .. } | Self::VorzeCyclone { .. } => V0..=V1,
            Self::Vibrate { .. } | Self::Rotate { .. } | Self::Linear { .. } => V1..=V3,
            Self::BatteryLevel { .. } | Self::RssiLevel { .. } => V2..=V2,
            Self::Scalar { .. } | Self::Sensor { .. } => V3..=V3,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    pub index: u32,
    pub speed: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rotation {
    pub index: u32,
    pub speed: f64,
    pub clockwise: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vector {
    pub index: u32,
    pub duration_ms: u32,
    pub position: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scalar {
    pub index: u32,
    pub scalar: f64,
    pub kind: OutputKind,
}
