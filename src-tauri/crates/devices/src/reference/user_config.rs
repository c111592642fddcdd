//! What a person told the reference server about their toys: its file `buttplug-user-device-config-v3.json` to `-v5.json`.
//!
//! Names, limits, what is switched off, and which toys may connect are read. The versions spell keys and limits
//! differently; what a toy can do is looked up in the built-in configuration, never believed from the file. A file of
//! which any part cannot be understood is refused as a whole: half of the limits would be worse than none that one knows
//! of.

use std::collections::BTreeMap;

use buttplug_server_device_config::{BaseDeviceIdentifier, ServerDeviceDefinition, ServerDeviceFeature};
use serde::Deserialize;
use thiserror::Error;
use uuid::Uuid;
use vigil_core::message::{DeviceDescription, OutputKind};

use super::{catalog::Catalog, describe::describe, error::ReferenceError, user_kinds};
use crate::{
    limits,
    model::{OutputPreferences, Permission, ToyIdentity, ToyPreferences, Transport},
};

/// A toy of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserConfigToy {
    pub identity: ToyIdentity,
    /// The model's name.
    pub model: String,
    pub preferences: ToyPreferences,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserDeviceConfig {
    pub toys: Vec<UserConfigToy>,
    /// Names of toys with a lower end that Vigil cannot keep: its limits have an upper end only.
    pub lower_ends: Vec<String>,
    /// Toys of kinds that Vigil does not know; they have no limits here.
    pub unknown: usize,
    /// It describes kinds of toys of its own; [`add_kinds`](Self::add_kinds) takes these.
    pub has_kinds: bool,
}

/// Why a file is not read. For a person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UserConfigError {
    #[error("it is larger than {} MB", limits::USER_CONFIG_BYTES / 1_000_000)]
    TooLarge,
    #[error("it is no list of toys of Intiface Central: {0}")]
    Unreadable(String),
    #[error("it is written for version {0}, and Vigil reads 3 to 5")]
    Version(u32),
    #[error("it lists more than {} toys", limits::USER_CONFIG_TOYS)]
    TooMany,
    #[error("the limit of {toy} is from {from} to {to}, which is no part of what the toy can do")]
    Limit { toy: String, from: i64, to: i64 },
    #[error("it describes kinds of toys in a way that Vigil cannot read: {0}")]
    Kinds(String),
    #[error("the kinds of toys that it describes take more than {} kB", limits::USER_KINDS_BYTES / 1000)]
    TooManyKinds,
    #[error("{0}")]
    Catalog(String),
}

#[derive(Debug, Deserialize)]
struct File {
    version: Version,
    #[serde(alias = "user-configs")]
    user_configs: Option<UserConfigs>,
}

#[derive(Debug, Deserialize)]
struct Version {
    major: u32,
}

#[derive(Debug, Deserialize)]
struct UserConfigs {
    #[serde(default)]
    devices: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    identifier: Identifier,
    config: Config,
}

