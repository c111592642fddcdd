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
//! | `arrivals` | toys come and go |
//! | `outputs` | outputs and stops |
//! | `toy_holds` | toys that the person holds still one by one |
//! | `back_end` | what back ends ask of the toys and tell them |
//! | `searches` | who looks for toys |
//! | `state` | a toy as it is shown |
//! | `ticket` | a stop that was latched |
//! | `together` | outputs that arrived together |

mod arrivals;
mod back_end;
mod entry;
mod inputs;
mod outputs;
mod parts;
mod registry;
mod searches;
mod state;
mod ticket;
mod together;
mod toy_holds;
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
};
use vigil_clock::Clock;
use vigil_core::{
    lease::SessionId,
    message::{CommandError, InputAction, InputKind, Reading, StopScope},
};

use self::{parts::Parts, state::state};
use crate::{
    event::DeviceEvent,
    model::{ConnectPolicy, IndexTable, ModelNames, MovedToys, Movement, Permission, ToyIdentity, ToyPreferences},
};

pub use self::{
    inputs::InputEvent,
    registry::{AdvertisedNames, Refused, Snapshot, TableChanges},
    searches::{SearchId, SearchTable, Searcher},
    state::{DeviceState, Doubts, MessageGap, OutputState, ToyDetails, Vitals},
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

    /// From now on events tell of stops, and of no other output that a toy confirms.
    pub fn tell_stops_only(&self) {
        self.parts.registry.events().tell_stops_only();
    }

    /// A notification that toys have confirmed outputs, which stand in [`states`](Self::states).
    pub fn confirmed(&self) -> watch::Receiver<()> {
        self.parts.registry.events().confirmed()
    }

    /// Every toy as it is right now, those whose link was lost included.
    pub fn states(&self) -> Vec<DeviceState> {
        let toys = self.parts.registry.all();
        toys.iter()
            .map(|toy| state(toy, self.numbered_name(&toy.identity)))
            .collect()
    }

    /// What is told of a toy while somebody looks at it closely. `None` if it is not here.
    pub fn details(&self, index: u32) -> Option<ToyDetails> {
        let toy = self.parts.registry.state(index).ok()?;
        Some(ToyDetails {
            description: toy.description.clone(),
            write_times: toy.write_times(),
        })
    }

    /// The model's name with a number, if another toy of the same name came before this one: it is the same whichever of
    /// them are connected.
    pub fn numbered_name(&self, identity: &ToyIdentity) -> Option<String> {
        self.parts.registry.numbered_name(identity)
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

    /// The toy that is here, or was lost, under this index.
    pub fn identity(&self, index: u32) -> Option<ToyIdentity> {
        let toy = self.parts.registry.state(index).ok()?;
        Some(toy.identity.clone())
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

/// Searches for toys. Whatever back end is there follows, or comes later.
impl Devices {
    /// Looks for toys, until this searcher is done with it. If it looks for toys already, that search goes on.
    pub fn start_search(&self, searcher: Searcher) -> SearchId {
        self.parts.searches.start(searcher)
    }

    /// This searcher is done. The searches of others go on.
    pub fn stop_search(&self, searcher: Searcher) {
        self.parts.searches.stop(searcher);
    }

    pub fn stop_all_searches(&self) {
        self.parts.searches.stop_all();
    }

    /// The searches that go on, and a notification of every change. The end of one is what the protocol calls
    /// ScanningFinished.
    pub fn searches(&self) -> watch::Receiver<SearchTable> {
        self.parts.searches.table()
    }
}

/// What the person wants, and what earlier runs knew.
impl Devices {
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

    /// Hands in the models of earlier runs' toys, before the first toy arrives.
    pub fn set_models(&self, models: ModelNames) {
        self.parts.registry.change().set_models(models);
    }

    /// A toy that was never here has this index from now on.
    pub fn know(&self, identity: &ToyIdentity, index: u32, model: &str) {
        self.parts.registry.change().know(identity, index, model);
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
