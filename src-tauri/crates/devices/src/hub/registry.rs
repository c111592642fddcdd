//! Which toys there are, which index each of them keeps, and what they called themselves: under one lock, and told in one
//! snapshot.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use thiserror::Error;
use tokio::sync::watch;
use vigil_core::message::{CommandError, DeviceDescription, DeviceTable};

use super::entry::Entry;
use crate::{
    event::{DeviceEvent, Events},
    limits,
    model::{IndexTable, ModelNames, ToyIdentity, Transport},
    worker::ToyState,
};

/// Names by address.
pub type AdvertisedNames = BTreeMap<String, String>;

/// All toys at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Those that are connected, as programs see them.
    pub table: Arc<DeviceTable>,
    /// The index that each toy keeps, connected or not. To be kept by whoever keeps files.
    pub indices: Arc<IndexTable>,
    /// What each Bluetooth toy called itself. To be kept by whoever keeps files.
    ///
    /// What a toy understands is often known by nothing else, and bluetoothd replaces that name by the toy's own (GAP's
    /// Device Name) as long as it is connected: whoever comes upon such a toy could not tell what it is.
    pub advertised: Arc<AdvertisedNames>,
}

/// Notifies a program's session when the connected toys change, and of nothing else.
#[derive(Debug, Clone)]
pub struct TableChanges {
    toys: watch::Receiver<Arc<Snapshot>>,
    seen: Arc<DeviceTable>,
}

/// Why a toy that arrived was sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("the person does not want it connected")]
    Denied,
    #[error("it is connected already")]
    AlreadyHere,
}

#[derive(Debug)]
pub(super) struct Registry {
    records: RwLock<Records>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    events: Events,
}

/// What the registry knows.
#[derive(Debug, Default)]
pub(super) struct Records {
    entries: BTreeMap<u32, Entry>,
    indices: Arc<IndexTable>,
    advertised: Arc<AdvertisedNames>,
    /// What every toy with an index is called by its model.
    models: ModelNames,
    /// Toys that connected to us, in the order of their last arrival.
    websocket_use: Vec<ToyIdentity>,
}

/// Exclusive access to the records; when it is dropped, a new snapshot is published. In between nobody else changes
/// anything, so the last snapshot is always the newest.
#[derive(Debug)]
pub(super) struct Change<'a> {
    records: RwLockWriteGuard<'a, Records>,
    snapshot: &'a watch::Sender<Arc<Snapshot>>,
}

/// A toy whose index was given up.
#[derive(Debug)]
pub(super) struct Forgotten {
    pub(super) identity: ToyIdentity,
    /// Its index, if it had an entry under it.
    pub(super) removed: Option<u32>,
}

impl Registry {
    pub(super) fn new() -> Self {
        Self {
            records: RwLock::default(),
            snapshot: watch::Sender::default(),
            events: Events::new(limits::EVENT_BACKLOG),
        }
    }

    pub(super) fn snapshot(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshot.subscribe()
    }

    pub(super) fn table(&self) -> TableChanges {
        let mut toys = self.snapshot.subscribe();
        let seen = toys.borrow_and_update().table.clone();
        TableChanges { toys, seen }
    }

    pub(super) fn events(&self) -> &Events {
        &self.events
    }

    pub(super) fn emit(&self, event: DeviceEvent) {
        self.events.tell(event);
    }

