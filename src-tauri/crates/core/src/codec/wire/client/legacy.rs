use super::{FromClient, Natural};
use crate::{
    legacy::LegacyCommand,
    message::{InputAction, InputKind},
};

impl FromClient {
    #[allow(clippy::too_many_lines)]
    pub(super) fn legacy(self) -> (Natural, &'static str, LegacyCommand) {
        let opaque = |id, command| (id, command, LegacyCommand::Opaque { command });
        match self {
            Self::StopAllDevices { id } => (id, "StopAllDevices", LegacyCommand::StopAllDevices),
            Self::StopDeviceCmd { id, device_index } => {
                let command = LegacyCommand::StopDevice { device: device_index.0 };
                (id, "StopDeviceCmd", command)
            }
            Self::SingleMotorVibrateCmd {
                id,
                device_index,
                speed,
            } => {
                let command = LegacyCommand::SingleMotorVibrate {
                    device: device_index.0,
                    speed,
                };
                (id, "SingleMotorVibrateCmd", command)
            }
            Self::FleshlightLaunchFW12Cmd {
                id,
                device_index,
                position,
                speed,
            } => {
                let command = LegacyCommand::FleshlightLaunch {
                    device: device_index.0,
                    position: position.0,
                    speed: speed.0,
                };
                (id, "FleshlightLaunchFW12Cmd", command)
            }
            Self::VorzeA10CycloneCmd {
                id,
                device_index,
                speed,
                clockwise,
            } => {
                let command = LegacyCommand::VorzeCyclone {
                    device: device_index.0,
                    speed: speed.0,
                    clockwise,
                };
                (id, "VorzeA10CycloneCmd", command)
            }
            Self::VibrateCmd {
                id,
                device_index,
                speeds,
            } => {
                let command = LegacyCommand::Vibrate {
                    device: device_index.0,
                    speeds: speeds.into_iter().map(Into::into).collect(),
                };
                (id, "VibrateCmd", command)
            }
            Self::RotateCmd {
                id,
                device_index,
                rotations,
            } => {
                let command = LegacyCommand::Rotate {
                    device: device_index.0,
                    rotations: rotations.into_iter().map(Into::into).collect(),
                };
                (id, "RotateCmd", command)
            }
            Self::LinearCmd {
                id,
                device_index,
                vectors,
            } => {
                let command = LegacyCommand::Linear {
                    device: device_index.0,
                    vectors: vectors.into_iter().map(Into::into).collect(),
                };
                (id, "LinearCmd", command)
            }
            Self::ScalarCmd {
                id,
                device_index,
                scalars,
            } => {
                let command = LegacyCommand::Scalar {
                    device: device_index.0,
                    scalars: scalars.into_iter().map(Into::into).collect(),
                };
                (id, "ScalarCmd", command)
            }
            Self::BatteryLevelCmd { id, device_index } => {
                let command = LegacyCommand::BatteryLevel { device: device_index.0 };
                (id, "BatteryLevelCmd", command)
            }
            Self::RSSILevelCmd { id, device_index } => {
                let command = LegacyCommand::RssiLevel { device: device_index.0 };
                (id, "RSSILevelCmd", command)
            }
            Self::SensorReadCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Read);
                (id, "SensorReadCmd", command)
            }
            Self::SensorSubscribeCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Subscribe);
                (id, "SensorSubscribeCmd", command)
            }
            Self::SensorUnsubscribeCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Unsubscribe);
                (id, "SensorUnsubscribeCmd", command)
            }
            Self::KiirooCmd { id } => opaque(id, "KiirooCmd"),
            Self::LovenseCmd { id } => opaque(id, "LovenseCmd"),
            Self::RawWriteCmd { id } => opaque(id, "RawWriteCmd"),
            Self::RawReadCmd { id } => opaque(id, "RawReadCmd"),
            Self::RawSubscribeCmd { id } => opaque(id, "RawSubscribeCmd"),
            Self::RawUnsubscribeCmd { id } => opaque(id, "RawUnsubscribeCmd"),
            // `meaning` has taken all others.
            Self::RequestServerInfo { id, .. }
            | Self::Ping { id }
            | Self::StartScanning { id }
            | Self::StopScanning { id }
            | Self::RequestDeviceList { id }
            | Self::OutputCmd { id, .. }
            | Self::InputCmd { id, .. }
            | Self::StopCmd { id, .. }
            | Self::Disconnect { id }
            | Self::Test { id, .. }
            | Self::RequestLog { id } => opaque(id, "this message"),
        }
    }
}

fn sensor(device: Natural, sensor: Natural, kind: InputKind, action: InputAction) -> LegacyCommand {
    LegacyCommand::Sensor {
        device: device.0,
        sensor: sensor.0,
        kind,
        action,
    }
}
