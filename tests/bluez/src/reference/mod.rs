//! The reference's own protocol handlers on a toy without a bus: what it takes a toy for, lists of it, and writes to it.
//! Whoever says to a toy what these say, says it right.

mod hardware;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time::Duration,
};

use buttplug_core::message::{DeviceFeature, OutputCommand, OutputHwPositionWithDuration, OutputType};
use buttplug_server::{
    device::{
        get_default_protocol_map,
        hardware::{Hardware, HardwareCommand},
        protocol::{ProtocolHandler, ProtocolManager, ProtocolSpecializer},
    },
    message::checked_output_cmd::CheckedOutputCmdV4,
};
use buttplug_server_device_config::{
    BluetoothLESpecifier, DeviceConfigurationManager, Endpoint, ProtocolCommunicationSpecifier, ServerDeviceDefinition,
    UserDeviceIdentifier, load_protocol_configs,
};
use serde_json::Value;
use tokio::time::timeout;
use uuid::Uuid;

use crate::{log::Write, spec::ToySpec, toys::Model};

/// More than any initialisation takes.
const INITIALISATION: Duration = Duration::from_secs(120);

/// The reference's protocols and its device configuration.
pub struct Reference {
    protocols: ProtocolManager,
    configuration: DeviceConfigurationManager,
}

/// A toy that the reference took for what it is.
pub struct Met {
    hardware: Arc<Hardware>,
    handler: Arc<dyn ProtocolHandler>,
    definition: ServerDeviceDefinition,
    endpoints: BTreeMap<String, Uuid>,
    writes: Arc<Mutex<Vec<Write>>>,
}

/// A value for one output of one feature, in v4's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish<'a> {
    pub feature: u32,
    /// As v4 names it.
    pub kind: &'a str,
    pub value: i32,
    /// For `HwPositionWithDuration` alone.
    pub duration_ms: Option<u32>,
}

/// Bytes that a handler wants written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// What it is about. A later packet that is about some of it takes its place.
    subjects: HashSet<Uuid>,
    pub characteristic: Uuid,
    pub bytes: Vec<u8>,
}

/// Why the reference does not bring an output about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unable {
    /// The configuration says that the toy has it, and the handler does not implement it.
    NotImplemented,
    Failed(String),
}

/// Whether the reference can drive toys of this protocol at all.
pub fn has_handler(protocol: &str) -> bool {
    get_default_protocol_map().contains_key(protocol)
}

/// What remains to be written of packets that are written one after the other: those that nothing later replaces.
pub fn without_replaced(packets: &[Vec<Packet>]) -> Vec<Packet> {
    let mut left: Vec<Packet> = Vec::new();
    for newer in packets {
        left.retain(|older| newer.iter().all(|newer| newer.subjects.is_disjoint(&older.subjects)));
        left.extend(newer.iter().cloned());
    }
    left
}

impl Reference {
    #[allow(clippy::new_without_default, reason = "it reads the whole configuration")]
    pub fn new() -> Self {
        Self {
            protocols: ProtocolManager::default(),
            configuration: load_protocol_configs(&None, &None, false)
                .and_then(|mut builder| builder.finish())
                .expect("the crate's own configuration is sound"),
        }
    }

    /// From its advertisement to the end of its initialisation.
    ///
    /// # Errors
    ///
    /// It has no handler, or the toy is not taken for this model.
    pub async fn meet(&self, model: &Model, spec: &ToySpec) -> Result<Met, String> {
        let advertised = advertised(spec);
        let claim = self.claim(model, &advertised)?;
        let (hardware, writes) = hardware::of(spec);
        let hardware = Arc::new(hardware);
        let initialised = self.initialise(claim, advertised, hardware.clone(), model);
        let (handler, definition) = timeout(INITIALISATION, initialised)
            .await
            .map_err(|_| "it waits for ever")??;
        Ok(Met {
            hardware,
            handler,
            definition,
            endpoints: spec.endpoints.clone(),
            writes,
        })
    }

    /// That protocol's only: several may claim a toy, and are told apart by its services.
    fn claim(&self, model: &Model, advertised: &ProtocolCommunicationSpecifier) -> Result<ProtocolSpecializer, String> {
        let known = self.configuration.base_communication_specifiers();
        let specifiers = known.get(&model.protocol).ok_or("it has no specifier")?;
        if !specifiers.contains(advertised) {
            return Err(format!("it does not look like one: {advertised:?}"));
        }
        let claims = self.protocols.protocol_specializers(
            advertised,
            &HashMap::from([(model.protocol.clone(), specifiers.clone())]),
            self.configuration.user_communication_specifiers(),
        );
        claims
            .into_iter()
            .next()
            .ok_or_else(|| "the reference has no handler for it".to_owned())
    }

