use super::{
    command::LegacyCommand,
    launch::{self, LegacyState},
    sensor, vector,
};
use crate::message::{ClientMessage, CommandError, DeviceTable, InputKind, StopScope};

/// Puts a legacy command into terms of v4. Errors carry the class that a program is told.
pub(crate) fn translate(
    command: LegacyCommand,
    devices: &DeviceTable,
    state: &mut LegacyState,
) -> Result<ClientMessage, CommandError> {
    let device = |index| {
        devices
            .get(&index)
            .map(AsRef::as_ref)
            .ok_or(CommandError::UnknownDevice(index))
    };
    Ok(match command {
        LegacyCommand::StopAllDevices => {
            state.forget_all();
            ClientMessage::Stop(StopScope::EVERYTHING)
        }
        LegacyCommand::StopDevice { device: index } => {
            device(index)?;
            state.forget(index);
            ClientMessage::Stop(StopScope {
                device: Some(index),
                ..StopScope::EVERYTHING
            })
        }
        LegacyCommand::SingleMotorVibrate { device: index, speed } => {
            vector::single_motor(index, device(index)?, speed)?
        }
        LegacyCommand::Vibrate { device: index, speeds } => vector::vibrate(index, device(index)?, &speeds)?,
        LegacyCommand::Rotate {
            device: index,
            rotations,
        } => vector::rotate(index, device(index)?, &rotations)?,
        LegacyCommand::Linear { device: index, vectors } => {
            state.forget(index);
            vector::linear(index, device(index)?, &vectors)?
        }
        LegacyCommand::Scalar { device: index, scalars } => vector::scalar(index, device(index)?, &scalars)?,
        LegacyCommand::FleshlightLaunch {
            device: index,
            position,
            speed,
        } => launch::launch(index, device(index)?, position, speed, state)?,
        LegacyCommand::VorzeCyclone {
            device: index,
            speed,
            clockwise,
        } => launch::cyclone(index, device(index)?, speed, clockwise)?,
        LegacyCommand::BatteryLevel { device: index } => {
            sensor::read(index, device(index)?, InputKind::Battery, "BatteryLevelCmd")?
        }
        LegacyCommand::RssiLevel { device: index } => {
            sensor::read(index, device(index)?, InputKind::Rssi, "RSSILevelCmd")?
        }
        LegacyCommand::Sensor {
            device: index,
            sensor,
            kind,
            action,
        } => sensor::command(index, device(index)?, sensor, kind, action)?,
        LegacyCommand::Opaque { command } => return Err(CommandError::UnsupportedCommand { command }),
    })
}
