//! All toys, by index.

mod advertised;
mod arrivals;
mod hold;
mod identity;
mod inputs;
mod moved;
mod preferences;
mod state;
mod ticket;
mod wishes;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::{FutureExt, future::BoxFuture};
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
    message::{
        CommandError, DeviceDescription, DeviceTable, FeatureOutput, InputAction, InputKind, Reading, StopScope,
    },
};

use self::{
    inputs::{Inputs, Sensors},
    preferences::Wishes,
    state::state,
};
use crate::{
    event::DeviceEvent,
    timeouts,
    toy::{HardwareError, Toy},
    worker::{self, Latched, Shared},
};

pub use self::{
    advertised::AdvertisedNames,
    arrivals::Refused,
    hold::HoldId,
    identity::{IndexTable, ToyIdentity, Transport},
    inputs::InputEvent,
    moved::{MovedToy, MovedToys, Movement},
    preferences::{ConnectPolicy, OutputPreferences, Permission, ToyPreferences},
    state::{DeviceState, LinkState, OutputState},
    ticket::{StopOutcome, StopTicket},
};
pub(crate) use self::{hold::Hold, moved::Moved};

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
    /// There is a back end that can look for toys.
    can_scan: AtomicBool,
    changes: watch::Sender<u64>,
    inputs: Inputs,
    moved: Moved,
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
                can_scan: AtomicBool::new(false),
                changes: watch::Sender::default(),
                inputs: Inputs::default(),
                moved: Moved::default(),
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

    /// Says whether there is anything to look for toys with. Where there is not, a search is over as soon as it began;
    /// one that is under way is not: it goes on when there is something again.
    pub fn set_can_scan(&self, can_scan: bool) {
        self.inner.can_scan.store(can_scan, Ordering::SeqCst);
    }

    /// Looks for toys, until [`stop_scanning`](Self::stop_scanning). Whatever back end is there follows.
    pub fn start_scanning(&self) {
        let can_scan = self.inner.can_scan.load(Ordering::SeqCst);
        // Where nothing can look, the change is told all the same: to whoever waits for the end.
        self.inner.scanning.send_if_modified(|on| {
            let goes_on = *on;
            *on |= can_scan;
            !goes_on
        });
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
        let entry = self.entries_mut().remove(&index)?;
        self.publish_table();
        let since = self.inner.clock.now();
        let Some(latched) = entry.shared.close() else {
            // It was lost before, and now nobody asks about it any more.
            self.inner.moved.clear(&entry.shared.identity);
            return None;
        };
        Some(StopTicket::new(&entry.shared, since, latched))
    }

    /// Stops the toys that are reached in this way, cuts their links and forgets them, while others stay. Waits until
    /// that is done, but not for ever. Returns whether every one of them confirmed its stop.
    pub async fn let_go(&self, transport: Transport) -> bool {
        let mut changes = self.changes();
        let leaving: Vec<_> = self
            .all()
            .into_iter()
            .filter(|toy| toy.identity.transport == transport)
            .collect();
        let tickets: Vec<_> = leaving.iter().filter_map(|toy| self.remove(toy.index)).collect();
        let mut confirmed = true;
        for ticket in tickets {
            confirmed &= ticket.outcome().await.confirmed;
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

    /// Asks a sensor. Resolves within [`timeouts::READ`].
    pub fn read(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<Reading, CommandError>>, CommandError> {
        let entry = self.entry(device)?;
        entry
            .shared
            .description
            .check_input(device, feature, kind, InputAction::Read)?;
        Ok(async move {
            match timeout(timeouts::READ, entry.toy.read(feature, kind)).await {
                Ok(Ok(value)) => Ok(Reading { kind, value }),
                Ok(Err(HardwareError::Disconnected)) => Err(CommandError::Disconnected),
                Ok(Err(error)) => Err(CommandError::Failed(error.to_string())),
                Err(_) => Err(CommandError::NoAnswer),
            }
        }
        .boxed())
    }

    /// Whether a sensor can be asked so.
    pub fn check_input(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
        action: InputAction,
    ) -> Result<(), CommandError> {
        // Sensors say of themselves that they can be subscribed to; that they can be left in peace goes with it.
        let action = match action {
            InputAction::Unsubscribe => InputAction::Subscribe,
            action => action,
        };
        self.shared(device)?
            .description
            .check_input(device, feature, kind, action)
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

    /// Latches a stop on every toy.
    pub fn stop_everything(&self) -> Vec<StopTicket> {
        self.latch(&self.all(), |shared| shared.stop(None))
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

    /// Stops every toy, cuts the links and waits for the workers to end, but not for ever. Returns whether every toy
    /// confirmed.
    pub async fn shut_down(&self) -> bool {
        let tickets = self.latch(&self.all(), Shared::close);
        let mut tasks = std::mem::take(&mut *self.tasks());
        let mut confirmed = true;
        for ticket in tickets {
            confirmed &= ticket.outcome().await.confirmed;
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

    fn start(&self, entry: Entry) {
        let Entry { shared, toy, .. } = entry.clone();
        let (index, name) = (shared.index, shared.description.name.clone());
        log::info!("toy {index}, {name}, is here");
        // First the state, then word of it: whoever hears of the toy finds it in the list.
        self.publish_table();
        self.emit(DeviceEvent::Added { device: index, name });
        let hub = self.clone();
        let mut tasks = self.tasks();
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(
            async move {
                tokio::select! {
                    () = worker::run(shared.clone(), toy.clone(), hub.inner.events.clone()) => {}
                    () = hub.watch_battery(shared.clone(), toy.clone()) => {}
                    () = hub.pass_readings(&entry) => {}
                }
                hub.left(&shared);
            },
            &self.inner.runtime,
        );
    }

    fn latch(&self, toys: &[Arc<Shared>], stop: impl Fn(&Shared) -> Option<Latched>) -> Vec<StopTicket> {
        let since = self.inner.clock.now();
        toys.iter()
            .filter_map(|shared| Some(StopTicket::new(shared, since, stop(shared)?)))
            .collect()
    }

    async fn watch_battery(&self, shared: Arc<Shared>, toy: Arc<dyn Toy>) {
        let battery = shared
            .description
            .features
            .iter()
            .find(|(_, feature)| feature.inputs.contains_key(&InputKind::Battery))
            .map(|(index, _)| *index);
        let Some(feature) = battery else {
            return std::future::pending().await;
        };
        let mut period = tokio::time::interval(timeouts::BATTERY_PERIOD);
        loop {
            period.tick().await;
            let read = timeout(timeouts::READ, toy.clone().read(feature, InputKind::Battery)).await;
            if let Ok(Ok(percent)) = read
                && let Ok(percent) = u8::try_from(percent)
            {
                shared.set_battery_percent(percent);
                self.changed();
                self.emit(DeviceEvent::BatteryRead {
                    device: shared.index,
                    percent,
                });
            }
        }
    }

    fn left(&self, shared: &Shared) {
        log::info!("toy {}, {}, is gone", shared.index, shared.description.name);
        // One that comes back is listened to again; one that was sent away is not.
        if shared.is_closing() {
            self.inner.moved.clear(&shared.identity);
            self.inner.inputs.forget_device(shared.index);
        }
        self.publish_table();
        self.emit(DeviceEvent::Removed {
            device: shared.index,
            name: shared.description.name.clone(),
        });
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
