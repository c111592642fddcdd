use super::{
    launch::{self, LaunchPositions},
    message::LegacyMessage,
    sensor, vector,
};
use crate::message::{Command, CommandError, DeviceDescription, DeviceTable, InputAction, InputKind, StopScope};

/// Puts a command of v0 to v3, which JSON calls `name`, into terms of v4. Errors carry the class that a program is told.
pub(super) fn translate(
    message: LegacyMessage,
    name: &'static str,
    devices: &DeviceTable,
    launches: &mut LaunchPositions,
) -> Result<Command, CommandError> {
    let find = |index| find(devices, index);
    let sensor = |index, sensor, kind, action| sensor::command(index, find(index)?, sensor, kind, action);
    match message {
        LegacyMessage::StopAllDevices {} => {
            launches.forget_all();
            Ok(Command::Stop(StopScope::EVERYTHING))
        }
        LegacyMessage::StopDeviceCmd { device_index } => {
            find(device_index)?;
            launches.forget(device_index);
            Ok(Command::Stop(StopScope {
                device: Some(device_index),
                ..StopScope::EVERYTHING
            }))
        }
        LegacyMessage::SingleMotorVibrateCmd { device_index, speed } => {
            vector::single_motor(device_index, find(device_index)?, speed)
        }
        LegacyMessage::VibrateCmd { device_index, speeds } => {
            vector::vibrate(device_index, find(device_index)?, &speeds)
        }
        LegacyMessage::RotateCmd {
            device_index,
            rotations,
        } => vector::rotate(device_index, find(device_index)?, &rotations),
        LegacyMessage::LinearCmd { device_index, vectors } => {
            launches.forget(device_index);
            vector::linear(device_index, find(device_index)?, &vectors)
        }
        LegacyMessage::ScalarCmd { device_index, scalars } => {
            vector::scalar(device_index, find(device_index)?, &scalars)
        }
        LegacyMessage::FleshlightLaunchFW12Cmd {
            device_index,
            position,
            speed,
        } => launch::launch(device_index, find(device_index)?, position, speed, launches),
        LegacyMessage::VorzeA10CycloneCmd {
            device_index,
            speed,
            clockwise,
        } => launch::cyclone(device_index, find(device_index)?, speed, clockwise),
        LegacyMessage::BatteryLevelCmd { device_index } => {
            sensor::read(device_index, find(device_index)?, InputKind::Battery, name)
        }
        LegacyMessage::RSSILevelCmd { device_index } => {
            sensor::read(device_index, find(device_index)?, InputKind::Rssi, name)
        }
        LegacyMessage::SensorReadCmd {
            device_index,
            sensor_index,
            sensor_type,
        } => sensor(device_index, sensor_index, sensor_type, InputAction::Read),
        LegacyMessage::SensorSubscribeCmd {
            device_index,
            sensor_index,
            sensor_type,
        } => sensor(device_index, sensor_index, sensor_type, InputAction::Subscribe),
        LegacyMessage::SensorUnsubscribeCmd {
            device_index,
            sensor_index,
            sensor_type,
        } => sensor(device_index, sensor_index, sensor_type, InputAction::Unsubscribe),
        LegacyMessage::KiirooCmd {}
        | LegacyMessage::LovenseCmd {}
        | LegacyMessage::RawWriteCmd {}
        | LegacyMessage::RawReadCmd {}
        | LegacyMessage::RawSubscribeCmd {}
        | LegacyMessage::RawUnsubscribeCmd {}
        // The dialect answers these itself.
        | LegacyMessage::Test { .. }
        | LegacyMessage::RequestLog { .. } => Err(CommandError::UnsupportedCommand { command: name }),
    }
}

fn find(devices: &DeviceTable, index: u32) -> Result<&DeviceDescription, CommandError> {
    devices
        .get(&index)
        .map(AsRef::as_ref)
        .ok_or(CommandError::UnknownDevice(index))
}
