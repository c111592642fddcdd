//! Links: made, resolved, lost.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;
use zbus::zvariant::Value;

use super::{
    Body, CallId, DeviceKey, Due, Method, Out, ToyId, Work, World,
    path::adapter_path,
    properties::{DEVICE, text_array},
    toy::Link,
};
use crate::fault::{LinkFault, Refusal, Treatment, treatment};

impl World {
    pub(super) fn call_device(&mut self, device: DeviceKey, call: CallId, method: &Method, now: Instant) {
        let is_powered = self.adapters[&device.adapter].is_powered;
        let toy = self.toy(device.toy);
        match method {
            Method::Connect => {
                toy.calls.connect += 1;
                let treatment = treatment(&mut toy.faults.connect, now);
                let delay = toy.spec.timing.connect;
                let is_silent = toy.is_silent;
                if !is_powered {
                    return self.refuse(call, Refusal::not_ready());
                }
                if toy.is_linked_to(device.adapter) {
                    return self.answer(call, Body::Nothing);
                }
                if self.is_waiting(device, |work| matches!(work, Work::Connect(_))) {
                    return self.refuse(call, Refusal::in_progress());
                }
                self.begin_slow(call, Work::Connect(device), treatment, is_silent, delay, now);
            }
            Method::Disconnect => {
                toy.calls.disconnect += 1;
                let treatment = treatment(&mut toy.faults.disconnect, now);
                let delay = toy.spec.timing.disconnect;
                let is_linked = toy.is_linked_to(device.adapter);
                let was_connecting = self.cancel(device.toy, |work| matches!(work, Work::Connect(_)));
                if !is_linked && !was_connecting {
                    return self.refuse(call, Refusal::not_connected());
                }
                self.begin_slow(call, Work::Disconnect(device), treatment, false, delay, now);
            }
            other => self.refuse(call, Refusal::unknown_method(&other.name())),
        }
    }

    pub(super) fn connected(&mut self, call: CallId, device: DeviceKey, now: Instant) {
        if self.toy(device.toy).link.is_some() {
            // A toy has one master.
            return self.refuse(call, Refusal::connect_aborted());
        }
        let generation = self.begin_link(device);
        let toy = self.toy(device.toy);
        let resolve = toy.spec.timing.resolve;
        let faults = toy.faults.clone();
        if !faults.is_connected_unsignalled {
            self.tell_device(device, "Connected", true.into());
        }
        self.answer(call, Body::Nothing);
        match faults.link {
            LinkFault::None => self.plan(now + resolve, Due::Resolve { device, generation }),
            LinkFault::NeverResolved => {}
            LinkFault::Drops => self.drop_link(device.toy),
        }
    }

    /// A link that nobody on this bus asked for, with all that comes of one.
    pub(crate) fn link_for_another(&mut self, device: DeviceKey) {
        let toy = self.toy(device.toy);
        let name = toy.spec.name.clone();
        toy.known.entry(device.adapter).or_default().name = Some(name);
        let generation = self.begin_link(device);
        let path = self.device_path(device);
        let interfaces = self.device_interfaces(device);
        self.out.push(Out::InterfacesAdded { path, interfaces });
        self.resolve(device, generation);
    }

    fn begin_link(&mut self, device: DeviceKey) -> u64 {
        self.links += 1;
        let generation = self.links;
        self.toy(device.toy).link = Some(Link {
            adapter: device.adapter,
            generation,
            is_resolved: false,
        });
        generation
    }

    pub(super) fn disconnected(&mut self, call: CallId, device: DeviceKey) {
        self.answer(call, Body::Nothing);
        self.drop_link(device.toy);
    }

    /// The services are known: their objects appear, then `ServicesResolved`.
    pub(super) fn resolve(&mut self, device: DeviceKey, generation: u64) {
        let toy = self.toy(device.toy);
        let Some(link) = toy.link.as_mut().filter(|link| link.generation == generation) else {
            return;
        };
        link.is_resolved = true;
        let gap_name = toy.spec.gap_name.clone();
        let known = toy.known.entry(device.adapter).or_default();
        let was_exported = known.is_exported;
        known.is_exported = true;
        if !was_exported {
            for (path, interfaces) in self.gatt_objects(device) {
                self.out.push(Out::InterfacesAdded { path, interfaces });
            }
            let services = text_array(self.device_services(device).iter().map(Uuid::to_string));
            self.tell_device(device, "UUIDs", services);
        }
        self.tell_device(device, "ServicesResolved", true.into());
        if let Some(name) = gap_name {
            self.rename(device.toy, &name);
        }
    }

