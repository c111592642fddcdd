use crate::message::{InputAction, InputKind, OutputKind};

/// A device command of spec v0 to v3.
#[derive(Debug, Clone, PartialEq)]
pub enum LegacyCommand {
    /// v0 to v3.
    StopDevice { device: u32 },
    /// v0 to v3.
    StopAllDevices,
    /// v0, v1: every motor.
    SingleMotorVibrate { device: u32, speed: f64 },
    /// v1, v2.
    Vibrate { device: u32, speeds: Vec<Speed> },
    /// v1 to v3.
    Rotate { device: u32, rotations: Vec<Rotation> },
    /// v1 to v3.
    Linear { device: u32, vectors: Vec<Vector> },
    /// v3.
    Scalar { device: u32, scalars: Vec<Scalar> },
    /// v0, v1: a place and a speed, both 0 to 99.
    FleshlightLaunch { device: u32, position: u32, speed: u32 },
    /// v0, v1: a speed of 0 to 99.
    VorzeCyclone { device: u32, speed: u32, clockwise: bool },
    /// v2.
    BatteryLevel { device: u32 },
    /// v2.
    RssiLevel { device: u32 },
    /// v3.
    Sensor {
        device: u32,
        sensor: u32,
        kind: InputKind,
        action: InputAction,
    },
    /// Bytes past the server's understanding (Raw…, LovenseCmd, KiirooCmd): refused.
    Opaque { command: &'static str },
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
