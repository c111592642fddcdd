use std::sync::Arc;

use super::{Action, EndCause, SessionConfig, program_log::ProgramLog};
use crate::{
    codec::Malformed,
    legacy::{Dialect, Incoming, Outgoing, Refused, Request, Translated},
    limits,
    message::{ClientMessage, Command, CommandError, DeviceReading, DeviceTable, ErrorCode, ServerMessage},
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
    /// Shared with the watchdog, which enforces them.
    deadlines: Arc<Deadlines>,
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
    /// Where messages of other versions end: the rest of the session is in terms of v4.
    dialect: Dialect,
    max_ping_time_ms: u32,
    /// Only if the program asked for it.
    log: Option<Box<ProgramLog>>,
}

impl Session {
    /// A connection that was just accepted. Its `deadlines` begin with the handshake and move on with each Ping; the
    /// watchdog enforces them and then [ends](Self::end) the session.
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

    /// When [`handle_timeout`](Self::handle_timeout) is due; `None` once the handshake is done.
    pub fn poll_timeout(&self) -> Option<Moment> {
        match &self.state {
            State::AwaitingHandshake { deadline } => Some(*deadline),
            State::Active(_) | State::Ended => None,
        }
    }

    /// Ends a session whose handshake did not come in time. The time decides, not the call.
    pub fn handle_timeout(&mut self, now: Moment, actions: &mut Vec<Action>) {
        if self.poll_timeout().is_some_and(|deadline| now >= deadline) {
            self.end(EndCause::HandshakeTimeout, actions);
        }
    }

    /// Takes one message, as it was decoded, at the time it was read.
    ///
    /// A Ping counts until its deadline is declared missed, whatever the time: when it was read does not tell when it
    /// was sent. A Ping after that is answered by the end of the session.
    pub fn handle(&mut self, message: Result<Request, Malformed>, now: Moment, actions: &mut Vec<Action>) {
        if self.has_ended() {
            return;
        }
        if let Some(log) = self.log() {
            log.allow_more(now);
        }
        let request = match message {
            Ok(request) => request,
            Err(Malformed { id, reason, is_stop }) => {
                let code = ErrorCode::Message;
                return self.refuse(id, Refused { code, reason, is_stop }, actions);
            }
        };
        let id = request.id;
        let State::Active(active) = &mut self.state else {
            return self.handle_first(request, now, actions);
        };
        if let Some(log) = &mut active.log {
            log.received(request.name, id, actions);
        }
        match active.dialect.incoming(request) {
            Ok(Translated::Request(message)) => self.handle_request(id, message, now, actions),
            Ok(Translated::Answer(answer)) => actions.push(Action::Send(answer)),
            Ok(Translated::RequestLog(level)) => {
                active.log = ProgramLog::new(level, now);
                let max_ping_time_ms = active.max_ping_time_ms;
                self.send(ServerMessage::Ok { id }, actions);
                if let Some(log) = self.log() {
                    log.begun(max_ping_time_ms, actions);
                }
            }
            Err(refused) => self.refuse(id, refused, actions),
        }
    }

    /// Answers a request whose command the devices have executed: with its reading, if it asked for one.
    pub fn answer(&mut self, id: u32, outcome: Result<Option<DeviceReading>, CommandError>, actions: &mut Vec<Action>) {
        let Some(position) = self.open.iter().position(|open| *open == id) else {
            // The session ended meanwhile, which answered the request.
            return;
        };
        self.open.swap_remove(position);
        if let Some(log) = self.log() {
            match &outcome {
                Ok(_) => log.done(id, actions),
                Err(failure) => log.failed(id, failure.code(), &failure.to_string(), actions),
            }
        }
        match outcome {
            Ok(None) => self.send(ServerMessage::Ok { id }, actions),
            Ok(Some(reading)) => self.send(reading.message(id), actions),
            Err(failure) => actions.push(error(id, failure.code(), failure.to_string())),
        }
    }

    /// A sensor that the program listens to has a new reading. Id 0, because no request asked for it.
    pub fn reading(&mut self, reading: DeviceReading, actions: &mut Vec<Action>) {
        if self.is_active() {
            self.send(reading.message(0), actions);
        }
    }

    /// Devices came or went.
    pub fn devices_changed(&mut self, devices: Arc<DeviceTable>, actions: &mut Vec<Action>) {
        let before = std::mem::replace(&mut self.devices, devices.clone());
        if let Some(log) = self.log() {
            log.devices_changed(&before, &devices, actions);
        }
        if self.is_active() {
            self.send(ServerMessage::DeviceList { id: 0, devices }, actions);
        }
    }

    /// The search that the program began is over.
    pub fn scanning_finished(&mut self, actions: &mut Vec<Action>) {
        if self.is_active() {
            if let Some(log) = self.log() {
                log.scanning_finished(actions);
            }
            self.send(ServerMessage::ScanningFinished, actions);
        }
    }