#[derive(Debug, Deserialize)]
struct Identifier {
    address: String,
    protocol: String,
    #[serde(rename = "identifier", default)]
    variant: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Config {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    features: Vec<FeatureEntry>,
    #[serde(rename = "user_config", alias = "user-config", default)]
    customization: Customization,
}

#[derive(Debug, Default, Deserialize)]
struct Customization {
    #[serde(alias = "display-name", default)]
    display_name: Option<String>,
    #[serde(default)]
    allow: bool,
    #[serde(default)]
    deny: bool,
}

#[derive(Debug, Deserialize)]
struct FeatureEntry {
    /// v5, and later files of v4.
    #[serde(default)]
    base_id: Option<Uuid>,
    #[serde(default)]
    output: BTreeMap<String, OutputEntry>,
    /// v3, and earlier files of v4.
    #[serde(rename = "feature-type", default)]
    feature_type: Option<String>,
    #[serde(default)]
    actuator: Option<Actuator>,
}

#[derive(Debug, Deserialize)]
struct OutputEntry {
    #[serde(default)]
    value: Option<(i64, i64)>,
    #[serde(default)]
    disabled: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Actuator {
    step_range: (i64, i64),
    #[serde(default)]
    step_limit: Option<(i64, i64)>,
}

/// One output's limit, as the file has it.
struct Limit {
    kind: OutputKind,
    /// The feature, if the file says which; otherwise it is the next one that has such an output.
    feature: Option<u32>,
    /// The whole range, if the file says it; otherwise it is the model's.
    whole: Option<(i64, i64)>,
    part: Option<(i64, i64)>,
    disabled: bool,
}

impl UserDeviceConfig {
    /// Reads a file's text. Looks models up in the built-in configuration, which takes time if nobody has asked for it
    /// before: not for threads that others wait for.
    pub fn read(text: &str) -> Result<Self, UserConfigError> {
        if text.len() > limits::USER_CONFIG_BYTES {
            return Err(UserConfigError::TooLarge);
        }
        let text = text.trim_start_matches('\u{feff}');
        let file: File = serde_json::from_str(text).map_err(|error| UserConfigError::Unreadable(error.to_string()))?;
        if !(3..=5).contains(&file.version.major) {
            return Err(UserConfigError::Version(file.version.major));
        }
        let mut config = Self {
            has_kinds: kinds_of(text)?.is_some(),
            ..Self::default()
        };
        let Some(entries) = file.user_configs.and_then(|configs| configs.devices) else {
            return Ok(config);
        };
        if entries.len() > limits::USER_CONFIG_TOYS {
            return Err(UserConfigError::TooMany);
        }
        let catalog =
            Catalog::builtin().map_err(|error: ReferenceError| UserConfigError::Catalog(error.to_string()))?;
        for entry in entries {
            // Toys that exist on the reference's screen only.
            if !entry.identifier.address.starts_with("simulated:") {
                config.take(catalog, entry)?;
            }
        }
        Ok(config)
    }

    /// Adds the kinds of toys that this file describes, if any, to those that are built in. Before anything else asks for
    /// them, and once.
    pub fn add_kinds(text: &str) -> Result<(), UserConfigError> {
        let Some(kinds) = kinds_of(text)? else {
            return Ok(());
        };
        if kinds.len() > limits::USER_KINDS_BYTES {
            return Err(UserConfigError::TooManyKinds);
        }
        let catalog = Catalog::with_kinds(&kinds).map_err(|error| UserConfigError::Kinds(error.to_string()))?;
        if user_kinds::add(kinds) && catalog.become_the_one() {
            Ok(())
        } else {
            Err(UserConfigError::Kinds("others are in use already".to_owned()))
        }
    }

    /// What [`add_kinds`](Self::add_kinds) added in this process, for another one to add.
    pub fn added_kinds() -> Option<&'static str> {
        user_kinds::added()
    }

    /// Adds what another process [added](Self::added_kinds), without a look at it.
    pub fn trust_kinds(kinds: String) {
        user_kinds::add(kinds);
    }

