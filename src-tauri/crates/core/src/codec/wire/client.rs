//! What programs send.

use serde::Deserialize;

use crate::{
    legacy::{LegacyCommand, Rotation, Scalar, Speed, Vector},
    message::{ClientMessage, FeatureOutput, InputAction, InputKind, Output, OutputKind, Outputs, StopScope},
    version::SpecVersion,
};

/// A message from a program. Fields that the spec does not know are ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all_fields = "PascalCase")]
pub(in crate::codec) enum FromClient {
    RequestServerInfo {
        id: u32,
        client_name: String,
        /// v1 to v3.
        message_version: Option<u32>,
        /// v4 and above.
        protocol_version_major: Option<u32>,
        protocol_version_minor: Option<u32>,
    },
    Ping {
        id: u32,
    },
    StartScanning {
        id: u32,
    },
    StopScanning {
        id: u32,
    },
    RequestDeviceList {
        id: u32,
    },
    OutputCmd {
        id: u32,
        device_index: u32,
        feature_index: u32,
        command: OutputCommand,
    },
    InputCmd {
        id: u32,
        device_index: u32,
        feature_index: u32,
        r#type: InputKind,
        command: InputCommand,
    },
    StopCmd {
        id: u32,
        device_index: Option<u32>,
        feature_index: Option<u32>,
        #[serde(default = "yes")]
        inputs: bool,
        #[serde(default = "yes")]
        outputs: bool,
    },
    Disconnect {
        id: u32,
    },
    // Spec v0 to v3.
    StopAllDevices {
        id: u32,
    },
    StopDeviceCmd {
        id: u32,
        device_index: u32,
    },
    Test {
        id: u32,
        test_string: String,
    },
    RequestLog {
        id: u32,
    },
    SingleMotorVibrateCmd {
        id: u32,
        device_index: u32,
        speed: f64,
    },
    FleshlightLaunchFW12Cmd {
        id: u32,
        device_index: u32,
        position: u32,
        speed: u32,
    },
    VorzeA10CycloneCmd {
        id: u32,
        device_index: u32,
        speed: u32,
        clockwise: bool,
    },
    VibrateCmd {
        id: u32,
        device_index: u32,
        speeds: Vec<SpeedPart>,
    },
    RotateCmd {
        id: u32,
        device_index: u32,
        rotations: Vec<RotationPart>,
    },
    LinearCmd {
        id: u32,
        device_index: u32,
        vectors: Vec<VectorPart>,
    },
    ScalarCmd {
        id: u32,
        device_index: u32,
        scalars: Vec<ScalarPart>,
    },
    BatteryLevelCmd {
        id: u32,
        device_index: u32,
    },
    RSSILevelCmd {
        id: u32,
        device_index: u32,
    },
    SensorReadCmd {
        id: u32,
        device_index: u32,
        sensor_index: u32,
        sensor_type: InputKind,
    },
    SensorSubscribeCmd {
        id: u32,
        device_index: u32,
        sensor_index: u32,
        sensor_type: InputKind,
    },
    SensorUnsubscribeCmd {
        id: u32,
        device_index: u32,
        sensor_index: u32,
        sensor_type: InputKind,
    },
    // Refused, so their other fields do not matter.
    KiirooCmd {
        id: u32,
    },
    LovenseCmd {
        id: u32,
    },
    RawWriteCmd {
        id: u32,
    },
    RawReadCmd {
        id: u32,
    },
    RawSubscribeCmd {
        id: u32,
    },
    RawUnsubscribeCmd {
        id: u32,
    },
}

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

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct Value {
    value: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct ValueAndDuration {
    value: i32,
    duration: u32,
}

#[derive(Debug, Deserialize)]
pub(in crate::codec) enum OutputCommand {
    Vibrate(Value),
    Rotate(Value),
    Oscillate(Value),
    Constrict(Value),
    Temperature(Value),
    Led(Value),
    Position(Value),
    HwPositionWithDuration(ValueAndDuration),
    Spray(Value),
}

impl From<OutputCommand> for Output {
    fn from(command: OutputCommand) -> Self {
        let (kind, value) = match command {
            OutputCommand::Vibrate(value) => (OutputKind::Vibrate, value),
            OutputCommand::Rotate(value) => (OutputKind::Rotate, value),
            OutputCommand::Oscillate(value) => (OutputKind::Oscillate, value),
            OutputCommand::Constrict(value) => (OutputKind::Constrict, value),
            OutputCommand::Temperature(value) => (OutputKind::Temperature, value),
            OutputCommand::Led(value) => (OutputKind::Led, value),
            OutputCommand::Position(value) => (OutputKind::Position, value),
            OutputCommand::Spray(value) => (OutputKind::Spray, value),
            OutputCommand::HwPositionWithDuration(ValueAndDuration { value, duration }) => {
                return Self {
                    kind: OutputKind::HwPositionWithDuration,
                    value,
                    duration_ms: Some(duration),
                };
            }
        };
        Self {
            kind,
            value: value.value,
            duration_ms: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::codec) enum InputCommand {
    #[serde(alias = "read")]
    Read,
    #[serde(alias = "subscribe")]
    Subscribe,
    #[serde(alias = "unsubscribe")]
    Unsubscribe,
}

impl From<InputCommand> for InputAction {
    fn from(command: InputCommand) -> Self {
        match command {
            InputCommand::Read => Self::Read,
            InputCommand::Subscribe => Self::Subscribe,
            InputCommand::Unsubscribe => Self::Unsubscribe,
        }
    }
}

/// What a message means, and in which versions of the spec it exists.
pub(in crate::codec) struct Meaning {
    pub(in crate::codec) id: u32,
    pub(in crate::codec) name: &'static str,
    pub(in crate::codec) first: SpecVersion,
    pub(in crate::codec) last: SpecVersion,
    pub(in crate::codec) message: ClientMessage,
}

impl FromClient {
    // One line for each message of the protocol.
    #[allow(clippy::too_many_lines)]
    pub(in crate::codec) fn meaning(self) -> Meaning {
        use SpecVersion::{V0, V1, V2, V4};
        let (id, name, first, last, message) = match self {
            Self::RequestServerInfo {
                id,
                client_name,
                message_version,
                protocol_version_major,
                protocol_version_minor,
            } => {
                let message = ClientMessage::RequestServerInfo {
                    client_name,
                    // Without either it is v0 (spec: "RequestServerInfo").
                    version_major: protocol_version_major.or(message_version).unwrap_or(0),
                    version_minor: protocol_version_minor.unwrap_or(0),
                };
                (id, "RequestServerInfo", V0, V4, message)
            }
            Self::Ping { id } => (id, "Ping", V0, V4, ClientMessage::Ping),
            Self::StartScanning { id } => (id, "StartScanning", V0, V4, ClientMessage::StartScanning),
            Self::StopScanning { id } => (id, "StopScanning", V0, V4, ClientMessage::StopScanning),
            Self::RequestDeviceList { id } => (id, "RequestDeviceList", V0, V4, ClientMessage::RequestDeviceList),
            Self::OutputCmd {
                id,
                device_index,
                feature_index,
                command,
            } => {
                let output = FeatureOutput {
                    feature: feature_index,
                    output: command.into(),
                };
                let message = ClientMessage::Output {
                    device: device_index,
                    outputs: Outputs::from_buf([output]),
                };
                (id, "OutputCmd", V4, V4, message)
            }
            Self::InputCmd {
                id,
                device_index,
                feature_index,
                r#type,
                command,
            } => {
                let message = ClientMessage::Input {
                    device: device_index,
                    feature: feature_index,
                    kind: r#type,
                    action: command.into(),
                };
                (id, "InputCmd", V4, V4, message)
            }
            Self::StopCmd {
                id,
                device_index,
                feature_index,
                inputs,
                outputs,
            } => {
                let scope = StopScope {
                    device: device_index,
                    feature: feature_index,
                    inputs,
                    outputs,
                };
                (id, "StopCmd", V4, V4, ClientMessage::Stop(scope))
            }
            Self::Disconnect { id } => (id, "Disconnect", V4, V4, ClientMessage::Disconnect),
            Self::Test { id, test_string } => (id, "Test", V0, V2, ClientMessage::Test { text: test_string }),
            Self::RequestLog { id } => (id, "RequestLog", V0, V1, ClientMessage::RequestLog),
            other => {
                let (id, name, first, last, command) = other.legacy();
                (id, name, first, last, ClientMessage::Legacy(command))
            }
        };
        Meaning {
            id,
            name,
            first,
            last,
            message,
        }
    }

    #[allow(clippy::too_many_lines)]
    fn legacy(self) -> (u32, &'static str, SpecVersion, SpecVersion, LegacyCommand) {
        use SpecVersion::{V0, V1, V2, V3};
        let opaque = |id, command| (id, command, V0, V3, LegacyCommand::Opaque { command });
        match self {
            Self::StopAllDevices { id } => (id, "StopAllDevices", V0, V3, LegacyCommand::StopAllDevices),
            Self::StopDeviceCmd { id, device_index } => {
                let command = LegacyCommand::StopDevice { device: device_index };
                (id, "StopDeviceCmd", V0, V3, command)
            }
            Self::SingleMotorVibrateCmd {
                id,
                device_index,
                speed,
            } => {
                let command = LegacyCommand::SingleMotorVibrate {
                    device: device_index,
                    speed,
                };
                (id, "SingleMotorVibrateCmd", V0, V1, command)
            }
            Self::FleshlightLaunchFW12Cmd {
                id,
                device_index,
                position,
                speed,
            } => {
                let command = LegacyCommand::FleshlightLaunch {
                    device: device_index,
                    position,
                    speed,
                };
                (id, "FleshlightLaunchFW12Cmd", V0, V1, command)
            }
            Self::VorzeA10CycloneCmd {
                id,
                device_index,
                speed,
                clockwise,
            } => {
                let command = LegacyCommand::VorzeCyclone {
                    device: device_index,
                    speed,
                    clockwise,
                };
                (id, "VorzeA10CycloneCmd", V0, V1, command)
            }
            Self::VibrateCmd {
                id,
                device_index,
                speeds,
            } => {
                let command = LegacyCommand::Vibrate {
                    device: device_index,
                    speeds: speeds.into_iter().map(Into::into).collect(),
                };
                (id, "VibrateCmd", V1, V3, command)
            }
            Self::RotateCmd {
                id,
                device_index,
                rotations,
            } => {
                let command = LegacyCommand::Rotate {
                    device: device_index,
                    rotations: rotations.into_iter().map(Into::into).collect(),
                };
                (id, "RotateCmd", V1, V3, command)
            }
            Self::LinearCmd {
                id,
                device_index,
                vectors,
            } => {
                let command = LegacyCommand::Linear {
                    device: device_index,
                    vectors: vectors.into_iter().map(Into::into).collect(),
                };
                (id, "LinearCmd", V1, V3, command)
            }
            Self::ScalarCmd {
                id,
                device_index,
                scalars,
            } => {
                let command = LegacyCommand::Scalar {
                    device: device_index,
                    scalars: scalars.into_iter().map(Into::into).collect(),
                };
                (id, "ScalarCmd", V3, V3, command)
            }
            Self::BatteryLevelCmd { id, device_index } => {
                let command = LegacyCommand::BatteryLevel { device: device_index };
                (id, "BatteryLevelCmd", V2, V2, command)
            }
            Self::RSSILevelCmd { id, device_index } => {
                let command = LegacyCommand::RssiLevel { device: device_index };
                (id, "RSSILevelCmd", V2, V2, command)
            }
            Self::SensorReadCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Read);
                (id, "SensorReadCmd", V3, V3, command)
            }
            Self::SensorSubscribeCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Subscribe);
                (id, "SensorSubscribeCmd", V3, V3, command)
            }
            Self::SensorUnsubscribeCmd {
                id,
                device_index,
                sensor_index,
                sensor_type,
            } => {
                let command = sensor(device_index, sensor_index, sensor_type, InputAction::Unsubscribe);
                (id, "SensorUnsubscribeCmd", V3, V3, command)
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

fn sensor(device: u32, sensor: u32, kind: InputKind, action: InputAction) -> LegacyCommand {
    LegacyCommand::Sensor {
        device,
        sensor,
        kind,
        action,
    }
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
