//! The person holds a toy still, or every toy.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use vigil_core::message::CommandError;

/// One hold of many: a release names the hold that it is meant for, so that an older release does not undo a newer
/// stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldId(pub u64);

/// Whether one toy is held, or every toy, shared with whoever accepts or writes outputs.
///
/// Odd while held; goes up with every hold and every release.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hold(Arc<AtomicU64>);

impl Hold {
    /// Begins a new hold, also if there is one already.
    pub(crate) fn begin(&self) -> HoldId {
        let next = |state: u64| if state.is_multiple_of(2) { state + 1 } else { state + 2 };
        let before = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |state| Some(next(state)))
            .unwrap_or_default();
        HoldId(next(before))
    }

    /// Begins a hold unless there is one already. `None` if there is: whoever holds the toys decides when they go on.
    pub(crate) fn begin_unless_held(&self) -> Option<HoldId> {
        let before = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |state| {
                (state % 2 == 0).then_some(state + 1)
            })
            .ok()?;
        Some(HoldId(before + 1))
    }

    /// Ends this hold. False if a newer one has taken its place, or it was ended before.
    pub(crate) fn end(&self, HoldId(id): HoldId) -> bool {
        self.0
            .compare_exchange(id, id + 1, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
    }

    /// The hold that holds now.
    pub(crate) fn current(&self) -> Option<HoldId> {
        let state = self.0.load(Ordering::SeqCst);
        (state % 2 == 1).then_some(HoldId(state))
    }
}

/// What may hold one toy still.
#[derive(Debug, Clone)]
pub(crate) struct Holds {
    /// It holds every toy.
    pub(crate) every_toy: Hold,
    pub(crate) this_toy: Hold,
}

impl Holds {
    /// Fails while the toy is held, with what the program is told.
    pub(crate) fn check(&self) -> Result<(), CommandError> {
        if self.every_toy.current().is_some() {
            Err(CommandError::Held)
        } else if self.this_toy.current().is_some() {
            Err(CommandError::ToyHeld)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_of_an_older_hold_does_not_undo_a_newer_one() {
        let hold = Hold::default();
        assert_eq!(hold.current(), None);
        let first = hold.begin();
        let second = hold.begin();
        assert_ne!(first, second);
        assert!(!hold.end(first));
        assert_eq!(hold.current(), Some(second));
        assert!(hold.end(second));
        assert_eq!(hold.current(), None);
        assert!(!hold.end(second), "it was ended before");
    }

    #[test]
    fn a_hold_that_is_there_is_not_replaced() {
        let hold = Hold::default();
        let first = hold.begin_unless_held().unwrap();
        assert_eq!(hold.current(), Some(first));
        assert_eq!(hold.begin_unless_held(), None);
        assert_eq!(hold.current(), Some(first));
        assert!(hold.end(first));
        assert!(hold.begin_unless_held() > Some(first));
    }
}
