use std::sync::Arc;

use super::{Action, Command, EndCause, SessionConfig};
use crate::{
    codec::Malformed,
    legacy::{self, LegacyState},
    limits,
    message::{ClientMessage, CommandError, DeviceTable, ErrorCode, Reading, Request, ServerMessage},
    text,
    time::Moment,
    version::SpecVersion,
    watch::{Deadlines, Pinged},
};

/// See the [module](super).
#[derive(Debug)]
pub struct Session {
    config: SessionConfig,
    state: State,
    /// Shared with whoever enforces them.
    deadlines: Arc<Deadlines>,
    /// The devices as the program was last told of them, or could have been.
    devices: Arc<DeviceTable>,
    /// Ids of requests that wait for devices. A program may use an Id twice at a time; it gets two answers.
    open: Vec<u32>,
}

#[derive(Debug)]
enum State {
    AwaitingHandshake { deadline: Moment },
    Active(Active),
    Ended,
}

#[derive(Debug)]
struct Active {
    version: SpecVersion,
    legacy: LegacyState,
    scanning: bool,
}

impl Session {
    /// A connection that was just accepted. Its `deadlines` begin with the handshake and move on with each Ping;
    /// whoever enforces them [ends](Self::end) the session.
    pub fn new(config: SessionConfig, devices: Arc<DeviceTable>, deadlines: Arc<Deadlines>, now: Moment) -> Self {
        Self {
            config,
            devices,
            deadlines,
            state: State::AwaitingHandshake {
                deadline: now + limits::HANDSHAKE_LIMIT,
            },
            open: Vec::new(),
        }
    }

    pub fn has_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    pub fn is_active(&self) -> bool {
        matches!(self.state, State::Active(_))
    }

