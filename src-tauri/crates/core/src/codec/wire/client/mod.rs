//! What programs send.
//!
//! | file | what |
//! | --- | --- |
//! | this one | the messages of every version, field by field |
//! | `command` | what stands inside v4's OutputCmd and InputCmd |
//! | `vector` | what stands inside the lists of v1 to v3 |
//! | `whole` | whole numbers, however they are spelled |
//! | `meaning` | what a message asks for |
//! | `legacy` | the same for the device commands of v0 to v3 |

mod command;
mod legacy;
mod meaning;
mod vector;
mod whole;

use serde::Deserialize;

pub(in crate::codec) use self::whole::Natural;
use self::{
    command::{InputCommand, OutputCommand},
    vector::{RotationPart, ScalarPart, SpeedPart, VectorPart},
};
use crate::message::InputKind;

/// A message from a program. Fields that the spec does not know are ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all_fields = "PascalCase")]
pub(in crate::codec) enum FromClient {
    RequestServerInfo {
        id: Natural,
        client_name: String,
        /// v1 to v3.
        message_version: Option<Natural>,
        /// v4 and above.
        protocol_version_major: Option<Natural>,
        protocol_version_minor: Option<Natural>,
    },
    Ping {
        id: Natural,
    },
    StartScanning {
        id: Natural,
    },
    StopScanning {
        id: Natural,
    },
    RequestDeviceList {
        id: Natural,
    },
    OutputCmd {
        id: Natural,
        device_index: Natural,
        feature_index: Natural,
        command: OutputCommand,
    },
    InputCmd {
        id: Natural,
        device_index: Natural,
        feature_index: Natural,
        r#type: InputKind,
        command: InputCommand,
    },
    StopCmd {
        id: Natural,
        device_index: Option<Natural>,
        feature_index: Option<Natural>,
        inputs: Option<bool>,
        outputs: Option<bool>,
    },
    Disconnect {
        id: Natural,
    },
    // Spec v0 to v3.
    StopAllDevices {
        id: Natural,
    },
    StopDeviceCmd {
        id: Natural,
        device_index: Natural,
    },
    Test {
        id: Natural,
        test_string: String,
    },
    RequestLog {
        id: Natural,
    },
    SingleMotorVibrateCmd {
        id: Natural,
        device_index: Natural,
        speed: f64,
    },
    FleshlightLaunchFW12Cmd {
        id: Natural,
        device_index: Natural,
        position: Natural,
        speed: Natural,
    },
    VorzeA10CycloneCmd {
        id: Natural,
        device_index: Natural,
        speed: Natural,
        clockwise: bool,
    },
    VibrateCmd {
        id: Natural,
        device_index: Natural,
        speeds: Vec<SpeedPart>,
    },
    RotateCmd {
        id: Natural,
        device_index: Natural,
        rotations: Vec<RotationPart>,
    },
    LinearCmd {
        id: Natural,
        device_index: Natural,
        vectors: Vec<VectorPart>,
    },
    ScalarCmd {
        id: Natural,
        device_index: Natural,
        scalars: Vec<ScalarPart>,
    },
    BatteryLevelCmd {
        id: Natural,
        device_index: Natural,
    },
    RSSILevelCmd {
        id: Natural,
        device_index: Natural,
    },
    SensorReadCmd {
        id: Natural,
        device_index: Natural,
        sensor_index: Natural,
        sensor_type: InputKind,
    },
    SensorSubscribeCmd {
        id: Natural,
        device_index: Natural,
        sensor_index: Natural,
        sensor_type: InputKind,
    },
    SensorUnsubscribeCmd {
        id: Natural,
        device_index: Natural,
        sensor_index: Natural,
        sensor_type: InputKind,
    },
    // Refused, so their other fields do not matter.
    KiirooCmd {
        id: Natural,
    },
    LovenseCmd {
        id: Natural,
    },
    RawWriteCmd {
        id: Natural,
    },
    RawReadCmd {
        id: Natural,
    },
    RawSubscribeCmd {
        id: Natural,
    },
    RawUnsubscribeCmd {
        id: Natural,
    },
}
