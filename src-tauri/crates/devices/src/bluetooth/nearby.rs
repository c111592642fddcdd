//! What was heard of lately.

use std::{collections::HashMap, sync::Arc, time::Duration};

use btleplug::{
    api::{BDAddr, Peripheral as _, PeripheralProperties},
    platform::{Peripheral, PeripheralId},
};
use tokio::time::Instant;

use super::status::{Nearby, NearbyState};
use crate::{
    limits,
    reference::{Advertisement, Catalog, ToyKind},
    timeouts,
};

/// Everything in reach, by what the platform calls it.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    heard: HashMap<PeripheralId, Heard>,
}

/// Something that was heard of.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) peripheral: Peripheral,
    pub(super) address: String,
    pub(super) advertisement: Advertisement,
    pub(super) rssi_dbm: Option<i16>,
    pub(super) is_toy: bool,
    /// If it is a toy: what its name tells of its model.
    model: Option<Arc<str>>,
    /// If it is no known toy: the kinds that it may be tried like.
    kinds: Arc<[ToyKind]>,
    /// It is taken for another toy, and was never connected as one.
    is_on_trial: bool,
    last: Instant,
    looked_at: Instant,
    failure: Option<Failure>,
}

#[derive(Debug, Clone)]
struct Failure {
    reason: String,
    count: u32,
    retry_at: Instant,
}

impl Neighbours {
    /// Whether what it says of itself is worth asking for again. Toys in use and in reach say something many times a
    /// second.
    pub(super) fn wants_look(&self, id: &PeripheralId) -> bool {
        self.heard
            .get(id)
            .is_none_or(|heard| heard.looked_at.elapsed() >= timeouts::LOOK_AGAIN)
    }

    /// Takes down what it says of itself.
    pub(super) fn note(
        &mut self,
        peripheral: Peripheral,
        properties: PeripheralProperties,
        catalog: &Catalog,
        remembered: impl FnOnce(&str) -> Option<String>,
    ) -> &Heard {
        let recognises = |advertisement: &Advertisement| catalog.recognises(advertisement);
        let id = peripheral.id();
        let before = self.heard.remove(&id);
        let now = Instant::now();
        let name = properties
            .advertisement_name
            .or(properties.local_name)
            .unwrap_or_default();
        let address = address(properties.address, &id);
        let mut advertisement = Advertisement {
            // A name that was heard once stays: not every packet carries it.
            name: match &before {
                Some(before) if name.is_empty() => before.advertisement.name.clone(),
                _ => name,
            },
            manufacturer_data: properties.manufacturer_data.into_iter().collect(),
            services: properties.services,
        };
        let is_toy = match &before {
            Some(before) if before.advertisement == advertisement => before.is_toy,
            _ if recognises(&advertisement) => true,
            // It goes by another name while it is connected; by the one that it had before, it may be a toy.
            _ => remembered(&address).is_some_and(|name| {
                advertisement.name = name;
                recognises(&advertisement)
            }),
        };
        let kinds = match &before {
            _ if is_toy => Arc::default(),
            Some(before) if before.advertisement.services == advertisement.services && !before.is_toy => {
                before.kinds.clone()
            }
            _ => catalog.kinds_with(&advertisement.services).into(),
        };
        let model = match &before {
            _ if !is_toy => None,
            Some(before) if before.advertisement == advertisement && before.is_toy => before.model.clone(),
            _ => catalog.advertised_model(&advertisement).map(Arc::from),
        };
        let heard = Heard {
            address,
            model,
            is_on_trial: is_toy && before.as_ref().is_some_and(|before| before.is_on_trial),
            kinds,
            advertisement,
            rssi_dbm: properties.rssi.or(before.as_ref().and_then(|before| before.rssi_dbm)),
            is_toy,
            last: now,
            looked_at: now,
            failure: before.and_then(|before| before.failure),
            peripheral,
        };
        self.heard.entry(id).insert_entry(heard).into_mut()
    }

    pub(super) fn note_rssi(&mut self, id: &PeripheralId, dbm: i16) {
        if let Some(heard) = self.heard.get_mut(id) {
            heard.rssi_dbm = Some(dbm);
            heard.last = Instant::now();
        }
    }

    /// How strongly each was heard.
    pub(super) fn strengths(&self) -> impl Iterator<Item = (&PeripheralId, i16)> {
        self.heard.iter().filter_map(|(id, heard)| Some((id, heard.rssi_dbm?)))
    }

