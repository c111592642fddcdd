//! Every model of the device configuration on a link that goes nowhere, answering what its protocol asks.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tokio::time::Instant;
use uuid::Uuid;
use vigil_bluez::{
    Reply, ToySpec, Write,
    toys::{Model, bluetooth_protocols, features, models},
};

use super::super::{Advertisement, Catalog, GattAddress, catalog::Candidate};
use crate::link::{Endpoint, Notification, fake::FakeLink};

/// All models that have Bluetooth, of protocols that have a handler; of those that differ only in their names, one. A
/// Lovense toy's name decides on its handler, so all of those are here.
pub(super) fn every_model() -> Vec<Model> {
    let handlers = Catalog::builtin().unwrap().handlers();
    let mut seen = BTreeSet::new();
    bluetooth_protocols()
        .iter()
        .filter(|protocol| handlers.contains(protocol.as_str()))
        .flat_map(|protocol| models(protocol))
        .filter(|model| {
            let name = model.identifier.clone().filter(|_| model.protocol == "lovense");
            seen.insert((model.protocol.clone(), name, outputs(model)))
        })
        .collect()
}

/// What a model can do, by feature and kind, and how far.
fn outputs(model: &Model) -> String {
    let features = features(model);
    let outputs = features.as_object().into_iter().flatten();
    outputs
        .map(|(index, feature)| format!("{index}: {}", feature["Output"]))
        .collect::<Vec<_>>()
        .concat()
}

/// A toy of this model, as it was found.
pub(super) fn meet(model: &Model) -> (Candidate, Arc<FakeLink>) {
    meet_spec(&model.protocol, model.spec())
}

pub(super) fn meet_spec(protocol: &str, spec: ToySpec) -> (Candidate, Arc<FakeLink>) {
    let advertisement = Advertisement {
        name: spec.name.clone(),
        manufacturer_data: spec.manufacturer_data.clone(),
        services: spec.advertised_services.clone(),
    };
    let found: Vec<GattAddress> = spec
        .services
        .iter()
        .flat_map(|service| {
            let at = |characteristic| GattAddress {
                service: service.uuid,
                characteristic,
            };
            service.characteristics.iter().map(move |known| at(known.uuid))
        })
        .collect();
    let candidates = Catalog::builtin().unwrap().candidates(&advertisement, &found);
    let candidate = candidates
        .into_iter()
        .find(|candidate| candidate.protocol == protocol)
        .unwrap_or_else(|| panic!("{protocol}: {} is no toy", spec.name));
    let places: BTreeMap<String, (Endpoint, Uuid)> = candidate
        .endpoints
        .iter()
        .map(|(endpoint, address)| (endpoint.to_string(), (*endpoint, address.characteristic)))
        .collect();
    let endpoints: Vec<Endpoint> = places.values().map(|(endpoint, _)| *endpoint).collect();
    let link = FakeLink::new(&spec.name, &endpoints);
    for characteristic in spec.services.iter().flat_map(|service| &service.characteristics) {
        for (endpoint, _) in places.values().filter(|(_, uuid)| *uuid == characteristic.uuid) {
            if !characteristic.value.is_empty() {
                link.set_value(*endpoint, &characteristic.value);
            }
        }
    }
    let notifications = move |replies: Vec<Reply>| -> Vec<Notification> {
        replies
            .into_iter()
            .filter(|reply| reply.is_notification)
            .filter_map(|reply| {
                let (endpoint, _) = places.values().find(|(_, uuid)| *uuid == reply.characteristic)?;
                Some(Notification {
                    endpoint: *endpoint,
                    data: reply.bytes,
                })
            })
            .collect()
    };
    link.set_greetings(notifications(spec.greetings));
    let addresses = candidate.endpoints.clone();
    let script = spec.script;
    link.set_script(move |endpoint, data| {
        let GattAddress {
            service,
            characteristic,
        } = addresses[&endpoint];
        let now = Instant::now();
        notifications(script.run(&Write {
            order: 0,
            asked: now,
            at: now,
            service,
            characteristic,
            bytes: data.to_vec(),
            with_response: false,
        }))
    });
    (candidate, link)
}
