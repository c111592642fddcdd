//! One part of a vector: the lists of spec v1 to v3 that say one value for each motor.

use serde::Deserialize;

use crate::{
    legacy::{Rotation, Scalar, Speed, Vector},
    message::OutputKind,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct SpeedPart {
    index: u32,
    speed: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct RotationPart {
    index: u32,
    speed: f64,
    clockwise: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct VectorPart {
    index: u32,
    duration: u32,
    position: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct ScalarPart {
    index: u32,
    scalar: f64,
    actuator_type: OutputKind,
}

impl From<SpeedPart> for Speed {
    fn from(SpeedPart { index, speed }: SpeedPart) -> Self {
        Self { index, speed }
    }
}

impl From<RotationPart> for Rotation {
    fn from(part: RotationPart) -> Self {
        Self {
            index: part.index,
            speed: part.speed,
            clockwise: part.clockwise,
        }
    }
}

impl From<VectorPart> for Vector {
    fn from(part: VectorPart) -> Self {
        Self {
            index: part.index,
            duration_ms: part.duration,
            position: part.position,
        }
    }
}

impl From<ScalarPart> for Scalar {
    fn from(part: ScalarPart) -> Self {
        Self {
            index: part.index,
            scalar: part.scalar,
            kind: part.actuator_type,
        }
    }
}
