//! The adapters: their power, their plug, and who scans with them.

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::Instant;
use uuid::Uuid;
use zbus::zvariant::Value;

use super::{
    Body, CallId, DeviceKey, Due, Method, Out, ToyId, Work, World,
    path::adapter_path,
    properties::{ADAPTER, DEVICE},
};
use crate::{
    fault::{AdapterFaults, Refusal, treatment},
    spec::Address,
};

#[derive(Debug)]
pub(crate) struct Adapter {
    pub(crate) address: Address,
    pub(crate) is_powered: bool,
    /// An unplugged one is remembered, so that it is the same when it comes back.
    pub(crate) is_plugged: bool,
    /// The unique names of those who scan.
    pub(crate) discovering: BTreeSet<String>,
    /// The services each of them looks for; none: everything.
    filters: BTreeMap<String, Vec<Uuid>>,
    pub(crate) faults: AdapterFaults,
    /// How often anybody asked for a scan.
    pub(crate) discovery_calls: u64,
}

impl Adapter {
    pub(crate) fn new() -> Self {
        Self {
            address: Address::unique(),
            is_powered: true,
            is_plugged: true,
            discovering: BTreeSet::new(),
            filters: BTreeMap::new(),
            faults: AdapterFaults::default(),
            discovery_calls: 0,
        }
    }

    pub(crate) fn forget_clients(&mut self) {
        self.discovering.clear();
        self.filters.clear();
    }

    /// Whether anybody who scans wants a toy with these services.
    pub(super) fn is_wanted(&self, advertised: &[Uuid]) -> bool {
        self.discovering.iter().any(|client| {
            let filter = self.filters.get(client).map_or(&[][..], Vec::as_slice);
            filter.is_empty() || filter.iter().any(|wanted| advertised.contains(wanted))
        })
    }
}

impl World {
    pub(super) fn call_adapter(&mut self, index: u16, call: CallId, client: String, method: Method, now: Instant) {
        let adapter = self.adapter(index);
        let (work, treatment) = match method {
            Method::SetPowered(powered) => {
                let treatment = treatment(&mut adapter.faults.set_powered, now);
                (
                    Work::SetPowered {
                        adapter: index,
                        powered,
                    },
                    treatment,
                )
            }
            Method::SetDiscoveryFilter { services } => {
                adapter.filters.insert(client, services);
                return self.answer(call, Body::Nothing);
            }
            Method::StartDiscovery => {
                let treatment = treatment(&mut adapter.faults.start_discovery, now);
                (Work::StartDiscovery { adapter: index, client }, treatment)
            }
            Method::StopDiscovery => {
                let treatment = treatment(&mut adapter.faults.stop_discovery, now);
                (Work::StopDiscovery { adapter: index, client }, treatment)
            }
            Method::RemoveDevice { path } => return self.remove_device(call, index, &path),
            other => return self.refuse(call, Refusal::unknown_method(&other.name())),
        };
        self.begin(call, work, treatment, false, now);
    }

    pub(super) fn start_discovery(&mut self, call: CallId, index: u16, client: String, now: Instant) {
        let adapter = self.adapter(index);
        adapter.discovery_calls += 1;
        if !adapter.is_powered {
            return self.refuse(call, Refusal::not_ready());
        }
        if !adapter.discovering.insert(client) {
            return self.refuse(call, Refusal::in_progress());
        }
        let is_first = adapter.discovering.len() == 1;
        self.answer(call, Body::Nothing);
        if is_first {
            self.tell_discovering(index, true);
            self.plan(now, Due::Advertise(index));
        }
    }

    pub(super) fn stop_discovery(&mut self, call: CallId, index: u16, client: &str) {
        if !self.adapter(index).discovering.contains(client) {
            return self.refuse(call, Refusal::failed("No discovery started"));
        }
        self.answer(call, Body::Nothing);
        self.leave_discovery(index, client);
    }

