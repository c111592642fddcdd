//! One session, without a socket, a runtime or a clock: what arrives and what time it is goes in; what has to be sent,
//! answered and told comes out.

mod calls;
mod heartbeat;
mod keepalive;
mod receive;

#[cfg(test)]
mod tests;

use std::{mem, sync::Arc, time::Duration};

use vigil_core::{
    codec::client_side,
    message::{ClientMessage, Command, DeviceTable, ErrorCode, StopScope},
    time::Moment,
};

pub(crate) use self::calls::Answer;
use self::{
    calls::Calls,
    heartbeat::Heartbeat,
    keepalive::{Keepalive, Loop},
};
use crate::{
    error::{CallError, ConnectError, DisconnectReason, ServerError},
    news::News,
    timeouts,
};

/// The version of the protocol that is spoken.
const VERSION: (u32, u32) = (4, 0);

/// What a session is started with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) client_name: String,
    /// Silence after which the server counts as gone.
    pub(crate) connection_limit: Duration,
    /// How long a call waits for its answer.
    pub(crate) answer_limit: Duration,
    /// How long the program's own loop may go without checking in, if it is watched.
    pub(crate) loop_limit: Option<Duration>,
}

/// What goes out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    Text(String),
    /// A WebSocket ping.
    Heartbeat,
}

#[derive(Debug)]
enum Phase {
    /// The handshake, until then at most.
    Greeting {
        by: Moment,
    },
    /// The list of devices after it.
    Listing {
        by: Moment,
    },
    Active,
    /// A stop and Disconnect are on their way; an answer, or this moment, ends the session.
    Leaving {
        by: Moment,
    },
    Over(Over),
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Over {
    /// It never came about.
    Failed(ConnectError),
    /// With what every call fails from now on.
    Ended(CallError),
}

/// `T` is whoever waits for the answer to a call.
#[derive(Debug)]
pub(crate) struct Machine<T> {
    settings: Settings,
    phase: Phase,
    /// Another session came before.
    is_again: bool,
    server_name: Arc<str>,
    calls: Calls<T>,
    /// Messages of the session itself, which go out before the program's.
    own: Vec<String>,
    keepalive: Option<Keepalive>,
    heartbeat: Heartbeat,
    own_loop: Option<Loop>,
    devices: Arc<DeviceTable>,
    news: Vec<News>,
    /// The Ids of the last stop and of the Disconnect; the answer to either ends the session.
    leave: Vec<u32>,
}

impl<T> Machine<T> {
    /// `is_again`: another session came before.
    pub(crate) fn new(settings: Settings, is_again: bool, now: Moment) -> Self {
        let mut machine = Self {
            phase: Phase::Greeting {
                by: now + timeouts::HANDSHAKE,
            },
            is_again,
            server_name: Arc::from(""),
            calls: Calls::new(settings.answer_limit),
            own: Vec::new(),
            keepalive: None,
            heartbeat: Heartbeat::new(settings.connection_limit, now),
            own_loop: settings.loop_limit.map(|limit| Loop::new(limit, now)),
            devices: Arc::default(),
            news: Vec::new(),
            leave: Vec::new(),
            settings,
        };
        machine.say(&ClientMessage::RequestServerInfo {
            client_name: machine.settings.client_name.clone(),
            version_major: VERSION.0,
            version_minor: VERSION.1,
        });
        machine
    }