    /// A line of the program's log could not be sent at once, and was dropped.
    pub fn log_line_not_sent(&mut self) {
        if let Some(log) = self.log() {
            log.not_sent();
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
        let reason = cause.error();
        actions.push(Action::End(cause));
        if let Some((code, message)) = reason {
            for id in self.open.drain(..) {
                actions.push(error(id, code, message.clone()));
            }
            actions.push(error(0, code, message));
        }
        self.open.clear();
        actions.push(Action::Close);
    }

    /// A request before the handshake is done.
    fn handle_first(&mut self, request: Request, now: Moment, actions: &mut Vec<Action>) {
        let Request { id, message, .. } = request;
        let Incoming::V4(ClientMessage::RequestServerInfo {
            client_name,
            version_major,
            ..
        }) = message
        else {
            actions.push(error(id, ErrorCode::Init, "RequestServerInfo comes first.".to_owned()));
            return;
        };
        let Some(version) = SpecVersion::from_major(version_major) else {
            let cause = EndCause::UnsupportedVersion { major: version_major };
            // The handshake's own Id: the program waits for that answer.
            self.open.push(id);
            self.end(cause, actions);
            return;
        };
        let name = text::program_name(&client_name);
        let watch = self.config.policy.watch(&name, self.config.origin.as_deref());
        self.state = State::Active(Active {
            dialect: Dialect::new(version, self.devices.clone()),
            max_ping_time_ms: watch.max_ping_time_ms(),
            log: None,
        });
        self.deadlines.begin(watch, now);
        actions.push(Action::Established { name, version, watch });
        let server_info = ServerMessage::ServerInfo {
            id,
            server_name: self.config.server_name.clone(),
            max_ping_time_ms: watch.max_ping_time_ms(),
        };
        self.send(server_info, actions);
    }

    fn handle_request(&mut self, id: u32, message: ClientMessage, now: Moment, actions: &mut Vec<Action>) {
        match message {
            ClientMessage::RequestServerInfo { .. } => {
                let refused = Refused {
                    code: ErrorCode::Init,
                    reason: "The handshake is already done.".to_owned(),
                    is_stop: false,
                };
                self.refuse(id, refused, actions);
            }
            ClientMessage::Ping => match self.deadlines.ping(now) {
                Pinged::Accepted { next_due } => {
                    if let Some(log) = self.log() {
                        log.pinged(id, now, next_due, actions);
                    }
                    actions.push(Action::Pinged { deadline: next_due });
                    self.send(ServerMessage::Ok { id }, actions);
                }
                Pinged::TooLate if self.open.len() < limits::MAX_OPEN_REQUESTS => self.open.push(id),
                Pinged::TooLate => self.refuse(id, too_many_open(false), actions),
            },
            ClientMessage::RequestDeviceList => {
                let devices = self.devices.clone();
                self.send(ServerMessage::DeviceList { id, devices }, actions);
            }
            ClientMessage::Disconnect => {
                // Ok, stop, close: the Ok says that the stop was latched, not that the radio is done.
                self.state = State::Ended;
                actions.push(Action::End(EndCause::Goodbye));
                for id in self.open.drain(..) {
                    let unanswered = CommandError::SessionOver;
                    actions.push(error(id, unanswered.code(), unanswered.to_string()));
                }
                self.send(ServerMessage::Ok { id }, actions);
                actions.push(Action::Close);
            }
            ClientMessage::Device(command) => self.execute(id, command, actions),
        }
    }

    /// Hands a command to the devices.
    fn execute(&mut self, id: u32, command: Command, actions: &mut Vec<Action>) {
        if self.open.len() >= limits::MAX_OPEN_REQUESTS {
            let is_stop = matches!(command, Command::Stop(_));
            return self.refuse(id, too_many_open(is_stop), actions);
        }
        self.open.push(id);
        if let Some(log) = self.log() {
            log.executes(id, &command, actions);
        }
        actions.push(Action::Execute { id, command });
    }

    /// A stop that is refused fails towards still: the program believes that its toys stop.
    fn refuse(&mut self, id: u32, refused: Refused, actions: &mut Vec<Action>) {
        if refused.is_stop
            && let State::Active(active) = &mut self.state
        {
            active.dialect.toys_stopped();
            actions.push(Action::StopMoved);
        }
        if let Some(log) = self.log() {
            log.failed(id, refused.code, &refused.reason, actions);
        }
        actions.push(error(id, refused.code, refused.reason));
    }

    fn log(&mut self) -> Option<&mut ProgramLog> {
        match &mut self.state {
            State::Active(active) => active.log.as_deref_mut(),
            State::AwaitingHandshake { .. } | State::Ended => None,
        }
    }

    /// Sends a message in the form of the program's version.
    fn send(&mut self, message: ServerMessage, actions: &mut Vec<Action>) {
        match &mut self.state {
            State::Active(active) => actions.extend(active.dialect.outgoing(message).into_iter().map(Action::Send)),
            // Before the handshake and after the end there are only Ok and Error, which every version has alike.
            State::AwaitingHandshake { .. } | State::Ended => actions.push(Action::Send(message.into())),
        }
    }
}

fn too_many_open(is_stop: bool) -> Refused {
    Refused {
        code: ErrorCode::Message,
        reason: format!("More than {} requests are open.", limits::MAX_OPEN_REQUESTS),
        is_stop,
    }
}

/// An Error, which every version has alike.
fn error(id: u32, code: ErrorCode, message: String) -> Action {
    Action::Send(Outgoing::V4(ServerMessage::Error { id, code, message }))
}
