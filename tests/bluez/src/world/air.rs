//! What can be heard: advertisements, and silence.

use tokio::time::Instant;
use zbus::zvariant::Value;

use super::{DeviceKey, Due, Out, Properties, ToyId, World, properties::DEVICE};
use crate::waits;

impl World {
    /// One round of advertisements, and the plan for the next.
    pub(super) fn advertise(&mut self, adapter: u16, now: Instant) {
        if self.adapter(adapter).discovering.is_empty() {
            return;
        }
        for toy in self.audible() {
            self.hear(adapter, toy);
        }
        self.plan(now + waits::ADVERTISEMENT, Due::Advertise(adapter));
    }

    /// A toy that has just begun to advertise is heard by those who scan.
    pub(crate) fn hear_everywhere(&mut self, toy: ToyId) {
        let adapters: Vec<u16> = self.adapters.keys().copied().collect();
        for adapter in adapters {
            if self.toy(toy).is_heard() {
                self.hear(adapter, toy);
            }
        }
    }

    pub(crate) fn set_silent(&mut self, toy: ToyId, is_silent: bool, now: Instant) {
        self.toy(toy).is_silent = is_silent;
        if is_silent {
            return;
        }
        // The radio repeats what was not acknowledged; now it is.
        for call in self.waiting_of(|waiting| waiting.is_waiting_for_radio && waiting.toy() == Some(toy)) {
            self.serve_waiting(call, now);
        }
        self.hear_everywhere(toy);
    }

    fn hear(&mut self, adapter: u16, toy: ToyId) {
        let device = DeviceKey { adapter, toy };
        if !self.adapters[&adapter].is_wanted(&self.toys[&toy].spec.advertised_services) {
            return;
        }
        let state = self.toy(toy);
        let is_new = !state.known.contains_key(&adapter);
        let known = state.known.entry(adapter).or_default();
        known.advertisements += 1;
        // BlueZ reports a strength that has changed.
        let wobble = i16::from(known.advertisements.is_multiple_of(2));
        known.rssi = Some(state.spec.rssi + wobble);
        let has_name = state.spec.is_name_in_first_advertisement || known.advertisements > 1;
        let is_name_new = has_name && known.name.is_none();
        if is_name_new {
            known.name = Some(state.spec.name.clone());
        }
        let rssi = state.spec.rssi + wobble;
        let path = self.device_path(device);
        if is_new {
            let interfaces = self.device_interfaces(device);
            return self.out.push(Out::InterfacesAdded { path, interfaces });
        }
        let mut changed: Properties = [("RSSI", Value::from(rssi))].into();
        let all = self.device_properties(device);
        // With DuplicateData, each advertisement tells its data again.
        changed.extend(
            all.get_key_value("ManufacturerData")
                .map(|(name, data)| (*name, data.clone())),
        );
        if is_name_new {
            for name in ["Name", "Alias"] {
                changed.extend(all.get_key_value(name).map(|(name, value)| (*name, value.clone())));
            }
        }
        self.changed(path, DEVICE, changed);
    }
}
