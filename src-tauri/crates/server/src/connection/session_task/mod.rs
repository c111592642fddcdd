//! The loop: waits for an event, hands it to the session, applies its actions.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `admission` | whether the program is admitted; one that reconnects too often waits |
//! | `protocol` | the protocol's session, and its actions that are not applied yet |
//! | `session_devices` | what the session asks of the devices, and what they send to it |
//! | `program_watch` | how the program is watched |
//! | `refusals` | what the program asked for and did not get |
//! | `ending` | the end: toys stop, then the end is reported |

mod admission;
mod ending;
mod program_watch;
mod protocol;
mod refusals;
mod session_devices;

use std::{net::SocketAddr, sync::Arc};

use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::WebSocketStream;
use tokio_util::sync::CancellationToken;
use vigil_core::{
    codec,
    lease::{Lease, SessionId},
    legacy::{LegacyServerMessage, Outgoing},
    message::ServerMessage,
    policy::Watch,
    session::{Action, EndCause, Session, SessionConfig},
    time::Moment,
    version::SpecVersion,
};

use self::{
    admission::Admission,
    ending::{EndRequests, Ending},
    program_watch::ProgramWatch,
    protocol::Protocol,
    refusals::RefusalCount,
    session_devices::{DeviceNews, SessionDevices},
};
use super::{
    ConnectionContext,
    metered::Metered,
    socket::{Socket, SocketEvent},
};
use crate::{
    event::{ProgramIdentity, ServerEvent},
    programs::Program,
    pulse::Refusals,
    traffic::Recorder,
    watchdog::{SocketInbox, Verdict, WatchedSession},
};

/// Messages to take in a row before other events get their turn.
const MESSAGES_AT_ONCE: usize = 64;

/// What a session begins with.
pub(super) struct SessionStart {
    pub(super) socket: WebSocketStream<Metered>,
    pub(super) inbox: SocketInbox,
    pub(super) address: SocketAddr,
    pub(super) origin: Option<String>,
    pub(super) session: SessionId,
    pub(super) context: ConnectionContext,
    pub(super) stopping: CancellationToken,
}

/// Serves one session, from the open WebSocket to its end.
pub(super) struct SessionTask {
    context: ConnectionContext,
    program: ProgramIdentity,
    admission: Admission,
    protocol: Protocol,
    socket: Option<Socket>,
    watch: ProgramWatch,
    devices: SessionDevices,
    refusals: RefusalCount,
    recorder: Recorder,
    end_requests: EndRequests,
    ending: Ending,
}

enum Event {
    Verdict(Verdict),
    End(EndCause),
    Devices(DeviceNews),
    Heartbeat,
    HandshakeDue,
    WaitOver,
    StallDue,
    Socket(SocketEvent),
}

impl SessionTask {
    pub(super) fn new(start: SessionStart) -> Self {
        let SessionStart {
            socket,
            inbox,
            address,
            origin,
            session,
            context,
            stopping,
        } = start;
        let watched = Arc::new(
            WatchedSession::manual(Lease::new(session), context.clock, context.devices.clone()).of_program(
                inbox,
                context.watch.late.clone(),
                context.config.lost_program_stops_every_toy,
            ),
        );
        let config = SessionConfig {
            server_name: context.config.server_name.clone(),
            policy: context.config.policy.clone(),
            origin: origin.as_deref().map(Arc::from),
        };
        let mut devices = SessionDevices::new(context.devices.clone(), session);
        let now = context.clock.now();
        Self {
            program: ProgramIdentity {
                session,
                address,
                origin,
                name: None,
            },
            admission: Admission::Unknown,
            protocol: Protocol::new(Session::new(config, devices.table(), watched.deadlines.clone(), now)),
            socket: Some(Socket::new(socket, watched.clone())),
            watch: ProgramWatch::new(watched, now),
            devices,
            refusals: RefusalCount::default(),
            recorder: Recorder::new(context.clock),
            end_requests: EndRequests::new(stopping),
            ending: Ending::default(),
            context,
        }
    }

