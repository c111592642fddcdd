//! The loop: one event, one step of the session, its actions.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{
    net::TcpStream,
    sync::{
        broadcast::{self, error::RecvError},
        mpsc, watch,
    },
    time::{Instant, Interval, MissedTickBehavior, interval, sleep_until},
};
use tokio_tungstenite::WebSocketStream;
use vigil_core::{
    codec,
    lease::{Lease, SessionId},
    limits,
    message::{DeviceTable, InputAction, ServerMessage, StopScope},
    policy::Watch,
    session::{Action, Command, EndCause, Session, SessionConfig},
    time::Moment,
    version::SpecVersion,
};
use vigil_devices::{InputEvent, StopTicket};

use super::{
    Surroundings,
    carry::{Carried, Outcome, carry},
    metered::Metered,
    socket::{Incoming, Socket},
};
use crate::{
    event::{ServerEvent, SessionEnd},
    listener::told_to_stop,
    programs::Program,
    pulse::Pulse,
    timeouts,
    watchdog::{Guarded, Verdict},
};

/// Wishes of the person to end this session; one is enough.
const END_QUEUE: usize = 2;

/// So many messages are taken before anything else gets its turn.
const MESSAGES_AT_ONCE: usize = 64;

pub(super) struct Driver {
    surroundings: Surroundings,
    address: SocketAddr,
    origin: Option<String>,
    session_id: SessionId,
    name: Option<String>,
    session: Session,
    socket: Option<Socket>,
    guarded: Arc<Guarded>,
    pulse: Arc<Mutex<Pulse>>,
    stopping: watch::Receiver<bool>,
    table: watch::Receiver<Arc<DeviceTable>>,
    scanning: watch::Receiver<bool>,
    /// Since the program began to listen to a sensor.
    readings: Option<broadcast::Receiver<InputEvent>>,
    end_sender: mpsc::Sender<EndCause>,
    end_wishes: mpsc::Receiver<EndCause>,
    answers: FuturesUnordered<BoxFuture<'static, (u32, Outcome)>>,
    actions: Vec<Action>,
    heartbeat: Option<Interval>,
    /// When anything came from the program last.
    heard: Moment,
    accepted: Instant,
    ending: Option<Ending>,
}

/// The stops of the end, once it has come.
struct Ending {
    cause: EndCause,
    called_for: Moment,
    late: Duration,
    tickets: Arc<Vec<StopTicket>>,
}

enum Event {
    Verdict(Verdict),
    End(EndCause),
    Answer(u32, Outcome),
    TableChanged,
    ScanningChanged,
    Reading(InputEvent),
    Heartbeat,
    HandshakeDue,
    StallDue,
    Incoming(Incoming),
}

impl Driver {
    pub(super) fn new(
        socket: WebSocketStream<Metered>,
        address: SocketAddr,
        origin: Option<String>,
        session_id: SessionId,
        surroundings: Surroundings,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let second_handle = second_handle(socket.get_ref().stream());
        let guarded = Arc::new(Guarded::new(
            Lease::new(session_id),
            second_handle,
            surroundings.clock,
            surroundings.devices.clone(),
            surroundings.config.lost_program_stops_every_toy,
        ));
        let config = SessionConfig {
            server_name: surroundings.config.server_name.clone(),
            policy: surroundings.config.policy.clone(),
        };
        let (end_sender, end_wishes) = mpsc::channel(END_QUEUE);
        let mut table = surroundings.devices.table();
        let devices = table.borrow_and_update().clone();
        let now = surroundings.clock.now();
        Self {
            session: Session::new(config, devices, now),
            socket: Some(Socket::new(socket, guarded.clone())),
            table,
            scanning: surroundings.devices.scanning(),
            readings: None,
            surroundings,
            address,
            origin,
            session_id,
            name: None,
            guarded,
            pulse: Arc::default(),
            stopping,
            end_sender,
            end_wishes,
            answers: FuturesUnordered::new(),
            actions: Vec::new(),
            heartbeat: None,
            heard: now,
            accepted: Instant::now(),
            ending: None,
        }
    }

