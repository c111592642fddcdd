use std::collections::BTreeMap;

use super::{attributes::Attributes, fraction};
use crate::message::{
    ClientMessage, CommandError, DeviceDescription, DeviceTable, FeatureOutput, InputAction, InputKind, Output,
    OutputKind, OutputRange, Outputs, ServerMessage, StopScope,
};

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

/// A legacy command in terms of v4, and in which form its answer goes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Translated {
    pub message: ClientMessage,
    pub reply: ReplyForm,
}

/// In which message a reading goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyForm {
    InputReading,
    SensorReading { sensor: u32 },
    BatteryLevelReading,
    RssiLevelReading,
}

impl ReplyForm {
    /// The same reading, in this form; anything else stays as it is.
    pub fn of(self, message: ServerMessage) -> ServerMessage {
        let ServerMessage::InputReading {
            id, device, reading, ..
        } = message
        else {
            return message;
        };
        match self {
            Self::InputReading => message,
            Self::SensorReading { sensor } => ServerMessage::SensorReading {
                id,
                device,
                sensor,
                reading,
            },
            Self::BatteryLevelReading => ServerMessage::BatteryLevelReading {
                id,
                device,
                percent: reading.value,
            },
            Self::RssiLevelReading => ServerMessage::RssiLevelReading {
                id,
                device,
                rssi: reading.value,
            },
        }
    }
}

/// What a session of an old version has to remember.
#[derive(Debug, Clone, Default)]
pub struct LegacyState {
    /// Where the program's last move sent each device, from 0 to 99: FleshlightLaunchFW12Cmd has a speed, which says
    /// nothing without the way. Forgotten wherever the device may be elsewhere; then the way counts as the whole one.
    launch_positions: BTreeMap<u32, u32>,
}

impl LegacyState {
    /// Devices came or went: one under the same index may be another, or has been moved by hand.
    pub fn devices_changed(&mut self) {
        self.launch_positions.clear();
    }
}

/// Puts a legacy command into terms of v4. Errors carry the class that a program is told.
pub fn translate(
    command: LegacyCommand,
    devices: &DeviceTable,
    state: &mut LegacyState,
) -> Result<Translated, CommandError> {
    let device = |index| {
        devices
            .get(&index)
            .map(AsRef::as_ref)
            .ok_or(CommandError::UnknownDevice(index))
    };
    let message = match command {
        LegacyCommand::StopAllDevices => {
            state.launch_positions.clear();
            ClientMessage::Stop(StopScope::EVERYTHING)
        }
        LegacyCommand::StopDevice { device: index } => {
            device(index)?;
            state.launch_positions.remove(&index);
            ClientMessage::Stop(StopScope {
                device: Some(index),
                ..StopScope::EVERYTHING
            })
        }
        LegacyCommand::SingleMotorVibrate { device: index, speed } => single_motor(index, device(index)?, speed)?,
        LegacyCommand::Vibrate { device: index, speeds } => vibrate(index, device(index)?, &speeds)?,
        LegacyCommand::Rotate {
            device: index,
            rotations,
        } => rotate(index, device(index)?, &rotations)?,
        LegacyCommand::Linear { device: index, vectors } => {
            state.launch_positions.remove(&index);
            linear(index, device(index)?, &vectors)?
        }
        LegacyCommand::Scalar { device: index, scalars } => scalar(index, device(index)?, &scalars)?,
        LegacyCommand::FleshlightLaunch {
            device: index,
            position,
            speed,
        } => launch(index, device(index)?, position, speed, state)?,
        LegacyCommand::VorzeCyclone {
            device: index,
            speed,
            clockwise,
        } => cyclone(index, device(index)?, speed, clockwise)?,
        LegacyCommand::BatteryLevel { device: index } => {
            return read(
                index,
                device(index)?,
                InputKind::Battery,
                "BatteryLevelCmd",
                ReplyForm::BatteryLevelReading,
            );
        }
        LegacyCommand::RssiLevel { device: index } => {
            return read(
                index,
                device(index)?,
                InputKind::Rssi,
                "RSSILevelCmd",
                ReplyForm::RssiLevelReading,
            );
        }
        LegacyCommand::Sensor {
            device: index,
            sensor,
            kind,
            action,
        } => return sensor_command(index, device(index)?, sensor, kind, action),
        LegacyCommand::Opaque { command } => return Err(CommandError::UnsupportedCommand { command }),
    };
    Ok(Translated {
        message,
        reply: ReplyForm::InputReading,
    })
}

