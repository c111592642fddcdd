//! What toys called themselves before they were connected.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;

use super::Devices;

/// Names by address.
pub type AdvertisedNames = BTreeMap<String, String>;

impl Devices {
    /// What each Bluetooth toy called itself, and word of every new one. To be kept by whoever keeps files.
    ///
    /// What a toy understands is often known by nothing else, and bluetoothd replaces that name by the toy's own (GAP's
    /// Device Name) as long as it is connected: whoever comes upon such a toy could not tell what it is.
    pub fn advertised(&self) -> watch::Receiver<Arc<AdvertisedNames>> {
        self.inner.advertised.subscribe()
    }

    /// Hands in the names of earlier runs, before the first toy arrives.
    pub fn set_advertised(&self, names: AdvertisedNames) {
        self.inner.advertised.send_replace(Arc::new(names));
    }

    /// What the toy at this address called itself when it was recognised last.
    pub(crate) fn advertised_name(&self, address: &str) -> Option<String> {
        self.inner.advertised.borrow().get(address).cloned()
    }

    pub(crate) fn note_advertised(&self, address: &str, name: &str) {
        self.inner.advertised.send_if_modified(|names| {
            let is_new = names.get(address).is_none_or(|known| known != name);
            if is_new {
                Arc::make_mut(names).insert(address.to_owned(), name.to_owned());
            }
            is_new
        });
    }

    pub(super) fn forget_advertised(&self, address: &str) {
        self.inner.advertised.send_if_modified(|names| {
            let is_known = names.contains_key(address);
            if is_known {
                Arc::make_mut(names).remove(address);
            }
            is_known
        });
    }
}