    pub(crate) fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Active)
    }

    pub(crate) fn over(&self) -> Option<&Over> {
        match &self.phase {
            Phase::Over(over) => Some(over),
            _ => None,
        }
    }

    pub(crate) fn server_name(&self) -> Arc<str> {
        self.server_name.clone()
    }

    /// The server's MaxPingTime, unless it expects no pings.
    pub(crate) fn ping_limit(&self) -> Option<Duration> {
        self.keepalive.as_ref().map(Keepalive::limit)
    }

    pub(crate) fn devices(&self) -> Arc<DeviceTable> {
        self.devices.clone()
    }

    /// How many stops there were; a call that is begun now says so when it is made.
    pub(crate) fn stops(&self) -> u64 {
        self.calls.stops()
    }

    /// Why a call would fail at once, if it would.
    pub(crate) fn refusal(&self) -> Option<CallError> {
        match &self.phase {
            Phase::Active => None,
            Phase::Over(Over::Ended(error)) => Some(error.clone()),
            Phase::Leaving { .. } => Some(CallError::Disconnected(DisconnectReason::Requested)),
            Phase::Greeting { .. } | Phase::Listing { .. } | Phase::Over(Over::Failed(_)) => {
                Some(CallError::Disconnected(DisconnectReason::NotConnected))
            }
        }
    }

    /// Messages that go out as one frame.
    pub(crate) fn call(&mut self, messages: Vec<(ClientMessage, T)>, begun: u64, now: Moment) -> Result<(), CallError> {
        if let Some(error) = self.refusal() {
            return Err(error);
        }
        self.calls.push(messages, begun, now);
        Ok(())
    }

    /// The program's own loop turns.
    pub(crate) fn check_in(&mut self, now: Moment) {
        if let Some(own) = &mut self.own_loop {
            own.check_in(now);
        }
    }

    /// The program is done.
    pub(crate) fn leave(&mut self, now: Moment) {
        match self.phase {
            Phase::Active => {
                // Not every server answers a Disconnect; the stop it knows.
                let stop = self.say(&ClientMessage::Device(Command::Stop(StopScope::EVERYTHING)));
                let goodbye = self.say(&ClientMessage::Disconnect);
                self.leave = vec![stop, goodbye];
                self.phase = Phase::Leaving {
                    by: now + timeouts::LEAVE,
                };
            }
            Phase::Greeting { .. } | Phase::Listing { .. } => {
                self.end(CallError::Disconnected(DisconnectReason::Requested));
            }
            Phase::Leaving { .. } | Phase::Over(_) => {}
        }
    }

    /// Anything at all came, be it a heartbeat's answer.
    pub(crate) fn heard(&mut self, now: Moment) {
        self.heartbeat.heard(now);
    }

    /// The connection has ended.
    pub(crate) fn disconnected(&mut self, reason: DisconnectReason, now: Moment) {
        match &self.phase {
            Phase::Over(_) => {}
            Phase::Leaving { .. } => self.end(CallError::Disconnected(DisconnectReason::Requested)),
            _ => match self.keepalive.as_ref().and_then(|keepalive| keepalive.missed(now)) {
                // Some servers cut without a word.
                Some(silence) => {
                    self.ping_timeout(format!("No ping went out for {} ms. {reason}", silence.as_millis()));
                }
                None => self.end(CallError::Disconnected(reason)),
            },
        }
    }

    /// The connection of a session that was over has been closed.
    pub(crate) fn closed(&mut self) {
        if let Phase::Over(Over::Ended(CallError::PingTimeout(error))) = &self.phase {
            self.news
                .push(News::ServerDisconnect(DisconnectReason::PingTimeout(error.clone())));
        }
    }

    /// When [`Machine::handle_timeout`] or [`Machine::transmit`] has something to do, after both have had their turn.
    pub(crate) fn next_timeout(&self, now: Moment) -> Option<Moment> {
        let phase = match &self.phase {
            Phase::Over(_) => return None,
            Phase::Greeting { by } | Phase::Listing { by } | Phase::Leaving { by } => Some(*by),
            Phase::Active => None,
        };
        [
            phase,
            Some(self.heartbeat.next_timeout()),
            self.keepalive.as_ref().and_then(Keepalive::answer_due),
            self.calls.next_timeout(),
            // One that is due and has not gone out waits for the socket, not for a time.
            self.ping_due().filter(|due| *due > now),
            self.loop_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    pub(crate) fn handle_timeout(&mut self, now: Moment) {
        match &self.phase {
            Phase::Over(_) => return,
            Phase::Greeting { by } | Phase::Listing { by } if now >= *by => {
                self.phase = Phase::Over(Over::Failed(ConnectError::TimedOut(timeouts::HANDSHAKE)));
                return;
            }
            Phase::Leaving { by } if now >= *by => {
                return self.end(CallError::Disconnected(DisconnectReason::Requested));
            }
            _ => {}
        }
        if self.loop_due().is_some_and(|due| now >= due) {
            return self.loop_is_stuck(now);
        }
        let answers_no_ping = self.keepalive.as_mut().is_some_and(|pings| pings.handle_timeout(now));
        if self.heartbeat.handle_timeout(now) || answers_no_ping {
            let silence = self.heartbeat.silence(now).max(self.settings.connection_limit);
            return self.disconnected(DisconnectReason::Silent(silence), now);
        }
        self.calls.handle_timeout(now);
    }

    /// The next frame, if there is one to send now. It counts as sent now.
    pub(crate) fn transmit(&mut self, now: Moment) -> Option<Frame> {
        // What comes from the session itself goes first: greetings, and the last messages of one that is over.
        if !self.own.is_empty() {
            return Some(Frame::Text(self.own.remove(0)));
        }
        if matches!(self.phase, Phase::Over(_)) {
            return None;
        }
        if self.ping_due().is_some_and(|due| now >= due) {
            let id = self.calls.new_id();
            if let Some(keepalive) = &mut self.keepalive {
                keepalive.sent(id, now);
            }
            return Some(Frame::Text(client_side::encode([(id, &ClientMessage::Ping)])));
        }
        if self.heartbeat.take() {
            return Some(Frame::Heartbeat);
        }
        // What the program asked for before it left would move toys again after the stop.
        if !self.is_active() {
            return None;
        }
        self.calls.next_frame().map(Frame::Text)
    }

    pub(crate) fn take_answers(&mut self) -> Vec<(T, Result<Answer, CallError>)> {
        self.calls.take_answers()
    }

    pub(crate) fn take_news(&mut self) -> Vec<News> {
        mem::take(&mut self.news)
    }

    /// When the next ping goes out, unless the program's own loop keeps it from that.
    fn ping_due(&self) -> Option<Moment> {
        let next = self.keepalive.as_ref()?.next();
        let is_stuck = self.own_loop.is_some_and(|own| own.is_stuck(next));
        (!is_stuck && !matches!(self.phase, Phase::Over(_))).then_some(next)
    }

    /// When this client itself ends the session because the program's loop is stuck: the server expects no pings, or it
    /// has missed one and does not say so.
    fn loop_due(&self) -> Option<Moment> {
        let own = self.own_loop.filter(|_| self.is_active())?;
        match &self.keepalive {
            None => Some(own.due()),
            Some(keepalive) if own.is_stuck(keepalive.next()) => keepalive.verdict_due(),
            Some(_) => None,
        }
    }

    fn loop_is_stuck(&mut self, now: Moment) {
        let silence = self.own_loop.map(|own| own.silence(now)).unwrap_or_default();
        self.ping_timeout(format!(
            "The program's loop has not checked in for {} ms.",
            silence.as_millis()
        ));
        self.say(&ClientMessage::Device(Command::Stop(StopScope::EVERYTHING)));
        self.say(&ClientMessage::Disconnect);
    }

    fn say(&mut self, message: &ClientMessage) -> u32 {
        let id = self.calls.new_id();
        self.own.push(client_side::encode([(id, message)]));
        id
    }

    fn ping_timeout(&mut self, message: String) {
        self.end_by_ping(ServerError {
            class: ErrorCode::Ping,
            message,
        });
    }

    fn end_by_ping(&mut self, error: ServerError) {
        self.end(CallError::PingTimeout(error));
    }

    fn end(&mut self, error: CallError) {
        self.own.clear();
        self.calls.fail_all(&error);
        let was_up = matches!(self.phase, Phase::Active | Phase::Leaving { .. });
        self.devices = Arc::default();
        if !was_up {
            self.phase = Phase::Over(Over::Failed(ConnectError::Handshake(error)));
            return;
        }
        match &error {
            CallError::PingTimeout(error) => self.news.push(News::PingTimeout(error.clone())),
            CallError::Disconnected(DisconnectReason::Requested) => {}
            CallError::Disconnected(reason) => self.news.push(News::ServerDisconnect(reason.clone())),
            _ => {}
        }
        self.phase = Phase::Over(Over::Ended(error));
    }
}
