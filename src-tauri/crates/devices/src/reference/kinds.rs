//! The kinds of toys that one with an unknown name may be tried like: those that have a service in common with it.

use std::collections::{BTreeMap, BTreeSet};

use buttplug_server_device_config::{
    BaseDeviceIdentifier, BluetoothLESpecifier, ProtocolCommunicationSpecifier, ServerDeviceDefinition,
};
use uuid::Uuid;

use super::{
    catalog::{Advertisement, Catalog},
    describe::describe,
};

/// A kind of toy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToyKind {
    /// The name of a model of this kind.
    pub model: String,
    /// What it can do, such as `2 × Vibrate, Constrict`.
    pub outputs: String,
    /// What toys of this model call themselves over the air.
    pub advertised: String,
}

impl Catalog {
    /// One model of each kind that has one of these services. Models that a protocol drives alike are one kind.
    pub(crate) fn kinds_with(&self, services: &[Uuid]) -> Vec<ToyKind> {
        let mut kinds = BTreeSet::new();
        for (protocol, specifier) in self.bluetooth_specifiers() {
            if !services
                .iter()
                .any(|service| specifier.services().contains_key(service))
            {
                continue;
            }
            let mut of_protocol: BTreeMap<(Option<String>, String), ToyKind> = BTreeMap::new();
            for advertised in specifier.names() {
                let Some(definition) = self.model(protocol, advertised) else {
                    continue;
                };
                let outputs = outputs(&definition);
                if outputs.is_empty() {
                    continue;
                }
                let kind = ToyKind {
                    model: definition.name().clone(),
                    outputs: outputs.clone(),
                    advertised: advertised.trim_end_matches('*').to_owned(),
                };
                let place = (definition.protocol_variant().clone(), outputs);
                // The first by name: the configuration's sets have no order.
                let first = of_protocol.remove(&place).map_or(kind.clone(), |other| other.min(kind));
                of_protocol.insert(place, first);
            }
            kinds.extend(of_protocol.into_values());
        }
        kinds.into_iter().collect()
    }

    /// The model of a toy that says this of itself. Some tell no more than their make before they are connected: that is
    /// "Lovense Device" then. `None` if it may be one of several.
    pub(crate) fn advertised_model(&self, advertisement: &Advertisement) -> Option<String> {
        let models: BTreeSet<_> = self
            .recognised_as(advertisement)
            .into_iter()
            .filter_map(|protocol| Some(self.model(protocol, &advertisement.name)?.name().clone()))
            .collect();
        let mut models = models.into_iter();
        models.next().filter(|_| models.next().is_none())
    }

    fn model(&self, protocol: &str, advertised: &str) -> Option<std::sync::Arc<ServerDeviceDefinition>> {
        let models = self.configuration().base_device_definitions();
        let named = models.get(&BaseDeviceIdentifier::new_with_identifier(protocol, advertised));
        named
            .or_else(|| models.get(&BaseDeviceIdentifier::new_default(protocol)))
            .cloned()
    }

    fn bluetooth_specifiers(&self) -> impl Iterator<Item = (&str, &BluetoothLESpecifier)> {
        self.driven_protocols().flat_map(|(protocol, known)| {
            known.iter().filter_map(move |specifier| match specifier {
                ProtocolCommunicationSpecifier::BluetoothLE(specifier) => Some((protocol, specifier)),
                _ => None,
            })
        })
    }
}

fn outputs(definition: &ServerDeviceDefinition) -> String {
    let mut counts = BTreeMap::new();
    for feature in describe(definition).features.values() {
        for kind in feature.outputs.keys() {
            *counts.entry(kind.name()).or_insert(0) += 1;
        }
    }
    let words: Vec<_> = counts
        .into_iter()
        .map(|(kind, count)| {
            if count == 1 {
                kind.to_owned()
            } else {
                format!("{count} × {kind}")
            }
        })
        .collect();
    words.join(", ")
}
