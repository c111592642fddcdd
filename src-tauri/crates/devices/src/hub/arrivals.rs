//! Toys come and go.

use std::sync::Arc;

use tokio::time::timeout;
use vigil_core::message::DeviceDescription;

use super::{Devices, IndexTaken, Refused, StopTicket, entry::Entry};
use crate::{
    model::{Permission, StopResult, ToyIdentity, ToyPreferences, Transport},
    timeouts,
    toy::Toy,
    worker::ToyState,
};

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
            for forgotten in change.make_room_beside(&identity, |toy| self.is_wanted(toy)) {
                if let Some(removed) = forgotten.removed {
                    self.parts.inputs.forget_device(removed);
                }
                self.parts.moved.clear(&forgotten.identity);
                self.parts.moved.forget(&forgotten.identity);
                self.parts.toy_holds.forget(&forgotten.identity);
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
        if state.identity.transport == Transport::Simulated {
            // The next toy of the screen may get this place.
            self.parts.toy_holds.forget(&state.identity);
        }
        let since = self.parts.clock.now();
        let Some(latched) = state.close() else {
            // It was lost before, and now nobody asks about it any more.
            self.parts.moved.clear(&state.identity);
            return None;
        };
        Some(StopTicket::new(&state, since, latched))
    }

    /// Whether the person wants something of this toy that would be lost if it were forgotten.
    fn is_wanted(&self, toy: &ToyIdentity) -> bool {
        *self.parts.wishes.of(toy) != ToyPreferences::default() || self.toy_held(toy).is_some()
    }

    /// Forgets a toy: its index, what the person wanted of it, and the toy itself if it is connected.
    pub fn forget(&self, identity: &ToyIdentity) -> Option<StopTicket> {
        self.parts.wishes.forget(identity);
        self.parts.registry.change().forget(identity);
        self.parts.moved.forget(identity);
        self.parts.toy_holds.forget(identity);
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

/// Waits until these stops came to their ends.
async fn all_confirmed(tickets: Vec<StopTicket>) -> bool {
    let mut confirmed = true;
    for ticket in tickets {
        confirmed &= ticket.outcome().await.result != StopResult::Unconfirmed;
    }
    confirmed
}
