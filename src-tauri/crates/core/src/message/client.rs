use std::ops::RangeInclusive;

use smallvec::SmallVec;

use super::device::{FeatureOutput, InputAction, InputKind};
use crate::{legacy::LegacyCommand, version::SpecVersion};

/// One message from a program: its Id (never 0) and what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: u32,
    pub message: ClientMessage,
}

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
    StartScanning,
    StopScanning,
    RequestDeviceList,
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
    Disconnect,
    /// A device command of spec v0 to v3.
    Legacy(LegacyCommand),
    /// v0 to v2: asks for the same text back.
    Test {
        text: String,
    },
    /// v0 and v1: asks for the server's log. It is granted, and stays empty: what Vigil logs is the person's.
    RequestLog,
}

impl ClientMessage {
    /// Whether it stops toys, in whatever version.
    pub fn is_stop(&self) -> bool {
        matches!(
            self,
            Self::Stop(_) | Self::Legacy(LegacyCommand::StopDevice { .. } | LegacyCommand::StopAllDevices)
        )
    }

    /// The versions of the spec in which a program can say this.
    pub fn versions(&self) -> RangeInclusive<SpecVersion> {
        use SpecVersion::{V0, V1, V2, V4};
        match self {
            Self::RequestServerInfo { .. }
            | Self::Ping
            | Self::StartScanning
            | Self::StopScanning
            | Self::RequestDeviceList => V0..=V4,
            Self::Output { .. } | Self::Input { .. } | Self::Stop(_) | Self::Disconnect => V4..=V4,
            Self::Legacy(command) => command.versions(),
            Self::Test { .. } => V0..=V2,
            Self::RequestLog => V0..=V1,
        }
    }
}

/// Outputs of one device that belong together and are applied together. One, but for the vectors of spec v1 to v3.
pub type Outputs = SmallVec<[FeatureOutput; 1]>;

/// What a StopCmd is about: everything, one device or one feature; its outputs, its subscriptions or both.
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
