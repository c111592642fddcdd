//! What the owner of the adapter makes of what is heard.

use btleplug::{
    api::{Central as _, CentralEvent, Peripheral as _},
    platform::PeripheralId,
};
use tokio::time::timeout;

use super::{InUse, Work};
use crate::{
    bluetooth::{battery::SystemBattery, nearby::Heard, survey::in_time},
    model::Transport,
    timeouts,
};

impl Work {
    /// What is there without a scan: toys that are connected already. One that was ours before may go on with what a
    /// Vigil that was killed told it last; it is taken back at once. Others may be another program's, and wait for a
    /// scan.
    pub(super) async fn take_stock(&mut self, in_use: &InUse<'_>) {
        let Ok(peripherals) = in_time(in_use.adapter.peripherals()).await else {
            return;
        };
        let wanted = !self.task.searches.borrow().is_empty();
        for peripheral in peripherals {
            self.look(in_use, &peripheral.id(), wanted).await;
        }
    }

    pub(super) async fn hear(&mut self, in_use: &InUse<'_>, event: CentralEvent, wanted: bool) {
        match event {
            CentralEvent::DeviceDisconnected(id) => self.connections.lost(&id),
            CentralEvent::RssiUpdate { id, rssi } => {
                self.nearby.note_rssi(&id, rssi);
                if self.nearby.wants_look(&id) {
                    self.look(in_use, &id, wanted).await;
                }
            }
            CentralEvent::DeviceDiscovered(id)
            | CentralEvent::DeviceUpdated(id)
            | CentralEvent::DeviceConnected(id)
            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
            | CentralEvent::ServiceDataAdvertisement { id, .. }
            | CentralEvent::ServicesAdvertisement { id, .. } => {
                if self.nearby.wants_look(&id) {
                    self.look(in_use, &id, wanted).await;
                }
            }
            CentralEvent::DeviceServicesModified(_) | CentralEvent::StateUpdate(_) => {}
        }
    }

    /// Reads what a neighbour says of itself, and connects to it where it is a toy that is wanted.
    async fn look(&mut self, in_use: &InUse<'_>, id: &PeripheralId, wanted: bool) {
        if self.connections.has(id) {
            return;
        }
        let Ok(peripheral) = in_time(in_use.adapter.peripheral(id)).await else {
            return;
        };
        let Ok(Some(properties)) = in_time(peripheral.properties()).await else {
            return;
        };
        // Systems list what they heard of long ago, too.
        let in_reach = properties.rssi.is_some();
        let (catalog, devices) = (self.catalog, &self.task.devices);
        let heard = self
            .nearby
            .note(peripheral.clone(), properties, catalog, |address| {
                devices.advertised_name(address)
            })
            .clone();
        let known = || self.task.devices.knows(Transport::Bluetooth, &heard.address);
        if !self.task.devices.admits(Transport::Bluetooth, &heard.address) {
            return;
        }
        if !heard.is_toy {
            if known() && matches!(in_time(peripheral.is_connected()).await, Ok(true)) {
                disconnect_stray(&heard).await;
            }
            return;
        }
        let missed = self.connections.misses(&heard.address);
        let connect = if in_reach && (wanted || missed) {
            missed || heard.may_be_tried()
        } else if wanted || known() {
            heard.may_be_tried() && matches!(in_time(peripheral.is_connected()).await, Ok(true))
        } else {
            false
        };
        if connect {
            self.connections.connect(&heard, &in_use.battery, true);
        }
    }

    /// The person wants what is at this address to be driven like a toy that advertises this name.
    pub(super) fn try_like(&mut self, address: &str, advertised: &str, battery: &SystemBattery) {
        self.task.devices.note_advertised(address, advertised);
        self.nearby.try_as(address, advertised, self.catalog);
        self.connect_at_once(address, battery);
    }

    /// The person wants this one, now.
    pub(super) fn connect_at_once(&mut self, address: &str, battery: &SystemBattery) {
        let devices = &self.task.devices;
        if let Some(heard) = self.nearby.forgive(address)
            && devices.admits(Transport::Bluetooth, address)
            && !self.connections.has(&heard.peripheral.id())
        {
            self.connections.connect(heard, battery, true);
        }
    }
}

/// A toy of ours that goes by another name since it was connected, and that nobody has: a Vigil that was killed left it,
/// and it goes on with what it was told last. What it understands is known by the name that it advertises. Toys stop
/// when their link is cut, and advertise again.
async fn disconnect_stray(toy: &Heard) {
    log::warn!(
        "{:?} at {} is let go: it was left connected",
        toy.advertisement.name,
        toy.address
    );
    if let Err(error) = timeout(timeouts::DISCONNECT, toy.peripheral.disconnect())
        .await
        .unwrap_or(Err(btleplug::Error::TimedOut(timeouts::DISCONNECT)))
    {
        log::warn!("{} could not be disconnected: {error}", toy.address);
    }
}