    fn take(&mut self, catalog: &Catalog, entry: Entry) -> Result<(), UserConfigError> {
        let Entry { identifier, config } = entry;
        let definition = catalog.model_of(&identifier.protocol, identifier.variant.as_deref());
        let model = match (&definition, &config.name) {
            (Some(definition), _) => definition.name().clone(),
            (None, Some(name)) => name.clone(),
            (None, None) => identifier.protocol.clone(),
        };
        let mut preferences = ToyPreferences {
            display_name: config.customization.display_name.filter(|name| !name.trim().is_empty()),
            permission: match (config.customization.deny, config.customization.allow) {
                (true, _) => Permission::Denied,
                (false, true) => Permission::Allowed,
                (false, false) => Permission::Default,
            },
            ..ToyPreferences::default()
        };
        match &definition {
            Some(definition) => {
                let name = preferences.display_name.clone().unwrap_or_else(|| model.clone());
                let limits = config.features.iter().flat_map(|feature| feature.limits(definition));
                if apply(&mut preferences, &describe(definition), limits, &name)? {
                    self.lower_ends.push(name);
                }
            }
            None => self.unknown += 1,
        }
        let (transport, address) = address(&identifier.address);
        self.toys.push(UserConfigToy {
            identity: ToyIdentity {
                transport,
                address,
                protocol: identifier.protocol,
                variant: identifier.variant,
            },
            model,
            preferences,
        });
        Ok(())
    }
}

fn kinds_of(text: &str) -> Result<Option<String>, UserConfigError> {
    user_kinds::kinds_of(text).map_err(|error| UserConfigError::Unreadable(error.to_string()))
}

impl FeatureEntry {
    fn limits(&self, definition: &ServerDeviceDefinition) -> Vec<Limit> {
        if let (Some(kind), Some(actuator)) = (self.feature_type.as_deref(), &self.actuator) {
            let limit = |kind| Limit {
                kind,
                feature: None,
                whole: Some(actuator.step_range),
                part: actuator.step_limit,
                disabled: false,
            };
            return legacy_kinds(kind).iter().copied().map(limit).collect();
        }
        let feature = self.base_id.and_then(|id| {
            let mut features = definition.features().values();
            features
                .find(|feature| feature.id() == id)
                .map(ServerDeviceFeature::index)
        });
        let outputs = self.output.iter().filter_map(|(name, output)| {
            Some(Limit {
                kind: kind(name)?,
                feature,
                whole: None,
                part: output.value,
                disabled: output.disabled,
            })
        });
        outputs.collect()
    }
}

/// Puts limits on the outputs that they are for. True if a lower end is left out.
fn apply(
    preferences: &mut ToyPreferences,
    model: &DeviceDescription,
    limits: impl Iterator<Item = Limit>,
    name: &str,
) -> Result<bool, UserConfigError> {
    let mut next: BTreeMap<OutputKind, u32> = BTreeMap::new();
    let mut leaves_out = false;
    for limit in limits {
        let from = next.get(&limit.kind).copied().unwrap_or_default();
        let mut candidates = model.features.range(limit.feature.unwrap_or(from)..);
        let Some((&feature, details)) = candidates.find(|(_, details)| details.outputs.contains_key(&limit.kind))
        else {
            continue;
        };
        next.insert(limit.kind, feature.saturating_add(1));
        let range = &details.outputs[&limit.kind].value;
        let whole = limit
            .whole
            .unwrap_or((i64::from(*range.start()), i64::from(*range.end())));
        let part = limit.part.unwrap_or(whole);
        let output = OutputPreferences {
            disabled: limit.disabled,
            limit_percent: percent(whole, part).ok_or_else(|| UserConfigError::Limit {
                toy: name.to_owned(),
                from: part.0,
                to: part.1,
            })?,
        };
        // A motor that turns both ways begins in the middle.
        leaves_out |= part.0 > whole.0.max(0);
        if output != OutputPreferences::default() {
            preferences
                .outputs
                .entry(feature)
                .or_default()
                .insert(limit.kind, output);
        }
    }
    Ok(leaves_out)
}

/// How much of the whole range the upper end of a part is: never more than it. `None` if it is no part.
fn percent(whole: (i64, i64), part: (i64, i64)) -> Option<u8> {
    let is_part = whole.0 <= part.0 && part.0 <= part.1 && part.1 <= whole.1;
    // A range that goes below zero is one of strengths in both directions.
    let start = whole.0.max(0);
    let way = whole.1.checked_sub(start).filter(|way| *way > 0)?;
    if !is_part {
        return None;
    }
    let most = part.1.checked_sub(start)?;
    // The smaller of both directions holds for both.
    let most = if whole.0 < 0 {
        most.min(part.0.checked_neg()?)
    } else {
        most
    };
    u8::try_from(most.max(0).checked_mul(100)? / way).ok()
}

fn kind(name: &str) -> Option<OutputKind> {
    Some(match name {
        "vibrate" => OutputKind::Vibrate,
        "rotate" => OutputKind::Rotate,
        "oscillate" => OutputKind::Oscillate,
        "constrict" => OutputKind::Constrict,
        "temperature" => OutputKind::Temperature,
        "led" => OutputKind::Led,
        "spray" => OutputKind::Spray,
        "position" => OutputKind::Position,
        "hw_position_with_duration" => OutputKind::HwPositionWithDuration,
        _ => return None,
    })
}

/// What v3 and early files of v4 call an output.
fn legacy_kinds(name: &str) -> &'static [OutputKind] {
    match name {
        "Vibrate" => &[OutputKind::Vibrate],
        "Rotate" | "RotateWithDirection" => &[OutputKind::Rotate],
        "Oscillate" => &[OutputKind::Oscillate],
        "Constrict" | "Inflate" => &[OutputKind::Constrict],
        "Position" | "PositionWithDuration" => &[OutputKind::Position, OutputKind::HwPositionWithDuration],
        _ => &[],
    }
}

