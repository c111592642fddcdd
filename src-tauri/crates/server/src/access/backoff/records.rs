use std::{collections::BTreeMap, time::Duration};

use vigil_core::{limits, session::EndCause, time::Moment};

use crate::timeouts;

/// Strikes after which the longest pause is reached.
const MOST_STRIKES: u32 = limits::TOLERATED_STRIKES + 8;

/// The pause grows no further than this.
const _: () = assert!(timeouts::FIRST_PAUSE.as_millis() << 7 >= timeouts::LONGEST_PAUSE.as_millis());

/// Who connects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// A web page, by its origin.
    Page(String),
    /// A native program, by its name.
    Program(String),
}

/// The end of a session that counts against its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strike {
    /// It was shorter than a person would want.
    Short,
    /// The program was cut off for what it did, or did not do.
    Cut,
}

/// The programs with strikes. Bounded: those with the fewest are forgotten first.
#[derive(Debug, Default)]
pub(super) struct Records {
    peers: BTreeMap<Peer, Record>,
    /// Connections that wait, of all programs.
    waiting: usize,
}

#[derive(Debug)]
struct Record {
    strikes: u32,
    /// When the last strike was. Sessions that were admitted before it ended together with that one and count once.
    struck: Moment,
    /// The start of the time without strikes; moves on with each strike that is forgiven.
    calm_since: Moment,
    /// How long it has to behave until one strike is forgiven.
    patience: Duration,
    /// When its last session was admitted.
    admitted: Moment,
    waiting: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruling {
    Admitted,
    Delayed(Moment),
    Rejected,
}

impl Peer {
    /// From the request's origin and the name in RequestServerInfo.
    pub(crate) fn of(origin: Option<&str>, name: &str) -> Self {
        match origin {
            Some(origin) => Self::Page(origin.to_owned()),
            None => Self::Program(name.to_owned()),
        }
    }
}

impl Strike {
    /// The strike for a session that lasted this long and ended this way, if any.
    pub(crate) fn of(cause: &EndCause, lived: Duration) -> Option<Self> {
        match cause {
            EndCause::PingTimeout { .. }
            | EndCause::ConnectionSilent { .. }
            | EndCause::NotReading
            | EndCause::Violation(_) => Some(Self::Cut),
            EndCause::Goodbye | EndCause::ConnectionLost | EndCause::UnsupportedVersion { .. } => {
                (lived < timeouts::SHORT_SESSION).then_some(Self::Short)
            }
            // The person ended it, Vigil failed, or it was never admitted.
            EndCause::HandshakeTimeout
            | EndCause::TooOften
            | EndCause::VigilLate { .. }
            | EndCause::ClosedByPerson
            | EndCause::ServerStopped
            | EndCause::Internal => None,
        }
    }

    const fn patience(self) -> Duration {
        match self {
            Self::Short => timeouts::FORGIVE_SHORT,
            Self::Cut => timeouts::FORGIVE_CUT,
        }
    }
}

impl Records {
    /// Decides about a connection. If it has to wait, it holds a place until it [leaves](Self::leave).
    pub(super) fn check(&mut self, peer: &Peer, now: Moment) -> Ruling {
        let Some(record) = self.peers.get_mut(peer) else {
            return Ruling::Admitted;
        };
        record.forgive(now);
        let due = record.due();
        if now >= due {
            record.admitted = now;
            return Ruling::Admitted;
        }
        if record.waiting >= limits::MAX_SLOWED_PER_PROGRAM || self.waiting >= limits::MAX_SLOWED {
            return Ruling::Rejected;
        }
        record.waiting += 1;
        self.waiting += 1;
        Ruling::Delayed(due)
    }

    /// A waiting connection asks again. `None` admits it; otherwise it waits until this moment.
    pub(super) fn try_again(&mut self, peer: &Peer, now: Moment) -> Option<Moment> {
        let record = self.peers.get_mut(peer)?;
        record.forgive(now);
        let due = record.due();
        if now >= due {
            record.admitted = now;
            return None;
        }
        Some(due)
    }

