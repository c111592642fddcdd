//! What the person wants of all toys.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Devices, ticket::StopTicket};
use crate::model::{ConnectPolicy, Permission, ToyIdentity, ToyPreferences, Transport};

/// What the person wants, of all toys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wishes {
    pub(super) policy: ConnectPolicy,
    /// Addresses that the person let in by hand, whatever the policy says of new toys. Once connected they are known.
    pub(super) invited: BTreeSet<(Transport, String)>,
    pub(super) toys: BTreeMap<ToyIdentity, Arc<ToyPreferences>>,
}

impl Wishes {
    pub(super) fn of(&self, identity: &ToyIdentity) -> Arc<ToyPreferences> {
        self.toys.get(identity).cloned().unwrap_or_default()
    }

    /// Whether to connect to what is at this address. Before it is connected, which of an address's toys it is can not
    /// be told; one that is denied denies the address.
    pub(super) fn admits(&self, transport: Transport, address: &str, known: bool) -> bool {
        let permissions = self
            .toys
            .iter()
            .filter(|(identity, _)| identity.transport == transport && identity.address == address)
            .map(|(_, preferences)| preferences.permission);
        let invited = self.invited.contains(&(transport, address.to_owned()));
        let mut allowed = self.policy == ConnectPolicy::Everything || known || invited;
        for permission in permissions {
            match permission {
                Permission::Denied => return false,
                Permission::Allowed => allowed = true,
                Permission::Default => {}
            }
        }
        allowed
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_the_person_denies_is_not_connected() {
        let identity = |address: &str| ToyIdentity {
            transport: Transport::Bluetooth,
            address: address.to_owned(),
            protocol: "lovense".to_owned(),
            variant: None,
        };
        let with = |permission| {
            Arc::new(ToyPreferences {
                permission,
                ..ToyPreferences::default()
            })
        };
        let mut wishes = Wishes::default();
        wishes.toys.insert(identity("a"), with(Permission::Denied));
        wishes.toys.insert(identity("b"), with(Permission::Allowed));
        let admits = |wishes: &Wishes, address, known| wishes.admits(Transport::Bluetooth, address, known);
        assert!(!admits(&wishes, "a", true));
        assert!(admits(&wishes, "b", false));
        assert!(admits(&wishes, "c", false));
        wishes.policy = ConnectPolicy::OnlyKnown;
        assert!(admits(&wishes, "b", false));
        assert!(!admits(&wishes, "c", false));
        assert!(admits(&wishes, "c", true));
        for address in ["a", "c"] {
            wishes.invited.insert((Transport::Bluetooth, address.to_owned()));
        }
        assert!(admits(&wishes, "c", false));
        assert!(!admits(&wishes, "a", false), "what was denied stays so");
    }
}
