//! Commands that give a value to each motor.

use super::{
    attributes::Attributes,
    message::{Rotation, Scalar, Speed, Vector},
    part::{output_range, part, slide, together, value},
};
use crate::{
    fraction,
    message::{Command, CommandError, DeviceDescription, OutputKind, Outputs},
};

pub(super) fn single_motor(index: u32, device: &DeviceDescription, speed: f64) -> Result<Command, CommandError> {
    let outputs = Attributes::of(device)
        .vibrations()
        .map(|motor| {
            Ok(value(
                motor.feature,
                OutputKind::Vibrate,
                fraction::strength(speed, motor.step_count)?,
            ))
        })
        .collect::<Result<Outputs, _>>()?;
    if outputs.is_empty() {
        return Err(CommandError::UnsupportedCommand {
            command: "SingleMotorVibrateCmd",
        });
    }
    Ok(together(index, outputs))
}

pub(super) fn vibrate(index: u32, device: &DeviceDescription, speeds: &[Speed]) -> Result<Command, CommandError> {
    const COMMAND: &str = "VibrateCmd";
    let attributes = Attributes::of(device);
    let motors: Vec<_> = attributes.vibrations().collect();
    some(speeds, COMMAND)?;
    let outputs = speeds.iter().map(|speed| {
        let motor = part(&motors, speed.index, COMMAND)?;
        Ok(value(
            motor.feature,
            motor.kind,
            fraction::strength(speed.speed, motor.step_count)?,
        ))
    });
    Ok(together(index, outputs.collect::<Result<_, _>>()?))
}

pub(super) fn rotate(index: u32, device: &DeviceDescription, rotations: &[Rotation]) -> Result<Command, CommandError> {
    const COMMAND: &str = "RotateCmd";
    let attributes = Attributes::of(device);
    some(rotations, COMMAND)?;
    let outputs = rotations.iter().map(|rotation| {
        let rotor = part(&attributes.rotations, rotation.index, COMMAND)?;
        let strength = fraction::strength(rotation.speed, rotor.step_count)?;
        Ok(value(
            rotor.feature,
            rotor.kind,
            if rotation.clockwise { strength } else { -strength },
        ))
    });
    Ok(together(index, outputs.collect::<Result<_, _>>()?))
}

pub(super) fn linear(index: u32, device: &DeviceDescription, vectors: &[Vector]) -> Result<Command, CommandError> {
    const COMMAND: &str = "LinearCmd";
    let attributes = Attributes::of(device);
    some(vectors, COMMAND)?;
    let outputs = vectors.iter().map(|vector| {
        let carriage = part(&attributes.linears, vector.index, COMMAND)?;
        let place = fraction::place(vector.position, carriage.step_count)?;
        Ok(slide(carriage.feature, place, vector.duration_ms))
    });
    Ok(together(index, outputs.collect::<Result<_, _>>()?))
}

pub(super) fn scalar(index: u32, device: &DeviceDescription, scalars: &[Scalar]) -> Result<Command, CommandError> {
    const COMMAND: &str = "ScalarCmd";
    let attributes = Attributes::of(device);
    some(scalars, COMMAND)?;
    let outputs = scalars.iter().map(|scalar| {
        let actuator = part(&attributes.scalars, scalar.index, COMMAND)?;
        // The index names the part; the type may be any that its feature has, as with the reference.
        if scalar.kind == OutputKind::HwPositionWithDuration {
            // A scalar has no duration; LinearCmd does.
            return Err(CommandError::UnsupportedOutput(scalar.kind));
        }
        let range = output_range(device, actuator.feature, scalar.kind)?;
        let steps = u32::try_from(*range.value.end()).unwrap_or(0);
        Ok(value(
            actuator.feature,
            scalar.kind,
            fraction::strength(scalar.scalar, steps)?,
        ))
    });
    Ok(together(index, outputs.collect::<Result<_, _>>()?))
}

fn some<T>(values: &[T], command: &'static str) -> Result<(), CommandError> {
    if values.is_empty() {
        Err(CommandError::NoValues { command })
    } else {
        Ok(())
    }
}
