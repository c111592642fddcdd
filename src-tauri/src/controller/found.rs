//! Toys that were found and are not connected.

use vigil_devices::{BluetoothStatus, LinkState, Nearby, NearbyState, Transport};

use super::{Controller, request::not_found};
use crate::{
    alerts::words,
    view::{FoundState, FoundView, RequestError},
};

impl Controller {
    /// As the window lists them.
    pub(super) fn found(&self, status: &BluetoothStatus) -> Vec<FoundView> {
        let here = self.devices.states();
        let is_called_back = |nearby: &Nearby| {
            here.iter()
                .any(|toy| toy.identity.address == nearby.address && toy.link == LinkState::Reconnecting)
        };
        let found = status.nearby.iter().filter(|nearby| !is_called_back(nearby));
        found.filter_map(|nearby| self.found_one(nearby)).collect()
    }

    pub(super) async fn connect_found(&mut self, address: String) -> Result<(), RequestError> {
        let gone = || not_found("This toy is not near any more. Look for it again.");
        let radio = self.radio.as_ref().ok_or_else(gone)?;
        let is_found = self
            .found(&radio.status.borrow())
            .iter()
            .any(|found| found.address == address);
        if !is_found {
            return Err(gone());
        }
        radio.bluetooth.connect(address).await;
        Ok(())
    }

    /// Whether Vigil is about to connect to the toy at this address.
    pub(super) fn is_connecting(&self, address: &str) -> bool {
        self.radio.as_ref().is_some_and(|radio| {
            let status = radio.status.borrow();
            let mut nearby = status.nearby.iter();
            nearby.any(|nearby| nearby.address == address && nearby.state == NearbyState::Connecting)
        })
    }

    fn found_one(&self, nearby: &Nearby) -> Option<FoundView> {
        let book = self.stores.toys().toys();
        let remembered = book
            .iter()
            .find(|toy| toy.identity.transport == Transport::Bluetooth && toy.identity.address == nearby.address);
        let state = match &nearby.state {
            NearbyState::Toy => FoundState::Seen,
            NearbyState::Connecting => FoundState::Connecting,
            NearbyState::Failed(_) => FoundState::Failed,
            NearbyState::NotWanted => FoundState::LeftAlone,
            NearbyState::Connected | NearbyState::Unknown => return None,
        };
        // It holds until the next attempt has come to something.
        let failure = nearby.failure.as_ref().filter(|_| state != FoundState::LeftAlone);
        // What was here before has a place of its own, where all but a failure is shown.
        if remembered.is_some() && failure.is_none() {
            return None;
        }
        let name = match remembered {
            Some(toy) => toy.preferences.display_name.as_ref().unwrap_or(&toy.model),
            None => &nearby.name,
        };
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        Some(FoundView {
            address: nearby.address.clone(),
            sentence: failure
                .map(|reason| words::toy_not_connected(name.as_deref().unwrap_or("without a name"), reason)),
            name,
            signal_dbm: nearby.rssi_dbm,
            state,
        })
    }
}
