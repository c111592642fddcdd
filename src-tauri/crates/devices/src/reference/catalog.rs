//! The device configuration.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
};

use buttplug_server::device::{get_default_protocol_map, protocol::ProtocolIdentifierFactory};
use buttplug_server_device_config::{
    BluetoothLESpecifier, DeviceConfigurationManager, Endpoint, ProtocolCommunicationSpecifier, ServerDeviceDefinition,
    UserDeviceIdentifier, WebsocketSpecifier,
};
use uuid::Uuid;

use super::{
    directions::Directions,
    error::{ReferenceError, panic_message},
    user_kinds,
};

/// What a toy says about itself before anybody connects to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Advertisement {
    pub(crate) name: String,
    pub(crate) manufacturer_data: BTreeMap<u16, Vec<u8>>,
    pub(crate) services: Vec<Uuid>,
}

/// A protocol that a toy may speak.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) protocol: String,
    /// Where each endpoint of the protocol lies on this toy. Empty for a toy on a WebSocket.
    pub(crate) endpoints: HashMap<Endpoint, GattAddress>,
    pub(super) factory: Arc<dyn ProtocolIdentifierFactory>,
    pub(super) specifier: ProtocolCommunicationSpecifier,
}

/// A characteristic within its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GattAddress {
    pub(crate) service: Uuid,
    pub(crate) characteristic: Uuid,
}

/// The device configuration that is built in, and the protocols it speaks of.
pub(crate) struct Catalog {
    configuration: DeviceConfigurationManager,
    protocols: HashMap<String, Arc<dyn ProtocolIdentifierFactory>>,
    /// Which way toys turn, over their links.
    directions: Arc<Directions>,
}

static CATALOG: OnceLock<Result<Catalog, ReferenceError>> = OnceLock::new();

