//! How the program is watched: from the handshake on, by its pings and by heartbeats of the connection.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Interval, MissedTickBehavior, interval};
use vigil_core::{
    lease::{Lease, Standing},
    limits,
    time::Moment,
};

use crate::{pulse::Pulse, watchdog::WatchedSession};

pub(super) struct ProgramWatch {
    /// Shared with the watchdog, which decides.
    pub(super) watched: Arc<WatchedSession>,
    /// When to send the next WebSocket ping.
    pub(super) heartbeat: Heartbeat,
    /// Shared with the list of programs.
    pulse: Arc<Mutex<Pulse>>,
    /// When anything last came from the program.
    heard: Moment,
}

/// Ticks once the program is watched.
#[derive(Default)]
pub(super) struct Heartbeat(Option<Interval>);

impl ProgramWatch {
    pub(super) fn new(watched: Arc<WatchedSession>, now: Moment) -> Self {
        Self {
            watched,
            heartbeat: Heartbeat::default(),
            pulse: Arc::default(),
            heard: now,
        }
    }

    pub(super) fn lease(&self) -> &Lease {
        &self.watched.lease
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.watched.lease.standing() == Standing::Revoked
    }

    /// The handshake is done.
    pub(super) fn begin(&mut self, connection_limit: Duration, now: Moment) {
        self.pulse().start(now);
        self.heartbeat.begin(connection_limit);
    }

    /// Something came from the program.
    pub(super) fn heard(&mut self, now: Moment) {
        self.heard = now;
        self.watched.deadlines.heard();
    }

    /// A WebSocket ping was queued.
    pub(super) fn heartbeat_sent(&self, now: Moment) {
        self.watched.deadlines.heartbeat_sent(self.heard, now);
    }

    /// A Ping was accepted; `is_watched` tells whether another one is due. Returns whether that was the first to make one due.
    pub(super) fn pinged(&self, is_watched: bool, now: Moment) -> bool {
        let mut pulse = self.pulse();
        pulse.ping(now);
        is_watched && pulse.hold()
    }

    pub(super) fn pulse(&self) -> MutexGuard<'_, Pulse> {
        self.pulse.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn shared_pulse(&self) -> Arc<Mutex<Pulse>> {
        self.pulse.clone()
    }
}

impl Heartbeat {
    fn begin(&mut self, connection_limit: Duration) {
        let mut interval = interval(connection_limit / limits::HEARTBEATS_PER_LIMIT);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        self.0 = Some(interval);
    }

    /// Waits until a WebSocket ping is to be sent.
    pub(super) async fn due(&mut self) {
        match &mut self.0 {
            Some(interval) => {
                interval.tick().await;
            }
            None => std::future::pending().await,
        }
    }
}
