//! Object paths of bluetoothd: `/org/bluez/hci0/dev_…/service0001/char0002/desc0004`.

use super::{ToyId, World};

pub(crate) const ROOT: &str = "/";
pub(crate) const BLUEZ: &str = "/org/bluez";

/// What a path leads to. Only what is there has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Root,
    Org,
    Bluez,
    Adapter(u16),
    Device(DeviceKey),
    Service(DeviceKey, usize),
    Characteristic(CharacteristicKey),
    Descriptor(CharacteristicKey),
}

/// A toy, as one adapter knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeviceKey {
    pub(crate) adapter: u16,
    pub(crate) toy: ToyId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CharacteristicKey {
    pub(crate) device: DeviceKey,
    pub(crate) service: usize,
    pub(crate) characteristic: usize,
}

impl World {
    pub(crate) fn object(&self, path: &str) -> Option<Object> {
        let mut names = path.split('/').skip(1);
        let first = names.next()?;
        if first.is_empty() {
            return Some(Object::Root);
        }
        if first != "org" {
            return None;
        }
        let Some(bluez) = names.next() else {
            return Some(Object::Org);
        };
        if bluez != "bluez" {
            return None;
        }
        let Some(adapter) = names.next() else {
            return Some(Object::Bluez);
        };
        let adapter = adapter.strip_prefix("hci")?.parse().ok()?;
        self.adapters.get(&adapter).filter(|adapter| adapter.is_plugged)?;
        let Some(device) = names.next() else {
            return Some(Object::Adapter(adapter));
        };
        let toy = self.toys.values().find(|toy| {
            device
                .strip_prefix("dev_")
                .is_some_and(|address| address == toy.spec.address.underscored())
        })?;
        let known = toy.known.get(&adapter)?;
        let device = DeviceKey { adapter, toy: toy.id };
        let Some(service) = names.next() else {
            return Some(Object::Device(device));
        };
        if !known.is_exported {
            return None;
        }
        let service = handle(service, "service")?;
        let service = toy
            .gatt
            .services
            .iter()
            .position(|known| known.handle == service && !known.is_hidden)?;
        let Some(characteristic) = names.next() else {
            return Some(Object::Service(device, service));
        };
        let characteristic = handle(characteristic, "char")?;
        let characteristic = toy.gatt.services[service]
            .characteristics
            .iter()
            .position(|known| known.handle == characteristic)?;
        let key = CharacteristicKey {
            device,
            service,
            characteristic,
        };
        let Some(descriptor) = names.next() else {
            return Some(Object::Characteristic(key));
        };
        let known = &toy.gatt.services[service].characteristics[characteristic];
        (known.descriptor_handle() == Some(handle(descriptor, "desc")?)).then_some(Object::Descriptor(key))
    }

    pub(crate) fn device_path(&self, device: DeviceKey) -> String {
        let address = self.toys[&device.toy].spec.address.underscored();
        format!("{}/dev_{address}", adapter_path(device.adapter))
    }

    pub(crate) fn service_path(&self, device: DeviceKey, service: usize) -> String {
        let handle = self.toys[&device.toy].gatt.services[service].handle;
        format!("{}/service{handle:04x}", self.device_path(device))
    }

    pub(crate) fn characteristic_path(&self, key: CharacteristicKey) -> String {
        let handle = self.characteristic(key).handle;
        format!("{}/char{handle:04x}", self.service_path(key.device, key.service))
    }

    /// Of its client configuration, which exists where it notifies.
    pub(crate) fn descriptor_path(&self, key: CharacteristicKey) -> Option<String> {
        let handle = self.characteristic(key).descriptor_handle()?;
        Some(format!("{}/desc{handle:04x}", self.characteristic_path(key)))
    }
}

pub(crate) fn adapter_path(adapter: u16) -> String {
    format!("{BLUEZ}/hci{adapter}")
}

fn handle(name: &str, prefix: &str) -> Option<u16> {
    u16::from_str_radix(name.strip_prefix(prefix)?, 16).ok()
}
