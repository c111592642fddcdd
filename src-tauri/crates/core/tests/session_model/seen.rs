use vigil_core::{
    legacy::{LegacyServerMessage, Outgoing},
    message::{Command, ErrorCode, InputAction, ServerMessage},
    session::{Action, EndCause},
};

/// An [`Action`] without the words in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    Established { version: u32 },
    Pinged { deadline: Option<u64> },
    Execute { id: u32, what: &'static str },
    StopMoved,
    End(EndCause),
    Ok { id: u32 },
    Error { id: u32, code: ErrorCode },
    ServerInfo { id: u32, max_ping_time_ms: u32 },
    DeviceList { id: u32, indices: Vec<u32> },
    DeviceAdded(u32),
    DeviceRemoved(u32),
    ScanningFinished,
    Reading { id: u32, form: &'static str },
    Test { id: u32 },
    Log,
    Close,
}

impl Seen {
    pub(super) fn all(actions: &[Action]) -> Vec<Self> {
        actions.iter().map(Self::of).collect()
    }

    /// The request that this answers; news and the reason of the end answer none.
    pub(super) fn answers(&self, ended: bool) -> Option<u32> {
        match self {
            Self::Ok { id }
            | Self::Error { id, .. }
            | Self::ServerInfo { id, .. }
            | Self::DeviceList { id, .. }
            | Self::Reading { id, .. }
            | Self::Test { id } => {
                let reason = ended && matches!(self, Self::Error { id: 0, .. });
                let news = matches!(self, Self::DeviceList { id: 0, .. });
                (!reason && !news).then_some(*id)
            }
            Self::Established { .. }
            | Self::Pinged { .. }
            | Self::Execute { .. }
            | Self::StopMoved
            | Self::End(_)
            | Self::DeviceAdded(_)
            | Self::DeviceRemoved(_)
            | Self::ScanningFinished
            | Self::Log
            | Self::Close => None,
        }
    }

    /// Between the End and what closes it: Errors with an Id.
    pub(super) fn sort_answers(all: &mut [Self]) {
        let is_answer = |seen: &Self| matches!(seen, Self::Error { id, .. } if *id != 0);
        let first = all.iter().position(is_answer).unwrap_or(all.len());
        let count = all.iter().skip(first).take_while(|seen| is_answer(seen)).count();
        all[first..first + count].sort_by_key(|seen| seen.answers(true));
    }

    fn of(action: &Action) -> Self {
        match action {
            Action::Established { version, .. } => Self::Established {
                version: version.major(),
            },
            Action::Pinged { deadline } => Self::Pinged {
                deadline: deadline.map(vigil_core::time::Moment::as_nanos),
            },
            Action::Execute { id, command } => Self::Execute {
                id: *id,
                what: match command {
                    Command::Output { .. } => "output",
                    Command::Input {
                        action: InputAction::Read,
                        ..
                    } => "read",
                    Command::Input { .. } => "subscription",
                    Command::Stop(_) => "stop",
                    Command::StartScanning => "scan",
                    Command::StopScanning => "stop scanning",
                },
            },
            Action::StopMoved => Self::StopMoved,
            Action::End(cause) => Self::End(cause.clone()),
            Action::Send(message) => Self::message(message),
            Action::Log(_) => Self::Log,
            Action::Close => Self::Close,
        }
    }

    fn message(message: &Outgoing) -> Self {
        let id = message.id();
        match message {
            Outgoing::V4(message) => Self::v4(id, message),
            Outgoing::Legacy(message) => Self::legacy(id, message),
        }
    }

    fn v4(id: u32, message: &ServerMessage) -> Self {
        match message {
            ServerMessage::Ok { .. } => Self::Ok { id },
            ServerMessage::Error { code, .. } => Self::Error { id, code: *code },
            ServerMessage::ServerInfo { max_ping_time_ms, .. } => Self::ServerInfo {
                id,
                max_ping_time_ms: *max_ping_time_ms,
            },
            ServerMessage::DeviceList { devices, .. } => Self::DeviceList {
                id,
                indices: devices.keys().copied().collect(),
            },
            ServerMessage::ScanningFinished => Self::ScanningFinished,
            ServerMessage::InputReading { .. } => Self::Reading { id, form: "v4" },
        }
    }

    fn legacy(id: u32, message: &LegacyServerMessage) -> Self {
        match message {
            LegacyServerMessage::ServerInfoV0 { max_ping_time, .. }
            | LegacyServerMessage::ServerInfoV2 { max_ping_time, .. } => Self::ServerInfo {
                id,
                max_ping_time_ms: *max_ping_time,
            },
            LegacyServerMessage::DeviceList { devices, .. } => Self::DeviceList {
                id,
                indices: devices.iter().map(|device| device.device_index).collect(),
            },
            LegacyServerMessage::DeviceAdded { device, .. } => Self::DeviceAdded(device.device_index),
            LegacyServerMessage::DeviceRemoved { device_index, .. } => Self::DeviceRemoved(*device_index),
            LegacyServerMessage::SensorReading { .. } => Self::Reading { id, form: "v3" },
            LegacyServerMessage::BatteryLevelReading { .. } => Self::Reading { id, form: "v2" },
            LegacyServerMessage::RSSILevelReading { .. } => Self::Reading { id, form: "v2 rssi" },
            LegacyServerMessage::Test { .. } => Self::Test { id },
            LegacyServerMessage::Log { .. } => Self::Log,
        }
    }
}
