//! All toys, by index.
//!
//! | file | what it does |
//! | --- | --- |
//! | `parts` | the owners below, and what they do together |
//! | `registry` | which toys there are, their indices and names; the snapshot and the events |
//! | `entry` | one toy in the registry |
//! | `toy_task` | one toy's tasks, from its arrival to its end |
//! | `inputs` | who listens to which sensor |
//! | `wishes` | what the person wants of all toys |
//! | `scanning` | whether toys are looked for |
//! | `state` | a toy as it is shown |
//! | `ticket` | a stop that was latched |
//! | `together` | outputs that arrived together |

mod entry;
mod inputs;
mod parts;
mod registry;
mod scanning;
mod state;
mod ticket;
mod together;
mod toy_task;
mod wishes;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use thiserror::Error;
use tokio::{
    runtime::Handle,
    sync::{broadcast, watch},
    time::timeout,
};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, DeviceDescription, FeatureOutput, InputAction, InputKind, Reading, StopScope},
};

use self::{entry::Entry, parts::Parts, state::state};
use crate::{
    event::DeviceEvent,
    model::{
        ConnectPolicy, HoldId, IndexTable, LinkState, MovedToys, Movement, Permission, StopResult, ToyIdentity,
        ToyPreferences, Transport,
    },
    timeouts,
    toy::Toy,
    worker::ToyState,
};

pub use self::{
    inputs::InputEvent,
    registry::{AdvertisedNames, Refused, Snapshot, TableChanges},
    state::{DeviceState, OutputState},
    ticket::StopTicket,
    together::Together,
};

/// All toys. Cheap to clone; every method may be called from any thread, and none but the async ones waits.
#[derive(Debug, Clone)]
pub struct Devices {
    parts: Arc<Parts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is a toy with index {0} already")]
pub struct IndexTaken(pub u32);

/// What is observed.
impl Devices {
    /// No toys yet; their workers will run on this runtime.
    pub fn new(clock: Clock, runtime: Handle) -> Self {
        Self {
            parts: Arc::new(Parts::new(clock, runtime)),
        }
    }

    /// All toys, and a notification of every change but of what programs move.
    pub fn snapshot(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.parts.registry.snapshot()
    }

    /// The connected toys, and a notification of every change.
    pub fn table(&self) -> TableChanges {
        self.parts.registry.table()
    }

    pub fn events(&self) -> broadcast::Receiver<DeviceEvent> {
        self.parts.registry.events().subscribe()
    }

    /// For what happens outside of the registry.
    pub(crate) fn tell(&self, event: DeviceEvent) {
        // Nobody has to listen.
        let _ = self.parts.registry.events().send(event);
    }

    /// Every toy as it is right now, those whose link was lost included.
    pub fn states(&self) -> Vec<DeviceState> {
        self.parts.registry.all().iter().map(|toy| state(toy)).collect()
    }

    /// Toys that were moved and did not confirm a stop since, with the last movements of their carriages; changes are
    /// notified. Toys on the screen are not among them.
    ///
    /// A toy is in here before the first output that may move it is handed to the hardware, and so is every movement.
    /// A toy whose link is lost stays in here until it is back and stopped, sent away, or called back in vain. One that was
    /// [let go](Self::let_go) without having confirmed its stop stays, too: another process may have to stop it.
    pub fn moved(&self) -> watch::Receiver<Arc<MovedToys>> {
        self.parts.moved.toys()
    }

    /// Where the workers run.
    pub fn runtime(&self) -> Handle {
        self.parts.runtime.clone()
    }

    /// An index that no toy has or had.
    pub fn free_index(&self) -> u32 {
        self.parts.registry.free_index()
    }

    /// If this toy is reached over a socket that is open: what another process needs to stop it, and to end the
    /// connection.
    #[cfg(unix)]
    pub fn stop_over_socket(&self, index: u32) -> Option<crate::toy::SocketStop> {
        let entry = self.parts.registry.entry(index).ok()?;
        let mut stop = entry.toy.stop_over_socket()?;
        let features = entry.state.description.features.values();
        let mut outputs = features.flat_map(|feature| feature.outputs.keys());
        // Without motors there are none to be stopped.
        stop.stops_motors |= outputs.all(|kind| kind.is_position());
        Some(stop)
    }
}

/// Toys come and go.
impl Devices {
    /// Puts a toy of the screen under this index. It replaces one whose link has ended.
    pub fn add(&self, index: u32, description: DeviceDescription, toy: Arc<dyn Toy>) -> Result<(), IndexTaken> {
        let mut change = self.parts.registry.change();
        if change.is_taken(index) {
            return Err(IndexTaken(index));
        }
        let entry = self
            .parts
            .entry_for(index, ToyIdentity::simulated(index), description, toy);
        if change.put(entry.clone()) {
            self.parts.inputs.forget_device(index);
        }
        drop(change);
        self.parts.start(entry);
        Ok(())
    }