fn single_motor(index: u32, device: &DeviceDescription, speed: f64) -> Result<ClientMessage, CommandError> {
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

fn vibrate(index: u32, device: &DeviceDescription, speeds: &[Speed]) -> Result<ClientMessage, CommandError> {
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

fn rotate(index: u32, device: &DeviceDescription, rotations: &[Rotation]) -> Result<ClientMessage, CommandError> {
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

fn linear(index: u32, device: &DeviceDescription, vectors: &[Vector]) -> Result<ClientMessage, CommandError> {
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

fn scalar(index: u32, device: &DeviceDescription, scalars: &[Scalar]) -> Result<ClientMessage, CommandError> {
    const COMMAND: &str = "ScalarCmd";
    let attributes = Attributes::of(device);
    some(scalars, COMMAND)?;
    let outputs = scalars.iter().map(|scalar| {
        let actuator = part(&attributes.scalars, scalar.index, COMMAND)?;
        // The index names the part; the type may be any that its feature has, as with the reference.
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

/// The Launch's positions and speeds go from 0 to this.
const WHOLE_WAY: u32 = 99;

/// A quarter of it.
const LEAST_WAY: u32 = 25;

/// How long the Launch took for a way of 90 % at a speed, measured by those who first drove it: the field's formula,
/// turned around.
fn launch(
    index: u32,
    device: &DeviceDescription,
    position: u32,
    speed: u32,
    state: &mut LegacyState,
) -> Result<ClientMessage, CommandError> {
    const COMMAND: &str = "FleshlightLaunchFW12Cmd";
    let position = up_to_99(position)?;
    let speed = up_to_99(speed)?;
    let attributes = Attributes::of(device);
    let Some(carriage) = attributes.linears.first() else {
        return Err(CommandError::UnsupportedCommand { command: COMMAND });
    };
    let range = output_range(device, carriage.feature, carriage.kind)?;
    let from = state.launch_positions.insert(index, position);
    // Another program may have moved it since: even a short way is given a share of the time of the whole one.
    let way = from.map_or(WHOLE_WAY, |from| from.abs_diff(position)).max(LEAST_WAY);
    let duration_of_90_percent = (f64::from(speed.max(1)) / 25_000.0).powf(-0.95);
    let duration = duration_of_90_percent * f64::from(way) / 90.0;
    // At most 14 s: a speed of 1 over the whole way.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mut duration_ms = duration.round() as u32;
    if let Some(durations) = &range.duration_ms {
        duration_ms = duration_ms.clamp(*durations.start(), *durations.end());
    }
    let place = fraction::place(f64::from(position) / 99.0, carriage.step_count)?;
    Ok(together(
        index,
        Outputs::from_buf([slide(carriage.feature, place, duration_ms)]),
    ))
}

fn cyclone(index: u32, device: &DeviceDescription, speed: u32, clockwise: bool) -> Result<ClientMessage, CommandError> {
    let speed = up_to_99(speed)?;
    let attributes = Attributes::of(device);
    let Some(rotor) = attributes.rotations.first() else {
        return Err(CommandError::UnsupportedCommand {
            command: "VorzeA10CycloneCmd",
        });
    };
    let strength = fraction::strength(f64::from(speed) / 99.0, rotor.step_count)?;
    let strength = if clockwise { strength } else { -strength };
    Ok(together(
        index,
        Outputs::from_buf([value(rotor.feature, rotor.kind, strength)]),
    ))
}

fn read(
    index: u32,
    device: &DeviceDescription,
    kind: InputKind,
    command: &'static str,
    reply: ReplyForm,
) -> Result<Translated, CommandError> {
    let attributes = Attributes::of(device);
    let sensor = attributes.sensors.iter().find(|sensor| sensor.kind == kind);
    let sensor = sensor.ok_or(CommandError::UnsupportedCommand { command })?;
    Ok(Translated {
        message: ClientMessage::Input {
            device: index,
            feature: sensor.feature,
            kind,
            action: InputAction::Read,
        },
        reply,
    })
}

fn sensor_command(
    index: u32,
    device: &DeviceDescription,
    sensor: u32,
    kind: InputKind,
    action: InputAction,
) -> Result<Translated, CommandError> {
    let attributes = Attributes::of(device);
    let found = part(&attributes.sensors, sensor, "SensorReadCmd")?;
    if found.kind != kind {
        return Err(CommandError::UnsupportedInput { kind, action });
    }
    Ok(Translated {
        message: ClientMessage::Input {
            device: index,
            feature: found.feature,
            kind,
            action,
        },
        reply: ReplyForm::SensorReading { sensor },
    })
}

/// The part with this Index in an attribute list.
fn part<'a, T>(parts: &'a [T], index: u32, command: &'static str) -> Result<&'a T, CommandError> {
    let place = usize::try_from(index).unwrap_or(usize::MAX);
    parts.get(place).ok_or(CommandError::UnknownIndex {
        command,
        index,
        count: parts.len(),
    })
}

fn some<T>(values: &[T], command: &'static str) -> Result<(), CommandError> {
    if values.is_empty() {
        Err(CommandError::NoValues { command })
    } else {
        Ok(())
    }
}

fn output_range(device: &DeviceDescription, feature: u32, kind: OutputKind) -> Result<&OutputRange, CommandError> {
    let found = device
        .features
        .get(&feature)
        .and_then(|details| details.outputs.get(&kind));
    found.ok_or(CommandError::UnsupportedOutput(kind))
}

fn up_to_99(value: u32) -> Result<u32, CommandError> {
    if value <= 99 {
        return Ok(value);
    }
    Err(CommandError::ValueOutOfRange {
        value: i32::try_from(value).unwrap_or(i32::MAX),
        min: 0,
        max: 99,
    })
}

fn together(device: u32, outputs: Outputs) -> ClientMessage {
    ClientMessage::Output { device, outputs }
}

fn value(feature: u32, kind: OutputKind, value: i32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind,
            value,
            duration_ms: None,
        },
    }
}

fn slide(feature: u32, value: i32, duration_ms: u32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    }
}
