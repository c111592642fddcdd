use std::sync::atomic::{AtomicU64, Ordering};

use crate::time::Moment;

/// A moment by which something must have happened, moved on by one thread and enforced by another.
///
/// Both sides compare and exchange, so that exactly one of them wins: a ping that was accepted is never followed by a
/// timeout of the deadline that it moved, and after a timeout no ping is accepted.
#[derive(Debug)]
pub(super) struct Deadline(AtomicU64);

/// Nothing is due.
const OFF: u64 = 0;
/// It was missed.
const MISSED: u64 = u64::MAX;

impl Deadline {
    pub(super) const fn off() -> Self {
        Self(AtomicU64::new(OFF))
    }

    /// Moves it on. False if it was missed already.
    pub(super) fn feed(&self, due: Moment) -> bool {
        let due = due.as_nanos().clamp(OFF + 1, MISSED - 1);
        self.0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| (now != MISSED).then_some(due))
            .is_ok()
    }

    /// Nothing is due any more, unless it was missed already.
    pub(super) fn clear(&self) {
        // A missed deadline stays missed: its verdict is on its way.
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| (now != MISSED).then_some(OFF));
    }

    /// When it is due; `None` if nothing is, or if it was missed.
    pub(super) fn due(&self) -> Option<Moment> {
        match self.0.load(Ordering::SeqCst) {
            OFF | MISSED => None,
            due => Some(Moment::from_nanos(due)),
        }
    }

    pub(super) fn is_missed(&self) -> bool {
        self.0.load(Ordering::SeqCst) == MISSED
    }

    /// Declares it missed, unless it was moved on from `due` meanwhile.
    pub(super) fn miss(&self, due: Moment) -> bool {
        self.0
            .compare_exchange(due.as_nanos(), MISSED, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Barrier},
        thread,
    };

    use super::*;

    #[test]
    fn s6_a_ping_and_a_timeout_of_the_same_deadline_exclude_each_other() {
        for round in 1..2_000 {
            let due = Moment::from_nanos(round);
            let deadline = Arc::new(Deadline::off());
            assert!(deadline.feed(due));
            let barrier = Arc::new(Barrier::new(2));
            let feeder = {
                let (deadline, barrier) = (deadline.clone(), barrier.clone());
                thread::spawn(move || {
                    barrier.wait();
                    deadline.feed(Moment::from_nanos(round + 5_000))
                })
            };
            barrier.wait();
            let missed = deadline.miss(due);
            let fed = feeder.join().unwrap_or(false);
            assert_ne!(missed, fed, "exactly one of them wins");
        }
    }

    #[test]
    fn a_missed_deadline_takes_no_ping() {
        let deadline = Deadline::off();
        assert_eq!(deadline.due(), None);
        assert!(deadline.feed(Moment::from_nanos(7)));
        assert!(deadline.miss(Moment::from_nanos(7)));
        assert!(!deadline.feed(Moment::from_nanos(9)));
        deadline.clear();
        assert!(deadline.is_missed());
        assert_eq!(deadline.due(), None);
    }
}
