//! All toys, by index.

mod advertised;
mod arrivals;
mod inputs;
mod life;
mod moved;
mod state;
mod ticket;
mod wishes;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use thiserror::Error;
use tokio::{
    runtime::Handle,
    sync::{broadcast, watch},
    task::JoinSet,
    time::timeout,
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, DeviceDescription, DeviceTable, FeatureOutput, StopScope},
};

use self::{
    inputs::{Inputs, Sensors},
    state::state,
    wishes::Wishes,
};
use crate::{
    event::DeviceEvent,
    model::{Hold, HoldId, IndexTable, Moved, StopResult, ToyIdentity, Transport},
    timeouts,
    toy::Toy,
    worker::{Latched, Shared},
};

pub use self::{
    advertised::AdvertisedNames,
    arrivals::Refused,
    inputs::InputEvent,
    state::{DeviceState, OutputState},
    ticket::StopTicket,
};

/// How many events a listener may be behind before it loses some, and is told so.
const EVENT_BACKLOG: usize = 4096;

/// All toys. Cheap to clone; every method may be called from any thread, and none but the async ones waits.
#[derive(Debug, Clone)]
pub struct Devices {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    clock: Clock,
    /// The runtime of the workers, apart from the sessions': a stalled session delays no stop.
    runtime: Handle,
    entries: RwLock<BTreeMap<u32, Entry>>,
    table: watch::Sender<Arc<DeviceTable>>,
    indices: watch::Sender<Arc<IndexTable>>,
    advertised: watch::Sender<Arc<AdvertisedNames>>,
    wishes: watch::Sender<Wishes>,
    scanning: watch::Sender<bool>,
    changes: watch::Sender<u64>,
    inputs: Inputs,
    moved: Moved,
    /// Toys that connected to us, in the order of their last arrival.
    websocket_use: Mutex<Vec<ToyIdentity>>,
    hold: Hold,
    events: broadcast::Sender<DeviceEvent>,
    tasks: Mutex<JoinSet<()>>,
}

