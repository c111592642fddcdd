//! What can be asked of objects: their properties, their children.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

use uuid::Uuid;
use zbus::zvariant::{ObjectPath, Value};

use super::{
    BLUEZ, Body, CallId, CharacteristicKey, DeviceKey, Interfaces, Object, Properties, ROOT, World, path::adapter_path,
    short_uuid,
};
use crate::fault::Refusal;

pub(crate) const ADAPTER: &str = "org.bluez.Adapter1";
pub(crate) const DEVICE: &str = "org.bluez.Device1";
pub(crate) const BATTERY: &str = "org.bluez.Battery1";
pub(crate) const SERVICE: &str = "org.bluez.GattService1";
pub(crate) const CHARACTERISTIC: &str = "org.bluez.GattCharacteristic1";
pub(crate) const DESCRIPTOR: &str = "org.bluez.GattDescriptor1";

/// A form that bluez-async can read.
const MODALIAS: &str = "usb:v1D6Bp0246d0542";
const CLIENT_CONFIGURATION: u16 = 0x2902;

impl World {
    pub(super) fn get(&mut self, call: CallId, object: Object, interface: &str, property: &str) {
        let value = self
            .interfaces(object)
            .remove(interface)
            .and_then(|mut known| known.remove(property));
        match value {
            Some(value) => self.answer(call, Body::Value(value)),
            None => self.refuse(
                call,
                Refusal::new(
                    "org.freedesktop.DBus.Error.InvalidArgs",
                    format!("No such property '{interface}.{property}'"),
                ),
            ),
        }
    }

    pub(super) fn get_all(&mut self, call: CallId, object: Object, interface: &str) {
        match self.interfaces(object).remove(interface) {
            Some(properties) => self.answer(call, Body::Properties(properties)),
            None => self.refuse(
                call,
                Refusal::new(
                    "org.freedesktop.DBus.Error.InvalidArgs",
                    format!("No such interface '{interface}'"),
                ),
            ),
        }
    }

    pub(super) fn managed_objects(&self) -> BTreeMap<String, Interfaces> {
        let mut objects = BTreeMap::new();
        for (index, _) in self.adapters.iter().filter(|(_, adapter)| adapter.is_plugged) {
            objects.insert(adapter_path(*index), self.adapter_interfaces(*index));
            for toy in self.toys_known_to(*index) {
                let device = DeviceKey { adapter: *index, toy };
                objects.insert(self.device_path(device), self.device_interfaces(device));
                if self.toys[&toy].known[index].is_exported {
                    objects.extend(self.gatt_objects(device));
                }
            }
        }
        objects
    }

    /// Only the names of the children count: that is how services and characteristics are found.
    pub(super) fn introspect(&self, object: Object) -> String {
        let path = self.path(object);
        let mut children: Vec<String> = match object {
            Object::Root => vec!["org".to_owned()],
            Object::Org => vec!["bluez".to_owned()],
            Object::Bluez => {
                let plugged = self.adapters.iter().filter(|(_, adapter)| adapter.is_plugged);
                plugged.map(|(index, _)| format!("hci{index}")).collect()
            }
            _ => {
                let below = self.managed_objects();
                let below = below
                    .keys()
                    .filter_map(|known| known.strip_prefix(&path)?.strip_prefix('/'));
                below.filter(|name| !name.contains('/')).map(str::to_owned).collect()
            }
        };
        if let Object::Characteristic(key) = object
            && let Some(descriptor) = self.descriptor_path(key)
            && let Some((_, name)) = descriptor.rsplit_once('/')
        {
            children = vec![name.to_owned()];
        }
        let mut xml = String::from("<node>");
        for interface in self.interfaces(object).keys() {
            let _ = write!(xml, "<interface name=\"{interface}\"></interface>");
        }
        for child in children {
            let _ = write!(xml, "<node name=\"{child}\"/>");
        }
        xml.push_str("</node>");
        xml
    }

    pub(super) fn adapter_interfaces(&self, index: u16) -> Interfaces {
        let adapter = &self.adapters[&index];
        let name = format!("rig-{index}");
        let properties: Properties = [
            ("Address", adapter.address.to_string().into()),
            ("AddressType", "public".into()),
            ("Name", name.clone().into()),
            ("Alias", name.into()),
            ("Modalias", MODALIAS.into()),
            ("Powered", adapter.is_powered.into()),
            ("Discovering", (!adapter.discovering.is_empty()).into()),
        ]
        .into();
        [(ADAPTER, properties)].into()
    }

    pub(super) fn device_interfaces(&self, device: DeviceKey) -> Interfaces {
        let mut interfaces: Interfaces = [(DEVICE, self.device_properties(device))].into();
        let toy = &self.toys[&device.toy];
        if toy.is_resolved_on(device.adapter)
            && let Some(percent) = toy.gatt.battery_percent()
        {
            interfaces.insert(BATTERY, [("Percentage", percent.into())].into());
        }
        interfaces
    }

