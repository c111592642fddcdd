//! What programs send.
//!
//! | file | what |
//! | --- | --- |
//! | this one | the messages of every version, field by field |
//! | `command` | what stands inside v4's OutputCmd and InputCmd |
//! | `vector` | what stands inside the lists of v1 to v3 |
//! | `meaning` | what a message asks for |
//! | `legacy` | the same for the device commands of v0 to v3 |

mod command;
mod legacy;
mod meaning;
mod vector;

use serde::Deserialize;

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

fn yes() -> bool {
    true
}