/// The reference writes a Bluetooth address as its library prints it on each system, and that of a toy on a WebSocket as
/// the toy said it.
fn address(text: &str) -> (Transport, String) {
    match bluetooth_address(text) {
        Some(address) => (Transport::Bluetooth, address),
        None => (Transport::WebSocket, text.to_owned()),
    }
}

fn bluetooth_address(text: &str) -> Option<String> {
    // `AA:BB:CC:DD:EE:FF`, or `dev_AA_BB_CC_DD_EE_FF` in a path.
    let bytes = text.as_bytes();
    let is_pair = |at: usize| bytes[at].is_ascii_hexdigit() && bytes[at + 1].is_ascii_hexdigit();
    let is_address = |window: &[u8], at: usize| {
        let separator = window[2];
        matches!(separator, b':' | b'_')
            && (0..6).all(|pair| is_pair(at + 3 * pair))
            && (0..5).all(|pair| window[3 * pair + 2] == separator)
    };
    if let Some(at) = (0..bytes.len().saturating_sub(16)).find(|&at| is_address(&bytes[at..at + 17], at)) {
        return Some(text[at..at + 17].replace('_', ":").to_ascii_uppercase());
    }
    // macOS has a number of its own in place of an address.
    let inner = text.strip_prefix("PeripheralId(")?.strip_suffix(')')?;
    Uuid::parse_str(inner).ok().map(|id| id.to_string())
}