    /// Serves until the session is over; then says goodbye.
    pub(super) async fn run(&mut self) {
        while !self.session.has_ended() {
            let event = self.next().await;
            let more = matches!(event, Event::Incoming(_));
            self.step(event);
            self.act();
            if more {
                self.take_ready().await;
            }
        }
        // The watch goes on to the very end of the session, and no longer.
        self.surroundings.watchdog.forget(self.session_id);
        self.surroundings.programs.remove(self.session_id);
        self.report();
        if let Some(socket) = self.socket.take() {
            socket.close().await;
        }
        if self.readings.is_some() {
            let everything = StopScope::EVERYTHING;
            self.surroundings
                .devices
                .unsubscribe(self.session_id, everything, None)
                .await;
        }
    }

    /// Ends the session without a word to the program: this task has failed.
    pub(super) fn abandon(&mut self) {
        self.end_with(EndCause::Internal, None);
        self.surroundings.watchdog.forget(self.session_id);
        self.surroundings.programs.remove(self.session_id);
        self.report();
        self.socket = None;
    }

    /// The next thing that happens. What ends the session goes first, reading last.
    async fn next(&mut self) -> Event {
        let handshake_due = self.accepted + limits::HANDSHAKE_LIMIT;
        let Some(socket) = &mut self.socket else {
            return Event::Incoming(Incoming::Lost);
        };
        let stall = socket.stall_deadline();
        tokio::select! {
            biased;
            verdict = self.guarded.verdict() => Event::Verdict(verdict),
            () = told_to_stop(&mut self.stopping) => Event::End(EndCause::ServerStopped),
            Some(cause) = self.end_wishes.recv() => Event::End(cause),
            Some((id, outcome)) = self.answers.next() => Event::Answer(id, outcome),
            Ok(()) = self.table.changed() => Event::TableChanged,
            Ok(()) = self.scanning.changed() => Event::ScanningChanged,
            reading = next_reading(self.readings.as_mut(), self.session_id) => Event::Reading(reading),
            () = tick(self.heartbeat.as_mut()) => Event::Heartbeat,
            () = sleep_until(handshake_due), if !self.session.is_active() => Event::HandshakeDue,
            () = sleep_until(stall.unwrap_or(handshake_due)), if stall.is_some() => Event::StallDue,
            incoming = socket.turn() => Event::Incoming(incoming),
        }
    }

    /// Messages seldom come alone. Those that lie ready are taken without a look at all else that could happen, which
    /// costs more than they do; the end of the lease is seen all the same.
    async fn take_ready(&mut self) {
        for _ in 0..MESSAGES_AT_ONCE {
            if self.session.has_ended() || !self.guarded.lease.holds() {
                return;
            }
            let Some(socket) = &mut self.socket else {
                return;
            };
            let Some(incoming) = socket.ready().await else {
                return;
            };
            self.incoming(incoming, self.surroundings.clock.now());
            self.act();
        }
    }

    fn step(&mut self, event: Event) {
        let now = self.surroundings.clock.now();
        match event {
            Event::Verdict(verdict) => self.end_by_verdict(verdict),
            Event::End(cause) => self.session.end(cause, &mut self.actions),
            Event::Answer(id, outcome) => self.session.answer(id, outcome, &mut self.actions),
            Event::TableChanged => {
                let devices = self.table.borrow_and_update().clone();
                self.session.devices_changed(devices, &mut self.actions);
            }
            Event::ScanningChanged => {
                if !*self.scanning.borrow_and_update() {
                    self.session.scanning_finished(&mut self.actions);
                }
            }
            Event::Reading(InputEvent {
                device,
                feature,
                reading,
                ..
            }) => self.session.reading(device, feature, reading, &mut self.actions),
            Event::Heartbeat => {
                self.heartbeat(now);
            }
            Event::HandshakeDue => self.session.handle_timeout(now, &mut self.actions),
            Event::StallDue => {
                // It may have taken something since.
                let due = self.socket.as_ref().and_then(Socket::stall_deadline);
                if due.is_some_and(|due| Instant::now() >= due) {
                    self.incoming(Incoming::NotReading, now);
                }
            }
            Event::Incoming(incoming) => self.incoming(incoming, now),
        }
    }