    async fn initialise(
        &self,
        claim: ProtocolSpecializer,
        advertised: ProtocolCommunicationSpecifier,
        hardware: Arc<Hardware>,
        model: &Model,
    ) -> Result<(Arc<dyn ProtocolHandler>, ServerDeviceDefinition), String> {
        let identified = claim.identify().identify(hardware.clone(), advertised).await;
        let (identity, mut initializer) = identified.map_err(|error| format!("identify: {error}"))?;
        // Two handlers of 12.0.2, Patoo and Youou, call themselves by another name than the configuration does, which
        // keeps the reference itself from using them.
        let protocol = identity.protocol().to_lowercase();
        let identity = UserDeviceIdentifier::new(identity.address(), &protocol, identity.identifier());
        let definition = self.configuration.device_definition(&identity);
        let definition = definition.ok_or_else(|| format!("{identity:?} is unknown"))?;
        // Where all names are those of models, a toy of no particular model is one of them.
        let is_any = model.identifier.is_none() && protocol == model.protocol;
        if definition.name() != &model.product && !is_any {
            return Err(format!("taken for {} ({identity:?})", definition.name()));
        }
        let handler = initializer.initialize(hardware, &definition).await;
        let handler = handler.map_err(|error| format!("initialize: {error}"))?;
        // As Vigil does, once: a handler that numbers its requests counts that as one.
        handler.keepalive_strategy();
        Ok((handler, definition))
    }
}

impl Met {
    /// What stands on the box.
    pub fn name(&self) -> &str {
        self.definition.name()
    }

    /// `DeviceFeatures`, as the reference lists them in v4's `DeviceList`.
    pub fn features(&self) -> Value {
        let listed: BTreeMap<u32, DeviceFeature> = self
            .definition
            .features()
            .iter()
            .filter_map(|(index, feature)| Some((*index, feature.as_device_feature().ok()?)))
            .filter(|(_, feature)| feature.contains_any_output() || feature.contains_any_input())
            .collect();
        serde_json::to_value(listed).expect("features are plain data")
    }

    /// All that was written to it, the initialisation included; also by tasks of the handler's own.
    pub fn writes(&self) -> Vec<Write> {
        self.writes.lock().unwrap().clone()
    }

    /// Has the handler bring an output about, and writes what it says; gives that back. Nothing, where a task of the
    /// handler's does the writing.
    ///
    /// # Errors
    ///
    /// The handler does not do it, or the toy does not take what it writes.
    pub async fn tell(&self, wish: Wish<'_>) -> Result<Vec<Packet>, Unable> {
        let command = self.command(wish)?;
        // In debug builds, a handler panics on what it does not implement, whatever its configuration says.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.handler.handle_output_cmd(&command)));
        let commands = outcome.map_err(|_| Unable::NotImplemented)?.map_err(failed)?;
        let mut packets = Vec::new();
        for command in commands {
            if let HardwareCommand::Write(write) = command {
                self.hardware.write_value(&write).await.map_err(failed)?;
                packets.push(Packet {
                    subjects: write.command_id().clone(),
                    characteristic: self.at(write.endpoint())?,
                    bytes: write.data().clone(),
                });
            }
        }
        Ok(packets)
    }

    fn command(&self, wish: Wish<'_>) -> Result<CheckedOutputCmdV4, Unable> {
        let missing = || failed(format!("no {wish:?}"));
        let kind: OutputType = wish.kind.parse().map_err(|_| missing())?;
        let feature = self.definition.features().get(&wish.feature).ok_or_else(missing)?;
        let output = feature.get_output(kind).ok_or_else(missing)?;
        let value = output.calculate_from_value(wish.value).map_err(failed)?;
        let command = match kind {
            OutputType::HwPositionWithDuration => {
                let position = u32::try_from(value).map_err(failed)?;
                let duration = wish.duration_ms.unwrap_or_default();
                OutputCommand::HwPositionWithDuration(OutputHwPositionWithDuration::new(position, duration))
            }
            _ => OutputCommand::from_output_type(kind, value).map_err(failed)?,
        };
        Ok(CheckedOutputCmdV4::new(1, 0, wish.feature, feature.id(), command))
    }

    fn at(&self, endpoint: Endpoint) -> Result<Uuid, Unable> {
        let known = self.endpoints.get(&endpoint.to_string()).copied();
        known.ok_or_else(|| failed(format!("no endpoint {endpoint}")))
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reference").finish_non_exhaustive()
    }
}

impl fmt::Debug for Met {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Met")
            .field("name", self.definition.name())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Unable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotImplemented => formatter.write_str("the reference does not implement it"),
            Self::Failed(problem) => formatter.write_str(problem),
        }
    }
}

fn failed(error: impl fmt::Display) -> Unable {
    Unable::Failed(error.to_string())
}

fn advertised(spec: &ToySpec) -> ProtocolCommunicationSpecifier {
    let data = spec.manufacturer_data.clone().into_iter().collect();
    let advertised = BluetoothLESpecifier::new_from_device(&spec.name, &data, &spec.advertised_services);
    ProtocolCommunicationSpecifier::BluetoothLE(advertised)
}
