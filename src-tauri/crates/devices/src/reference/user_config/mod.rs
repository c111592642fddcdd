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
    /// Names of toys with a lower end that Vigil cannot keep: only positions have one.
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
    #[serde(default)]
    message_gap_ms: Option<u32>,
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
    #[serde(default)]
    reverse: bool,
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
    reversed: bool,
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
            message_gap_ms: config.customization.message_gap_ms.filter(|gap_ms| *gap_ms > 0),
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
                reversed: false,
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
                reversed: output.reverse,
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
        let limit_percent = percent(whole, part).ok_or_else(|| UserConfigError::Limit {
            toy: name.to_owned(),
            from: part.0,
            to: part.1,
        })?;
        let is_position = limit.kind.is_position();
        let output = OutputPreferences {
            disabled: limit.disabled,
            limit_percent,
            from_percent: if is_position {
                lower_percent(whole, part).min(limit_percent)
            } else {
                0
            },
            reversed: is_position && limit.reversed,
        };
        // A motor that turns both ways begins in the middle.
        leaves_out |= !is_position && part.0 > whole.0.max(0);
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

/// How much of the whole range is below a part of it: never less.
fn lower_percent(whole: (i64, i64), part: (i64, i64)) -> u8 {
    let start = whole.0.max(0);
    let way = whole.1.saturating_sub(start).max(1);
    let below = part.0.saturating_sub(start).max(0);
    u8::try_from(below.saturating_mul(100).saturating_add(way - 1) / way).unwrap_or(100)
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
mod tests;
