//! The owners that [`Devices`](super::Devices) is made of, and what they do together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{runtime::Handle, task::JoinSet};
use vigil_clock::Clock;
use vigil_core::message::DeviceDescription;

use super::{
    entry::Entry, inputs::Inputs, registry::Registry, searches::Searches, ticket::StopTicket, toy_holds::ToyHolds,
    toy_task::ToyTask, wishes::Wishes,
};
use crate::{
    event::DeviceEvent,
    model::{Hold, Holds, Moved, ToyIdentity},
    toy::Toy,
    worker::{Latched, NewToy, ToyState},
};

#[derive(Debug)]
pub(super) struct Parts {
    pub(super) clock: Clock,
    /// The runtime of the workers, apart from the sessions': a stalled session delays no stop.
    pub(super) runtime: Handle,
    tasks: Mutex<JoinSet<()>>,
    pub(super) registry: Arc<Registry>,
    pub(super) inputs: Arc<Inputs>,
    pub(super) wishes: Wishes,
    pub(super) searches: Searches,
    pub(super) moved: Moved,
    /// Of every toy.
    pub(super) hold: Hold,
    pub(super) toy_holds: ToyHolds,
}

impl Parts {
    pub(super) fn new(clock: Clock, runtime: Handle) -> Self {
        Self {
            clock,
            runtime,
            tasks: Mutex::default(),
            registry: Arc::new(Registry::new()),
            inputs: Arc::default(),
            wishes: Wishes::default(),
            searches: Searches::default(),
            moved: Moved::default(),
            hold: Hold::default(),
            toy_holds: ToyHolds::default(),
        }
    }

    pub(super) fn entry_for(
        &self,
        index: u32,
        identity: ToyIdentity,
        description: DeviceDescription,
        toy: Arc<dyn Toy>,
    ) -> Entry {
        let state = ToyState::new(
            NewToy {
                index,
                preferences: self.wishes.of(&identity),
                holds: Holds {
                    every_toy: self.hold.clone(),
                    this_toy: self.toy_holds.of(&identity),
                },
                identity,
                description: Arc::new(description),
                needs_repetition: toy.keep_alive_after().is_some(),
            },
            self.clock,
            self.moved.clone(),
        );
        Entry {
            state: Arc::new(state),
            toy,
            sensors: Arc::default(),
        }
    }

    /// Begins to work for a toy that is in the registry by now: whoever hears of it finds it there.
    pub(super) fn start(&self, entry: Entry) {
        let (index, name) = (entry.state.index, entry.state.description.name.clone());
        log::info!("toy {index}, {name}, is here");
        self.registry.emit(DeviceEvent::Added { device: index, name });
        let task = ToyTask {
            entry,
            registry: self.registry.clone(),
            inputs: self.inputs.clone(),
            moved: self.moved.clone(),
            runtime: self.runtime.clone(),
        };
        let mut tasks = self.tasks();
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task.run(), &self.runtime);
    }

    pub(super) fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn latch(&self, toys: &[Arc<ToyState>], stop: impl Fn(&ToyState) -> Option<Latched>) -> Vec<StopTicket> {
        let since = self.clock.now();
        toys.iter()
            .filter_map(|toy| Some(StopTicket::new(toy, since, stop(toy)?)))
            .collect()
    }
}
