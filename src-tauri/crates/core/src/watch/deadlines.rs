use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use super::{deadline::Deadline, rhythm::Rhythm};
use crate::{
    limits,
    policy::{Watch, WatchMode},
    time::Moment,
};

/// The deadlines of one session, shared by the connection, which moves them on, and the watchdog, which enforces them.
#[derive(Debug)]
pub struct Deadlines {
    /// How the program is watched; unset until the handshake.
    watch: OnceLock<Watch>,
    /// The next Ping is due.
    ping: Deadline,
    /// The answer to the first unanswered WebSocket ping is due. While none is out, nothing is due: a Vigil that stood
    /// still sent none, and the program is not to blame (S6).
    heartbeat: Deadline,
    ever_pinged: AtomicBool,
    /// Where pings are not required: whether it keeps the limit all the same.
    rhythm: Rhythm,
}

/// Which deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ping,
    Heartbeat,
}

/// What became of a Ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinged {
    /// It was in time. The next one is due then; `None` if none is expected, or none yet.
    Accepted { next_due: Option<Moment> },
    /// A deadline had been missed before: the verdict is on its way, and the Ping changes nothing.
    TooLate,
}

impl Deadlines {
    pub const fn new() -> Self {
        Self {
            watch: OnceLock::new(),
            ping: Deadline::off(),
            heartbeat: Deadline::off(),
            ever_pinged: AtomicBool::new(false),
            rhythm: Rhythm::new(),
        }
    }

    /// Begins to watch, at the handshake. A second call changes nothing.
    pub fn begin(&self, watch: Watch, now: Moment) {
        if self.watch.set(watch).is_err() {
            return;
        }
        self.rhythm.begin(now);
        if let WatchMode::Required { limit } = watch.mode {
            self.ping.feed(now + limit);
        }
    }

    /// A Ping was read.
    pub fn ping(&self, now: Moment) -> Pinged {
        if self.is_missed() {
            return Pinged::TooLate;
        }
        let limit = self.limits().and_then(|watch| match watch.mode {
            WatchMode::Off | WatchMode::Exempt => None,
            WatchMode::Required { limit } => Some(limit),
            WatchMode::WhereSupported { limit } => self.rhythm.ping(now, limit).then_some(limit),
        });
        let next_due = limit.map(|limit| now + limit);
        // Whether it wins over a verdict is decided here, and nowhere else.
        if next_due.is_some_and(|due| !self.ping.feed(due)) {
            return Pinged::TooLate;
        }
        self.ever_pinged.store(true, Ordering::SeqCst);
        Pinged::Accepted { next_due }
    }

    /// A WebSocket ping was sent; anything was last read from the connection at `heard`.
    ///
    /// The connection is dead when nothing at all came within its limit, and the first unanswered WebSocket ping was out
    /// for most of that; those sent after it do not move the deadline.
    pub fn heartbeat_sent(&self, heard: Moment, now: Moment) {
        if self.heartbeat.due().is_some() {
            return;
        }
        if let Some(Watch { connection_limit, .. }) = self.limits() {
            let rest = connection_limit.saturating_sub(*connection_limit / limits::HEARTBEATS_PER_LIMIT);
            self.heartbeat.feed((heard + *connection_limit).max(now + rest));
        }
    }

    /// Anything was read from the connection: it lives.
    pub fn heard(&self) {
        self.heartbeat.clear();
    }

    /// The earliest deadline.
    pub fn due(&self) -> Option<Moment> {
        self.earliest().map(|(_, due)| due)
    }

    pub fn ever_pinged(&self) -> bool {
        self.ever_pinged.load(Ordering::SeqCst)
    }

    /// Nothing is due any more once one of them was missed.
    pub(super) fn earliest(&self) -> Option<(Kind, Moment)> {
        if self.is_missed() {
            return None;
        }
        let ping = self.ping.due().map(|due| (Kind::Ping, due));
        let heartbeat = self.heartbeat.due().map(|due| (Kind::Heartbeat, due));
        [ping, heartbeat].into_iter().flatten().min_by_key(|(_, due)| *due)
    }

    fn is_missed(&self) -> bool {
        self.ping.is_missed() || self.heartbeat.is_missed()
    }

    /// Declares it missed, unless it was moved on from `due` meanwhile.
    pub(super) fn miss(&self, kind: Kind, due: Moment) -> bool {
        match kind {
            Kind::Ping => self.ping.miss(due),
            Kind::Heartbeat => self.heartbeat.miss(due),
        }
    }

    /// The terms of the watch; `None` before the handshake.
    pub(super) fn limits(&self) -> Option<&Watch> {
        self.watch.get()
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self::new()
    }
}
