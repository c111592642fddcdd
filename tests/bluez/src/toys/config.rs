//! The reference's device configuration, as it comes with its crate.

use std::{collections::BTreeMap, sync::LazyLock};

use buttplug_core::message::DeviceFeature;
use buttplug_server_device_config::{
    BaseDeviceIdentifier, BluetoothLESpecifier, DeviceConfigurationManager, ProtocolCommunicationSpecifier,
    ServerDeviceDefinition, load_protocol_configs,
};
use serde_json::Value;

use super::Model;

/// Models of toys that are known by their names, under names that no toy advertises: slips of the configuration.
const UNREACHABLE: [(&str, &str); 4] = [
    ("foreo", "UFO3eyes"),
    ("galaku", "V415"),
    ("magic-motion-1", "Magic Bean"),
    ("magic-motion-1", "Magic Fugu"),
];

static CONFIGURATION: LazyLock<DeviceConfigurationManager> = LazyLock::new(|| {
    let builder = load_protocol_configs(&None, &None, false);
    builder
        .and_then(|mut builder| builder.finish())
        .expect("the crate's own configuration is sound")
});

/// Every protocol that has toys with Bluetooth, by name.
pub fn bluetooth_protocols() -> Vec<String> {
    let all = CONFIGURATION.base_communication_specifiers().keys();
    let mut protocols: Vec<String> = all
        .filter(|protocol| !specifiers(protocol).is_empty())
        .cloned()
        .collect();
    protocols.sort();
    protocols
}

/// What the configuration knows of a protocol: a toy of no particular model, then each model by its identifier.
/// Models that no advertised name leads to are left out.
pub fn models(protocol: &str) -> Vec<Model> {
    let of_this = CONFIGURATION
        .base_device_definitions()
        .iter()
        .filter(|(known, _)| known.protocol() == protocol);
    let mut models: Vec<Model> = of_this
        .map(|(known, definition)| Model {
            protocol: protocol.to_owned(),
            identifier: known.identifier().clone(),
            product: definition.name().clone(),
        })
        .filter(|model| {
            let key = (protocol, model.identifier.as_deref().unwrap_or_default());
            !UNREACHABLE.contains(&key)
        })
        .collect();
    models.sort();
    models
}

/// What a toy of this model can do: `DeviceFeatures`, as v4 lists them.
pub fn features(model: &Model) -> Value {
    let features: BTreeMap<u32, DeviceFeature> = definition(model)
        .into_iter()
        .flat_map(ServerDeviceDefinition::features)
        .filter_map(|(index, feature)| Some((*index, feature.as_device_feature().ok()?)))
        .collect();
    serde_json::to_value(features).expect("features are plain data")
}

/// What a toy of this model says of itself, and by which commands it can be asked, all as v4 names them.
pub fn inputs(model: &Model) -> Vec<(String, Vec<String>)> {
    let features = definition(model)
        .into_iter()
        .flat_map(|known| known.features().values());
    let inputs = features.flat_map(|feature| feature.input.iter());
    inputs
        .map(|input| {
            let commands = input.properties().command.iter();
            (
                input.input_type().to_string(),
                commands.map(|command| format!("{command:?}")).collect(),
            )
        })
        .collect()
}

fn definition(model: &Model) -> Option<&'static ServerDeviceDefinition> {
    let identifier = BaseDeviceIdentifier::new(&model.protocol, &model.identifier);
    let known = CONFIGURATION.base_device_definitions();
    known.get(&identifier).map(AsRef::as_ref)
}

pub(super) fn specifiers(protocol: &str) -> Vec<&'static BluetoothLESpecifier> {
    let all = CONFIGURATION
        .base_communication_specifiers()
        .get(protocol)
        .into_iter()
        .flatten();
    all.filter_map(|specifier| match specifier {
        ProtocolCommunicationSpecifier::BluetoothLE(specifier) => Some(specifier),
        _ => None,
    })
    .collect()
}

/// Whether the configuration has a model that goes by this name.
pub(super) fn has_model(protocol: &str, identifier: &str) -> bool {
    let identifier = BaseDeviceIdentifier::new_with_identifier(protocol, identifier);
    CONFIGURATION.base_device_definitions().contains_key(&identifier)
}