impl Catalog {
    fn model_of(&self, protocol: &str, variant: Option<&str>) -> Option<std::sync::Arc<ServerDeviceDefinition>> {
        let models = self.configuration().base_device_definitions();
        let variant = variant.map(str::to_owned);
        let named = models.get(&BaseDeviceIdentifier::new(protocol, &variant));
        named
            .or_else(|| models.get(&BaseDeviceIdentifier::new_default(protocol)))
            .cloned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(file: &Value) -> Result<UserDeviceConfig, UserConfigError> {
        UserDeviceConfig::read(&file.to_string())
    }

    /// A Lovense Edge in a file of version 3.
    fn v3(limit: [i64; 2], user_config: &Value) -> Value {
        let motor = |limit: [i64; 2]| {
            json!({ "feature-type": "Vibrate", "description": "",
                "actuator": { "step-range": [0, 20], "step-limit": limit, "messages": ["ScalarCmd"] } })
        };
        json!({
            "version": { "major": 3, "minor": 0 },
            "user-configs": { "devices": [{
                "identifier": { "address": "PeripheralId(C4:4F:33:0A:1B:2C)", "protocol": "lovense", "identifier": "P" },
                "config": { "name": "Lovense Edge", "features": [motor([0, 20]), motor(limit)], "user-config": user_config },
            }] },
        })
    }

    /// The same in a file of version 5, as the reference writes it.
    fn v5(limit: [i64; 2], disabled: bool) -> Value {
        let catalog = Catalog::builtin().unwrap();
        let edge = catalog.model_of("lovense", Some("P")).unwrap();
        let features: Vec<_> = edge
            .features()
            .values()
            .map(|feature| match feature.index() {
                1 => json!({ "id": Uuid::nil(), "base_id": feature.id(),
                    "output": { "vibrate": { "value": limit, "disabled": disabled } } }),
                _ => json!({ "id": Uuid::nil(), "base_id": feature.id() }),
            })
            .collect();
        json!({
            "version": { "major": 5, "minor": 57 },
            "user_configs": { "protocols": {}, "devices": [{
                "identifier": { "address": r#"PeripheralId(DeviceId { object_path: "/org/bluez/hci0/dev_C4_4F_33_0A_1B_2C" })"#,
                    "protocol": "lovense", "identifier": "P" },
                "config": { "id": Uuid::nil(), "base_id": edge.id(), "features": features,
                    "user_config": { "display_name": "Left", "allow": false, "deny": false, "index": 3 } },
            }] },
        })
    }

    fn second_motor(config: &UserDeviceConfig) -> OutputPreferences {
        config.toys[0].preferences.output(1, OutputKind::Vibrate)
    }

    #[test]
    fn names_limits_and_denials_of_each_version_are_read() {
        let half = OutputPreferences {
            disabled: false,
            limit_percent: 50,
        };
        let told = read(&v3(
            [0, 10],
            &json!({ "display-name": "Left", "allow": false, "deny": true, "index": 0 }),
        ))
        .unwrap();
        assert_eq!(told.toys.len(), 1);
        let toy = &told.toys[0];
        assert_eq!(
            (toy.identity.transport, toy.identity.address.as_str()),
            (Transport::Bluetooth, "C4:4F:33:0A:1B:2C")
        );
        assert_eq!(
            (toy.identity.protocol.as_str(), toy.identity.variant.as_deref()),
            ("lovense", Some("P"))
        );
        assert_eq!(toy.model, "Lovense Edge");
        assert_eq!(toy.preferences.display_name.as_deref(), Some("Left"));
        assert_eq!(toy.preferences.permission, Permission::Denied);
        assert_eq!(second_motor(&told), half);
        assert_eq!(
            toy.preferences.output(0, OutputKind::Vibrate),
            OutputPreferences::default()
        );

        let later = read(&v5([0, 10], false)).unwrap();
        assert_eq!(later.toys[0].identity, toy.identity);
        assert_eq!(second_motor(&later), half);
        assert_eq!(later.toys[0].preferences.permission, Permission::Default);
        assert!(second_motor(&read(&v5([0, 20], true)).unwrap()).disabled);
        let allowed = json!({ "allow": true, "deny": false, "index": 0 });
        assert_eq!(
            read(&v3([0, 20], &allowed)).unwrap().toys[0].preferences.permission,
            Permission::Allowed
        );
    }

    #[test]
    fn a_limit_is_never_more_than_the_files() {
        // 7 of 20 is 35 %; 1 of 3 is 33 %, and a lower end cannot be kept.
        assert_eq!(percent((0, 20), (0, 7)), Some(35));
        assert_eq!(percent((0, 3), (0, 1)), Some(33));
        assert_eq!(percent((-20, 20), (-10, 20)), Some(50));
        assert_eq!(percent((-20, 20), (-20, 20)), Some(100));
        assert_eq!(percent((0, 20), (0, 21)), None);
        assert_eq!(percent((0, 20), (5, 4)), None);
        assert_eq!(percent((0, 0), (0, 0)), None);
        let lower = read(&v3([5, 20], &json!({}))).unwrap();
        assert_eq!(lower.lower_ends, ["Lovense Edge"]);
    }

    #[test]
    fn what_is_no_such_file_is_refused_as_a_whole() {
        let refusal = |text: &str| UserDeviceConfig::read(text).unwrap_err().to_string();
        assert!(refusal("toys: 3").contains("no list of toys"));
        assert!(refusal("{}").contains("version"));
        assert!(refusal(r#"{"version":{"major":2,"minor":0}}"#).contains("version 2"));
        let mut two = v3([0, 10], &json!({}));
        let devices = two["user-configs"]["devices"].as_array_mut().unwrap();
        devices.push(json!({ "identifier": { "address": 5, "protocol": "lovense" }, "config": {} }));
        assert!(
            matches!(read(&two), Err(UserConfigError::Unreadable(_))),
            "one bad toy is a bad file"
        );
        assert_eq!(
            read(&v3([0, 30], &json!({}))),
            Err(UserConfigError::Limit {
                toy: "Lovense Edge".to_owned(),
                from: 0,
                to: 30
            })
        );
        assert_eq!(
            UserDeviceConfig::read(&" ".repeat(limits::USER_CONFIG_BYTES + 1)),
            Err(UserConfigError::TooLarge)
        );
        assert_eq!(
            read(&json!({ "version": { "major": 4, "minor": 0 } })),
            Ok(UserDeviceConfig::default())
        );
    }

    #[test]
    fn a_toy_of_an_unknown_kind_keeps_its_denial() {
        let mut file = v3([0, 10], &json!({ "allow": false, "deny": true, "index": 0 }));
        file["user-configs"]["devices"][0]["identifier"]["protocol"] = "of-next-year".into();
        let told = read(&file).unwrap();
        assert_eq!(told.unknown, 1);
        assert_eq!(told.toys[0].preferences.permission, Permission::Denied);
    }

    #[test]
    fn addresses_of_every_system_are_understood() {
        let bluetooth = |text| bluetooth_address(text);
        assert_eq!(
            bluetooth("PeripheralId(c4:4f:33:0a:1b:2c)").as_deref(),
            Some("C4:4F:33:0A:1B:2C")
        );
        assert_eq!(
            bluetooth("hci0/dev_C4_4F_33_0A_1B_2C").as_deref(),
            Some("C4:4F:33:0A:1B:2C")
        );
        let of_a_mac = "PeripheralId(7d5cc7a3-3b1f-4c8e-9f3c-0a1b2c3d4e5f)";
        assert_eq!(
            bluetooth(of_a_mac).as_deref(),
            Some("7d5cc7a3-3b1f-4c8e-9f3c-0a1b2c3d4e5f")
        );
        for other in [
            "",
            "COM3",
            "P1SH0CK",
            "C44F330A1B2C",
            "C4:4F:33:0A:1B",
            "ä:4F:33:0A:1B:2C:ü",
        ] {
            assert_eq!(bluetooth(other), None, "{other}");
        }
    }

    fn damages() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            Just(json!([])),
            Just(json!({})),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            any::<(i64, i64)>().prop_map(|(from, to)| json!([from, to])),
        ]
    }

    /// The JSON pointer of every place in a file.
    fn pointers(value: &Value, at: String, places: &mut Vec<String>) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    pointers(item, format!("{at}/{index}"), places);
                }
            }
            Value::Object(items) => {
                for (key, item) in items {
                    pointers(item, format!("{at}/{key}"), places);
                }
            }
            _ => {}
        }
        places.push(at);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in any::<String>(), address in any::<String>()) {
            let _ = UserDeviceConfig::read(&text);
            let _ = bluetooth_address(&address);
        }

        /// A file of which any one place is damaged is refused or read, and a limit above what the toy can do is never read.
        #[test]
        fn a_damaged_file_is_refused_or_read(
            is_v3 in any::<bool>(), place in any::<prop::sample::Index>(), damage in damages(),
        ) {
            let mut file = if is_v3 { v3([0, 10], &json!({ "deny": true })) } else { v5([0, 10], false) };
            let mut places = Vec::new();
            pointers(&file, String::new(), &mut places);
            let place = place.get(&places);
            *file.pointer_mut(place).unwrap() = damage;
            if let Ok(told) = read(&file) {
                for output in told.toys.iter().flat_map(|toy| toy.preferences.outputs.values()) {
                    prop_assert!(output.values().all(|output| output.limit_percent <= 100), "{place}: {file}");
                }
            }
        }

        /// Of whatever numbers stand in a file, none makes a toy stronger than they say.
        #[test]
        fn no_limit_is_exceeded(whole in any::<(i64, i64)>(), part in any::<(i64, i64)>()) {
            if let Some(percent) = percent(whole, part) {
                prop_assert!(percent <= 100);
                let way = i128::from(whole.1) - i128::from(whole.0.max(0));
                let most = i128::from(part.1) - i128::from(whole.0.max(0));
                prop_assert!(way * i128::from(percent) <= most.max(0) * 100);
            }
        }

        #[test]
        fn small_limits_too(whole in (-30_i64..30, -30_i64..300), part in (-30_i64..30, -30_i64..300)) {
            if let Some(percent) = percent(whole, part) {
                prop_assert!((whole.1 - whole.0.max(0)) * i64::from(percent) <= (part.1 - whole.0.max(0)).max(0) * 100);
            }
        }
    }
}