    /// A waiting connection was admitted or has left.
    pub(super) fn leave(&mut self, peer: &Peer) {
        self.waiting = self.waiting.saturating_sub(1);
        if let Some(record) = self.peers.get_mut(peer) {
            record.waiting = record.waiting.saturating_sub(1);
        }
    }

    pub(super) fn is_slowed(&mut self, peer: &Peer, now: Moment) -> bool {
        self.peers.get_mut(peer).is_some_and(|record| {
            record.forgive(now);
            record.is_slowed()
        })
    }

    /// Returns true if the program is slowed down from this strike on.
    pub(super) fn strike(&mut self, peer: &Peer, strike: Strike, admitted: Moment, now: Moment) -> bool {
        if let Some(record) = self.peers.get_mut(peer) {
            record.forgive(now);
            if record.strikes > 0 {
                return record.add(strike, admitted, now);
            }
            // Waiting connections keep their places.
            let waiting = record.waiting;
            *record = Record::new(strike, admitted, now);
            record.waiting = waiting;
            return record.is_slowed();
        }
        self.make_room(now);
        let record = Record::new(strike, admitted, now);
        let is_slowed = record.is_slowed();
        self.peers.insert(peer.clone(), record);
        is_slowed
    }

    /// Makes room for one more record.
    fn make_room(&mut self, now: Moment) {
        if self.peers.len() < limits::MAX_STRIKERS {
            return;
        }
        self.peers.retain(|_, record| {
            record.forgive(now);
            record.strikes > 0 || record.waiting > 0
        });
        if self.peers.len() < limits::MAX_STRIKERS {
            return;
        }
        // There are fewer waiting connections than records.
        let least = self
            .peers
            .iter()
            .filter(|(_, record)| record.waiting == 0)
            .min_by_key(|(_, record)| (record.strikes, record.struck))
            .map(|(peer, _)| peer.clone());
        if let Some(least) = least {
            self.peers.remove(&least);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.peers.len()
    }

    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }
}

impl Record {
    fn new(strike: Strike, admitted: Moment, now: Moment) -> Self {
        Self {
            strikes: 1,
            struck: now,
            calm_since: now,
            patience: strike.patience(),
            admitted,
            waiting: 0,
        }
    }

    /// Adds a strike. Returns true if the program is slowed down by it and was not before.
    fn add(&mut self, strike: Strike, admitted: Moment, now: Moment) -> bool {
        if admitted < self.struck {
            return false;
        }
        let was_slowed = self.is_slowed();
        self.strikes = (self.strikes + 1).min(MOST_STRIKES);
        self.struck = now;
        self.calm_since = now;
        self.patience = self.patience.max(strike.patience());
        self.is_slowed() && !was_slowed
    }

    fn forgive(&mut self, now: Moment) {
        while self.strikes > 0 {
            let takes = self.patience.max(self.pause() * limits::CALM_PAUSES);
            if now - self.calm_since < takes {
                return;
            }
            self.calm_since = self.calm_since + takes;
            self.strikes -= 1;
        }
    }

    fn is_slowed(&self) -> bool {
        self.strikes > limits::TOLERATED_STRIKES
    }

    /// The pause between two of its sessions.
    fn pause(&self) -> Duration {
        match self.strikes.checked_sub(limits::TOLERATED_STRIKES + 1) {
            Some(doublings) => (timeouts::FIRST_PAUSE * (1 << doublings.min(16))).min(timeouts::LONGEST_PAUSE),
            None => Duration::ZERO,
        }
    }

    /// When its next session may be admitted.
    fn due(&self) -> Moment {
        self.admitted + self.pause()
    }
}

// Programs that wait are not forgotten, so there has to be room for others.
const _: () = assert!(limits::MAX_SLOWED < limits::MAX_STRIKERS);