#[derive(Debug, Clone)]
struct Entry {
    shared: Arc<Shared>,
    toy: Arc<dyn Toy>,
    sensors: Arc<Sensors>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is a toy with index {0} already")]
pub struct IndexTaken(pub u32);

impl Devices {
    /// No toys yet; their workers will run on this runtime.
    pub fn new(clock: Clock, runtime: Handle) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock,
                runtime,
                entries: RwLock::default(),
                table: watch::Sender::default(),
                indices: watch::Sender::default(),
                advertised: watch::Sender::default(),
                wishes: watch::Sender::default(),
                scanning: watch::Sender::default(),
                changes: watch::Sender::default(),
                inputs: Inputs::default(),
                moved: Moved::default(),
                websocket_use: Mutex::default(),
                hold: Hold::default(),
                events: broadcast::Sender::new(EVENT_BACKLOG),
                tasks: Mutex::default(),
            }),
        }
    }

    /// Puts a toy of the screen under this index. It replaces one whose link has ended.
    pub fn add(&self, index: u32, description: DeviceDescription, toy: Arc<dyn Toy>) -> Result<(), IndexTaken> {
        let identity = ToyIdentity::simulated(index);
        let entry = {
            let mut entries = self.entries_mut();
            if entries.get(&index).is_some_and(|entry| !entry.shared.is_gone()) {
                return Err(IndexTaken(index));
            }
            let entry = self.entry_for(index, identity, description, toy);
            self.put(&mut entries, &entry);
            entry
        };
        self.start(entry);
        Ok(())
    }

    /// Looks for toys, until [`stop_scanning`](Self::stop_scanning). Whatever back end is there follows, or comes later.
    pub fn start_scanning(&self) {
        self.inner.scanning.send_if_modified(|on| !std::mem::replace(on, true));
    }

    pub fn stop_scanning(&self) {
        self.inner.scanning.send_if_modified(|on| std::mem::replace(on, false));
    }

    /// Whether toys are looked for. Going false is what the protocol calls ScanningFinished.
    pub fn scanning(&self) -> watch::Receiver<bool> {
        self.inner.scanning.subscribe()
    }

    /// Word of every change in [`states`](Self::states), but for what programs move.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Stops a toy, cuts its link and forgets it. `None` where there is none.
    pub fn remove(&self, index: u32) -> Option<StopTicket> {
        let shared = self.take_out(index)?;
        let since = self.inner.clock.now();
        let Some(latched) = shared.close() else {
            // It was lost before, and now nobody asks about it any more.
            self.inner.moved.clear(&shared.identity);
            return None;
        };
        Some(StopTicket::new(&shared, since, latched))
    }

    fn take_out(&self, index: u32) -> Option<Arc<Shared>> {
        let entry = self.entries_mut().remove(&index)?;
        self.publish_table();
        Some(entry.shared)
    }

    /// Stops the toys that are reached in this way, cuts their links and forgets them, while others stay. Waits until
    /// that is done, but not for ever. Returns whether none of them failed to confirm its stop: those that did stay in
    /// [`moved`](Self::moved).
    pub async fn let_go(&self, transport: Transport) -> bool {
        let mut changes = self.changes();
        let leaving: Vec<_> = self
            .all()
            .into_iter()
            .filter(|toy| toy.identity.transport == transport)
            .collect();
        let taken_out: Vec<_> = leaving.iter().filter_map(|toy| self.take_out(toy.index)).collect();
        let tickets = self.latch(&taken_out, Shared::let_go);
        let mut confirmed = true;
        for ticket in tickets {
            confirmed &= ticket.outcome().await.result != StopResult::Unconfirmed;
        }
        let all_gone = async { while !leaving.iter().all(|toy| toy.is_gone()) && changes.changed().await.is_ok() {} };
        if timeout(timeouts::SHUTDOWN, all_gone).await.is_err() {
            log::error!("a toy's link could not be closed in {:?}", timeouts::SHUTDOWN);
        }
        confirmed
    }

    /// Gives a toy new outputs, all together. Fails where the toy cannot do it, the lease is over, or the person holds every toy.
    pub fn output(&self, lease: &Lease, device: u32, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        self.shared(device)?.output(lease, outputs)
    }

    /// Latches a stop on all that the scope names. A scope without outputs stops nothing.
    pub fn stop(&self, scope: StopScope) -> Result<Vec<StopTicket>, CommandError> {
        let shared = match scope.device {
            Some(device) => {
                let shared = self.shared(device)?;
                if let Some(feature) = scope.feature {
                    shared.description.feature(device, feature)?;
                }
                vec![shared]
            }
            None => self.entries().values().map(|entry| entry.shared.clone()).collect(),
        };
        if !scope.outputs {
            return Ok(Vec::new());
        }
        Ok(self.latch(&shared, |shared| shared.stop(scope.feature)))
    }

    /// If this toy is reached over a socket that is open: what another process needs to stop it, and to end the
    /// connection.
    #[cfg(unix)]
    pub fn stop_over_socket(&self, index: u32) -> Option<crate::toy::SocketStop> {
        let entry = self.entry(index).ok()?;
        let mut stop = entry.toy.stop_over_socket()?;
        let mut outputs = entry
            .shared
            .description
            .features
            .values()
            .flat_map(|feature| feature.outputs.keys());
        // Without motors there are none to be stopped.
        stop.stops_motors |= outputs.all(|kind| kind.is_position());
        Some(stop)
    }

    /// Latches a stop on every toy.
    pub fn stop_everything(&self) -> Vec<StopTicket> {
        self.latch(&self.all(), |shared| shared.stop(None))
    }

    /// The same, but for toys that confirmed a moment ago that all of them stands still, and that nothing was to move
    /// since: those are not written to again.
    pub fn stop_everything_that_may_move(&self) -> Vec<StopTicket> {
        self.latch(&self.all(), Shared::stop_unless_at_rest)
    }

    /// Latches a stop of all that this session moves.
    pub fn stop_moved_by(&self, session: SessionId) -> Vec<StopTicket> {
        self.latch(&self.all(), |shared| shared.stop_moved_by(session))
    }

    /// Stops every toy and refuses every output until [`release`](Self::release).
    pub fn hold(&self) -> Vec<StopTicket> {
        self.inner.hold.begin();
        self.stop_everything()
    }

    /// Stops every toy and refuses every output, for a cause that may end by itself. The id is `None` if toys are held
    /// already: a release that belongs to this cause must not end that other hold.
    pub fn hold_unless_held(&self) -> (Option<HoldId>, Vec<StopTicket>) {
        let hold = self.inner.hold.begin_unless_held();
        (hold, self.stop_everything())
    }

    /// Ends this hold. False if it does not hold any more: a newer one has taken its place, or it was released.
    pub fn release(&self, hold: HoldId) -> bool {
        self.inner.hold.end(hold)
    }

    /// The hold that holds now, if any.
    pub fn held(&self) -> Option<HoldId> {
        self.inner.hold.current()
    }

    /// A session's lease was suspended and holds again: outputs that waited are written.
    pub fn resumed(&self, session: SessionId) {
        for shared in self.all() {
            shared.resumed(session);
        }
    }

    /// The connected toys, and word of every change.
    pub fn table(&self) -> watch::Receiver<Arc<DeviceTable>> {
        self.inner.table.subscribe()
    }

    pub fn events(&self) -> broadcast::Receiver<DeviceEvent> {
        self.inner.events.subscribe()
    }

    /// Every toy as it is right now, those whose link was lost included.
    pub fn states(&self) -> Vec<DeviceState> {
        self.entries().values().map(|entry| state(&entry.shared)).collect()
    }

    /// Stops every toy, cuts the links and waits for the workers to end, but not for ever. Returns whether no toy
    /// failed to confirm its stop: those that did stay in [`moved`](Self::moved).
    pub async fn shut_down(&self) -> bool {
        let tickets = self.latch(&self.all(), Shared::let_go);
        let mut tasks = std::mem::take(&mut *self.tasks());
        let mut confirmed = true;
        for ticket in tickets {
            confirmed &= ticket.outcome().await.result != StopResult::Unconfirmed;
        }
        let all_ended = async { while tasks.join_next().await.is_some() {} };
        if timeout(timeouts::SHUTDOWN, all_ended).await.is_err() {
            log::error!("a toy's link could not be closed in {:?}", timeouts::SHUTDOWN);
        }
        confirmed
    }

    fn entry_for(&self, index: u32, identity: ToyIdentity, description: DeviceDescription, toy: Arc<dyn Toy>) -> Entry {
        let preferences = self.inner.wishes.borrow().of(&identity);
        let shared = Arc::new(Shared::new(
            index,
            identity,
            Arc::new(description),
            preferences,
            self.inner.clock,
            self.inner.hold.clone(),
            self.inner.moved.clone(),
        ));
        Entry {
            shared,
            toy,
            sensors: Arc::default(),
        }
    }

    /// In place of the one that was there.
    fn put(&self, entries: &mut BTreeMap<u32, Entry>, entry: &Entry) {
        let index = entry.shared.index;
        let before = entries.insert(index, entry.clone());
        if before.is_none_or(|before| before.shared.identity != entry.shared.identity) {
            self.inner.inputs.forget_device(index);
        }
    }

    fn latch(&self, toys: &[Arc<Shared>], stop: impl Fn(&Shared) -> Option<Latched>) -> Vec<StopTicket> {
        let since = self.inner.clock.now();
        toys.iter()
            .filter_map(|shared| Some(StopTicket::new(shared, since, stop(shared)?)))
            .collect()
    }

    fn publish_table(&self) {
        // Built inside, so that of two changes at once the later one is published last.
        self.inner.table.send_modify(|table| {
            let connected = |entry: &&Entry| !entry.shared.is_gone();
            *table = Arc::new(
                self.entries()
                    .values()
                    .filter(connected)
                    .map(|entry| (entry.shared.index, entry.shared.shown()))
                    .collect(),
            );
        });
        self.changed();
    }

    fn changed(&self) {
        self.inner.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn emit(&self, event: DeviceEvent) {
        // Nobody has to listen.
        let _ = self.inner.events.send(event);
    }

    fn all(&self) -> Vec<Arc<Shared>> {
        self.entries().values().map(|entry| entry.shared.clone()).collect()
    }

    fn shared(&self, device: u32) -> Result<Arc<Shared>, CommandError> {
        self.entry(device).map(|entry| entry.shared)
    }

    fn entry(&self, device: u32) -> Result<Entry, CommandError> {
        self.entries()
            .get(&device)
            .cloned()
            .ok_or(CommandError::UnknownDevice(device))
    }

    fn find(&self, identity: &ToyIdentity) -> Option<Entry> {
        self.entries()
            .values()
            .find(|entry| entry.shared.identity == *identity)
            .cloned()
    }

    fn entries(&self) -> RwLockReadGuard<'_, BTreeMap<u32, Entry>> {
        self.inner.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn entries_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<u32, Entry>> {
        self.inner.entries.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
