//! Toys that would go on by themselves if this process died.

use std::sync::Arc;

use tokio::sync::watch;

use super::{
    Devices,
    identity::{IndexTable, ToyIdentity, Transport},
};

/// Which toys were moved since they last stood still, as their workers know it.
///
/// Only those whose link outlives this process: the system keeps Bluetooth links, while a socket ends with its owner.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moved {
    toys: Arc<watch::Sender<Arc<IndexTable>>>,
}

impl Moved {
    /// Something is about to be written that may move it. Mostly it is known already, and that is cheap.
    pub(crate) fn note(&self, identity: &ToyIdentity, index: u32) {
        if identity.transport == Transport::Bluetooth && self.toys.borrow().get(identity) != Some(&index) {
            self.toys.send_modify(|toys| {
                Arc::make_mut(toys).insert(identity.clone(), index);
            });
        }
    }

    /// It confirmed that it stands still, or nobody asks about it any more.
    pub(crate) fn clear(&self, identity: &ToyIdentity) {
        self.toys.send_if_modified(|toys| {
            let is_in = toys.contains_key(identity);
            if is_in {
                Arc::make_mut(toys).remove(identity);
            }
            is_in
        });
    }
}

impl Devices {
    /// Bluetooth toys that were moved and did not confirm a stop since, with their indices, and word of every change.
    ///
    /// A toy is in here before the first output that may move it is handed to the hardware. One whose link is lost
    /// stays in here until it is back and stopped, sent away, or called back in vain.
    pub fn moved(&self) -> watch::Receiver<Arc<IndexTable>> {
        self.inner.moved.toys.subscribe()
    }
}
