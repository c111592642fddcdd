//! The border between the versions: one program's messages in terms of v4, and v4's messages in the program's terms.

use std::{ops::RangeInclusive, sync::Arc};

use smallvec::{SmallVec, smallvec};

use super::{
    attributes::{Attributes, SensorAttribute},
    launch::LaunchPositions,
    message::{LegacyMessage, LogLevel},
    told::{LegacyServerMessage, Outgoing},
    translate::translate,
};
use crate::{
    legacy::device::LegacyDevice,
    message::{ClientMessage, Command, CommandError, DeviceTable, ErrorCode, InputKind, Reading, ServerMessage},
    version::SpecVersion,
};

/// One message from a program, of whatever version.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Never 0.
    pub id: u32,
    /// The message's name in JSON, to be named in answers.
    pub name: &'static str,
    pub message: Incoming,
}

/// What a program can send, before it is checked against the version of its session.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    V4(ClientMessage),
    Legacy(LegacyMessage),
}

/// A request in terms of v4.
#[derive(Debug, PartialEq)]
pub enum Translated {
    Request(ClientMessage),
    /// v4 has nothing like it; this is the whole answer.
    Answer(Outgoing),
    /// The program asks to be told what becomes of its messages.
    RequestLog(LogLevel),
}

/// A request that cannot be put into terms of v4.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: ErrorCode,
    /// For the author of the program.
    pub reason: String,
    /// The program believes that it has stopped toys.
    pub is_stop: bool,
}

/// How one program speaks: the version that its handshake fixed, and the state that this version needs. Everything past
/// it is v4.
#[derive(Debug)]
pub struct Dialect {
    version: SpecVersion,
    /// The devices as the program was last told of them, or could have been.
    devices: Arc<DeviceTable>,
    launches: LaunchPositions,
}

impl Incoming {
    /// The versions of the spec in which a program can say this.
    pub fn versions(&self) -> RangeInclusive<SpecVersion> {
        use SpecVersion::{V0, V4};
        match self {
            Self::V4(
                ClientMessage::RequestServerInfo { .. }
                | ClientMessage::Ping
                | ClientMessage::RequestDeviceList
                | ClientMessage::Device(Command::StartScanning | Command::StopScanning),
            ) => V0..=V4,
            Self::V4(
                ClientMessage::Disconnect
                | ClientMessage::Device(Command::Output { .. } | Command::Input { .. } | Command::Stop(_)),
            ) => V4..=V4,
            Self::Legacy(message) => message.versions(),
        }
    }

    /// Whether it stops toys, in whatever version.
    pub fn is_stop(&self) -> bool {
        match self {
            Self::V4(message) => matches!(message, ClientMessage::Device(Command::Stop(_))),
            Self::Legacy(message) => message.is_stop(),
        }
    }
}

impl From<CommandError> for Refused {
    fn from(error: CommandError) -> Self {
        Self {
            code: error.code(),
            reason: error.to_string(),
            is_stop: false,
        }
    }
}

impl Dialect {
    /// `devices`: those that were there at the handshake.
    pub fn new(version: SpecVersion, devices: Arc<DeviceTable>) -> Self {
        Self {
            version,
            devices,
            launches: LaunchPositions::default(),
        }
    }

    /// Puts a request into terms of v4.
    pub fn incoming(&mut self, request: Request) -> Result<Translated, Refused> {
        let Request { id, name, message } = request;
        if !message.versions().contains(&self.version) {
            return Err(Refused {
                code: ErrorCode::Message,
                reason: format!(
                    "{name} does not exist in version {} of the protocol, which this session speaks.",
                    self.version
                ),
                is_stop: message.is_stop(),
            });
        }
        Ok(match message {
            Incoming::V4(message) => Translated::Request(message),
            Incoming::Legacy(LegacyMessage::Test { test_string }) => {
                Translated::Answer(LegacyServerMessage::Test { id, test_string }.into())
            }
            Incoming::Legacy(LegacyMessage::RequestLog { log_level }) => Translated::RequestLog(log_level),
            Incoming::Legacy(message) => {
                let command = translate(message, name, &self.devices, &mut self.launches)?;
                Translated::Request(ClientMessage::Device(command))
            }
        })
    }

