use std::{collections::VecDeque, time::Duration};

use vigil_core::time::Moment;

use crate::{limits, timeouts};

/// The pings that the server expects, at half of its limit.
#[derive(Debug)]
pub(super) struct Keepalive {
    limit: Duration,
    /// Counted from when the last ping was sent, so that neither its answer nor a late timer moves the ones after it. That
    /// is just before it is written: if the system puts the thread aside in between, the next one is early, not late.
    next: Moment,
    last_sent: Option<Moment>,
    unanswered: VecDeque<(u32, Moment)>,
    /// How long an answer may take.
    patience: Duration,
    /// Since when an answer looks overdue.
    doubted: Option<Moment>,
}

impl Keepalive {
    /// `None` if the server expects no pings. The first one is due at once: the server's clock runs already.
    pub(super) fn new(limit: Duration, patience: Duration, now: Moment) -> Option<Self> {
        (!limit.is_zero()).then(|| Self {
            limit,
            next: now,
            last_sent: None,
            unanswered: VecDeque::new(),
            patience: patience.max(limit),
            doubted: None,
        })
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    pub(super) fn next(&self) -> Moment {
        self.next
    }

    pub(super) fn sent(&mut self, id: u32, now: Moment) {
        self.last_sent = Some(now);
        self.next = now + self.limit / 2;
        if self.unanswered.len() < limits::MAX_OPEN_PINGS {
            self.unanswered.push_back((id, now));
        }
    }

    /// Whether this answers a ping.
    pub(super) fn answered(&mut self, id: u32) -> bool {
        let place = self.unanswered.iter().position(|(sent, _)| *sent == id);
        // A server answers in order, but nothing here stands on it.
        let is_ping = place.and_then(|place| self.unanswered.remove(place)).is_some();
        if is_ping {
            self.doubted = None;
        }
        is_ping
    }

    /// When the oldest answer is overdue.
    pub(super) fn answer_due(&self) -> Option<Moment> {
        match self.doubted {
            Some(doubted) => Some(doubted + timeouts::BENEFIT_OF_DOUBT),
            None => self.unanswered.front().map(|(_, sent)| *sent + self.patience),
        }
    }

    /// Whether the server counts as gone, because it does not answer.
    pub(super) fn handle_timeout(&mut self, now: Moment) -> bool {
        if self.answer_due().is_none_or(|due| now < due) {
            return false;
        }
        self.doubted.replace(now).is_some()
    }

    /// When a server that has had no ping since must have stopped the toys, and has had the time to say so.
    pub(super) fn verdict_due(&self) -> Option<Moment> {
        Some(self.last_sent? + self.limit + timeouts::VERDICT)
    }

    /// How long none has gone out, if that is longer than the server allows.
    pub(super) fn missed(&self, now: Moment) -> Option<Duration> {
        let silence = now.since(self.last_sent?);
        (silence >= self.limit).then_some(silence)
    }
}

/// The program's own loop, which has to show that it turns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loop {
    limit: Duration,
    checked_in: Moment,
}

impl Loop {
    pub(super) fn new(limit: Duration, now: Moment) -> Self {
        Self { limit, checked_in: now }
    }

    pub(super) fn check_in(&mut self, now: Moment) {
        self.checked_in = now;
    }

    pub(super) fn is_stuck(&self, now: Moment) -> bool {
        now >= self.due()
    }

    /// Until when it has to check in.
    pub(super) fn due(&self) -> Moment {
        self.checked_in + self.limit
    }

    pub(super) fn silence(&self, now: Moment) -> Duration {
        now.since(self.checked_in)
    }
}