    /// Sends a WebSocket ping. The connection is dead when nothing at all came within the limit, and the first ping that
    /// is unanswered was out for most of it; those after it do not move the deadline.
    fn heartbeat(&mut self, now: Moment) {
        // While it has more to take than it can, nothing is read from it; that it goes on taking has to do.
        if self.socket.as_mut().is_some_and(Socket::took_something) {
            self.heard = now;
            self.guarded.heartbeat.clear();
        }
        if let Some(Err(broken)) = self.socket.as_mut().map(Socket::queue_heartbeat) {
            self.incoming(broken, now);
        } else if self.guarded.heartbeat.due().is_none() {
            let limit = self.guarded.heartbeat_limit();
            let rest = limit.saturating_sub(limit / timeouts::HEARTBEATS_PER_LIMIT);
            // A missed deadline comes as a verdict.
            let _ = self.guarded.heartbeat.feed((self.heard + limit).max(now + rest));
        }
    }

    fn incoming(&mut self, incoming: Incoming, now: Moment) {
        // Whatever came, the connection lives: a script may read its socket, and so answer heartbeats, only when it
        // has something to say.
        self.heard = now;
        self.guarded.heartbeat.clear();
        let cause = match incoming {
            Incoming::Text(text) => {
                for message in codec::decode(self.session.version(), &text) {
                    self.session.handle(message, now, &mut self.actions);
                    // One by one: what a message does holds before the next one is looked at.
                    self.act();
                }
                return;
            }
            Incoming::Alive => return,
            Incoming::Close => EndCause::Goodbye,
            Incoming::Lost => EndCause::ConnectionLost,
            Incoming::Violation(what) => EndCause::Violation(what),
            Incoming::NotReading => EndCause::NotReading,
        };
        self.session.end(cause, &mut self.actions);
    }

    /// Carries out what the session decided, in order.
    fn act(&mut self) {
        let mut actions = std::mem::take(&mut self.actions);
        for action in actions.drain(..) {
            match action {
                Action::Established { name, version, watch } => self.established(name, version, watch),
                Action::Pinged { deadline } => self.pinged(deadline),
                Action::Carry { id, command } => self.carry(id, command),
                Action::End(cause) => self.end_with(cause, None),
                Action::Send(message) => self.send(&message),
                // `run` closes.
                Action::Close => {}
            }
        }
        if self.actions.is_empty() {
            // Keeps its room.
            self.actions = actions;
        } else {
            self.act();
        }
    }

    fn established(&mut self, name: String, version: SpecVersion, watch: Watch) {
        let now = self.surroundings.clock.now();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).start(now);
        let nanos = |limit: Duration| u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        self.guarded
            .ping_limit
            .store(nanos(watch.ping_limit().unwrap_or_default()), Ordering::SeqCst);
        self.guarded
            .heartbeat_limit
            .store(nanos(watch.heartbeat_limit), Ordering::SeqCst);
        if let Some(due) = self.session.poll_timeout() {
            self.guarded.ping.feed(due);
        }
        self.surroundings.watchdog.watch(self.guarded.clone());
        let mut heartbeat = interval(watch.heartbeat_limit / timeouts::HEARTBEATS_PER_LIMIT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.heartbeat = Some(heartbeat);
        self.surroundings.programs.add(Program {
            session: self.session_id,
            name: name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            since: now,
            version,
            watch,
            pulse: self.pulse.clone(),
            end: self.end_sender.clone(),
        });
        log::info!(
            "{name} ({}) connected as session {}, watched so: {:?}",
            self.address,
            self.session_id.0,
            watch.mode
        );
        self.surroundings.reports.tell(ServerEvent::Connected {
            session: self.session_id,
            name: name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            version,
            watch,
        });
        self.name = Some(name);
    }

