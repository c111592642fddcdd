use std::{panic::AssertUnwindSafe, sync::Arc};

use buttplug_server_device_config::UserDeviceIdentifier;
use futures_util::FutureExt;
use tokio::time::timeout;
use vigil_core::message::DeviceDescription;

use super::{
    catalog::{Candidate, Catalog},
    describe::describe,
    error::{ReferenceError, panic_message},
    greeting::Greeting,
    hardware::hardware,
    own_writes::OwnWrites,
    protocol_driver::{Initialized, ProtocolDriver},
    tasks::ProtocolTasks,
};
use crate::{link::Link, timeouts};

/// A toy whose kind is known.
#[derive(Debug)]
pub(crate) struct Identified {
    pub(crate) protocol: String,
    /// Which of the protocol's toys it is, where it says so: a name or a model's letter.
    pub(crate) variant: Option<String>,
    pub(crate) description: DeviceDescription,
    pub(crate) driver: ProtocolDriver,
}

/// Asks a toy which one it is, and makes it ready to be driven. Within [`timeouts::IDENTIFY`].
pub(crate) async fn identify(
    catalog: &Catalog,
    candidate: &Candidate,
    link: Arc<dyn Link>,
) -> Result<Identified, ReferenceError> {
    let tasks = Arc::new(ProtocolTasks::default());
    let work = tasks.own_future(ask(catalog, candidate, link.clone(), tasks.clone()));
    let in_time = timeout(timeouts::IDENTIFY, AssertUnwindSafe(work).catch_unwind());
    tokio::select! {
        result = in_time => match result {
            Ok(Ok(identified)) => identified,
            Ok(Err(panic)) => Err(ReferenceError::Panicked(panic_message(panic.as_ref()))),
            Err(_) => Err(ReferenceError::Unidentified("it did not answer in time".to_owned())),
        },
        () = link.clone().closed() => Err(ReferenceError::Unidentified("its link was lost".to_owned())),
    }
}

async fn ask(
    catalog: &Catalog,
    candidate: &Candidate,
    link: Arc<dyn Link>,
    tasks: Arc<ProtocolTasks>,
) -> Result<Identified, ReferenceError> {
    let own_writes = Arc::new(OwnWrites::default());
    let greeting = Arc::new(Greeting::new(&candidate.protocol));
    let hardware = hardware(link, own_writes.clone(), greeting.clone());
    let refused = |error: buttplug_core::errors::ButtplugDeviceError| ReferenceError::Unidentified(error.to_string());
    let (identifier, mut initializer) = candidate
        .factory
        .create()
        .identify(hardware.clone(), candidate.specifier.clone())
        .await
        .map_err(refused)?;
    // Two handlers spell their protocol otherwise than the configuration does.
    let as_configured = UserDeviceIdentifier::new(identifier.address(), &candidate.protocol, identifier.identifier());
    let definition = catalog
        .definition(&identifier)
        .or_else(|| catalog.definition(&as_configured))
        .ok_or_else(|| ReferenceError::Unidentified(format!("no features are known for {identifier:?}")))?;
    let handler = initializer
        .initialize(hardware.clone(), &definition)
        .await
        .map_err(refused)?;
    Ok(Identified {
        protocol: candidate.protocol.clone(),
        variant: identifier.identifier().clone(),
        description: describe(&definition),
        driver: ProtocolDriver::new(
            Initialized {
                handler,
                hardware,
                definition,
                tasks,
                own_writes,
                greeting,
            },
            catalog.directions(),
        ),
    })
}
