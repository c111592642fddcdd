//! Bytes to and from a toy's characteristics.

use std::{collections::HashMap, sync::Arc};

use btleplug::{
    api::{CharPropFlags, Characteristic, Peripheral as _, ValueNotification, WriteType},
    platform::Peripheral,
};
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep, timeout},
};

use super::{
    battery::SystemBattery,
    failure::{hardware_error, is_in_progress},
};
use crate::{
    limits,
    link::{Acknowledge, Endpoint, Link, Notification},
    reference::GattAddress,
    timeouts,
    toy::HardwareError,
};

/// A connected toy on Bluetooth.
#[derive(Debug)]
pub(super) struct GattLink {
    peripheral: Peripheral,
    name: String,
    address: String,
    endpoints: HashMap<Endpoint, Characteristic>,
    battery: SystemBattery,
    notifications: broadcast::Sender<Notification>,
    open: watch::Sender<bool>,
}

impl GattLink {
    pub(super) fn new(
        peripheral: Peripheral,
        name: String,
        address: String,
        endpoints: &HashMap<Endpoint, GattAddress>,
        battery: SystemBattery,
    ) -> Arc<Self> {
        let characteristics = peripheral.characteristics();
        let at = |place: &GattAddress| {
            characteristics
                .iter()
                .find(|found| found.service_uuid == place.service && found.uuid == place.characteristic)
                .cloned()
        };
        let endpoints = endpoints
            .iter()
            .filter_map(|(endpoint, place)| Some((*endpoint, at(place)?)))
            .collect();
        Arc::new(Self {
            peripheral,
            name,
            address,
            endpoints,
            battery,
            notifications: broadcast::Sender::new(limits::NOTIFICATION_BACKLOG),
            open: watch::Sender::new(true),
        })
    }

    /// Takes note that the link is gone.
    pub(super) fn set_closed(&self) {
        self.open.send_if_modified(|open| std::mem::replace(open, false));
    }

    /// Passes on what the toy says, until its stream or the link ends.
    pub(super) async fn listen(&self, mut stream: impl Stream<Item = ValueNotification> + Unpin) {
        let endpoint_of: HashMap<_, _> = self
            .endpoints
            .iter()
            .map(|(endpoint, found)| ((found.service_uuid, found.uuid), *endpoint))
            .collect();
        while let Some(heard) = stream.next().await {
            if let Some(&endpoint) = endpoint_of.get(&(heard.service_uuid, heard.uuid)) {
                // Nobody has to listen.
                let _ = self.notifications.send(Notification {
                    endpoint,
                    data: heard.value,
                });
            }
        }
    }

    fn characteristic(&self, endpoint: Endpoint) -> Result<&Characteristic, HardwareError> {
        if !*self.open.borrow() {
            return Err(HardwareError::Disconnected);
        }
        self.endpoints
            .get(&endpoint)
            .ok_or_else(|| HardwareError::Failed(format!("this toy has no endpoint {endpoint}")))
    }

    fn failed(&self, error: &btleplug::Error) -> HardwareError {
        let error = hardware_error(error);
        if error == HardwareError::Disconnected {
            self.set_closed();
        }
        error
    }
}

impl Link for GattLink {
    fn name(&self) -> &str {
        &self.name
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let mut endpoints: Vec<_> = self.endpoints.keys().copied().collect();
        if SystemBattery::IS_THE_WAY && !endpoints.contains(&Endpoint::RxBLEBattery) {
            endpoints.push(Endpoint::RxBLEBattery);
        }
        endpoints
    }