    /// The version the handshake fixed; `None` before it.
    pub fn version(&self) -> Option<SpecVersion> {
        match &self.state {
            State::Active(active) => Some(active.version),
            State::AwaitingHandshake { .. } | State::Ended => None,
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due; `None` once the handshake is done.
    pub fn poll_timeout(&self) -> Option<Moment> {
        match &self.state {
            State::AwaitingHandshake { deadline } => Some(*deadline),
            State::Active(_) | State::Ended => None,
        }
    }

    /// Ends a session whose handshake did not come in time. The time decides, never the mere call.
    pub fn handle_timeout(&mut self, now: Moment, actions: &mut Vec<Action>) {
        if self.poll_timeout().is_some_and(|deadline| now >= deadline) {
            self.end(EndCause::HandshakeTimeout, actions);
        }
    }

    /// Takes one message, as it was decoded, at the time it was read.
    ///
    /// A Ping counts whatever the time, as long as its deadline was not declared missed: when it was read does not tell
    /// when it was sent. One that lost that race is answered by the end of the session.
    pub fn handle(&mut self, message: Result<Request, Malformed>, now: Moment, actions: &mut Vec<Action>) {
        if self.has_ended() {
            return;
        }
        match message {
            Err(Malformed { id, reason, is_stop }) => {
                if is_stop {
                    self.stop_moved(actions);
                }
                actions.push(error(id, ErrorCode::Message, reason));
            }
            // What came in one frame with the handshake was decoded before the version was known.
            Ok(Request { id, message }) if self.version().is_some_and(|v| !message.versions().contains(&v)) => {
                if message.is_stop() {
                    self.stop_moved(actions);
                }
                let reason = "This message does not exist in the version of the protocol that this session speaks.";
                actions.push(error(id, ErrorCode::Message, reason.to_owned()));
            }
            Ok(Request { id, message }) => self.handle_request(id, message, now, actions),
        }
    }

    /// Answers a request that was carried out. `Ok(None)` is Ok, `Ok(Some(_))` the message itself, with any Id.
    pub fn answer(&mut self, id: u32, outcome: Result<Option<ServerMessage>, CommandError>, actions: &mut Vec<Action>) {
        let (Some(position), Some(version)) = (self.open.iter().position(|open| *open == id), self.version()) else {
            // The session ended meanwhile, and answered it so.
            return;
        };
        self.open.swap_remove(position);
        actions.push(match outcome {
            Ok(None) => Action::Send(ServerMessage::Ok { id }),
            Ok(Some(message)) => Action::Send(legacy::reply(version, message, &self.devices)),
            Err(failure) => error(id, failure.code(), failure.to_string()),
        });
    }

    /// A sensor that the program listens to said something. Readings that nobody asked for have Id 0; before v3 there
    /// was nothing to listen to.
    pub fn reading(&mut self, device: u32, feature: u32, reading: Reading, actions: &mut Vec<Action>) {
        let State::Active(active) = &self.state else {
            return;
        };
        if active.version < SpecVersion::V3 {
            return;
        }
        let reading = ServerMessage::InputReading {
            id: 0,
            device,
            feature,
            reading,
        };
        let message = legacy::reply(active.version, reading, &self.devices);
        // The device went meanwhile; the program is told of that in another way.
        if !matches!(message, ServerMessage::Error { .. }) {
            actions.push(Action::Send(message));
        }
    }

    /// Devices came or went. v4 is told the whole list, older versions what changed.
    pub fn devices_changed(&mut self, devices: Arc<DeviceTable>, actions: &mut Vec<Action>) {
        let before = std::mem::replace(&mut self.devices, devices);
        let State::Active(active) = &mut self.state else {
            return;
        };
        active.legacy.devices_changed();
        if !active.version.is_legacy() {
            let devices = self.devices.clone();
            actions.push(Action::Send(ServerMessage::DeviceList { id: 0, devices }));
            return;
        }
        let changed = |index: &u32| before.get(index) != self.devices.get(index);
        for &index in before.keys().filter(|index| changed(index)) {
            actions.push(Action::Send(ServerMessage::DeviceRemoved { index }));
        }
        for (&index, description) in self.devices.iter().filter(|(index, _)| changed(index)) {
            actions.push(Action::Send(ServerMessage::DeviceAdded {
                index,
                description: description.clone(),
            }));
        }
    }

    /// A scan is over; said only to those who started one.
    pub fn scanning_finished(&mut self, actions: &mut Vec<Action>) {
        if let State::Active(active) = &mut self.state
            && std::mem::take(&mut active.scanning)
        {
            actions.push(Action::Send(ServerMessage::ScanningFinished));
        }
    }

    /// Ends the session: first the toys, then every open request is answered, then the reason, then the Close frame.
    ///
    /// A second call does nothing.
    pub fn end(&mut self, cause: EndCause, actions: &mut Vec<Action>) {
        if self.has_ended() {
            return;
        }
        self.state = State::Ended;
        let told = cause.error();
        actions.push(Action::End(cause));
        if let Some((code, message)) = told {
            for id in self.open.drain(..) {
                actions.push(error(id, code, message.clone()));
            }
            actions.push(error(0, code, message));
        }
        self.open.clear();
        actions.push(Action::Close);
    }

    fn handle_request(&mut self, id: u32, message: ClientMessage, now: Moment, actions: &mut Vec<Action>) {
        match (&mut self.state, message) {
            (
                State::AwaitingHandshake { .. },
                ClientMessage::RequestServerInfo {
                    client_name,
                    version_major,
                    ..
                },
            ) => self.handshake(id, &client_name, version_major, now, actions),
            (State::AwaitingHandshake { .. }, _) => {
                actions.push(error(id, ErrorCode::Init, "RequestServerInfo comes first.".to_owned()));
            }
            (State::Active(_), ClientMessage::RequestServerInfo { .. }) => {
                actions.push(error(id, ErrorCode::Init, "The handshake is already done.".to_owned()));
            }
            (State::Active(_), ClientMessage::Ping) => match self.deadlines.ping(now) {
                Pinged::Accepted { next_due } => {
                    actions.push(Action::Pinged { deadline: next_due });
                    actions.push(Action::Send(ServerMessage::Ok { id }));
                }
                Pinged::TooLate if self.open.len() < limits::MAX_OPEN_REQUESTS => self.open.push(id),
                Pinged::TooLate => actions.push(too_many_open(id)),
            },
            (State::Active(_), ClientMessage::Disconnect) => {
                // Ok, stop, close: the Ok says that the stop was latched, not that the radio is done.
                self.state = State::Ended;
                actions.push(Action::End(EndCause::Goodbye));
                for id in self.open.drain(..) {
                    let unanswered = CommandError::SessionOver;
                    actions.push(error(id, unanswered.code(), unanswered.to_string()));
                }
                actions.push(Action::Send(ServerMessage::Ok { id }));
                actions.push(Action::Close);
            }
            (State::Active(active), ClientMessage::Legacy(command)) => {
                match legacy::translate(command, &self.devices, &mut active.legacy) {
                    Ok(message) => self.carry(id, message, actions),
                    Err(failure) => actions.push(error(id, failure.code(), failure.to_string())),
                }
            }
            (State::Active(_), ClientMessage::RequestDeviceList) => {
                let devices = self.devices.clone();
                actions.push(Action::Send(ServerMessage::DeviceList { id, devices }));
            }
            (State::Active(_), ClientMessage::Test { text }) => {
                actions.push(Action::Send(ServerMessage::Test { id, text }));
            }
            (State::Active(_), ClientMessage::RequestLog) => actions.push(Action::Send(ServerMessage::Ok { id })),
            (State::Active(_), message) => self.carry(id, message, actions),
            (State::Ended, _) => {}
        }
    }

    fn handshake(&mut self, id: u32, client_name: &str, version_major: u32, now: Moment, actions: &mut Vec<Action>) {
        let Some(version) = SpecVersion::from_major(version_major) else {
            let cause = EndCause::UnsupportedVersion { major: version_major };
            // The handshake's own Id: the program waits for that answer.
            self.open.push(id);
            self.end(cause, actions);
            return;
        };
        let name = text::program_name(client_name);
        let watch = self.config.policy.watch(&name, self.config.origin.as_deref());
        self.state = State::Active(Active {
            version,
            legacy: LegacyState::default(),
            scanning: false,
        });
        self.deadlines.begin(watch, now);
        actions.push(Action::Established { name, version, watch });
        actions.push(Action::Send(ServerMessage::ServerInfo {
            id,
            server_name: self.config.server_name.clone(),
            max_ping_time_ms: watch.max_ping_time_ms(),
        }));
    }

    /// A stop that is refused fails towards still: the program believes that its toys stop.
    fn stop_moved(&mut self, actions: &mut Vec<Action>) {
        if let State::Active(active) = &mut self.state {
            active.legacy.devices_changed();
            actions.push(Action::StopMoved);
        }
    }

    /// Hands a request to the devices.
    fn carry(&mut self, id: u32, message: ClientMessage, actions: &mut Vec<Action>) {
        let State::Active(active) = &mut self.state else {
            return;
        };
        if self.open.len() >= limits::MAX_OPEN_REQUESTS {
            if message.is_stop() {
                self.stop_moved(actions);
            }
            actions.push(too_many_open(id));
            return;
        }
        let Some(command) = active.command(message) else {
            return;
        };
        self.open.push(id);
        actions.push(Action::Carry { id, command });
    }
}

impl Active {
    fn command(&mut self, message: ClientMessage) -> Option<Command> {
        Some(match message {
            ClientMessage::StartScanning => {
                self.scanning = true;
                Command::StartScanning
            }
            ClientMessage::StopScanning => Command::StopScanning,
            ClientMessage::Output { device, outputs } => Command::Output { device, outputs },
            ClientMessage::Input {
                device,
                feature,
                kind,
                action,
            } => Command::Input {
                device,
                feature,
                kind,
                action,
            },
            ClientMessage::Stop(scope) => Command::Stop(scope),
            // Answered by the session itself.
            ClientMessage::RequestServerInfo { .. }
            | ClientMessage::Ping
            | ClientMessage::Disconnect
            | ClientMessage::RequestDeviceList
            | ClientMessage::Legacy(_)
            | ClientMessage::Test { .. }
            | ClientMessage::RequestLog => return None,
        })
    }
}

fn too_many_open(id: u32) -> Action {
    let reason = format!("More than {} requests are open.", limits::MAX_OPEN_REQUESTS);
    error(id, ErrorCode::Message, reason)
}

fn error(id: u32, code: ErrorCode, message: String) -> Action {
    Action::Send(ServerMessage::Error { id, code, message })
}