    /// The toy is gone from one moment to the next; bluetoothd notices and says so.
    pub(crate) fn drop_link(&mut self, toy: ToyId) {
        let Some(link) = self.toy(toy).link.take() else { return };
        let device = DeviceKey {
            adapter: link.adapter,
            toy,
        };
        self.cancel(toy, |work| !matches!(work, Work::Connect(_)));
        if link.is_resolved {
            self.tell_device(device, "ServicesResolved", false.into());
        }
        self.tell_device(device, "Connected", false.into());
    }

    pub(super) fn drop_links_of(&mut self, adapter: u16) {
        for toy in self.toys_known_to(adapter) {
            self.cancel(
                toy,
                |work| matches!(work, Work::Connect(device) if device.adapter == adapter),
            );
            if self.toy(toy).is_linked_to(adapter) {
                self.drop_link(toy);
            }
        }
    }

    /// bluetoothd drops its object, and with it the link. No property changes: there is none left.
    pub(crate) fn forget(&mut self, device: DeviceKey) {
        self.cancel(device.toy, |_| true);
        let path = self.device_path(device);
        let gatt = self.gatt_objects(device);
        let toy = self.toy(device.toy);
        if toy.is_linked_to(device.adapter) {
            toy.link = None;
        }
        let Some(known) = toy.known.remove(&device.adapter) else {
            return;
        };
        toy.gatt
            .characteristics_mut()
            .for_each(|characteristic| characteristic.subscribers.clear());
        if known.is_exported {
            for (path, interfaces) in gatt.into_iter().rev() {
                let interfaces = interfaces.into_keys().collect();
                self.out.push(Out::InterfacesRemoved { path, interfaces });
            }
        }
        self.out.push(Out::InterfacesRemoved {
            path,
            interfaces: vec![DEVICE],
        });
    }

    pub(super) fn remove_device(&mut self, call: CallId, adapter: u16, path: &str) {
        let known = self
            .toys_known_to(adapter)
            .into_iter()
            .map(|toy| DeviceKey { adapter, toy });
        let Some(device) = known.into_iter().find(|device| self.device_path(*device) == path) else {
            return self.refuse(
                call,
                Refusal::new(
                    "org.bluez.Error.DoesNotExist",
                    format!("No {path} on {}", adapter_path(adapter)),
                ),
            );
        };
        self.answer(call, Body::Nothing);
        self.forget(device);
    }

    /// The name changes for all who know the toy.
    pub(crate) fn rename(&mut self, toy: ToyId, name: &str) {
        let adapters: Vec<u16> = self.toy(toy).known.keys().copied().collect();
        for adapter in adapters {
            if let Some(known) = self.toy(toy).known.get_mut(&adapter) {
                known.name = Some(name.to_owned());
            }
            let path = self.device_path(DeviceKey { adapter, toy });
            self.changed(
                path,
                DEVICE,
                [("Name", name.to_owned().into()), ("Alias", name.to_owned().into())].into(),
            );
        }
    }

    /// Answers what waits with an error; whether there was any.
    pub(super) fn cancel(&mut self, toy: ToyId, wanted: impl Fn(&Work) -> bool) -> bool {
        let calls = self.waiting_of(|waiting| waiting.toy() == Some(toy) && wanted(&waiting.work));
        for call in &calls {
            let Some(waiting) = self.waiting.remove(call) else {
                continue;
            };
            match waiting.work {
                // What was asked for is the case.
                Work::Disconnect(_) => self.answer(*call, Body::Nothing),
                Work::Connect(_) => self.refuse(*call, Refusal::connect_aborted()),
                work => {
                    self.attempt_failed(&work, &Refusal::no_link());
                    self.refuse(*call, Refusal::no_link());
                }
            }
        }
        !calls.is_empty()
    }

    fn is_waiting(&self, device: DeviceKey, wanted: impl Fn(&Work) -> bool) -> bool {
        !self
            .waiting_of(|waiting| waiting.toy() == Some(device.toy) && wanted(&waiting.work))
            .is_empty()
    }

    /// A call that takes its time even where nothing is wrong.
    fn begin_slow(
        &mut self,
        call: CallId,
        work: Work,
        treatment: Option<Treatment>,
        needs_radio: bool,
        delay: Duration,
        now: Instant,
    ) {
        if treatment.is_none() && !needs_radio && !delay.is_zero() {
            self.wait(call, work, false);
            self.plan(now + delay, Due::Serve(call));
        } else {
            self.begin(call, work, treatment, needs_radio, now);
        }
    }

    fn tell_device(&mut self, device: DeviceKey, property: &'static str, value: Value<'static>) {
        let path = self.device_path(device);
        self.changed(path, DEVICE, [(property, value)].into());
    }
}
