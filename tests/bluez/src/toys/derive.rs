//! From a line of the device configuration to a toy.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use buttplug_server_device_config::{BluetoothLESpecifier, Endpoint};
use uuid::Uuid;

use super::{Model, config, scripts};
use crate::spec::{CharacteristicSpec, Flags, ServiceSpec, ToySpec};

/// In place of a `*`.
const EXAMPLE: &str = "0001";
/// The configuration lists both of these for many toys. A real one has the one that its letters stand for.
const LOVENSE: &str = "lovense";

pub(super) fn spec(model: &Model) -> ToySpec {
    let specifiers = config::specifiers(&model.protocol);
    let specifier = specifiers
        .first()
        .unwrap_or_else(|| panic!("{} has no Bluetooth", model.protocol));
    let mut spec = ToySpec::new(name(model, specifier));
    spec.services = services(model, specifier, &mut spec.endpoints);
    let advertised = specifier.advertised_services().iter().copied();
    spec.advertised_services = match model.protocol.as_str() {
        LOVENSE => spec.services.iter().map(|service| service.uuid).collect(),
        _ => advertised.collect::<BTreeSet<Uuid>>().into_iter().collect(),
    };
    scripts::give(&mut spec, model);
    spec
}

/// What it advertises as: its identifier where that is a name, and otherwise the first name of its protocol.
fn name(model: &Model, specifier: &BluetoothLESpecifier) -> String {
    let names: BTreeSet<&str> = specifier.names().iter().map(String::as_str).collect();
    let first = names
        .first()
        .map_or_else(|| model.product.clone(), |name| expanded(name));
    if model.protocol == LOVENSE {
        let word = model.product.trim_start_matches("Lovense ").replace(' ', "");
        return format!("LVS-{word}36");
    }
    let Some(identifier) = model.identifier.as_deref() else {
        // One that no model goes by, where there is one.
        let plain = names
            .iter()
            .map(|name| expanded(name))
            .find(|name| !config::has_model(&model.protocol, name));
        return plain.unwrap_or(first);
    };
    let matches = |name: &&str| {
        name.strip_suffix('*')
            .is_some_and(|prefix| identifier.starts_with(prefix))
    };
    // Toys that are known by a service may bear any name.
    let is_free = !specifier.advertised_services().is_empty();
    if is_free || names.contains(identifier) || names.iter().any(matches) {
        return identifier.to_owned();
    }
    let with_it = names.iter().find(|name| name.contains(identifier));
    with_it.map_or(first, |name| expanded(name))
}

fn expanded(name: &str) -> String {
    name.strip_suffix('*')
        .map_or_else(|| name.to_owned(), |prefix| format!("{prefix}{EXAMPLE}"))
}

/// The services of one toy. The configuration lists those of all models; a service whose endpoints another one has
/// already given belongs to another model.
fn services(
    model: &Model,
    specifier: &BluetoothLESpecifier,
    endpoints: &mut BTreeMap<String, Uuid>,
) -> Vec<ServiceSpec> {
    let mut listed: Vec<(&Uuid, &HashMap<Endpoint, Uuid>)> = specifier.services().iter().collect();
    listed.sort_by_key(|(uuid, _)| (!is_own_service(model, **uuid), **uuid));
    let mut services = Vec::new();
    for (uuid, known) in listed {
        if known
            .keys()
            .any(|endpoint| endpoints.contains_key(&endpoint.to_string()))
        {
            continue;
        }
        let mut characteristics: BTreeMap<Uuid, Flags> = BTreeMap::new();
        for (endpoint, characteristic) in known {
            *characteristics.entry(*characteristic).or_insert(Flags::empty()) |= flags(model, *endpoint);
            endpoints.insert(endpoint.to_string(), *characteristic);
        }
        services.push(ServiceSpec {
            uuid: *uuid,
            characteristics: characteristics
                .into_iter()
                .map(|(uuid, flags)| CharacteristicSpec::new(uuid, flags))
                .collect(),
        });
    }
    services
}

/// Lovense writes the letters of the model into the UUID of its service.
fn is_own_service(model: &Model, service: Uuid) -> bool {
    let letters = match (model.protocol.as_str(), model.identifier.as_deref()) {
        (LOVENSE, Some(identifier)) => identifier.split('-').next().unwrap_or_default().as_bytes(),
        _ => return false,
    };
    let bytes = service.as_bytes();
    match letters {
        [letter] => bytes[..2] == [*letter, b'0'],
        [first, second] => bytes[..2] == [*first, *second],
        _ => false,
    }
}

fn flags(model: &Model, endpoint: Endpoint) -> Flags {
    let write = Flags::WRITE | Flags::WRITE_WITHOUT_RESPONSE;
    let tell = Flags::READ | Flags::NOTIFY;
    match (model.protocol.as_str(), endpoint) {
        // Asked for its model where it is written to.
        ("sensee-v2", Endpoint::Tx) => write | Flags::READ,
        // Written to with what was read from it.
        ("monsterpub", Endpoint::Rx) => tell | write,
        (_, Endpoint::Tx | Endpoint::TxMode | Endpoint::TxShock | Endpoint::TxVibrate | Endpoint::TxVendorControl) => {
            write
        }
        (
            _,
            Endpoint::Rx
            | Endpoint::RxAccel
            | Endpoint::RxBLEBattery
            | Endpoint::RxBLEModel
            | Endpoint::RxPressure
            | Endpoint::RxTouch,
        ) => tell,
        _ => write | tell,
    }
}