    pub(super) fn device_properties(&self, device: DeviceKey) -> Properties {
        let toy = &self.toys[&device.toy];
        let known = &toy.known[&device.adapter];
        let address = toy.spec.address.to_string();
        // Without a name, the alias is the address.
        let alias = known.name.clone().unwrap_or_else(|| address.replace(':', "-"));
        let mut properties: Properties = [
            ("Address", address.into()),
            ("AddressType", "random".into()),
            ("Alias", alias.into()),
            ("Adapter", object_path(adapter_path(device.adapter))),
            ("Paired", false.into()),
            ("Bonded", false.into()),
            ("Trusted", false.into()),
            ("Blocked", false.into()),
            ("LegacyPairing", false.into()),
            ("Connected", toy.is_linked_to(device.adapter).into()),
            ("ServicesResolved", toy.is_resolved_on(device.adapter).into()),
            (
                "UUIDs",
                text_array(self.device_services(device).iter().map(Uuid::to_string)),
            ),
        ]
        .into();
        properties.extend(known.name.clone().map(|name| ("Name", name.into())));
        properties.extend(known.rssi.map(|rssi| ("RSSI", rssi.into())));
        if !toy.spec.manufacturer_data.is_empty() {
            let data: HashMap<u16, Value<'static>> = toy
                .spec
                .manufacturer_data
                .iter()
                .map(|(company, data)| (*company, data.clone().into()))
                .collect();
            properties.insert("ManufacturerData", data.into());
        }
        properties
    }

    /// Advertised ones, and those found since.
    pub(super) fn device_services(&self, device: DeviceKey) -> Vec<Uuid> {
        let toy = &self.toys[&device.toy];
        let mut services = toy.spec.advertised_services.clone();
        if toy.known[&device.adapter].is_exported {
            services.extend(toy.gatt.services.iter().map(|service| service.uuid));
        }
        services.sort();
        services.dedup();
        services
    }

    pub(super) fn gatt_objects(&self, device: DeviceKey) -> BTreeMap<String, Interfaces> {
        let mut objects = BTreeMap::new();
        for (service, state) in self.toys[&device.toy].gatt.services.iter().enumerate() {
            if state.is_hidden {
                continue;
            }
            objects.insert(
                self.service_path(device, service),
                self.interfaces(Object::Service(device, service)),
            );
            for characteristic in 0..state.characteristics.len() {
                let key = CharacteristicKey {
                    device,
                    service,
                    characteristic,
                };
                objects.insert(
                    self.characteristic_path(key),
                    self.interfaces(Object::Characteristic(key)),
                );
                if let Some(path) = self.descriptor_path(key) {
                    objects.insert(path, self.interfaces(Object::Descriptor(key)));
                }
            }
        }
        objects
    }

    fn interfaces(&self, object: Object) -> Interfaces {
        match object {
            Object::Root | Object::Org | Object::Bluez => Interfaces::new(),
            Object::Adapter(index) => self.adapter_interfaces(index),
            Object::Device(device) => self.device_interfaces(device),
            Object::Service(device, service) => {
                let uuid = self.toys[&device.toy].gatt.services[service].uuid;
                let properties: Properties = [
                    ("UUID", uuid.to_string().into()),
                    ("Primary", true.into()),
                    ("Device", object_path(self.device_path(device))),
                ]
                .into();
                [(SERVICE, properties)].into()
            }
            Object::Characteristic(key) => [(CHARACTERISTIC, self.characteristic_properties(key))].into(),
            Object::Descriptor(key) => {
                let properties: Properties = [
                    ("UUID", short_uuid(CLIENT_CONFIGURATION).to_string().into()),
                    ("Characteristic", object_path(self.characteristic_path(key))),
                ]
                .into();
                [(DESCRIPTOR, properties)].into()
            }
        }
    }

    fn characteristic_properties(&self, key: CharacteristicKey) -> Properties {
        let characteristic = self.characteristic(key);
        let mut properties: Properties = [
            ("UUID", characteristic.uuid.to_string().into()),
            ("Service", object_path(self.service_path(key.device, key.service))),
            (
                "Flags",
                text_array(characteristic.flags.names().into_iter().map(str::to_owned)),
            ),
            ("MTU", self.toys[&key.device.toy].spec.mtu.into()),
            ("Value", characteristic.value.clone().into()),
        ]
        .into();
        if characteristic.descriptor_handle().is_some() {
            properties.insert("Notifying", (!characteristic.subscribers.is_empty()).into());
        }
        properties
    }

    fn path(&self, object: Object) -> String {
        match object {
            Object::Root => ROOT.to_owned(),
            Object::Org => "/org".to_owned(),
            Object::Bluez => BLUEZ.to_owned(),
            Object::Adapter(index) => adapter_path(index),
            Object::Device(device) => self.device_path(device),
            Object::Service(device, service) => self.service_path(device, service),
            Object::Characteristic(key) => self.characteristic_path(key),
            Object::Descriptor(key) => self.descriptor_path(key).unwrap_or_default(),
        }
    }
}

pub(super) fn text_array(texts: impl Iterator<Item = String>) -> Value<'static> {
    texts.collect::<Vec<String>>().into()
}

fn object_path(path: String) -> Value<'static> {
    ObjectPath::try_from(path).expect("our paths are well formed").into()
}
