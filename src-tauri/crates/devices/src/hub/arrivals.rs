//! Toys that come and go, each with an index of its own.

use std::{collections::BTreeMap, sync::Arc};

use thiserror::Error;
use tokio::{runtime::Handle, sync::watch};
use vigil_core::message::DeviceDescription;

use super::{
    Devices, Entry,
    identity::{IndexTable, ToyIdentity},
    preferences::Permission,
    state::LinkState,
};
use crate::toy::Toy;

/// Why a toy that arrived was sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("the person does not want it connected")]
    Denied,
    #[error("it is connected already")]
    AlreadyHere,
}

impl Devices {
    /// Takes in a toy that was connected, under the index that is its own for ever: the one in
    /// [`indices`](Self::indices), or a new one. The first thing that is written to it is a stop: nobody knows what it
    /// was last told.
    pub fn arrive(
        &self,
        identity: ToyIdentity,
        description: DeviceDescription,
        toy: Arc<dyn Toy>,
    ) -> Result<u32, Refused> {
        let entry = {
            let mut entries = self.entries_mut();
            if self.inner.wishes.borrow().of(&identity).permission == Permission::Denied {
                return Err(Refused::Denied);
            }
            let kept = self.inner.indices.borrow().get(&identity).copied();
            let index = match kept.and_then(|index| Some((index, entries.get(&index)?))) {
                Some((_, entry)) if !entry.shared.is_gone() && entry.shared.identity == identity => {
                    return Err(Refused::AlreadyHere);
                }
                // Its place was given away, to a toy of the screen.
                Some((_, entry)) if !entry.shared.is_gone() => self.free_index_beside(&entries),
                Some((index, _)) => index,
                None => kept.unwrap_or_else(|| self.free_index_beside(&entries)),
            };
            if kept != Some(index) {
                self.inner.indices.send_modify(|indices| {
                    Arc::make_mut(indices).insert(identity.clone(), index);
                });
            }
            let entry = self.entry_for(index, identity, description, toy);
            self.put(&mut entries, &entry);
            entry
        };
        // Nobody waits for its outcome; the worker carries it to its end.
        drop(entry.shared.stop(None));
        let index = entry.shared.index;
        self.start(entry);
        Ok(index)
    }

    /// The index that each toy keeps, and word of every new one. To be kept by whoever keeps files.
    pub fn indices(&self) -> watch::Receiver<Arc<IndexTable>> {
        self.inner.indices.subscribe()
    }

    /// Hands in the indices of earlier runs, before the first toy arrives.
    pub fn set_indices(&self, indices: IndexTable) {
        self.inner.indices.send_replace(Arc::new(indices));
    }

    /// An index that no toy has or had.
    pub fn free_index(&self) -> u32 {
        self.free_index_beside(&self.entries())
    }

    /// What becomes of a toy whose link is gone.
    pub(crate) fn note_link(&self, index: u32, link: LinkState) {
        if let Ok(shared) = self.shared(index) {
            shared.set_after_loss(link);
            if link == LinkState::Lost {
                self.inner.moved.clear(&shared.identity);
            }
            self.changed();
        }
    }

    /// How strongly a toy's radio was heard.
    pub(crate) fn note_rssi(&self, index: u32, dbm: i16) {
        if self.shared(index).is_ok_and(|shared| shared.set_rssi_dbm(dbm)) {
            self.changed();
        }
    }

    /// Where the workers run.
    pub(crate) fn runtime(&self) -> Handle {
        self.inner.runtime.clone()
    }

    /// Waits until this toy is not connected any more. Whether it is missed, that is: nobody sent it away.
    pub(crate) async fn gone(&self, index: u32, identity: &ToyIdentity) -> bool {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            match self.shared(index) {
                Ok(shared) if shared.identity == *identity && !shared.is_gone() => {}
                Ok(_) | Err(_) => return self.misses(index, identity),
            }
            if changes.changed().await.is_err() {
                return false;
            }
        }
    }

    /// Whether this toy is gone, and the person did not send it away.
    pub(crate) fn misses(&self, index: u32, identity: &ToyIdentity) -> bool {
        self.shared(index)
            .is_ok_and(|shared| shared.identity == *identity && shared.is_gone() && !shared.is_closing())
    }

    fn free_index_beside(&self, entries: &BTreeMap<u32, Entry>) -> u32 {
        let indices = self.inner.indices.borrow();
        let taken = indices.values().chain(entries.keys()).max();
        taken.map_or(0, |last| last + 1)
    }
}
