//! Toys that would go on by themselves if this process died, and the last movements of every carriage.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use vigil_core::{message::OutputKind, time::Moment};

use super::identity::{ToyIdentity, Transport};

/// The last movement that a position feature was sent: enough to know where the carriage is at any later moment, and to
/// freeze it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    pub feature: u32,
    pub kind: OutputKind,
    /// Where the carriage was when the movement was sent.
    pub from: i32,
    pub to: i32,
    pub duration_ms: u32,
    /// When it was handed to the hardware. The system's clock counts from boot on Linux, so all processes of one boot
    /// understand it.
    pub sent: Moment,
}

/// A toy that was moved and did not confirm a stop since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedToy {
    pub index: u32,
    /// The last movement of each position feature that was sent one, in the order of the features.
    pub movements: Vec<Movement>,
}

/// Which toys were moved since they last stood still, as their workers know it.
pub type MovedToys = BTreeMap<ToyIdentity, MovedToy>;

/// The one owner of [`MovedToys`], and of the movements of toys that are not connected. Shared with the workers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moved {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    toys: watch::Sender<Arc<MovedToys>>,
    /// Of toys that are away, until they arrive.
    away: Mutex<BTreeMap<ToyIdentity, LastKnown>>,
}

/// What a toy that is not connected was sent last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LastKnown {
    /// Never empty for a toy that is away.
    pub(crate) movements: Vec<Movement>,
    /// It had confirmed a stop after them.
    pub(crate) at_rest: bool,
}

impl Moved {
    /// Something is about to be written that may move the toy. Mostly it is known already, and that is cheap.
    pub(crate) fn note(&self, identity: &ToyIdentity, index: u32) {
        if !outlives_this_process(identity) || self.index_of(identity) == Some(index) {
            return;
        }
        self.inner.toys.send_modify(|toys| {
            let toys = Arc::make_mut(toys);
            let toy = toys.entry(identity.clone()).or_insert_with(|| MovedToy {
                index,
                movements: Vec::new(),
            });
            toy.index = index;
        });
    }

    /// A movement is about to be handed to the hardware; these are the toy's last ones, it included.
    pub(crate) fn note_movements(&self, identity: &ToyIdentity, index: u32, movements: Vec<Movement>) {
        if !outlives_this_process(identity) {
            return;
        }
        self.inner.toys.send_modify(|toys| {
            Arc::make_mut(toys).insert(identity.clone(), MovedToy { index, movements });
        });
    }

    /// A stop was sent, or a movement failed; the toy's last ones are these. Nothing changes if the toy stands still.
    pub(crate) fn correct_movements(&self, identity: &ToyIdentity, movements: Vec<Movement>) {
        self.inner.toys.send_if_modified(|toys| {
            let is_in = toys.contains_key(identity);
            if is_in && let Some(toy) = Arc::make_mut(toys).get_mut(identity) {
                toy.movements = movements;
            }
            is_in
        });
    }

    /// The toy confirmed that it stands still, or nobody asks about it any more.
    pub(crate) fn clear(&self, identity: &ToyIdentity) {
        self.inner.toys.send_if_modified(|toys| {
            let is_in = toys.contains_key(identity);
            if is_in {
                Arc::make_mut(toys).remove(identity);
            }
            is_in
        });
    }

    /// The toy's link is over: what it was sent last.
    pub(crate) fn keep(&self, identity: &ToyIdentity, movements: Vec<Movement>) {
        let at_rest = self.index_of(identity).is_none();
        self.put(identity, LastKnown { movements, at_rest });
    }

    /// What a toy that is not connected was sent last by an earlier process.
    pub(crate) fn hand_in(&self, identity: &ToyIdentity, movements: Vec<Movement>) {
        let at_rest = false;
        self.put(identity, LastKnown { movements, at_rest });
    }

    /// The toys that were moved, and word of every change.
    pub(crate) fn toys(&self) -> watch::Receiver<Arc<MovedToys>> {
        self.inner.toys.subscribe()
    }

    fn put(&self, identity: &ToyIdentity, known: LastKnown) {
        if known.movements.is_empty() || !outlives_this_process(identity) {
            self.away().remove(identity);
        } else {
            self.away().insert(identity.clone(), known);
        }
    }

    /// The toy is forgotten.
    pub(crate) fn forget(&self, identity: &ToyIdentity) {
        self.away().remove(identity);
    }

    /// The toy arrives: what it was sent last, if that is known.
    ///
    /// A toy may be recognised as another of its protocol's toys than before; its address remains.
    pub(crate) fn take(&self, identity: &ToyIdentity) -> LastKnown {
        let mut away = self.away();
        if let Some(known) = away.remove(identity) {
            return known;
        }
        let same_address = away
            .keys()
            .find(|known| known.transport == identity.transport && known.address == identity.address)
            .cloned();
        same_address.and_then(|known| away.remove(&known)).unwrap_or_default()
    }

    fn index_of(&self, identity: &ToyIdentity) -> Option<u32> {
        self.inner.toys.borrow().get(identity).map(|toy| toy.index)
    }

    fn away(&self) -> MutexGuard<'_, BTreeMap<ToyIdentity, LastKnown>> {
        self.inner.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Toys on the screen end with the process that shows them.
fn outlives_this_process(identity: &ToyIdentity) -> bool {
    identity.transport != Transport::Simulated
}
