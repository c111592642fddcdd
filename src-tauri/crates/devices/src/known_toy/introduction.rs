//! From a link to a toy that the devices have.

use std::sync::Arc;

use thiserror::Error;

use super::KnownToy;
use crate::{
    hub::{Devices, Refused},
    link::Link,
    model::{ToyIdentity, Transport},
    reference::{Candidate, Catalog, ReferenceError, identify},
};

/// A toy that the devices have taken in.
#[derive(Debug, Clone)]
pub(crate) struct Introduced {
    pub(crate) index: u32,
    pub(crate) identity: ToyIdentity,
}

/// Why nothing came of a toy that was connected.
#[derive(Debug, Error)]
pub(crate) enum IntroductionError {
    /// It is not what the candidate says, or does not answer; another candidate may fit.
    #[error(transparent)]
    Unidentified(#[from] ReferenceError),
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Asks the toy on this link which of the candidate's toys it is, and hands it to the devices.
pub(crate) async fn introduce(
    devices: &Devices,
    catalog: &Catalog,
    candidate: &Candidate,
    transport: Transport,
    link: Arc<dyn Link>,
) -> Result<Introduced, IntroductionError> {
    let identified = identify(catalog, candidate, link.clone()).await?;
    let identity = ToyIdentity {
        transport,
        address: link.address().to_owned(),
        protocol: identified.protocol,
        variant: identified.variant,
    };
    if transport == Transport::Bluetooth {
        devices.note_advertised(link.address(), link.name());
    }
    let toy = Arc::new(KnownToy::new(link, identified.driver));
    let index = devices.arrive(identity.clone(), identified.description, toy)?;
    Ok(Introduced { index, identity })
}
