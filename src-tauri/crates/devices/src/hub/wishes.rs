//! What the person wants of all toys.

use std::sync::Arc;

use super::{
    Devices,
    identity::{ToyIdentity, Transport},
    preferences::{ConnectPolicy, Permission, ToyPreferences},
    ticket::StopTicket,
};

impl Devices {
    /// What the person wants of a toy, from now on: also while programs move it.
    pub fn set_preferences(&self, identity: &ToyIdentity, preferences: ToyPreferences) {
        let denied = preferences.permission == Permission::Denied;
        let preferences = Arc::new(preferences);
        self.inner.wishes.send_modify(|wishes| {
            wishes.toys.insert(identity.clone(), preferences.clone());
        });
        let entry = self.find(identity);
        if let Some(entry) = entry {
            if denied {
                drop(self.remove(entry.shared.index));
            } else {
                entry.shared.set_preferences(&preferences);
                self.publish_table();
            }
        }
    }

    pub fn preferences(&self, identity: &ToyIdentity) -> ToyPreferences {
        ToyPreferences::clone(&self.inner.wishes.borrow().of(identity))
    }

    /// Which toys to connect to where the person did not say so for one.
    pub fn set_connect_policy(&self, policy: ConnectPolicy) {
        self.inner.wishes.send_modify(|wishes| wishes.policy = policy);
    }

    /// Lets in what is at this address, whatever the policy says of toys that are new. Not what the person denied.
    pub(crate) fn invite(&self, transport: Transport, address: &str) {
        self.inner.wishes.send_modify(|wishes| {
            wishes.invited.insert((transport, address.to_owned()));
        });
    }

    /// Forgets a toy: its index, what the person wanted of it, and the toy itself where it is connected.
    pub fn forget(&self, identity: &ToyIdentity) -> Option<StopTicket> {
        self.inner.wishes.send_modify(|wishes| {
            wishes.toys.remove(identity);
            wishes.invited.remove(&(identity.transport, identity.address.clone()));
        });
        self.inner.indices.send_modify(|indices| {
            Arc::make_mut(indices).remove(identity);
        });
        self.forget_advertised(&identity.address);
        self.inner.moved.forget(identity);
        self.remove(self.find(identity)?.shared.index)
    }

    /// Whether to connect to what is at this address.
    pub(crate) fn admits(&self, transport: Transport, address: &str) -> bool {
        let known = self.knows(transport, address);
        self.inner.wishes.borrow().admits(transport, address, known)
    }

    /// Whether a toy at this address was connected before, and not forgotten.
    pub(crate) fn knows(&self, transport: Transport, address: &str) -> bool {
        let indices = self.inner.indices.borrow();
        indices
            .keys()
            .any(|identity| identity.transport == transport && identity.address == address)
    }
}
