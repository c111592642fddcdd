use smallvec::SmallVec;

use super::device::{FeatureOutput, InputAction, InputKind};

/// What a program can ask for (spec v4).
#[derive(Debug, Clone, PartialEq)]
pub enum ClientMessage {
    RequestServerInfo {
        client_name: String,
        /// 0 to 3 come from MessageVersion, 4 and above from ProtocolVersionMajor.
        version_major: u32,
        version_minor: u32,
    },
    Ping,
    RequestDeviceList,
    Disconnect,
    /// Everything that the devices carry out.
    Device(Command),
}

/// What a program wants of the devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// All of them together.
    Output {
        device: u32,
        outputs: Outputs,
    },
    Input {
        device: u32,
        feature: u32,
        kind: InputKind,
        action: InputAction,
    },
    Stop(StopScope),
    StartScanning,
    StopScanning,
}

/// Outputs of one device that are applied together. More than one only for the vectors of spec v1 to v3.
pub type Outputs = SmallVec<[FeatureOutput; 1]>;

/// What a StopCmd stops: everything, one device or one feature; its outputs, its subscriptions or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopScope {
    pub device: Option<u32>,
    /// Only together with a device.
    pub feature: Option<u32>,
    pub inputs: bool,
    pub outputs: bool,
}

impl StopScope {
    /// Every output and every subscription of every device.
    pub const EVERYTHING: Self = Self {
        device: None,
        feature: None,
        inputs: true,
        outputs: true,
    };
}
