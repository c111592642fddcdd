use std::time::Duration;

use vigil_core::time::Moment;

use crate::timeouts;

/// Whether the connection lives: WebSocket pings, apart from Buttplug's own, so that a server that is gone is noticed
/// even if it asks for no pings.
#[derive(Debug)]
pub(super) struct Heartbeat {
    limit: Duration,
    last_heard: Moment,
    /// Since when an answer is due.
    asked: Option<Moment>,
    /// Since when the answer looks overdue.
    doubted: Option<Moment>,
    to_send: bool,
}

impl Heartbeat {
    pub(super) fn new(limit: Duration, now: Moment) -> Self {
        Self {
            limit,
            last_heard: now,
            asked: None,
            doubted: None,
            to_send: false,
        }
    }

    /// Anything came from the server.
    pub(super) fn heard(&mut self, now: Moment) {
        self.last_heard = now;
        self.asked = None;
        self.doubted = None;
        self.to_send = false;
    }

    pub(super) fn next_timeout(&self) -> Moment {
        match (self.doubted, self.asked) {
            (Some(doubted), _) => doubted + timeouts::BENEFIT_OF_DOUBT,
            // Together with the pause before, the limit.
            (None, Some(asked)) => asked + (self.limit.saturating_sub(self.pause())),
            (None, None) => self.last_heard + self.pause(),
        }
    }

    /// Whether the server counts as gone.
    pub(super) fn handle_timeout(&mut self, now: Moment) -> bool {
        if now < self.next_timeout() {
            return false;
        }
        if self.doubted.is_some() {
            return true;
        }
        if self.asked.is_some() {
            self.doubted = Some(now);
            return false;
        }
        // Counted from here and not from when it was due: if the process stood still, nobody has been asked yet.
        self.asked = Some(now);
        self.to_send = true;
        false
    }

    /// Whether one has to go out now; it counts as sent.
    pub(super) fn take(&mut self) -> bool {
        std::mem::take(&mut self.to_send)
    }

    /// How long it has been silent.
    pub(super) fn silence(&self, now: Moment) -> Duration {
        now.since(self.last_heard)
    }

    fn pause(&self) -> Duration {
        self.limit / 4
    }
}
