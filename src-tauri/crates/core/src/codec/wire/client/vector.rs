//! One part of a vector: the lists of spec v1 to v3 that say one value for each motor.

use serde::Deserialize;

use super::whole::Natural;
use crate::{
    legacy::{Rotation, Scalar, Speed, Vector},
    message::OutputKind,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct SpeedPart {
    index: Natural,
    speed: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct RotationPart {
    index: Natural,
    speed: f64,
    clockwise: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct VectorPart {
    index: Natural,
    duration: Natural,
    position: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct ScalarPart {
    index: Natural,
    scalar: f64,
    actuator_type: OutputKind,
}

impl From<SpeedPart> for Speed {
    fn from(part: SpeedPart) -> Self {
        Self {
            index: part.index.0,
            speed: part.speed,
        }
    }
}

impl From<RotationPart> for Rotation {
    fn from(part: RotationPart) -> Self {
        Self {
            index: part.index.0,
            speed: part.speed,
            clockwise: part.clockwise,
        }
    }
}

impl From<VectorPart> for Vector {
    fn from(part: VectorPart) -> Self {
        Self {
            index: part.index.0,
            duration_ms: part.duration.0,
            position: part.position,
        }
    }
}

impl From<ScalarPart> for Scalar {
    fn from(part: ScalarPart) -> Self {
        Self {
            index: part.index.0,
            scalar: part.scalar,
            kind: part.actuator_type,
        }
    }
}