impl Catalog {
    /// The built-in configuration. The first call reads it, which takes a good part of a second in debug builds: not
    /// for threads that others wait for.
    pub(crate) fn builtin() -> Result<&'static Self, ReferenceError> {
        CATALOG
            .get_or_init(Self::with_what_was_added)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// [`builtin`](Self::builtin), for async callers.
    pub(crate) async fn ready() -> Result<&'static Self, ReferenceError> {
        if let Some(catalog) = CATALOG.get() {
            return catalog.as_ref().map_err(Clone::clone);
        }
        tokio::task::spawn_blocking(Self::builtin)
            .await
            .unwrap_or_else(|error| Err(ReferenceError::Configuration(error.to_string())))
    }

    /// From now on it is the one that [`builtin`](Self::builtin) gives. False if another one is in use.
    pub(super) fn become_the_one(self) -> bool {
        CATALOG.set(Ok(self)).is_ok()
    }

    /// Without what was added if that cannot be read.
    fn with_what_was_added() -> Result<Self, ReferenceError> {
        if let Some(kinds) = user_kinds::added() {
            match Self::with_kinds(kinds) {
                Ok(catalog) => return Ok(catalog),
                Err(error) => log::error!("the kinds of toys that were added cannot be read: {error}"),
            }
        }
        Self::load(None)
    }

    /// With the kinds of toys that a person added. The reference's reader is made for files that it wrote itself.
    pub(super) fn with_kinds(kinds: &str) -> Result<Self, ReferenceError> {
        catch_unwind(AssertUnwindSafe(|| Self::load(Some(kinds))))
            .unwrap_or_else(|panic| Err(ReferenceError::Panicked(panic_message(panic.as_ref()))))
    }

    fn load(kinds: Option<&str>) -> Result<Self, ReferenceError> {
        super::tasks::install();
        let configuration = user_kinds::configuration(kinds)?
            .finish()
            .map_err(|error| ReferenceError::Configuration(error.to_string()))?;
        Ok(Self {
            configuration,
            protocols: get_default_protocol_map(),
            directions: Arc::default(),
        })
    }

    /// Whether this may be a toy that Vigil can drive.
    pub(crate) fn recognises(&self, advertisement: &Advertisement) -> bool {
        let seen = ProtocolCommunicationSpecifier::BluetoothLE(advertisement.specifier());
        self.configuration
            .base_communication_specifiers()
            .iter()
            .any(|(protocol, known)| self.protocols.contains_key(protocol) && known.contains(&seen))
    }

    /// The protocols of which this may be a toy.
    pub(super) fn recognised_as(&self, advertisement: &Advertisement) -> Vec<&str> {
        let seen = ProtocolCommunicationSpecifier::BluetoothLE(advertisement.specifier());
        self.driven_protocols()
            .filter(|(_, known)| known.contains(&seen))
            .map(|(protocol, _)| protocol)
            .collect()
    }

    /// The protocols that this toy may speak, the one that finds most of its endpoints first; none that finds nothing.
    pub(crate) fn candidates(&self, advertisement: &Advertisement, found: &[GattAddress]) -> Vec<Candidate> {
        let seen = ProtocolCommunicationSpecifier::BluetoothLE(advertisement.specifier());
        let found: HashSet<_> = found.iter().copied().collect();
        let mut candidates: Vec<_> = self
            .matching(&seen)
            .map(|(protocol, factory, known)| Candidate {
                protocol: protocol.to_owned(),
                endpoints: locate(known, &found),
                factory,
                specifier: seen.clone(),
            })
            .filter(|candidate| !candidate.endpoints.is_empty())
            .collect();
        // By name where equal: the configuration is a hash map, and chance must not decide what a toy is.
        candidates.sort_by(|a, b| (b.endpoints.len(), &a.protocol).cmp(&(a.endpoints.len(), &b.protocol)));
        candidates
    }

    /// The protocols for what a toy on a WebSocket calls itself: a name that the configuration has for that, or one
    /// that it advertises over Bluetooth, or a protocol's own.
    pub(crate) fn websocket_candidates(&self, identifier: &str) -> Vec<Candidate> {
        let seen = ProtocolCommunicationSpecifier::Websocket(WebsocketSpecifier::new(identifier));
        let advertised = ProtocolCommunicationSpecifier::BluetoothLE(
            Advertisement {
                name: identifier.to_owned(),
                ..Advertisement::default()
            }
            .specifier(),
        );
        let by_protocol = self
            .protocols
            .get_key_value(identifier)
            .map(|(protocol, factory)| (protocol.as_str(), factory.clone()));
        let mut candidates: Vec<(&str, _)> = self
            .matching(&seen)
            .chain(self.matching(&advertised))
            .map(|(protocol, factory, _)| (protocol, factory))
            .chain(by_protocol)
            .collect();
        candidates.sort_by_key(|(protocol, _)| *protocol);
        candidates.dedup_by_key(|(protocol, _)| *protocol);
        candidates
            .into_iter()
            .map(|(protocol, factory)| Candidate {
                protocol: protocol.to_owned(),
                endpoints: HashMap::new(),
                factory,
                specifier: seen.clone(),
            })
            .collect()
    }

    pub(super) fn configuration(&self) -> &DeviceConfigurationManager {
        &self.configuration
    }

    /// The protocols that have a handler, and how their toys are reached.
    pub(super) fn driven_protocols(&self) -> impl Iterator<Item = (&str, &[ProtocolCommunicationSpecifier])> {
        let known = self.configuration.base_communication_specifiers().iter();
        known
            .filter(|(protocol, _)| self.protocols.contains_key(*protocol))
            .map(|(protocol, known)| (protocol.as_str(), known.as_slice()))
    }

    pub(super) fn directions(&self) -> Arc<Directions> {
        self.directions.clone()
    }

    /// Every protocol that has a handler, by name.
    #[cfg(test)]
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "the tests of every toy run on Linux")
    )]
    pub(super) fn handlers(&self) -> std::collections::BTreeSet<&str> {
        self.protocols.keys().map(String::as_str).collect()
    }

    pub(super) fn definition(&self, identifier: &UserDeviceIdentifier) -> Option<ServerDeviceDefinition> {
        self.configuration.device_definition(identifier)
    }

    fn matching<'a>(
        &'a self,
        seen: &'a ProtocolCommunicationSpecifier,
    ) -> impl Iterator<
        Item = (
            &'a str,
            Arc<dyn ProtocolIdentifierFactory>,
            &'a [ProtocolCommunicationSpecifier],
        ),
    > {
        self.configuration
            .base_communication_specifiers()
            .iter()
            .filter(|(_, known)| known.contains(seen))
            .filter_map(|(protocol, known)| {
                let factory = self.protocols.get(protocol)?.clone();
                Some((protocol.as_str(), factory, known.as_slice()))
            })
    }
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidate")
            .field("protocol", &self.protocol)
            .field("endpoints", &self.endpoints)
            .finish_non_exhaustive()
    }
}

impl Advertisement {
    fn specifier(&self) -> BluetoothLESpecifier {
        // The configuration's comparison takes an asterisk at the end for a wildcard on either side, and empty data for
        // a part of any other: a stranger that calls itself "*" would be every toy.
        let name = self.name.trim_end_matches('*');
        let data: HashMap<u16, Vec<u8>> = self
            .manufacturer_data
            .iter()
            .filter(|(_, data)| !data.is_empty())
            .map(|(company, data)| (*company, data.clone()))
            .collect();
        BluetoothLESpecifier::new_from_device(name, &data, &self.services)
    }
}

fn locate(known: &[ProtocolCommunicationSpecifier], found: &HashSet<GattAddress>) -> HashMap<Endpoint, GattAddress> {
    let mut endpoints = HashMap::new();
    for specifier in known {
        let ProtocolCommunicationSpecifier::BluetoothLE(specifier) = specifier else {
            continue;
        };
        // In the order of their numbers: where a protocol knows several services, chance must not decide.
        let services: BTreeMap<_, _> = specifier.services().iter().collect();
        for (&service, characteristics) in services {
            for (&endpoint, &characteristic) in characteristics {
                let address = GattAddress {
                    service,
                    characteristic,
                };
                if found.contains(&address) {
                    endpoints.entry(endpoint).or_insert(address);
                }
            }
        }
    }
    endpoints
}
