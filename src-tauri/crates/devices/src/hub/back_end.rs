//! What back ends ask of the toys and tell them.

use super::Devices;
use crate::{
    event::DeviceEvent,
    model::{LinkState, ToyIdentity, Transport},
};

impl Devices {
    /// For what happens outside of the registry.
    pub(crate) fn tell(&self, event: DeviceEvent) {
        self.parts.registry.events().tell(event);
    }

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

    /// What is at this address is not what it was taken for.
    pub(crate) fn forget_advertised(&self, address: &str) {
        self.parts.registry.change().forget_advertised(address);
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

    /// Whether a connected toy that is reached in this way moves, or is about to.
    pub(crate) fn any_moves(&self, transport: Transport) -> bool {
        let toys = self.parts.registry.all();
        toys.iter()
            .any(|toy| toy.identity.transport == transport && !toy.is_gone() && toy.is_moving())
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