    /// Takes in a toy that was connected, under the index that is its own for good: the one in [`Snapshot::indices`], or a
    /// new one. The first thing that is written to it is a stop: nobody knows what it was last told.
    pub fn arrive(
        &self,
        identity: ToyIdentity,
        description: DeviceDescription,
        toy: Arc<dyn Toy>,
    ) -> Result<u32, Refused> {
        let mut change = self.parts.registry.change();
        if self.parts.wishes.of(&identity).permission == Permission::Denied {
            return Err(Refused::Denied);
        }
        let index = change.index_for(&identity).ok_or(Refused::AlreadyHere)?;
        if identity.transport == Transport::WebSocket {
            for forgotten in change.make_room_beside(&identity, |toy| self.parts.wishes.of(toy)) {
                if let Some(removed) = forgotten.removed {
                    self.parts.inputs.forget_device(removed);
                }
                self.parts.moved.clear(&forgotten.identity);
                self.parts.moved.forget(&forgotten.identity);
            }
        }
        let entry = self.parts.entry_for(index, identity, description, toy);
        // Before anybody finds the toy. Nobody waits for the outcome; the worker carries the stop to its end.
        drop(entry.state.stop(None));
        if change.put(entry.clone()) {
            self.parts.inputs.forget_device(index);
        }
        drop(change);
        self.parts.start(entry);
        Ok(index)
    }

    /// Stops a toy, cuts its link and forgets its state, but not its index. `None` if there is none.
    pub fn remove(&self, index: u32) -> Option<StopTicket> {
        let Entry { state, .. } = self.parts.registry.change().take(index)?;
        let since = self.parts.clock.now();
        let Some(latched) = state.close() else {
            // It was lost before, and now nobody asks about it any more.
            self.parts.moved.clear(&state.identity);
            return None;
        };
        Some(StopTicket::new(&state, since, latched))
    }

    /// Forgets a toy: its index, what the person wanted of it, and the toy itself if it is connected.
    pub fn forget(&self, identity: &ToyIdentity) -> Option<StopTicket> {
        self.parts.wishes.forget(identity);
        self.parts.registry.change().forget(identity);
        self.parts.moved.forget(identity);
        self.remove(self.parts.registry.find(identity)?.index)
    }

    /// Stops the toys that are reached in this way, cuts their links and forgets them, while others stay. Waits until
    /// that is done, but not without a limit. Returns whether none of them failed to confirm its stop: those that did
    /// stay in [`moved`](Self::moved).
    pub async fn let_go(&self, transport: Transport) -> bool {
        let mut changes = self.snapshot();
        let mut leaving = self.parts.registry.all();
        leaving.retain(|toy| toy.identity.transport == transport);
        let taken_out: Vec<_> = leaving
            .iter()
            .filter_map(|toy| Some(self.parts.registry.change().take(toy.index)?.state))
            .collect();
        let confirmed = all_confirmed(self.parts.latch(&taken_out, ToyState::let_go)).await;
        let all_gone = async { while !leaving.iter().all(|toy| toy.is_gone()) && changes.changed().await.is_ok() {} };
        if timeout(timeouts::SHUTDOWN, all_gone).await.is_err() {
            log::error!("a toy's link could not be closed in {:?}", timeouts::SHUTDOWN);
        }
        confirmed
    }

    /// Stops every toy, cuts the links and waits for the workers to end, but not without a limit. Returns whether no toy
    /// failed to confirm its stop: those that did stay in [`moved`](Self::moved).
    pub async fn shut_down(&self) -> bool {
        let tickets = self.parts.latch(&self.parts.registry.all(), ToyState::let_go);
        let mut tasks = std::mem::take(&mut *self.parts.tasks());
        let confirmed = all_confirmed(tickets).await;
        let all_ended = async { while tasks.join_next().await.is_some() {} };
        if timeout(timeouts::SHUTDOWN, all_ended).await.is_err() {
            log::error!("a toy's link could not be closed in {:?}", timeouts::SHUTDOWN);
        }
        confirmed
    }

    /// As the end of their runtime does it.
    #[cfg(test)]
    pub(crate) fn end_workers(&self) {
        self.parts.tasks().abort_all();
    }
}

/// Outputs and stops.
impl Devices {
    /// Gives a toy new outputs, all together. Fails if the toy cannot do it, the lease is over, or the person holds every
    /// toy.
    pub fn output(&self, lease: &Lease, device: u32, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        self.parts.registry.state(device)?.output(lease, outputs)
    }