    fn write(
        self: Arc<Self>,
        endpoint: Endpoint,
        data: Vec<u8>,
        acknowledge: Acknowledge,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move {
            let characteristic = self.characteristic(endpoint)?;
            let kind = write_type(characteristic.properties, acknowledge);
            let give_up_at = Instant::now() + timeouts::BUSY_CHARACTERISTIC;
            loop {
                match self.peripheral.write(characteristic, &data, kind).await {
                    Ok(()) => return Ok(()),
                    Err(error) if is_in_progress(&error) && Instant::now() < give_up_at => {
                        sleep(timeouts::BUSY_CHARACTERISTIC_PAUSE).await;
                    }
                    Err(error) => return Err(self.failed(&error)),
                }
            }
        }
        .boxed()
    }

    fn read(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<Vec<u8>, HardwareError>> {
        async move {
            if endpoint == Endpoint::RxBLEBattery && !self.endpoints.contains_key(&endpoint) {
                return Ok(vec![self.battery.percent(&self.peripheral.id()).await?]);
            }
            let characteristic = self.characteristic(endpoint)?;
            let read = self.peripheral.read(characteristic).await;
            read.map_err(|error| self.failed(&error))
        }
        .boxed()
    }

    fn subscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move {
            let characteristic = self.characteristic(endpoint)?;
            match self.peripheral.subscribe(characteristic).await {
                Ok(()) => Ok(()),
                // Notify sessions outlive a link on BlueZ.
                Err(error) if is_in_progress(&error) => Ok(()),
                Err(error) => Err(self.failed(&error)),
            }
        }
        .boxed()
    }

    fn unsubscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move {
            let characteristic = self.characteristic(endpoint)?;
            let unsubscribed = self.peripheral.unsubscribe(characteristic).await;
            unsubscribed.map_err(|error| self.failed(&error))
        }
        .boxed()
    }

    fn notifications(&self) -> broadcast::Receiver<Notification> {
        self.notifications.subscribe()
    }

    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        let mut open = self.open.subscribe();
        async move {
            // An error means that the link itself is no more.
            let _ = open.wait_for(|open| !open).await;
        }
        .boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        async move {
            match timeout(timeouts::DISCONNECT, self.peripheral.disconnect()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::warn!("{} could not be disconnected: {error}", self.address),
                Err(_) => log::warn!("{} was not disconnected in {:?}", self.address, timeouts::DISCONNECT),
            }
            self.set_closed();
        }
        .boxed()
    }
}

fn write_type(properties: CharPropFlags, acknowledge: Acknowledge) -> WriteType {
    let with_response = properties.contains(CharPropFlags::WRITE);
    let without = properties.contains(CharPropFlags::WRITE_WITHOUT_RESPONSE);
    let wanted = match acknowledge {
        Acknowledge::AsProtocolSays { with_response } => with_response,
        Acknowledge::WherePossible => true,
        Acknowledge::Never => false,
    };
    match (wanted, with_response, without) {
        // The last: it says that it takes neither, and the protocol knows better.
        (true, true, _) | (false, true, false) | (true, false, false) => WriteType::WithResponse,
        (_, _, true) | (false, false, false) => WriteType::WithoutResponse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s4_a_stop_is_written_with_a_response_where_the_characteristic_allows_it() {
        let (request, command) = (CharPropFlags::WRITE, CharPropFlags::WRITE_WITHOUT_RESPONSE);
        let says = |with_response| Acknowledge::AsProtocolSays { with_response };
        for (properties, acknowledge, expected) in [
            (request | command, Acknowledge::WherePossible, WriteType::WithResponse),
            (request, Acknowledge::WherePossible, WriteType::WithResponse),
            (command, Acknowledge::WherePossible, WriteType::WithoutResponse),
            (request | command, Acknowledge::Never, WriteType::WithoutResponse),
            (request, Acknowledge::Never, WriteType::WithResponse),
            (request | command, says(false), WriteType::WithoutResponse),
            (request | command, says(true), WriteType::WithResponse),
            (request, says(false), WriteType::WithResponse),
            (command, says(true), WriteType::WithoutResponse),
        ] {
            assert_eq!(
                write_type(properties, acknowledge),
                expected,
                "{properties:?} {acknowledge:?}"
            );
        }
    }
}
