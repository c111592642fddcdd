//! Toys that come and go, each with an index of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

use thiserror::Error;
use tokio::{runtime::Handle, sync::watch};
use vigil_core::message::DeviceDescription;

use super::{Devices, Entry};
use crate::{
    limits,
    model::{IndexTable, LinkState, Permission, ToyIdentity, ToyPreferences, Transport},
    toy::Toy,
};

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
            if identity.transport == Transport::WebSocket {
                self.make_room_beside(&identity, &mut entries);
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
    pub fn runtime(&self) -> Handle {
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

    /// Toys that connect to us name their own address, so there may be ever new ones: those unused for longest are
    /// forgotten. Not those that are connected, nor those that the person wants something of.
    fn make_room_beside(&self, arrived: &ToyIdentity, entries: &mut BTreeMap<u32, Entry>) {
        let mut use_order = self.inner.websocket_use.lock().unwrap_or_else(PoisonError::into_inner);
        use_order.retain(|identity| identity != arrived);
        use_order.push(arrived.clone());
        let wishes = self.inner.wishes.borrow().toys.clone();
        let mut forgotten = Vec::new();
        self.inner.indices.send_if_modified(|indices| {
            let of_websocket = indices.keys().filter(|toy| toy.transport == Transport::WebSocket);
            let too_many = of_websocket.count().saturating_sub(limits::REMEMBERED_WEBSOCKET_TOYS);
            // Toys of earlier runs come first, then those of this one in the order of their last arrival.
            let mut candidates: Vec<_> = indices
                .iter()
                .filter(|(identity, index)| {
                    let is_here = entries
                        .get(index)
                        .is_some_and(|entry| entry.shared.identity == **identity && !entry.shared.is_gone());
                    let is_wanted = wishes
                        .get(*identity)
                        .is_some_and(|wish| **wish != ToyPreferences::default());
                    identity.transport == Transport::WebSocket && *identity != arrived && !is_here && !is_wanted
                })
                .map(|(identity, index)| {
                    (
                        use_order.iter().position(|used| used == identity),
                        *index,
                        identity.clone(),
                    )
                })
                .collect();
            candidates.sort();
            candidates.truncate(too_many);
            for (_, index, identity) in candidates {
                Arc::make_mut(indices).remove(&identity);
                forgotten.push((index, identity));
            }
            !forgotten.is_empty()
        });
        for (index, identity) in forgotten {
            use_order.retain(|used| *used != identity);
            if entries
                .get(&index)
                .is_some_and(|entry| entry.shared.identity == identity)
            {
                entries.remove(&index);
                self.inner.inputs.forget_device(index);
            }
            self.inner.moved.clear(&identity);
            self.inner.moved.forget(&identity);
        }
    }

    fn free_index_beside(&self, entries: &BTreeMap<u32, Entry>) -> u32 {
        let indices = self.inner.indices.borrow();
        let taken: BTreeSet<u32> = indices.values().chain(entries.keys()).copied().collect();
        let after_last = taken.last().map_or(Some(0), |last| last.checked_add(1));
        // A file may hold any number; then a gap serves as well.
        after_last.unwrap_or_else(|| (0..u32::MAX).find(|index| !taken.contains(index)).unwrap_or_default())
    }
}