    pub(super) fn change(&self) -> Change<'_> {
        Change {
            records: self.records.write().unwrap_or_else(PoisonError::into_inner),
            snapshot: &self.snapshot,
        }
    }

    /// Publishes a new snapshot, because the state of a toy has changed.
    pub(super) fn publish(&self) {
        drop(self.change());
    }

    pub(super) fn state(&self, index: u32) -> Result<Arc<ToyState>, CommandError> {
        self.entry(index).map(|entry| entry.state)
    }

    pub(super) fn entry(&self, index: u32) -> Result<Entry, CommandError> {
        let records = self.read();
        let entry = records.entries.get(&index).cloned();
        entry.ok_or(CommandError::UnknownDevice(index))
    }

    pub(super) fn find(&self, identity: &ToyIdentity) -> Option<Arc<ToyState>> {
        self.all().into_iter().find(|state| state.identity == *identity)
    }

    pub(super) fn all(&self) -> Vec<Arc<ToyState>> {
        self.read().entries.values().map(|entry| entry.state.clone()).collect()
    }

    pub(super) fn free_index(&self) -> u32 {
        self.read().free_index()
    }

    /// Whether a toy at this address was connected before, and not forgotten.
    pub(super) fn knows(&self, transport: Transport, address: &str) -> bool {
        let records = self.read();
        let mut known = records.indices.keys();
        known.any(|identity| identity.transport == transport && identity.address == address)
    }

    /// What the toy at this address called itself when it was recognised last.
    pub(super) fn advertised_name(&self, address: &str) -> Option<String> {
        self.read().advertised.get(address).cloned()
    }

    /// A toy was recognised by this name.
    pub(super) fn note_advertised(&self, address: &str, name: &str) {
        if self.advertised_name(address).is_none_or(|known| known != name) {
            let mut change = self.change();
            Arc::make_mut(&mut change.records.advertised).insert(address.to_owned(), name.to_owned());
        }
    }

    pub(super) fn numbered_name(&self, identity: &ToyIdentity) -> Option<String> {
        self.read().numbered_name(identity)
    }

    fn read(&self) -> RwLockReadGuard<'_, Records> {
        self.records.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Change<'_> {
    pub(super) fn set_indices(&mut self, indices: IndexTable) {
        self.records.indices = Arc::new(indices);
    }

    /// An index that another toy has by now is not given away.
    pub(super) fn know(&mut self, identity: &ToyIdentity, index: u32, model: &str) {
        let is_free = !self.records.entries.contains_key(&index) && !self.records.indices.values().any(|i| *i == index);
        if is_free && !self.records.indices.contains_key(identity) {
            Arc::make_mut(&mut self.records.indices).insert(identity.clone(), index);
            self.records.models.insert(identity.clone(), model.to_owned());
        }
    }

    pub(super) fn set_models(&mut self, models: ModelNames) {
        self.records.models = models;
    }

    pub(super) fn set_advertised(&mut self, names: AdvertisedNames) {
        self.records.advertised = Arc::new(names);
    }

    /// Whether a toy is connected under this index.
    pub(super) fn is_taken(&self, index: u32) -> bool {
        self.records.get(index).is_some_and(|state| !state.is_gone())
    }

    /// The index of a toy that arrives: its own, or a new one. `None` if the toy is here already.
    pub(super) fn index_for(&mut self, identity: &ToyIdentity) -> Option<u32> {
        let kept = self.records.indices.get(identity).copied();
        let index = match kept {
            Some(kept) if !self.is_taken(kept) => kept,
            Some(kept) if self.records.get(kept).is_some_and(|state| state.identity == *identity) => return None,
            // It has none, or its place was given away, to a toy of the screen.
            Some(_) | None => self.records.free_index(),
        };
        if kept != Some(index) {
            Arc::make_mut(&mut self.records.indices).insert(identity.clone(), index);
        }
        Some(index)
    }

    /// Puts a toy in place of the one that had its index. True if it is not the same toy.
    pub(super) fn put(&mut self, entry: Entry) -> bool {
        let identity = entry.state.identity.clone();
        let model = entry.state.description.name.clone();
        self.records.models.insert(identity.clone(), model);
        let before = self.records.entries.insert(entry.state.index, entry);
        before.is_none_or(|before| before.state.identity != identity)
    }

    pub(super) fn take(&mut self, index: u32) -> Option<Entry> {
        let entry = self.records.entries.remove(&index)?;
        let identity = &entry.state.identity;
        if !self.records.indices.contains_key(identity) {
            // Toys on the screen are known as long as they are there.
            self.records.models.remove(identity);
        }
        Some(entry)
    }

    /// Forgets what a toy called itself, its model and its index.
    pub(super) fn forget(&mut self, identity: &ToyIdentity) {
        self.records.models.remove(identity);
        if self.records.indices.contains_key(identity) {
            Arc::make_mut(&mut self.records.indices).remove(identity);
        }
        self.forget_advertised(&identity.address);
    }

    pub(super) fn forget_advertised(&mut self, address: &str) {
        if self.records.advertised.contains_key(address) {
            Arc::make_mut(&mut self.records.advertised).remove(address);
        }
    }

    /// Toys that connect to us name their own address, so there may be ever new ones: those unused for longest are
    /// forgotten. Not those that are connected, nor those that the person wants something of.
    pub(super) fn make_room_beside(
        &mut self,
        arrived: &ToyIdentity,
        is_wanted: impl Fn(&ToyIdentity) -> bool,
    ) -> Vec<Forgotten> {
        let Records {
            entries,
            indices,
            models,
            websocket_use,
            ..
        } = &mut *self.records;
        websocket_use.retain(|identity| identity != arrived);
        websocket_use.push(arrived.clone());
        let of_websocket = indices.keys().filter(|toy| toy.transport == Transport::WebSocket);
        let too_many = of_websocket.count().saturating_sub(limits::REMEMBERED_WEBSOCKET_TOYS);
        // Toys of earlier runs come first, then those of this one in the order of their last arrival.
        let mut candidates: Vec<_> = indices
            .iter()
            .filter(|(identity, index)| {
                let is_here = entries
                    .get(index)
                    .is_some_and(|entry| entry.state.identity == **identity && !entry.state.is_gone());
                identity.transport == Transport::WebSocket && *identity != arrived && !is_here && !is_wanted(identity)
            })
            .map(|(identity, index)| {
                let last_use = websocket_use.iter().position(|used| used == identity);
                (last_use, *index, identity.clone())
            })
            .collect();
        candidates.sort();
        candidates.truncate(too_many);
        let mut forgotten = Vec::new();
        for (_, index, identity) in candidates {
            Arc::make_mut(indices).remove(&identity);
            models.remove(&identity);
            websocket_use.retain(|used| *used != identity);
            let is_its_own = entries
                .get(&index)
                .is_some_and(|entry| entry.state.identity == identity);
            let removed = is_its_own.then(|| entries.remove(&index)).map(|_| index);
            forgotten.push(Forgotten { identity, removed });
        }
        forgotten
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        let connected: DeviceTable = self
            .records
            .entries
            .values()
            .filter(|entry| !entry.state.is_gone())
            .map(|entry| (entry.state.index, self.records.described(&entry.state)))
            .collect();
        let records = &self.records;
        self.snapshot.send_modify(|toys| {
            let table = if *toys.table == connected {
                toys.table.clone()
            } else {
                Arc::new(connected)
            };
            *toys = Arc::new(Snapshot {
                table,
                indices: records.indices.clone(),
                advertised: records.advertised.clone(),
            });
        });
    }
}