    /// Puts a message into the terms of the program's version, in which it may be several messages or none.
    pub fn outgoing(&mut self, message: ServerMessage) -> SmallVec<[Outgoing; 1]> {
        if !self.version.is_legacy() {
            return smallvec![message.into()];
        }
        match message {
            ServerMessage::ServerInfo {
                id,
                server_name,
                max_ping_time_ms,
            } => smallvec![LegacyServerMessage::server_info(self.version, id, &server_name, max_ping_time_ms).into()],
            ServerMessage::DeviceList { id: 0, devices } => self.changes(devices),
            ServerMessage::DeviceList { id, devices } => {
                let devices = LegacyDevice::all(self.version, &devices);
                smallvec![LegacyServerMessage::DeviceList { id, devices }.into()]
            }
            ServerMessage::InputReading {
                id,
                device,
                feature,
                reading,
            } => self.reading(id, device, feature, reading).into_iter().collect(),
            unchanged @ (ServerMessage::Ok { .. } | ServerMessage::Error { .. } | ServerMessage::ScanningFinished) => {
                smallvec![unchanged.into()]
            }
        }
    }

    /// Moving toys were stopped before they arrived.
    pub fn toys_stopped(&mut self) {
        self.launches.forget_all();
    }

    /// A changed list, as one message for each device that was removed or added.
    fn changes(&mut self, devices: Arc<DeviceTable>) -> SmallVec<[Outgoing; 1]> {
        // A device under the same index may be another one, or has been moved by hand.
        self.launches.forget_all();
        let before = std::mem::replace(&mut self.devices, devices);
        let changed = |index: &u32| before.get(index) != self.devices.get(index);
        let removed = before
            .keys()
            .filter(|index| changed(index))
            .map(|&device_index| LegacyServerMessage::DeviceRemoved { id: 0, device_index });
        let added = self
            .devices
            .iter()
            .filter(|(index, _)| changed(index))
            .map(|(&index, description)| LegacyServerMessage::DeviceAdded {
                id: 0,
                device: LegacyDevice::new(self.version, index, description),
            });
        removed.chain(added).map(Outgoing::from).collect()
    }

    /// The form follows from the reading's kind, not from the request with that Id: a program may use an Id twice at a
    /// time.
    fn reading(&self, id: u32, device: u32, feature: u32, reading: Reading) -> Option<Outgoing> {
        // Id 0: the program listens to the sensor. Before v3 there was nothing to listen to.
        if id == 0 && self.version < SpecVersion::V3 {
            return None;
        }
        let message = match (self.version, reading.kind) {
            (SpecVersion::V3, _) => self
                .sensor_index(id, device, feature, reading.kind)
                .map(|sensor| LegacyServerMessage::sensor_reading(id, device, sensor, reading)),
            (_, InputKind::Battery) => Some(LegacyServerMessage::battery_level(id, device, reading.value)),
            (_, InputKind::Rssi) => Some(LegacyServerMessage::RSSILevelReading {
                id,
                device_index: device,
                rssi_level: reading.value,
            }),
            _ => None,
        };
        match message {
            Some(message) => Some(message.into()),
            // The device went meanwhile, and the program is told so by DeviceRemoved.
            None if id == 0 => None,
            None => {
                let gone = CommandError::Disconnected;
                let (code, message) = (gone.code(), gone.to_string());
                Some(ServerMessage::Error { id, code, message }.into())
            }
        }
    }

    /// The index of this sensor in v3's lists. Sensors that can be subscribed to have a list of their own.
    fn sensor_index(&self, id: u32, device: u32, feature: u32, kind: InputKind) -> Option<u32> {
        let attributes = Attributes::of(self.devices.get(&device)?);
        let list = if id == 0 {
            attributes.subscriptions
        } else {
            attributes.sensors
        };
        let is_it = |sensor: &SensorAttribute<'_>| sensor.feature == feature && sensor.kind == kind;
        u32::try_from(list.iter().position(is_it)?).ok()
    }
}
