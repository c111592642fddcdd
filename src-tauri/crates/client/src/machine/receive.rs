//! What the server says.

use std::{sync::Arc, time::Duration};

use vigil_core::{
    codec::client_side,
    message::{ClientMessage, DeviceTable, ErrorCode, ServerMessage},
    time::Moment,
};

use super::{Answer, Machine, Over, Phase, keepalive::Keepalive};
use crate::{
    error::{CallError, ConnectError, DisconnectReason, ServerError},
    news::News,
};

impl<T> Machine<T> {
    /// A text frame came.
    pub(crate) fn receive(&mut self, text: &str, now: Moment) {
        for message in client_side::decode(text) {
            match (message, &self.phase) {
                (_, Phase::Over(_)) => return,
                (Ok(message), _) => self.message(message, now),
                (Err(unreadable), Phase::Greeting { .. }) => {
                    self.phase = Phase::Over(Over::Failed(ConnectError::Version(unreadable.0)));
                }
                // What it answers, if anything, cannot be told; that call fails in time.
                (Err(unreadable), _) => log::warn!("{unreadable}"),
            }
        }
    }

    fn message(&mut self, message: ServerMessage, now: Moment) {
        match message {
            ServerMessage::ServerInfo {
                server_name,
                max_ping_time_ms,
                ..
            } => self.greeted(server_name, max_ping_time_ms, now),
            ServerMessage::DeviceList { devices, .. } => self.listed(&devices),
            ServerMessage::ScanningFinished => self.news.push(News::ScanningFinished),
            ServerMessage::InputReading { id, reading, .. } if self.calls.is_open(id) => {
                self.calls.answer(id, Ok(Answer::Reading(reading.value)));
            }
            ServerMessage::InputReading {
                device,
                feature,
                reading,
                ..
            } => self.news.push(News::InputReading {
                device,
                feature,
                reading,
            }),
            ServerMessage::Ok { id } => {
                let is_ping = self.keepalive.as_mut().is_some_and(|keepalive| keepalive.answered(id));
                if self.leave.contains(&id) {
                    self.end(CallError::Disconnected(DisconnectReason::Requested));
                } else if !is_ping {
                    self.calls.answer(id, Ok(Answer::Ok));
                }
            }
            ServerMessage::Error { id, code, message } => self.error(id, ServerError { class: code, message }),
        }
    }

    fn greeted(&mut self, server_name: Arc<str>, max_ping_time_ms: u32, now: Moment) {
        // Once only: a second one would restart the pings.
        let Phase::Greeting { by } = self.phase else { return };
        self.phase = Phase::Listing { by };
        self.server_name = server_name;
        let limit = Duration::from_millis(max_ping_time_ms.into());
        self.keepalive = Keepalive::new(limit, self.settings.connection_limit, now);
        self.say(&ClientMessage::RequestDeviceList);
        self.check_in(now);
    }

    fn error(&mut self, id: u32, error: ServerError) {
        let is_ping = self.keepalive.as_mut().is_some_and(|keepalive| keepalive.answered(id));
        match (&self.phase, error.class) {
            (Phase::Leaving { .. }, _) if self.leave.contains(&id) => {
                self.end(CallError::Disconnected(DisconnectReason::Requested));
            }
            (_, ErrorCode::Ping) => self.end_by_ping(error),
            (Phase::Greeting { .. } | Phase::Listing { .. }, _) => {
                let error = ConnectError::Handshake(CallError::Refused(error));
                self.phase = Phase::Over(Over::Failed(error));
            }
            _ if is_ping => self.end(CallError::Disconnected(DisconnectReason::PingRefused(error))),
            _ if self.calls.is_open(id) => self.calls.answer(id, Err(CallError::Refused(error))),
            _ => self.news.push(News::ServerError(error)),
        }
    }

    fn listed(&mut self, devices: &Arc<DeviceTable>) {
        match self.phase {
            Phase::Greeting { .. } => return,
            Phase::Listing { .. } => {
                self.phase = Phase::Active;
                if self.is_again {
                    self.news.push(News::Reconnected);
                }
            }
            _ => {}
        }
        let mut table = DeviceTable::clone(devices);
        for (index, old) in self.devices.iter() {
            match table.get_mut(index) {
                Some(new) if *new == *old => *new = old.clone(),
                _ => self.news.push(News::DeviceRemoved(*index, old.clone())),
            }
        }
        for (index, new) in &table {
            if self.devices.get(index).is_none_or(|old| !Arc::ptr_eq(old, new)) {
                self.news.push(News::DeviceAdded(*index, new.clone()));
            }
        }
        self.devices = Arc::new(table);
    }
}