    /// It could not be connected: the next attempt waits, longer each time.
    pub(super) fn note_failure(&mut self, id: &PeripheralId, reason: String) {
        if let Some(heard) = self.heard.get_mut(id) {
            let count = heard.failure.as_ref().map_or(0, |failure| failure.count) + 1;
            heard.failure = Some(Failure {
                reason,
                count,
                retry_at: Instant::now() + backoff(count),
            });
        }
    }

    /// The toy at this address, whose turn to be connected has come whatever failed before.
    pub(super) fn forgive(&mut self, address: &str) -> Option<&Heard> {
        let mut heard = self.heard.values_mut();
        let heard = heard.find(|heard| heard.is_toy && heard.address == address)?;
        heard.failure = None;
        Some(heard)
    }

    /// Takes what is at this address for a toy that advertises this name.
    pub(super) fn try_as(&mut self, address: &str, name: &str, catalog: &Catalog) {
        for heard in self.heard.values_mut().filter(|heard| heard.address == address) {
            name.clone_into(&mut heard.advertisement.name);
            heard.is_toy = catalog.recognises(&heard.advertisement);
            heard.is_on_trial = heard.is_toy;
            heard.model = catalog.advertised_model(&heard.advertisement).map(Arc::from);
            heard.failure = None;
        }
    }

    /// Whether this one was never connected as what it is taken for.
    pub(super) fn ends_trial(&mut self, id: &PeripheralId) -> Option<&Heard> {
        let heard = self.heard.get_mut(id).filter(|heard| heard.is_on_trial)?;
        heard.is_on_trial = false;
        heard.is_toy = false;
        Some(heard)
    }

    /// What is connected did not fail after all.
    pub(super) fn forget_failures(&mut self, is_connected: impl Fn(&PeripheralId) -> bool) {
        for (id, heard) in &mut self.heard {
            if heard.failure.is_some() && is_connected(id) {
                heard.failure = None;
            }
        }
    }

    pub(super) fn get(&self, id: &PeripheralId) -> Option<&Heard> {
        self.heard.get(id)
    }

    /// Forgets what was not heard for long, and the oldest where there are too many; `keep` stays.
    pub(super) fn tidy(&mut self, keep: impl Fn(&PeripheralId) -> bool) {
        self.heard
            .retain(|id, heard| keep(id) || heard.last.elapsed() < timeouts::NEARBY_KEPT);
        while self.heard.len() > limits::NEARBY {
            let oldest = self
                .heard
                .iter()
                .filter(|(id, _)| !keep(id))
                .min_by_key(|(_, heard)| heard.last);
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else {
                break;
            };
            self.heard.remove(&oldest);
        }
    }

    pub(super) fn clear(&mut self) {
        self.heard.clear();
    }

    /// For whoever shows it: toys first, then by name.
    pub(super) fn list(&self, state: impl Fn(&PeripheralId, &Heard) -> NearbyState) -> Vec<Nearby> {
        let mut list: Vec<_> = self
            .heard
            .iter()
            .map(|(id, heard)| Nearby {
                address: heard.address.clone(),
                name: heard.advertisement.name.clone(),
                model: heard.model.clone().filter(|_| heard.is_toy),
                rssi_dbm: heard.rssi_dbm,
                state: state(id, heard),
                failure: heard.failure().map(str::to_owned),
                kinds: heard.kinds.clone(),
            })
            .collect();
        list.sort_by(|a, b| {
            let nameless = |nearby: &Nearby| nearby.name.is_empty();
            (&a.state, nameless(a), &a.name, &a.address).cmp(&(&b.state, nameless(b), &b.name, &b.address))
        });
        list
    }
}

impl Heard {
    /// Whether the pause after a failure is over.
    pub(super) fn may_be_tried(&self) -> bool {
        self.failure
            .as_ref()
            .is_none_or(|failure| Instant::now() >= failure.retry_at)
    }

    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_ref().map(|failure| failure.reason.as_str())
    }
}

/// How long to wait after so many failures in a row.
pub(super) fn backoff(failures: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(16));
    (timeouts::RECONNECT_FIRST * doubled).min(timeouts::RECONNECT_LONGEST)
}

/// Some systems do not tell addresses; their own word for it is the same at every start, too.
fn address(address: BDAddr, id: &PeripheralId) -> String {
    if address == BDAddr::default() {
        id.to_string()
    } else {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_come_slower_and_slower_but_not_ever_slower() {
        assert_eq!(backoff(1), timeouts::RECONNECT_FIRST);
        assert_eq!(backoff(2), 2 * timeouts::RECONNECT_FIRST);
        assert_eq!(backoff(1000), timeouts::RECONNECT_LONGEST);
    }
}
