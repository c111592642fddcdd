//! Kinds of toys that a person added to the reference server's table: names that toys have on the air, and models.
//!
//! They belong to the configuration, so they have to be added before anything asks for it. A guardian adds the same ones,
//! or it could not stop such a toy.

use std::sync::OnceLock;

use buttplug_server_device_config::{
    DeviceConfigurationManagerBuilder, ProtocolCommunicationSpecifier, load_protocol_configs,
};
use serde_json::{Map, Value, json};

use super::error::ReferenceError;

/// What was added.
static ADDED: OnceLock<String> = OnceLock::new();

/// Adds kinds to the configuration. False if it was done before.
pub(super) fn add(kinds: String) -> bool {
    ADDED.set(kinds).is_ok()
}

pub(super) fn added() -> Option<&'static str> {
    ADDED.get().map(String::as_str)
}

/// A file's kinds alone, as the reference reads them; `None` if there are none.
pub(super) fn kinds_of(text: &str) -> Result<Option<String>, serde_json::Error> {
    Ok(protocols_of(text)?.map(|protocols| {
        let version = json!({ "major": 5, "minor": 0 });
        json!({ "version": version, "user_configs": { "protocols": protocols } }).to_string()
    }))
}

fn protocols_of(text: &str) -> Result<Option<Map<String, Value>>, serde_json::Error> {
    let text = text.trim_start_matches('\u{feff}');
    let mut file: Value = serde_json::from_str(text)?;
    let Some(configs) = ["user_configs", "user-configs"]
        .into_iter()
        .find_map(|key| Some(file.get_mut(key)?.take()))
    else {
        return Ok(None);
    };
    let Some(Value::Object(mut protocols)) = configs.get("protocols").cloned() else {
        return Ok(None);
    };
    let says_something = |definition: &Value| {
        ["communication", "configurations"].iter().any(|key| {
            definition
                .get(key)
                .and_then(Value::as_array)
                .is_some_and(|list| !list.is_empty())
        })
    };
    protocols.retain(|_, definition| says_something(definition));
    Ok(Some(protocols).filter(|protocols| !protocols.is_empty()))
}

/// The reference keeps a person's names apart from its own; Vigil asks for its own alone.
pub(super) fn configuration(kinds: Option<&str>) -> Result<DeviceConfigurationManagerBuilder, ReferenceError> {
    let unreadable = |error: &dyn std::fmt::Display| ReferenceError::Configuration(error.to_string());
    let own = kinds.map(str::to_owned);
    let mut builder = load_protocol_configs(&None, &own, true).map_err(|error| unreadable(&error))?;
    let Some(protocols) = kinds.and_then(|kinds| protocols_of(kinds).ok().flatten()) else {
        return Ok(builder);
    };
    for (protocol, definition) in protocols {
        let Some(Value::Array(ways)) = definition.get("communication") else {
            continue;
        };
        let ours = ways
            .iter()
            .filter(|way| way.get("btle").is_some() || way.get("websocket").is_some());
        let specifiers = ours
            .map(|way| serde_json::from_value(way.clone()))
            .collect::<Result<Vec<ProtocolCommunicationSpecifier>, _>>()
            .map_err(|error| unreadable(&error))?;
        builder.communication_specifier(&protocol, &specifiers);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::reference::{Advertisement, Catalog};

    fn file(protocols: &Value) -> String {
        json!({ "version": { "major": 5, "minor": 57 }, "user_configs": { "protocols": protocols } }).to_string()
    }

    fn named(name: &str) -> Advertisement {
        Advertisement {
            name: name.to_owned(),
            ..Advertisement::default()
        }
    }

    const SERVICE: &str = "0000ffa0-0000-1000-8000-00805f9b34fb";

    /// As people post it when a vendor brings a new model.
    fn next_model() -> Value {
        json!({ "joyhub": {
            "communication": [
                { "btle": { "names": ["J-Future9"], "services": { SERVICE: { "tx": "0000ffa1-0000-1000-8000-00805f9b34fb" } } } },
                { "serial": { "port": "COM1", "baud_rate": 9600, "data_bits": 8, "parity": "N", "stop_bits": 1 } },
            ],
            "configurations": [{
                "identifier": ["J-Future9"], "name": "JoyHub Future 9", "id": Uuid::from_u128(9),
                "features": [
                    { "index": 0, "id": Uuid::from_u128(10), "output": { "vibrate": { "value": [0, 255] } } },
                    { "index": 1, "id": Uuid::from_u128(11), "output": { "vibrate": { "value": [0, 255] } } },
                ],
            }],
        } })
    }

    #[test]
    fn a_model_that_the_person_added_is_known() {
        assert!(!Catalog::builtin().unwrap().recognises(&named("J-Future9")));
        let kinds = kinds_of(&file(&next_model())).unwrap().unwrap();
        let catalog = Catalog::with_kinds(&kinds).unwrap();
        assert!(catalog.recognises(&named("J-Future9")));
        // What is built in stays.
        assert!(catalog.recognises(&named("LVS-Edge36")));
        let kinds = catalog.kinds_with(&[SERVICE.parse().unwrap()]);
        let own = kinds.iter().find(|kind| kind.advertised == "J-Future9");
        let own = own.map(|kind| (kind.model.as_str(), kind.outputs.as_str()));
        assert_eq!(own, Some(("JoyHub Future 9", "2 × Vibrate")));
    }

    #[test]
    fn a_toy_on_a_websocket_can_be_given_a_name() {
        let text = file(
            &json!({ "lovense": { "communication": [{ "websocket": { "name": "PiShock" } }], "configurations": [] } }),
        );
        let catalog = Catalog::with_kinds(&kinds_of(&text).unwrap().unwrap()).unwrap();
        let candidates = catalog.websocket_candidates("PiShock");
        assert_eq!(candidates.len(), 1);
        assert_eq!(candidates[0].protocol, "lovense");
        assert!(Catalog::builtin().unwrap().websocket_candidates("PiShock").is_empty());
    }

    #[test]
    fn a_file_without_kinds_adds_none() {
        for text in [
            r#"{"version":{"major":5,"minor":0}}"#.to_owned(),
            file(&json!({})),
            file(&json!({ "lovense": {} })),
            file(&json!({ "lovense": { "communication": [] } })),
        ] {
            assert_eq!(kinds_of(&text).unwrap(), None, "{text}");
        }
        assert!(kinds_of("nonsense").is_err());
    }

    #[test]
    fn kinds_that_cannot_be_read_are_refused() {
        for protocols in [
            json!({ "lovense": { "communication": [{ "btle": { "names": 7 } }] } }),
            json!({ "lovense": { "communication": [7] } }),
            json!({ "lovense": { "configurations": [{ "identifier": ["X"], "features": 1 }] } }),
        ] {
            let kinds = kinds_of(&file(&protocols)).unwrap().unwrap();
            assert!(Catalog::with_kinds(&kinds).is_err(), "{protocols}");
        }
    }
}
