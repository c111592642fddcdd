//! The loop: waits for an event, hands it to the session, applies its actions.
//!
//! | file | what it does |
//! | --- | --- |
//! | `slowed` | a program that reconnects too often waits before it is admitted |
//! | `watched` | how the program is watched |
//! | `ending` | the end: toys stop, then the end is reported |

mod ending;
mod slowed;
mod watched;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        mpsc, watch,
    },
    time::{Instant, Interval, sleep_until},
};
use tokio_tungstenite::WebSocketStream;
use tokio_util::sync::CancellationToken;
use vigil_core::{
    codec,
    lease::{Lease, SessionId, Standing},
    legacy::Outgoing,
    limits,
    message::{Command, DeviceReading, InputAction, StopScope},
    session::{Action, EndCause, Session, SessionConfig},
    time::Moment,
};
use vigil_devices::{InputEvent, TableChanges, Together};

use self::{
    ending::Ending,
    slowed::{Admitted, Waiting},
};
use super::{
    ConnectionContext,
    execute::{Execution, Outcome, execute},
    metered::Metered,
    socket::{Socket, SocketEvent},
};
use crate::{
    pulse::Pulse,
    watchdog::{SocketInbox, Verdict, WatchedSession},
};

/// Wishes of the person to end this session; one is enough.
const END_QUEUE: usize = 2;

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
    address: SocketAddr,
    origin: Option<String>,
    session_id: SessionId,
    name: Option<String>,
    /// Set once the program is admitted.
    admitted: Option<Admitted>,
    /// Set while the program waits to be admitted.
    waiting: Option<Waiting>,
    session: Session,
    socket: Option<Socket>,
    watched: Arc<WatchedSession>,
    pulse: Arc<Mutex<Pulse>>,
    stopping: CancellationToken,
    table: TableChanges,
    scanning: watch::Receiver<bool>,
    /// Set once the program listens to a sensor.
    readings: Option<broadcast::Receiver<InputEvent>>,
    end_sender: mpsc::Sender<EndCause>,
    end_wishes: mpsc::Receiver<EndCause>,
    answers: FuturesUnordered<BoxFuture<'static, (u32, Outcome)>>,
    actions: Vec<Action>,
    /// Outputs that arrived and were not handed on yet.
    together: Together,
    heartbeat: Option<Interval>,
    /// When anything last came from the program.
    heard: Moment,
    accepted: Instant,
    /// The watchdog's verdict, until the end takes it over.
    verdict: Option<Verdict>,
    ending: Option<Ending>,
    /// The reason in the Close frame.
    close_reason: &'static str,
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
            session: session_id,
            context,
            stopping,
        } = start;
        let watched = Arc::new(
            WatchedSession::manual(Lease::new(session_id), context.clock, context.devices.clone()).of_program(
                inbox,
                context.late.clone(),
                context.config.lost_program_stops_every_toy,
            ),
        );
        let config = SessionConfig {
            server_name: context.config.server_name.clone(),
            policy: context.config.policy.clone(),
            origin: origin.as_deref().map(Arc::from),
        };
        let (end_sender, end_wishes) = mpsc::channel(END_QUEUE);
        let mut table = context.devices.table();
        let devices = table.current();
        let now = context.clock.now();
        Self {
            session: Session::new(config, devices, watched.deadlines.clone(), now),
            socket: Some(Socket::new(socket, watched.clone())),
            table,
            scanning: context.devices.scanning(),
            readings: None,
            context,
            address,
            origin,
            session_id,
            name: None,
            admitted: None,
            waiting: None,
            watched,
            pulse: Arc::default(),
            stopping,
            end_sender,
            end_wishes,
            answers: FuturesUnordered::new(),
            actions: Vec::new(),
            together: Together::new(session_id),
            heartbeat: None,
            heard: now,
            accepted: Instant::now(),
            verdict: None,
            ending: None,
            close_reason: "",
        }
    }

    /// Serves until the session is over; then says goodbye.
    pub(super) async fn run(&mut self) {
        while !self.session.has_ended() {
            let event = self.next_event().await;
            let more = matches!(event, Event::Socket(_));
            self.on_event(event);
            self.apply_actions();
            if more {
                self.drain_ready().await;
            }
            // Whatever of a frame, or of one read, is for the same toy reaches it as one change.
            self.together.release();
        }
        // The watchdog watches to the very end of the session.
        self.context.watchdog.forget(self.session_id);
        self.context.programs.remove(self.session_id);
        self.report();
        if let Some(socket) = self.socket.take()
            && let Some(farewell) = socket.close(self.close_reason).await
        {
            self.context.farewells.keep(farewell);
        }
        if self.readings.is_some() {
            let everything = StopScope::EVERYTHING;
            self.context
                .devices
                .unsubscribe(self.session_id, everything, None)
                .await;
        }
    }

    /// The next event. Events that end the session go first, reading last.
    async fn next_event(&mut self) -> Event {
        let handshake_due = self.accepted + limits::HANDSHAKE_LIMIT;
        let Some(socket) = &mut self.socket else {
            return Event::Socket(SocketEvent::Lost);
        };
        let stall = socket.stall_deadline();
        let wait = self.waiting.as_ref().map(Waiting::until);
        let reads = self.waiting.as_ref().is_none_or(Waiting::takes_more);
        tokio::select! {
            biased;
            verdict = self.watched.verdict() => Event::Verdict(verdict),
            () = self.stopping.cancelled() => Event::End(EndCause::ServerStopped),
            Some(cause) = self.end_wishes.recv() => Event::End(cause),
            Some((id, outcome)) = self.answers.next() => Event::Answer(id, outcome),
            Ok(()) = self.table.changed() => Event::TableChanged,
            Ok(()) = self.scanning.changed() => Event::ScanningChanged,
            reading = next_reading(self.readings.as_mut(), self.session_id) => Event::Reading(reading),
            () = tick(self.heartbeat.as_mut()) => Event::Heartbeat,
            () = sleep_until(handshake_due), if wait.is_none() && !self.session.is_active() => Event::HandshakeDue,
            () = sleep_until(wait.unwrap_or(handshake_due)), if wait.is_some() => Event::WaitOver,
            () = sleep_until(stall.unwrap_or(handshake_due)), if stall.is_some() => Event::StallDue,
            event = socket.turn(), if reads => Event::Socket(event),
        }
    }

    /// Messages seldom come alone. Those that are ready are taken without polling all other events, which costs more
    /// than the messages do; the end of the lease is still noticed.
    async fn drain_ready(&mut self) {
        for _ in 0..MESSAGES_AT_ONCE {
            if self.session.has_ended() || self.waiting.is_some() || self.watched.lease.standing() == Standing::Revoked
            {
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
                // The watchdog has stopped the toys; the session tells the program.
                self.verdict = Some(verdict);
                self.session.end(cause, &mut self.actions);
            }
            Event::End(cause) => self.session.end(cause, &mut self.actions),
            Event::Answer(id, outcome) => self.session.answer(id, outcome, &mut self.actions),
            Event::TableChanged => {
                let devices = self.table.current();
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
            }) => {
                let reading = DeviceReading {
                    device,
                    feature,
                    reading,
                };
                self.session.reading(reading, &mut self.actions);
            }
            Event::Heartbeat => {
                self.heartbeat(now);
            }
            Event::WaitOver => self.wait_is_over(now),
            Event::HandshakeDue => self.session.handle_timeout(now, &mut self.actions),
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
        self.heard = now;
        self.watched.deadlines.heard();
        let cause = match event {
            SocketEvent::Text(text) => return self.on_frame(text, now),
            SocketEvent::Alive => return,
            SocketEvent::Close => EndCause::Goodbye,
            SocketEvent::Lost => EndCause::ConnectionLost,
            SocketEvent::Violation(what) => EndCause::Violation(what),
            SocketEvent::NotReading => EndCause::NotReading,
        };
        self.session.end(cause, &mut self.actions);
    }

    /// Applies what the session decided, in order.
    fn apply_actions(&mut self) {
        let mut actions = std::mem::take(&mut self.actions);
        for action in actions.drain(..) {
            match action {
                Action::Established { name, version, watch } => self.established(name, version, watch),
                Action::Pinged { deadline } => self.pinged(deadline.is_some()),
                Action::Execute { id, command } => self.execute(id, command),
                // The devices report its outcome, as for every stop.
                Action::StopMoved => drop(self.context.devices.stop_moved_by(self.session_id)),
                Action::End(cause) => self.end_with(cause),
                Action::Send(message) => self.send(&message),
                // `run` closes.
                Action::Close => {}
            }
        }
        if self.actions.is_empty() {
            // Keeps its capacity.
            self.actions = actions;
        } else {
            self.apply_actions();
        }
    }

    fn execute(&mut self, id: u32, command: Command) {
        if matches!(
            command,
            Command::Input {
                action: InputAction::Subscribe,
                ..
            }
        ) {
            // Before the sensor is switched on, so that its first reading is not lost.
            self.readings.get_or_insert_with(|| self.context.devices.readings());
        }
        let (devices, lease) = (&self.context.devices, &self.watched.lease);
        match execute(devices, lease, &mut self.together, command) {
            Execution::Done(outcome) => self.session.answer(id, outcome, &mut self.actions),
            Execution::Running(outcome) => self.answers.push(Box::pin(async move { (id, outcome.await) })),
        }
    }

    fn send(&mut self, message: &Outgoing) {
        let Some(socket) = &mut self.socket else {
            return;
        };
        if let Err(broken) = socket.queue(codec::encode(message))
            && !self.session.has_ended()
        {
            let now = self.context.clock.now();
            self.on_socket_event(broken, now);
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

/// The next reading of a sensor that this session listens to; never resolves if there is none.
async fn next_reading(readings: Option<&mut broadcast::Receiver<InputEvent>>, session: SessionId) -> InputEvent {
    let Some(readings) = readings else {
        return std::future::pending().await;
    };
    loop {
        match readings.recv().await {
            Ok(event) if event.sessions.contains(&session) => return event,
            // Readings that were lost are older than the next one.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