    /// Serves until the session is over; then says goodbye.
    pub(super) async fn run(&mut self) {
        while !self.protocol.has_ended() {
            let event = self.next_event().await;
            let more = matches!(event, Event::Socket(_));
            self.on_event(event);
            self.apply_actions();
            if more {
                self.drain_ready().await;
            }
            self.devices.release();
        }
        // The watchdog watches to the very end of the session.
        self.leave();
        self.report();
        if let Some(socket) = self.socket.take()
            && let Some(farewell) = socket.close(self.ending.close_reason()).await
        {
            self.context.farewells.keep(farewell);
        }
        self.devices.unsubscribe().await;
    }

    /// The next event. Events that end the session go first, reading last.
    async fn next_event(&mut self) -> Event {
        let handshake_due = self.protocol.handshake_due();
        let Some(socket) = &mut self.socket else {
            return Event::Socket(SocketEvent::Lost);
        };
        let stall = socket.stall_deadline();
        let wait = self.admission.until();
        let reads = self.admission.takes_more();
        tokio::select! {
            biased;
            verdict = self.watch.watched.verdict() => Event::Verdict(verdict),
            cause = self.end_requests.next() => Event::End(cause),
            news = self.devices.next() => Event::Devices(news),
            () = self.watch.heartbeat.due() => Event::Heartbeat,
            () = sleep_until(handshake_due), if wait.is_none() && !self.protocol.is_active() => Event::HandshakeDue,
            () = sleep_until(wait.unwrap_or(handshake_due)), if wait.is_some() => Event::WaitOver,
            () = sleep_until(stall.unwrap_or(handshake_due)), if stall.is_some() => Event::StallDue,
            event = socket.turn(), if reads => Event::Socket(event),
        }
    }

    /// Messages seldom come alone. Those that are ready are taken without polling all other events, which costs more
    /// than the messages do; the end of the lease is still noticed.
    async fn drain_ready(&mut self) {
        for _ in 0..MESSAGES_AT_ONCE {
            if self.protocol.has_ended() || self.admission.is_delayed() || self.watch.is_revoked() {
                return;
            }
            let Some(socket) = &mut self.socket else {
                return;
            };
            let Some(event) = socket.ready().await else {
                return;
            };
            self.on_socket_event(event, self.context.clock.now());
            self.apply_actions();
        }
    }

    fn on_event(&mut self, event: Event) {
        let now = self.context.clock.now();
        match event {
            Event::Verdict(verdict) => {
                let cause = verdict.cause.clone();
                self.ending.on_verdict(verdict);
                self.protocol.end(cause);
            }
            Event::End(cause) => self.protocol.end(cause),
            Event::Devices(news) => self.protocol.on_device_news(news),
            Event::Heartbeat => self.heartbeat(now),
            Event::WaitOver => self.wait_is_over(now),
            Event::HandshakeDue => self.protocol.handle_timeout(now),
            Event::StallDue => {
                // It may have taken something since.
                let due = self.socket.as_ref().and_then(Socket::stall_deadline);
                if due.is_some_and(|due| Instant::now() >= due) {
                    self.on_socket_event(SocketEvent::NotReading, now);
                }
            }
            Event::Socket(event) => self.on_socket_event(event, now),
        }
    }

    fn on_socket_event(&mut self, event: SocketEvent, now: Moment) {
        // Anything shows that the connection lives: a script may read its socket, and so answer heartbeats, only when
        // it has something to send.
        self.watch.heard(now);
        let cause = match event {
            SocketEvent::Text(frame) => return self.on_frame(frame, now),
            SocketEvent::Alive => return,
            SocketEvent::Close => EndCause::Goodbye,
            SocketEvent::Lost => EndCause::ConnectionLost,
            SocketEvent::Violation(what) => EndCause::Violation(what),
            SocketEvent::NotReading => EndCause::NotReading,
        };
        self.protocol.end(cause);
    }

    /// Sends a WebSocket ping.
    fn heartbeat(&mut self, now: Moment) {
        let refusals = self.refusals.due(now);
        self.tell_refusals(refusals);
        // While the program's output is backed up we do not read from it; progress on that output counts as a sign of
        // life.
        if self.socket.as_mut().is_some_and(Socket::took_something) {
            self.watch.heard(now);
        }
        if let Some(Err(broken)) = self.socket.as_mut().map(Socket::queue_heartbeat) {
            self.on_socket_event(broken, now);
        } else {
            self.watch.heartbeat_sent(now);
        }
    }

