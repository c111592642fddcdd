//! What the reference does with a device that it has found.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use buttplug_core::message::{OutputCommand, OutputHwPositionWithDuration, OutputType};
use buttplug_server::{
    device::{
        get_default_protocol_map,
        hardware::{Hardware, HardwareCommand},
        protocol::{ProtocolHandler, ProtocolManager, ProtocolSpecializer},
    },
    message::checked_output_cmd::CheckedOutputCmdV4,
};
use buttplug_server_device_config::{
    BluetoothLESpecifier, DeviceConfigurationManager, ProtocolCommunicationSpecifier, ServerDeviceDefinition,
    ServerDeviceFeature, UserDeviceIdentifier, load_protocol_configs,
};
use tokio::time::{sleep, timeout};
use vigil_bluez::{ToySpec, toys::Model};

use crate::hardware;

/// More than any initialisation takes; it passes in no time.
const INITIALISATION: Duration = Duration::from_secs(120);

/// Some handlers write from a task of their own.
const BACKGROUND: Duration = Duration::from_secs(2);

const MOVEMENT_MS: u32 = 500;

const OUTPUTS: [OutputType; 9] = [
    OutputType::Vibrate,
    OutputType::Rotate,
    OutputType::Oscillate,
    OutputType::Constrict,
    OutputType::Position,
    OutputType::HwPositionWithDuration,
    OutputType::Temperature,
    OutputType::Spray,
    OutputType::Led,
];

pub(crate) struct Reference {
    protocols: ProtocolManager,
    configuration: DeviceConfigurationManager,
}

impl Reference {
    pub(crate) fn new() -> Self {
        Self {
            protocols: ProtocolManager::default(),
            configuration: load_protocol_configs(&None, &None, false).unwrap().finish().unwrap(),
        }
    }

    /// From its advertisement to its first movement.
    pub(crate) async fn meet(&self, model: &Model) -> Result<(), String> {
        let spec = model.spec();
        let advertised = advertised(&spec);
        let claim = self.claim(model, &advertised)?;
        let (hardware, writes) = hardware::of(&spec);
        let hardware = Arc::new(hardware);
        let initialised = self.initialise(claim, advertised, hardware.clone(), model);
        let (handler, definition) = timeout(INITIALISATION, initialised)
            .await
            .map_err(|_| "it waits for ever")??;

        let before = writes.lock().unwrap().len();
        move_it(&hardware, handler.as_ref(), &definition).await?;
        if writes.lock().unwrap().len() == before {
            sleep(BACKGROUND).await;
        }
        let is_moved = writes.lock().unwrap().len() > before;
        if definition.features().values().any(ServerDeviceFeature::has_output) && !is_moved {
            return Err("nothing was written".to_owned());
        }
        Ok(())
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
        Ok((handler.map_err(|error| format!("initialize: {error}"))?, definition))
    }
}

/// Whether the reference can drive it at all.
pub(crate) fn has_handler(protocol: &str) -> bool {
    get_default_protocol_map().contains_key(protocol)
}

fn advertised(spec: &ToySpec) -> ProtocolCommunicationSpecifier {
    let data = spec.manufacturer_data.clone().into_iter().collect();
    let advertised = BluetoothLESpecifier::new_from_device(&spec.name, &data, &spec.advertised_services);
    ProtocolCommunicationSpecifier::BluetoothLE(advertised)
}

/// Writes what sets each of its features in motion.
async fn move_it(
    hardware: &Hardware,
    handler: &dyn ProtocolHandler,
    definition: &ServerDeviceDefinition,
) -> Result<(), String> {
    for (index, feature) in definition.features() {
        for movement in OUTPUTS {
            let Some(output) = feature.get_output(movement) else {
                continue;
            };
            let told = |error: &dyn std::fmt::Display| format!("feature {index}, {movement}: {error}");
            let value = output.calculate_from_float(1.0).map_err(|error| told(&error))?;
            let command = match movement {
                OutputType::HwPositionWithDuration => {
                    let position = u32::try_from(value).map_err(|error| told(&error))?;
                    OutputCommand::HwPositionWithDuration(OutputHwPositionWithDuration::new(position, MOVEMENT_MS))
                }
                _ => OutputCommand::from_output_type(movement, value).map_err(|error| told(&error))?,
            };
            let command = CheckedOutputCmdV4::new(1, 0, *index, feature.id(), command);
            // In debug builds, a handler panics on what it does not implement, whatever its configuration says.
            let outcome = catch_unwind(AssertUnwindSafe(|| handler.handle_output_cmd(&command)));
            let Ok(commands) = outcome else {
                println!("the reference does not implement {movement} of {}", definition.name());
                continue;
            };
            for command in commands.map_err(|error| told(&error))? {
                if let HardwareCommand::Write(write) = command {
                    hardware.write_value(&write).await.map_err(|error| told(&error))?;
                }
            }
        }
    }
    Ok(())
}