    /// As [`output`](Self::output), but the toy is told only when all of what arrived together is released.
    pub fn gather(
        &self,
        together: &mut Together,
        lease: &Lease,
        device: u32,
        outputs: &[FeatureOutput],
    ) -> Result<(), CommandError> {
        let toy = self.parts.registry.state(device)?;
        toy.gather(lease, outputs)?;
        together.note(toy);
        Ok(())
    }

    /// Latches a stop on all that the scope names. A scope without outputs stops nothing.
    pub fn stop(&self, scope: StopScope) -> Result<Vec<StopTicket>, CommandError> {
        let toys = match scope.device {
            Some(device) => {
                let toy = self.parts.registry.state(device)?;
                if let Some(feature) = scope.feature {
                    toy.description.feature(device, feature)?;
                }
                vec![toy]
            }
            None => self.parts.registry.all(),
        };
        if !scope.outputs {
            return Ok(Vec::new());
        }
        Ok(self.parts.latch(&toys, |toy| toy.stop(scope.feature)))
    }

    /// Latches a stop on every toy.
    pub fn stop_everything(&self) -> Vec<StopTicket> {
        self.parts.latch(&self.parts.registry.all(), |toy| toy.stop(None))
    }

    /// The same, but for toys that confirmed a moment ago that all of them stands still, and that nothing was to move
    /// since: those are not written to again.
    pub fn stop_everything_that_may_move(&self) -> Vec<StopTicket> {
        self.parts
            .latch(&self.parts.registry.all(), ToyState::stop_unless_at_rest)
    }

    /// Latches a stop of all that this session moves.
    pub fn stop_moved_by(&self, session: SessionId) -> Vec<StopTicket> {
        self.parts
            .latch(&self.parts.registry.all(), |toy| toy.stop_moved_by(session))
    }

    /// Stops every toy and refuses every output until [`release`](Self::release).
    pub fn hold(&self) -> Vec<StopTicket> {
        self.parts.hold.begin();
        self.stop_everything()
    }

    /// Stops every toy and refuses every output, for a cause that may end by itself. The id is `None` if toys are held
    /// already: a release that belongs to this cause must not end that other hold.
    pub fn hold_unless_held(&self) -> (Option<HoldId>, Vec<StopTicket>) {
        let hold = self.parts.hold.begin_unless_held();
        (hold, self.stop_everything())
    }

    /// Ends this hold. False if it does not hold any more: a newer one has taken its place, or it was released.
    pub fn release(&self, hold: HoldId) -> bool {
        self.parts.hold.end(hold)
    }

    /// The hold that holds now, if any.
    pub fn held(&self) -> Option<HoldId> {
        self.parts.hold.current()
    }

    /// A session's lease was suspended and holds again: outputs that waited are written.
    pub fn resumed(&self, session: SessionId) {
        for toy in self.parts.registry.all() {
            toy.resumed(session);
        }
    }
}

/// Sensors.
impl Devices {
    /// Asks a sensor. Resolves within `timeouts::READ`.
    pub fn read(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<Reading, CommandError>>, CommandError> {
        self.parts.registry.entry(device)?.read(feature, kind)
    }

    /// Whether a sensor can be asked so.
    pub fn check_input(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
        action: InputAction,
    ) -> Result<(), CommandError> {
        self.parts.registry.entry(device)?.check_input(feature, kind, action)
    }

    /// A session wants to hear of a sensor. Resolves within `timeouts::SUBSCRIBE`, once no other sensor of the toy
    /// is being switched.
    pub fn subscribe(
        &self,
        session: SessionId,
        device: u32,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<(), CommandError>>, CommandError> {
        let entry = self.parts.registry.entry(device)?;
        self.parts.inputs.subscribe(session, entry, feature, kind)
    }

    /// A session has heard enough of these sensors; all of them, when the session is over.
    pub fn unsubscribe(&self, session: SessionId, scope: StopScope, kind: Option<InputKind>) -> BoxFuture<'static, ()> {
        let entry = |device| self.parts.registry.entry(device).ok();
        self.parts.inputs.unsubscribe(session, scope, kind, entry)
    }

    /// What sensors say that sessions listen to. A receiver that falls behind loses the oldest.
    pub fn readings(&self) -> broadcast::Receiver<InputEvent> {
        self.parts.inputs.readings()
    }
}

/// What the person wants, and what earlier runs knew.
impl Devices {
    /// Looks for toys, until [`stop_scanning`](Self::stop_scanning). Whatever back end is there follows, or comes later.
    pub fn start_scanning(&self) {
        self.parts.scanning.start();
    }

