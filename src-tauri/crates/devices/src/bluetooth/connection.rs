//! One toy's link, from the connect to its end.

use std::{panic::AssertUnwindSafe, sync::Arc};

use btleplug::{
    api::Peripheral as _,
    platform::{Peripheral, PeripheralId},
};
use futures_util::FutureExt;
use thiserror::Error;
use tokio::{sync::watch, time::timeout};
use vigil_core::message::StopScope;

use super::{battery::SystemBattery, failure::is_connected_already, gatt::GattLink, survey::in_time};
use crate::{
    hub::{Devices, Refused},
    known_toy::{Introduced, IntroductionError, introduce},
    link::Link,
    model::Transport,
    reference::{Advertisement, Catalog, GattAddress, ReferenceError},
    timeouts,
};

/// What it takes to connect to a toy.
pub(super) struct Connection {
    pub(super) target: Target,
    pub(super) devices: Devices,
    pub(super) catalog: &'static Catalog,
    pub(super) battery: SystemBattery,
    pub(super) losses: watch::Receiver<Losses>,
}

/// What is connected to.
pub(super) struct Target {
    pub(super) peripheral: Peripheral,
    pub(super) address: String,
    pub(super) advertisement: Advertisement,
}

/// A notification that the link is lost.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Losses {
    /// Goes up with every notification.
    pub(super) count: u64,
    /// What the link was made with is gone, too, and cannot be asked.
    pub(super) is_certain: bool,
}

/// How far it got.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// The radio makes the link.
    Linking,
    /// The toy is asked what it is.
    Introducing,
    Made(Introduced),
}

/// How a connection ended.
#[derive(Debug)]
pub(super) enum ConnectionEnd {
    /// It was never made.
    Failed(ConnectError),
    /// The toy was handed over, and now is gone. `missed`: nobody sent it away.
    Lost { made: Introduced, missed: bool },
}

#[derive(Debug, Error)]
pub(super) enum ConnectError {
    #[error("it does not answer")]
    NoAnswer,
    #[error("its link was lost while connecting")]
    LinkLost,
    #[error("{0}")]
    Platform(#[from] btleplug::Error),
    /// By its name it is a toy, by its services none that is known.
    #[error("it is no known toy after all")]
    NoKnownToy,
    #[error(transparent)]
    Unidentified(ReferenceError),
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("a panic")]
    Panicked,
}

impl Connection {
    /// Connects, tells so, and stays until the link is over.
    pub(super) async fn run(mut self, stage: watch::Sender<Stage>) -> (PeripheralId, ConnectionEnd) {
        let id = self.target.peripheral.id();
        // A panic in here must not leave a link behind that nobody looks after.
        let connected = AssertUnwindSafe(self.connect(&stage)).catch_unwind().await;
        let (link, toy) = match connected.unwrap_or(Err(ConnectError::Panicked)) {
            Ok(connected) => connected,
            Err(error) => {
                // Whatever was made of it is taken back: half a link keeps others from the toy.
                drop(timeout(timeouts::DISCONNECT, self.target.peripheral.disconnect()).await);
                return (id, ConnectionEnd::Failed(error));
            }
        };
        stage.send_replace(Stage::Made(toy.clone()));
        if AssertUnwindSafe(self.stay(&link)).catch_unwind().await.is_err() {
            log::error!(
                "toy {}: nobody would notice the end of its link any more; it is cut",
                toy.index
            );
            drop(self.devices.stop(StopScope {
                device: Some(toy.index),
                ..StopScope::EVERYTHING
            }));
            drop(timeout(timeouts::DISCONNECT, self.target.peripheral.disconnect()).await);
        }
        link.set_closed();
        let missed = self.devices.gone(toy.index, &toy.identity).await;
        (id, ConnectionEnd::Lost { made: toy, missed })
    }

    async fn connect(&mut self, stage: &watch::Sender<Stage>) -> Result<(Arc<GattLink>, Introduced), ConnectError> {
        self.losses.mark_unchanged();
        let peripheral = self.target.peripheral.clone();
        let linked = self.or_lost(timeout(timeouts::CONNECT, peripheral.connect())).await?;
        match linked.map_err(|_| ConnectError::NoAnswer)? {
            Err(error) if !is_connected_already(&error) => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        self.or_lost(timeout(timeouts::DISCOVER, peripheral.discover_services()))
            .await?
            .map_err(|_| ConnectError::NoAnswer)??;
        stage.send_replace(Stage::Introducing);
        let found: Vec<_> = peripheral
            .characteristics()
            .iter()
            .map(|found| GattAddress {
                service: found.service_uuid,
                characteristic: found.uuid,
            })
            .collect();
        let mut failure = ConnectError::NoKnownToy;
        for candidate in self.catalog.candidates(&self.target.advertisement, &found) {
            let link = GattLink::new(
                peripheral.clone(),
                self.target.advertisement.name.clone(),
                self.target.address.clone(),
                &candidate.endpoints,
                self.battery.clone(),
            );
            let stream = in_time(peripheral.notifications()).await?;
            let listening = link.clone();
            let closed = link.clone().closed();
            self.devices.runtime().spawn(async move {
                tokio::select! {
                    () = listening.listen(stream) => {}
                    () = closed => {}
                }
            });
            let devices = self.devices.clone();
            let introduction = introduce(&devices, self.catalog, &candidate, Transport::Bluetooth, link.clone());
            match self.or_lost(introduction).await? {
                Ok(introduced) => return Ok((link, introduced)),
                Err(IntroductionError::Refused(refused)) => return Err(refused.into()),
                Err(IntroductionError::Unidentified(error)) => {
                    link.set_closed();
                    failure = ConnectError::Unidentified(error);
                }
            }
        }
        Err(failure)
    }

    /// Until the link is over.
    async fn stay(&mut self, link: &Arc<GattLink>) {
        loop {
            tokio::select! {
                () = link.clone().closed() => return,
                changed = self.losses.changed() => {
                    // The word may be an old one, of the link before.
                    let is_certain = changed.is_err() || self.losses.borrow().is_certain;
                    let alive = !is_certain && matches!(in_time(self.target.peripheral.is_connected()).await, Ok(true));
                    if !alive {
                        return;
                    }
                }
            }
        }
    }

    /// Calls do not notice that the link they are about is lost.
    async fn or_lost<T>(&mut self, call: impl Future<Output = T>) -> Result<T, ConnectError> {
        tokio::select! {
            done = call => Ok(done),
            _ = self.losses.changed() => Err(ConnectError::LinkLost),
        }
    }
}
