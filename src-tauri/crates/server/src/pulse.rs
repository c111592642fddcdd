//! The pings of the last minute, in bounded space.

use std::{collections::VecDeque, time::Duration};

use vigil_core::time::Moment;

use crate::histogram::{GapCount, Histogram};

/// A ping, and how long the program had been silent before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// How long ago the ping was.
    pub ago: Duration,
    pub silent: Duration,
}

/// How long pings are kept.
const SPAN: Duration = Duration::from_secs(60);

/// Pings closer than this are kept as one, with the longest silence among them: the diagram has no more columns.
const GRAIN: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub(crate) struct Pulse {
    /// When, and how long silent before; oldest first.
    beats: VecDeque<(Moment, Duration)>,
    last: Option<Moment>,
    pings: u64,
    is_held: bool,
    /// Of the whole session.
    silences: Histogram,
}

impl Pulse {
    /// The clock starts: at the handshake.
    pub(crate) fn start(&mut self, now: Moment) {
        self.last = Some(now);
    }

    pub(crate) fn ping(&mut self, now: Moment) {
        let silent = self.last.map_or(Duration::ZERO, |last| now - last);
        self.last = Some(now);
        self.pings += 1;
        self.silences.note(silent);
        match self.beats.back_mut() {
            Some((at, longest)) if now - *at < GRAIN => *longest = silent.max(*longest),
            _ => self.beats.push_back((now, silent)),
        }
        while self.beats.front().is_some_and(|(at, _)| now - *at > SPAN) {
            self.beats.pop_front();
        }
    }

    /// From now on the next ping is due within the limit. Returns whether that is new.
    pub(crate) fn hold(&mut self) -> bool {
        !std::mem::replace(&mut self.is_held, true)
    }

    /// Whether the next ping is due within the limit.
    pub(crate) const fn is_held(&self) -> bool {
        self.is_held
    }

    pub(crate) fn pings(&self) -> u64 {
        self.pings
    }

    /// The longest silence before a ping.
    pub(crate) fn longest_gap(&self) -> Duration {
        self.silences.longest()
    }

    /// Every silence before a ping, by its length.
    pub(crate) fn gap_counts(&self) -> Vec<GapCount> {
        self.silences.counts()
    }

    /// How long the program has been silent.
    pub(crate) fn silent(&self, now: Moment) -> Duration {
        self.last.map_or(Duration::ZERO, |last| now - last)
    }

    pub(crate) fn gaps(&self, now: Moment) -> Vec<Gap> {
        self.beats
            .iter()
            .map(|&(at, silent)| Gap { ago: now - at, silent })
            .filter(|gap| gap.ago <= SPAN)
            .collect()
    }
}

/// The messages of a program that were answered with an Error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals {
    pub count: u64,
    /// Why the last one was refused, as the program was told; empty if there is none.
    pub last: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_the_fastest_pings_stays_small() {
        let mut pulse = Pulse::default();
        let mut now = Moment::from_nanos(1);
        pulse.start(now);
        for _ in 0..100_000 {
            now = now + Duration::from_millis(5);
            pulse.ping(now);
        }
        let gaps = pulse.gaps(now);
        assert!(gaps.len() <= 241, "{}", gaps.len());
        assert!(gaps.iter().all(|gap| gap.silent == Duration::from_millis(5)));
        assert_eq!(pulse.pings(), 100_000);
    }

    #[test]
    fn the_longest_silence_is_never_hidden() {
        let mut pulse = Pulse::default();
        let start = Moment::from_nanos(1);
        pulse.start(start);
        pulse.ping(start + Duration::from_millis(900));
        pulse.ping(start + Duration::from_millis(910));
        let gaps = pulse.gaps(start + Duration::from_millis(920));
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].silent, Duration::from_millis(900));
    }
}