    fn pinged(&mut self, deadline: Option<Moment>) {
        let now = self.surroundings.clock.now();
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner).ping(now);
        self.surroundings.programs.changed();
        let first = !self.guarded.ever_pinged.swap(true, Ordering::SeqCst);
        if let Some(due) = deadline {
            // Where it was missed, the verdict is on its way, and this ping came too late.
            let _ = self.guarded.ping.feed(due);
            if first {
                self.surroundings.watchdog.rearm();
            }
        }
    }

    fn carry(&mut self, id: u32, command: Command) {
        if matches!(
            command,
            Command::Input {
                action: InputAction::Subscribe,
                ..
            }
        ) {
            // Before the sensor is switched on, so that its first word is heard.
            self.readings
                .get_or_insert_with(|| self.surroundings.devices.readings());
        }
        match carry(&self.surroundings.devices, &self.guarded.lease, id, command) {
            Carried::Now(outcome) => self.session.answer(id, outcome, &mut self.actions),
            Carried::Later(outcome) => self.answers.push(Box::pin(async move { (id, outcome.await) })),
        }
    }

    fn send(&mut self, message: &ServerMessage) {
        // What is said before the handshake, and after the end, is the same in every version.
        let version = self.session.version().unwrap_or(SpecVersion::NEWEST);
        let Some(socket) = &mut self.socket else {
            return;
        };
        if let Err(broken) = socket.queue(codec::encode(version, message))
            && !self.session.has_ended()
        {
            let now = self.surroundings.clock.now();
            self.incoming(broken, now);
        }
    }

    fn end_by_verdict(&mut self, verdict: Verdict) {
        // The toys were stopped by the watchdog; the session learns it, and says so.
        let mut actions = Vec::new();
        self.session.end(verdict.cause.clone(), &mut actions);
        self.end_with(verdict.cause.clone(), Some(verdict));
        self.actions
            .extend(actions.into_iter().filter(|action| !matches!(action, Action::End(_))));
    }

    /// Stops the toys, unless the watchdog has done so.
    fn end_with(&mut self, cause: EndCause, verdict: Option<Verdict>) {
        if self.ending.is_some() {
            return;
        }
        self.ending = Some(if let Some(verdict) = verdict {
            Ending {
                cause: verdict.cause,
                called_for: verdict.due,
                late: verdict.stopped_at - verdict.due,
                tickets: verdict.tickets,
            }
        } else {
            let called_for = self.surroundings.clock.now();
            let tickets = Arc::new(self.guarded.stop_toys(cause.is_loss() && self.name.is_some()));
            Ending {
                cause,
                called_for,
                late: self.surroundings.clock.now() - called_for,
                tickets,
            }
        });
    }

    /// Tells, once the toys stand still.
    fn report(&mut self) {
        let Some(ending) = self.ending.take() else {
            return;
        };
        let (gaps, pings) = {
            let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
            (pulse.gaps(ending.called_for), pulse.pings())
        };
        let end = SessionEnd {
            session: self.session_id,
            name: self.name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            cause: ending.cause,
            late: ending.late,
            stopped: Vec::new(),
            gaps,
            pings,
            ever_pinged: self.guarded.ever_pinged.load(Ordering::SeqCst),
        };
        log::info!(
            "session {} of {} ended: {:?}",
            self.session_id.0,
            self.name.as_deref().unwrap_or("an unnamed program"),
            end.cause
        );
        self.surroundings
            .reports
            .tell_after(ending.tickets, ending.called_for, move |stopped| {
                ServerEvent::Ended(Box::new(SessionEnd { stopped, ..end }))
            });
    }
}

impl Drop for Driver {
    /// The task was dropped in the middle, with its runtime: nobody is left to tell, but the toys stop all the same.
    fn drop(&mut self) {
        if !self.session.has_ended() && self.guarded.lease.holds() {
            drop(self.guarded.stop_toys(true));
            self.surroundings.watchdog.forget(self.session_id);
            self.surroundings.programs.remove(self.session_id);
        }
    }
}

/// Never resolves where the program listens to nothing.
async fn next_reading(readings: Option<&mut broadcast::Receiver<InputEvent>>, session: SessionId) -> InputEvent {
    let Some(readings) = readings else {
        return std::future::pending().await;
    };
    loop {
        match readings.recv().await {
            Ok(event) if event.sessions.contains(&session) => return event,
            // A newer one says more than those that were lost.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

async fn tick(interval: Option<&mut Interval>) {
    match interval {
        Some(interval) => {
            interval.tick().await;
        }
        None => std::future::pending().await,
    }
}

/// For the watchdog, to look whether something lies unread.
fn second_handle(stream: &TcpStream) -> Option<std::net::TcpStream> {
    #[cfg(unix)]
    let copy = {
        use std::os::fd::AsFd;
        stream.as_fd().try_clone_to_owned().map(std::net::TcpStream::from)
    };
    #[cfg(windows)]
    let copy = {
        use std::os::windows::io::AsSocket;
        stream.as_socket().try_clone_to_owned().map(std::net::TcpStream::from)
    };
    copy.inspect_err(|error| log::warn!("no second handle to the socket: {error}"))
        .ok()
}