    /// Applies what the session decided, in order.
    fn apply_actions(&mut self) {
        let mut actions = self.protocol.take_actions();
        for action in actions.drain(..) {
            match action {
                Action::Established { name, version, watch } => self.established(name, version, watch),
                Action::Pinged { deadline } => self.pinged(deadline.is_some()),
                Action::Execute { id, command } => {
                    self.recorder.asks(&command, &self.context.devices);
                    if let Some(outcome) = self.devices.execute(self.watch.lease(), id, command) {
                        self.protocol.answer(id, outcome);
                    }
                }
                Action::StopMoved => self.devices.stop_moved(),
                Action::End(cause) => self.end_with(cause),
                Action::Send(message) => self.send(&message),
                Action::Log(line) => self.send_log(line),
                // `run` closes.
                Action::Close => {}
            }
        }
        if !self.protocol.return_list(actions) {
            self.apply_actions();
        }
    }

    fn established(&mut self, name: String, version: SpecVersion, watch: Watch) {
        let now = self.context.clock.now();
        let ProgramIdentity {
            session,
            address,
            ref origin,
            ..
        } = self.program;
        self.context.watch.watchdog.watch(self.watch.watched.clone());
        self.watch.begin(watch.connection_limit, now);
        self.context.programs.add(Program {
            session,
            name: name.clone(),
            address,
            origin: origin.clone(),
            since: now,
            version,
            watch,
            pulse: self.watch.shared_pulse(),
            refusals: self.refusals.shared(),
            traffic: self.recorder.traffic(),
            end: self.end_requests.sender(),
        });
        if let Some(more) = self.admission.may_log(&self.context) {
            log::info!(
                "{name} ({address}) connected as session {}: {}{more}",
                session.0,
                watch.mode
            );
        }
        self.context.reports.tell(ServerEvent::Connected {
            session,
            name: name.clone(),
            address,
            origin: origin.clone(),
            version,
            watch,
        });
        self.program.name = Some(name);
    }

    /// A Ping was accepted; `is_watched` tells whether another one is due.
    fn pinged(&self, is_watched: bool) {
        let is_first = self.watch.pinged(is_watched, self.context.clock.now());
        self.context.programs.changed();
        if is_first {
            // It may have set the first deadline.
            self.context.watch.watchdog.rearm();
        }
    }

    /// An Error with the Id of a request. What the end of the session answers is none.
    fn count_refusal(&mut self, message: &Outgoing) {
        if let Outgoing::V4(ServerMessage::Error { id, message, .. }) = message
            && *id != 0
            && !self.protocol.has_ended()
        {
            self.refusals.note(message);
            let refusals = self.refusals.due(self.context.clock.now());
            self.tell_refusals(refusals);
        }
    }

    pub(super) fn tell_refusals(&self, refusals: Option<Refusals>) {
        // Before the handshake it is nobody yet.
        let (Some(refusals), Some(name)) = (refusals, &self.program.name) else {
            return;
        };
        self.context.programs.changed();
        let session = self.program.session;
        log::info!(
            "session {} of {name}: {} messages refused so far, the last: {}",
            session.0,
            refusals.count,
            refusals.last
        );
        self.context.reports.tell(ServerEvent::MessagesRefused {
            session,
            name: name.clone(),
            refusals,
        });
    }

    /// What the program does not take is not kept for it: nothing else waits for lines of a log.
    fn send_log(&mut self, line: LegacyServerMessage) {
        if self.socket.as_ref().is_some_and(Socket::has_room_for_log) {
            self.send(&line.into());
        } else {
            self.protocol.log_line_not_sent();
        }
    }

    fn send(&mut self, message: &Outgoing) {
        self.count_refusal(message);
        let text = codec::encode(message);
        self.recorder.sent(message, &text);
        let Some(socket) = &mut self.socket else {
            return;
        };
        if let Err(broken) = socket.queue(text)
            && !self.protocol.has_ended()
        {
            let now = self.context.clock.now();
            self.on_socket_event(broken, now);
        }
    }
}
