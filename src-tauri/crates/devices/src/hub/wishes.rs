//! What the person wants of all toys.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::model::{ConnectPolicy, Permission, ToyIdentity, ToyPreferences, Transport};

/// What the person wants, of all toys.
#[derive(Debug, Default)]
pub(super) struct Wishes(Mutex<All>);

#[derive(Debug, Default)]
struct All {
    policy: ConnectPolicy,
    /// Addresses that the person let in by hand, whatever the policy says of new toys. Once connected they are known.
    invited: BTreeSet<(Transport, String)>,
    toys: BTreeMap<ToyIdentity, Arc<ToyPreferences>>,
}

impl Wishes {
    pub(super) fn of(&self, identity: &ToyIdentity) -> Arc<ToyPreferences> {
        self.lock().toys.get(identity).cloned().unwrap_or_default()
    }

    pub(super) fn set(&self, identity: &ToyIdentity, preferences: Arc<ToyPreferences>) {
        self.lock().toys.insert(identity.clone(), preferences);
    }

    /// Which toys to connect to if the person did not say so for one.
    pub(super) fn set_policy(&self, policy: ConnectPolicy) {
        self.lock().policy = policy;
    }

    /// Lets in what is at this address, whatever the policy says of toys that are new. Not what the person denied.
    pub(super) fn invite(&self, transport: Transport, address: &str) {
        self.lock().invited.insert((transport, address.to_owned()));
    }

    pub(super) fn forget(&self, identity: &ToyIdentity) {
        let mut all = self.lock();
        all.toys.remove(identity);
        all.invited.remove(&(identity.transport, identity.address.clone()));
    }

    /// Whether to connect to what is at this address. Before it is connected, which of an address's toys it is can not
    /// be told; one that is denied denies the address.
    pub(super) fn admits(&self, transport: Transport, address: &str, known: bool) -> bool {
        let all = self.lock();
        let permissions = all
            .toys
            .iter()
            .filter(|(identity, _)| identity.transport == transport && identity.address == address)
            .map(|(_, preferences)| preferences.permission);
        let invited = all.invited.contains(&(transport, address.to_owned()));
        let mut allowed = known
            || invited
            || match all.policy {
                ConnectPolicy::Everything => true,
                ConnectPolicy::OnlyKnownOverBluetooth => transport != Transport::Bluetooth,
                ConnectPolicy::OnlyKnown => false,
            };
        for permission in permissions {
            match permission {
                Permission::Denied => return false,
                Permission::Allowed => allowed = true,
                Permission::Default => {}
            }
        }
        allowed
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
        let wishes = Wishes::default();
        wishes.set(&identity("a"), with(Permission::Denied));
        wishes.set(&identity("b"), with(Permission::Allowed));
        let admits = |address, known| wishes.admits(Transport::Bluetooth, address, known);
        assert!(!admits("a", true));
        assert!(admits("b", false));
        assert!(admits("c", false));
        wishes.set_policy(ConnectPolicy::OnlyKnownOverBluetooth);
        assert!(!wishes.admits(Transport::Bluetooth, "new", false));
        assert!(wishes.admits(Transport::WebSocket, "new", false), "it comes by itself");
        wishes.set_policy(ConnectPolicy::OnlyKnown);
        assert!(!wishes.admits(Transport::WebSocket, "new", false));
        assert!(admits("b", false));
        assert!(!admits("c", false));
        assert!(admits("c", true));
        for address in ["a", "c"] {
            wishes.invite(Transport::Bluetooth, address);
        }
        assert!(admits("c", false));
        assert!(!admits("a", false), "what was denied stays so");
    }
}
