//! Toys that were found and are not connected.

use vigil_devices::{BluetoothStatus, Devices, LinkState, Nearby, NearbyState, Transport};

use super::newcomers::Newcomers;
use crate::{
    alerts::words,
    language::Language,
    toys::ToyBook,
    view::{FoundState, FoundView},
};

/// As the window lists them.
pub(super) fn found(
    (devices, book): (&Devices, &ToyBook),
    status: &BluetoothStatus,
    newcomers: &Newcomers,
    language: Language,
) -> Vec<FoundView> {
    let here = devices.states();
    let is_called_back = |nearby: &Nearby| {
        here.iter()
            .any(|toy| toy.identity.address == nearby.address && toy.link == LinkState::Reconnecting)
    };
    let found = status.nearby.iter().filter(|nearby| !is_called_back(nearby));
    let mut found: Vec<_> = found
        .filter_map(|nearby| found_one(nearby, devices, book, language))
        .collect();
    for toy in &mut found {
        toy.put_off = newcomers.is_put_off(&toy.address);
    }
    found
}

fn found_one(nearby: &Nearby, devices: &Devices, book: &ToyBook, language: Language) -> Option<FoundView> {
    let remembered = book
        .toys()
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
        Some(toy) => toy.name(devices).shown().to_owned(),
        None => nearby.name.clone(),
    };
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    Some(FoundView {
        address: nearby.address.clone(),
        sentence: failure.map(|reason| words::toy_not_connected(language, name.as_deref(), reason)),
        name,
        model: nearby.model.as_deref().map(|model| toy_of(language, model)),
        signal_dbm: nearby.rssi_dbm,
        state,
        put_off: false,
    })
}

/// The configuration calls what it knows only the make of a device.
fn toy_of(language: Language, model: &str) -> String {
    let make = model.strip_suffix(" Device").or_else(|| model.strip_suffix(" device"));
    make.map_or_else(|| model.to_owned(), |make| words::toy_of_make(language, make))
}