    pub(super) fn leave_discovery(&mut self, index: u16, client: &str) {
        let adapter = self.adapter(index);
        adapter.filters.remove(client);
        if adapter.discovering.remove(client) && adapter.discovering.is_empty() {
            self.discovery_ended(index);
        }
    }

    /// On: as Powered says. Off: links, scan and power go, in this order.
    pub(crate) fn set_powered(&mut self, index: u16, powered: bool) {
        let adapter = self.adapter(index);
        if adapter.is_powered == powered {
            return;
        }
        adapter.is_powered = powered;
        let is_told_first = adapter.faults.power_is_told_first;
        if is_told_first {
            self.tell_powered(index, powered);
        }
        if !powered {
            self.drop_links_of(index);
            self.end_discovery(index);
        }
        if !is_told_first {
            self.tell_powered(index, powered);
        }
    }

    /// Pulls the plug.
    pub(crate) fn unplug(&mut self, index: u16) {
        if !self.adapter(index).is_plugged {
            return;
        }
        self.set_powered(index, false);
        for toy in self.toys_known_to(index) {
            self.forget(DeviceKey { adapter: index, toy });
        }
        self.out.push(Out::InterfacesRemoved {
            path: adapter_path(index),
            interfaces: vec![ADAPTER],
        });
        self.adapter(index).is_plugged = false;
    }

    /// A plugged adapter is powered, as `AutoEnable` has it.
    pub(crate) fn plug(&mut self, index: u16) {
        let adapter = self.adapters.entry(index).or_insert_with(|| Adapter {
            is_plugged: false,
            ..Adapter::new()
        });
        if adapter.is_plugged {
            return;
        }
        adapter.is_plugged = true;
        adapter.is_powered = true;
        let interfaces = self.adapter_interfaces(index);
        self.out.push(Out::InterfacesAdded {
            path: adapter_path(index),
            interfaces,
        });
    }

    pub(crate) fn swap_adapters(&mut self, one: u16, other: u16) {
        let places = [self.adapters.remove(&one), self.adapters.remove(&other)];
        let [one_of_them, the_other] = places.map(|adapter| adapter.expect("the adapter was added"));
        self.adapters.insert(one, the_other);
        self.adapters.insert(other, one_of_them);
    }

    pub(crate) fn adapter(&mut self, index: u16) -> &mut Adapter {
        self.adapters.get_mut(&index).expect("the adapter was added")
    }

    pub(super) fn toys_known_to(&self, adapter: u16) -> Vec<ToyId> {
        let known = self.toys.values().filter(|toy| toy.known.contains_key(&adapter));
        known.map(|toy| toy.id).collect()
    }

    pub(crate) fn end_discovery(&mut self, index: u16) {
        let adapter = self.adapter(index);
        let was_discovering = !adapter.discovering.is_empty();
        adapter.forget_clients();
        if was_discovering {
            self.discovery_ended(index);
        }
    }

    /// What was heard last is no longer known: the signal strength goes with the scan.
    fn discovery_ended(&mut self, index: u16) {
        for toy in self.toys_known_to(index) {
            let had_rssi = self
                .toy(toy)
                .known
                .get_mut(&index)
                .and_then(|known| known.rssi.take())
                .is_some();
            if had_rssi {
                let path = self.device_path(DeviceKey { adapter: index, toy });
                self.out.push(Out::PropertiesChanged {
                    path,
                    interface: DEVICE,
                    changed: [].into(),
                    invalidated: vec!["RSSI"],
                });
            }
        }
        self.tell_discovering(index, false);
    }

    /// Says again whether the adapter is powered.
    pub(crate) fn repeat_powered(&mut self, index: u16) {
        let powered = self.adapter(index).is_powered;
        self.tell_powered(index, powered);
    }

    fn tell_powered(&mut self, index: u16, powered: bool) {
        self.changed(adapter_path(index), ADAPTER, [("Powered", Value::from(powered))].into());
    }

    fn tell_discovering(&mut self, index: u16, discovering: bool) {
        self.changed(
            adapter_path(index),
            ADAPTER,
            [("Discovering", Value::from(discovering))].into(),
        );
    }
}