    pub fn stop_scanning(&self) {
        self.parts.scanning.stop();
    }

    /// Whether toys are looked for. Going false is what the protocol calls ScanningFinished.
    pub fn scanning(&self) -> watch::Receiver<bool> {
        self.parts.scanning.is_wanted()
    }

    /// What the person wants of a toy, from now on: also while programs move it.
    pub fn set_preferences(&self, identity: &ToyIdentity, preferences: ToyPreferences) {
        let preferences = Arc::new(preferences);
        self.parts.wishes.set(identity, preferences.clone());
        let Some(toy) = self.parts.registry.find(identity) else {
            return;
        };
        if preferences.permission == Permission::Denied {
            drop(self.remove(toy.index));
        } else {
            toy.set_preferences(&preferences);
            self.parts.registry.publish();
        }
    }

    pub fn preferences(&self, identity: &ToyIdentity) -> ToyPreferences {
        ToyPreferences::clone(&self.parts.wishes.of(identity))
    }

    /// Which toys to connect to if the person did not say so for one.
    pub fn set_connect_policy(&self, policy: ConnectPolicy) {
        self.parts.wishes.set_policy(policy);
    }

    /// Hands in the indices of earlier runs, before the first toy arrives.
    pub fn set_indices(&self, indices: IndexTable) {
        self.parts.registry.change().set_indices(indices);
    }

    /// Hands in the names of earlier runs, before the first toy arrives.
    pub fn set_advertised(&self, names: AdvertisedNames) {
        self.parts.registry.change().set_advertised(names);
    }

    /// Hands in what a toy was sent last by an earlier process, before it arrives: its carriages are frozen where they
    /// should be by now.
    pub fn set_movements(&self, identity: &ToyIdentity, movements: Vec<Movement>) {
        self.parts.moved.hand_in(identity, movements);
    }
}

/// For back ends.
impl Devices {
    /// Lets in what is at this address, whatever the policy says of toys that are new. Not what the person denied.
    pub(crate) fn invite(&self, transport: Transport, address: &str) {
        self.parts.wishes.invite(transport, address);
    }

    /// Whether to connect to what is at this address.
    pub(crate) fn admits(&self, transport: Transport, address: &str) -> bool {
        let known = self.knows(transport, address);
        self.parts.wishes.admits(transport, address, known)
    }

    /// Whether a toy at this address was connected before, and not forgotten.
    pub(crate) fn knows(&self, transport: Transport, address: &str) -> bool {
        self.parts.registry.knows(transport, address)
    }

    /// What the toy at this address called itself when it was recognised last.
    pub(crate) fn advertised_name(&self, address: &str) -> Option<String> {
        self.parts.registry.advertised_name(address)
    }

    pub(crate) fn note_advertised(&self, address: &str, name: &str) {
        self.parts.registry.note_advertised(address, name);
    }

    /// What becomes of a toy whose link is gone.
    pub(crate) fn note_link(&self, index: u32, link: LinkState) {
        if let Ok(toy) = self.parts.registry.state(index) {
            toy.set_after_loss(link);
            if link == LinkState::Lost {
                self.parts.moved.clear(&toy.identity);
            }
            self.parts.registry.publish();
        }
    }

    /// How strongly a toy's radio was heard.
    pub(crate) fn note_rssi(&self, index: u32, dbm: i16) {
        if self.parts.registry.state(index).is_ok_and(|toy| toy.set_rssi_dbm(dbm)) {
            self.parts.registry.publish();
        }
    }

    /// Waits until this toy is not connected any more. Whether it is missed, that is: nobody sent it away.
    pub(crate) async fn gone(&self, index: u32, identity: &ToyIdentity) -> bool {
        let mut changes = self.snapshot();
        loop {
            changes.mark_unchanged();
            match self.parts.registry.state(index) {
                Ok(toy) if toy.identity == *identity && !toy.is_gone() => {}
                Ok(_) | Err(_) => return self.misses(index, identity),
            }
            if changes.changed().await.is_err() {
                return false;
            }
        }
    }

    /// Whether this toy is gone, and the person did not send it away.
    pub(crate) fn misses(&self, index: u32, identity: &ToyIdentity) -> bool {
        self.parts
            .registry
            .state(index)
            .is_ok_and(|toy| toy.identity == *identity && toy.is_gone() && !toy.is_closing())
    }
}

/// Waits until these stops came to their ends.
async fn all_confirmed(tickets: Vec<StopTicket>) -> bool {
    let mut confirmed = true;
    for ticket in tickets {
        confirmed &= ticket.outcome().await.result != StopResult::Unconfirmed;
    }
    confirmed
}
