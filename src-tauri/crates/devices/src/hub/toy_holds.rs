//! Toys that the person holds still one by one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::model::{Hold, HoldId, ToyIdentity};

/// One hold for each toy. It belongs to the toy and not to its connection, so a toy that was lost while it was held is
/// still held when it comes back.
#[derive(Debug, Default)]
pub(super) struct ToyHolds(Mutex<BTreeMap<ToyIdentity, Hold>>);

impl ToyHolds {
    /// The toy's own, shared with whoever accepts or writes outputs for it.
    pub(super) fn of(&self, identity: &ToyIdentity) -> Hold {
        self.lock().entry(identity.clone()).or_default().clone()
    }

    /// The hold that holds this toy now.
    pub(super) fn current(&self, identity: &ToyIdentity) -> Option<HoldId> {
        self.lock().get(identity)?.current()
    }

    /// The toy is forgotten, and its hold with it.
    pub(super) fn forget(&self, identity: &ToyIdentity) {
        self.lock().remove(identity);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ToyIdentity, Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