impl Records {
    fn get(&self, index: u32) -> Option<&ToyState> {
        self.entries.get(&index).map(|entry| entry.state.as_ref())
    }

    /// As programs see it.
    fn described(&self, toy: &ToyState) -> Arc<DeviceDescription> {
        let shown = toy.shown();
        match self.numbered_name(&toy.identity) {
            None => shown,
            Some(name) => Arc::new(DeviceDescription {
                numbered_name: Some(name),
                ..DeviceDescription::clone(&shown)
            }),
        }
    }

    /// Toys of one model are numbered in the order of their indices, which they keep: who is connected does not matter.
    fn numbered_name(&self, identity: &ToyIdentity) -> Option<String> {
        let model = self.models.get(identity)?;
        let index = self.index_of(identity)?;
        let before = self.models.iter().filter(|(other, other_model)| {
            *other_model == model && self.index_of(other).is_some_and(|other| other < index)
        });
        let number = before.count() + 1;
        (number > 1).then(|| format!("{model} ({number})"))
    }

    fn index_of(&self, identity: &ToyIdentity) -> Option<u32> {
        let kept = self.indices.get(identity).copied();
        // Toys on the screen keep theirs elsewhere.
        kept.or_else(|| {
            let mut toys = self.entries.values().map(|entry| &entry.state);
            toys.find(|toy| toy.identity == *identity).map(|toy| toy.index)
        })
    }

    /// An index that no toy has or had.
    fn free_index(&self) -> u32 {
        let taken: BTreeSet<u32> = self.indices.values().chain(self.entries.keys()).copied().collect();
        let after_last = taken.last().map_or(Some(0), |last| last.checked_add(1));
        // A file may hold any number; then a gap serves as well.
        after_last.unwrap_or_else(|| (0..u32::MAX).find(|index| !taken.contains(index)).unwrap_or_default())
    }
}

impl TableChanges {
    /// Waits until the connected toys are others than [`current`](Self::current) gave last. Never ends with an error as
    /// long as there are [`Devices`](super::Devices).
    pub async fn changed(&mut self) -> Result<(), watch::error::RecvError> {
        loop {
            self.toys.changed().await?;
            if !Arc::ptr_eq(&self.toys.borrow_and_update().table, &self.seen) {
                self.toys.mark_changed();
                return Ok(());
            }
        }
    }

    /// The connected toys.
    pub fn current(&mut self) -> Arc<DeviceTable> {
        self.seen = self.toys.borrow_and_update().table.clone();
        self.seen.clone()
    }
}
