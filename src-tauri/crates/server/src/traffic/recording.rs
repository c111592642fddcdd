//! The last messages, kept while somebody looks.
//!
//! The session never waits for whoever looks: there is no lock between them, and where there is no room the newest takes
//! the place of the oldest. Whoever looks has to say so again and again: a window that is gone, hidden or stuck looks no
//! more, whatever became of it.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use crossbeam_queue::ArrayQueue;
use vigil_clock::Clock;
use vigil_core::time::Moment;

use super::{Noted, Traffic};
use crate::timeouts;

/// As many are kept until they are taken.
pub(super) const KEPT: usize = 500;

/// Of what is taken at a time, the newest of so many bytes are handed on.
const TAKEN_BYTES: usize = 256 * 1024;

/// Of one session.
#[derive(Debug, Default)]
pub(crate) struct Recording {
    /// Until when somebody looks, in nanoseconds; 0 if nobody does.
    until: AtomicU64,
    /// Made when somebody looks for the first time.
    kept: OnceLock<ArrayQueue<Noted>>,
}

/// What was taken at a time.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// Oldest first.
    pub noted: Vec<Noted>,
    /// All messages of the session so far: numbers that are missing up to here were not kept.
    pub counted: u64,
}

/// Somebody looks at a session's messages, until this is dropped. What is there already when the session ends can still be
/// taken.
#[derive(Debug)]
pub struct Inspector {
    traffic: Arc<Traffic>,
    clock: Clock,
}

impl Recording {
    /// One look at a number, while nobody looks.
    pub(super) fn is_on(&self, now: impl FnOnce() -> Moment) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        if until == 0 {
            return false;
        }
        let is_on = now().as_nanos() <= until;
        if !is_on
            && self
                .until
                .compare_exchange(until, 0, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            self.clear();
        }
        is_on
    }

    pub(super) fn note(&self, noted: Noted) {
        if let Some(kept) = self.kept.get() {
            drop(kept.force_push(noted));
        }
    }

    fn look(&self, now: Moment) {
        self.kept.get_or_init(|| ArrayQueue::new(KEPT));
        let until = now + timeouts::INSPECTED;
        self.until.store(until.as_nanos(), Ordering::Relaxed);
    }

    /// No more than there is room for: a session that goes on meanwhile does not keep whoever looks.
    fn take(&self) -> Vec<Noted> {
        let Some(kept) = self.kept.get() else {
            return Vec::new();
        };
        let mut taken: Vec<_> = (0..KEPT).map_while(|_| kept.pop()).collect();
        let mut bytes = 0;
        let fits = |noted: &&Noted| {
            bytes += noted.bytes();
            bytes <= TAKEN_BYTES
        };
        let newest = taken.iter().rev().take_while(fits).count();
        taken.split_off(taken.len() - newest)
    }

    fn clear(&self) {
        if let Some(kept) = self.kept.get() {
            for _ in 0..KEPT {
                if kept.pop().is_none() {
                    return;
                }
            }
        }
    }
}

impl Inspector {
    pub(crate) fn new(traffic: Arc<Traffic>, clock: Clock) -> Self {
        traffic.recording.clear();
        traffic.recording.look(clock.now());
        Self { traffic, clock }
    }

    /// What is new since the last call; the older part is left out if that is much.
    pub fn take(&self) -> Taken {
        self.keep();
        let (from_program, to_program) = self.traffic.counts();
        Taken {
            noted: self.traffic.recording.take(),
            counted: from_program + to_program,
        }
    }

    /// Somebody looks still, and wants to be told later what is new. Returns how many messages there were so far.
    pub fn keep(&self) -> u64 {
        self.traffic.recording.look(self.clock.now());
        let (from_program, to_program) = self.traffic.counts();
        from_program + to_program
    }

    /// The time, on the clock of the messages.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }
}

impl Drop for Inspector {
    fn drop(&mut self) {
        let recording = &self.traffic.recording;
        recording.until.store(0, Ordering::Relaxed);
        recording.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::traffic::{SeenMessage, Verdict, Way};

    fn at_the_beginning() -> Moment {
        Moment::from_nanos(1)
    }

    fn message(number: u64, bytes: usize) -> Noted {
        Noted::Message(SeenMessage {
            number,
            at: Moment::from_nanos(number),
            text: "x".repeat(bytes).into(),
            cut_from: None,
            way: Way::FromProgram {
                verdict: Verdict::Accepted,
                is_binary: false,
                part: None,
            },
        })
    }

    fn numbers(taken: &[Noted]) -> Vec<u64> {
        let of = |noted: &Noted| match noted {
            Noted::Message(message) => message.number,
            Noted::Settled { number, .. } => *number,
        };
        taken.iter().map(of).collect()
    }

    fn inspector() -> Inspector {
        Inspector::new(Arc::default(), Clock::from_fn(at_the_beginning))
    }

    #[test]
    fn nothing_is_kept_while_nobody_looks() {
        let recording = Recording::default();
        assert!(!recording.is_on(|| unreachable!("nobody asks for the time")));
        recording.note(message(1, 10));
        assert!(recording.take().is_empty());
        assert!(recording.kept.get().is_none(), "it takes no room");
    }

    #[test]
    fn whoever_does_not_say_so_again_looks_no_more() {
        let inspector = inspector();
        let recording = &inspector.traffic.recording;
        let last = at_the_beginning() + timeouts::INSPECTED;
        assert!(recording.is_on(|| last));
        recording.note(message(1, 10));
        let late = last + std::time::Duration::from_nanos(1);
        assert!(!recording.is_on(|| late));
        assert!(recording.take().is_empty(), "what was kept is gone");
        inspector.keep();
        assert!(recording.is_on(|| last), "it is back");
    }

    #[test]
    fn it_is_off_and_empty_once_the_inspector_is_closed() {
        let inspector = inspector();
        let traffic = inspector.traffic.clone();
        traffic.recording.note(message(1, 10));
        drop(inspector);
        assert!(!traffic.recording.is_on(at_the_beginning));
        assert!(traffic.recording.take().is_empty());
    }

    proptest! {
        #[test]
        fn the_newest_that_there_is_room_for_are_taken_in_order(
            sizes in prop::collection::vec(0_usize..=super::super::message::KEPT_BYTES, 0..1200), take_every in 1_usize..700
        ) {
            let inspector = inspector();
            let recording = &inspector.traffic.recording;
            let mut last_taken = 0;
            let mut noted = 0;
            for (chunk, sizes) in sizes.chunks(take_every).enumerate() {
                for size in sizes {
                    noted += 1;
                    recording.note(message(noted, *size));
                }
                let taken = inspector.take().noted;
                let bytes: usize = taken.iter().map(Noted::bytes).sum();
                let numbers = numbers(&taken);
                prop_assert!(taken.len() <= KEPT);
                prop_assert!(bytes <= TAKEN_BYTES);
                prop_assert_eq!(numbers.last().copied(), Some(noted), "the newest is among them, chunk {}", chunk);
                prop_assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]));
                prop_assert!(numbers[0] > last_taken);
                last_taken = noted;
            }
            prop_assert!(inspector.take().noted.is_empty());
        }
    }
}
