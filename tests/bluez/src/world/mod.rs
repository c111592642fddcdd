//! What bluetoothd and the air between it and the toys would do. Calls go in with the time they came at; answers and
//! signals collect in a list. Nothing here waits: what shall happen later stands in the agenda.

mod adapter;
mod air;
mod call;
mod gatt;
mod link;
mod path;
mod properties;
mod toy;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use tokio::time::Instant;

pub(crate) use adapter::Adapter;
pub(crate) use call::{Body, Call, CallId, Interfaces, Method, Out, Properties};
pub(crate) use path::{BLUEZ, CharacteristicKey, DeviceKey, Object, ROOT};
pub use toy::CallCounts;
pub(crate) use toy::{ToyId, ToyState, short_uuid};

use crate::{
    fault::{Refusal, Treatment},
    spec::Reply,
};

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) adapters: BTreeMap<u16, Adapter>,
    pub(crate) toys: BTreeMap<ToyId, ToyState>,
    /// bluetoothd stands still: what is asked waits, what is due waits.
    pub(crate) is_frozen: bool,
    /// The bus lets nobody talk to bluetoothd.
    pub(crate) is_access_denied: bool,
    /// Toys that are added are silent, too.
    pub(crate) is_radio_silent: bool,
    waiting: BTreeMap<CallId, Waiting>,
    agenda: BTreeMap<(Instant, u64), Due>,
    out: Vec<Out>,
    planned: u64,
    links: u64,
    writes: u64,
}

/// A call that is answered later, or never.
#[derive(Debug)]
struct Waiting {
    work: Work,
    is_waiting_for_radio: bool,
}

/// What a call asks for, once nothing speaks against it.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    SetPowered {
        adapter: u16,
        powered: bool,
    },
    StartDiscovery {
        adapter: u16,
        client: String,
    },
    StopDiscovery {
        adapter: u16,
        client: String,
    },
    Connect(DeviceKey),
    Disconnect(DeviceKey),
    /// `attempt`: its place in the toy's list.
    Write {
        key: CharacteristicKey,
        attempt: usize,
    },
    Read(CharacteristicKey),
    StartNotify {
        key: CharacteristicKey,
        client: String,
    },
    StopNotify {
        key: CharacteristicKey,
        client: String,
    },
}

#[derive(Debug)]
enum Due {
    Serve(CallId),
    Advertise(u16),
    Resolve { device: DeviceKey, generation: u64 },
    Reply { toy: ToyId, generation: u64, reply: Reply },
}

impl World {
    /// A call from the bus.
    pub(crate) fn call(&mut self, call: Call, now: Instant) {
        if self.is_access_denied {
            return self.refuse(call.id, Refusal::access_denied());
        }
        let Some(object) = self.object(&call.path) else {
            return self.refuse(call.id, Refusal::unknown_object(&call.path));
        };
        match (object, call.method) {
            (_, Method::Malformed) => self.refuse(call.id, Refusal::invalid_arguments()),
            (_, Method::Introspect) => self.answer(call.id, Body::Text(self.introspect(object))),
            (Object::Root, Method::ManagedObjects) => self.answer(call.id, Body::Objects(self.managed_objects())),
            (_, Method::Get { interface, property }) => self.get(call.id, object, &interface, &property),
            (_, Method::GetAll { interface }) => self.get_all(call.id, object, &interface),
            (Object::Adapter(adapter), method) => self.call_adapter(adapter, call.id, call.client, method, now),
            (Object::Device(device), method) => self.call_device(device, call.id, &method, now),
            (Object::Characteristic(key), method) => self.call_characteristic(key, call.id, call.client, method, now),
            (_, method) => self.refuse(call.id, Refusal::unknown_method(&method.name())),
        }
    }

    /// A program left the bus. The real bluetoothd ends its scan and its notifications, and keeps its links.
    pub(crate) fn client_gone(&mut self, client: &str) {
        let adapters: Vec<u16> = self.adapters.keys().copied().collect();
        for adapter in adapters {
            self.leave_discovery(adapter, client);
        }
        for characteristic in self.toys.values_mut().flat_map(|toy| toy.gatt.characteristics_mut()) {
            characteristic.subscribers.remove(client);
        }
    }

    /// When [`Self::turn`] has to be called next.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        if self.is_frozen {
            return None;
        }
        self.agenda.first_key_value().map(|((at, _), _)| *at)
    }

    /// Does what is due.
    pub(crate) fn turn(&mut self, now: Instant) {
        while self.next_due().is_some_and(|at| at <= now) {
            let Some((_, due)) = self.agenda.pop_first() else {
                return;
            };
            match due {
                Due::Serve(call) => self.serve_waiting(call, now),
                Due::Advertise(adapter) => self.advertise(adapter, now),
                Due::Resolve { device, generation } => self.resolve(device, generation),
                Due::Reply { toy, generation, reply } => self.reply(toy, generation, &reply),
            }
        }
    }

    /// What has to be said on the bus, in this order.
    pub(crate) fn take_out(&mut self) -> Vec<Out> {
        mem::take(&mut self.out)
    }

    /// bluetoothd is gone, and with its sockets the links. Nobody is told anything.
    pub(crate) fn daemon_died(&mut self) {
        self.waiting.clear();
        self.agenda.clear();
        self.is_frozen = false;
        for adapter in self.adapters.values_mut() {
            adapter.forget_clients();
        }
        for toy in self.toys.values_mut() {
            toy.link = None;
            toy.known.clear();
            toy.fail_attempts(&Refusal::no_link());
            toy.gatt
                .characteristics_mut()
                .for_each(|characteristic| characteristic.subscribers.clear());
        }
        self.out.clear();
    }

    pub(crate) fn toy(&mut self, toy: ToyId) -> &mut ToyState {
        self.toys.get_mut(&toy).expect("toys are never forgotten")
    }

    /// Serves the calls of this toy that a fault keeps waiting.
    pub(crate) fn release(&mut self, toy: ToyId, now: Instant) {
        for call in self.waiting_of(|waiting| waiting.toy() == Some(toy)) {
            self.serve_waiting(call, now);
        }
    }

    /// A call whose preconditions hold: served now, later or never.
    fn begin(&mut self, call: CallId, work: Work, treatment: Option<Treatment>, needs_radio: bool, now: Instant) {
        match treatment {
            Some(Treatment::Refuse(refusal)) => {
                self.attempt_failed(&work, &refusal);
                self.refuse(call, refusal);
            }
            Some(Treatment::Lose) => {
                self.attempt_lost(&work);
                self.answer(call, Body::Nothing);
            }
            Some(Treatment::Hang) => self.wait(call, work, false),
            Some(Treatment::Delay(delay)) => {
                self.wait(call, work, false);
                self.plan(now + delay, Due::Serve(call));
            }
            None if needs_radio => self.wait(call, work, true),
            None => self.serve(call, work, now),
        }
    }

    fn wait(&mut self, call: CallId, work: Work, is_waiting_for_radio: bool) {
        let waiting = Waiting {
            work,
            is_waiting_for_radio,
        };
        self.waiting.insert(call, waiting);
    }

    fn serve_waiting(&mut self, call: CallId, now: Instant) {
        // It may have been cancelled.
        if let Some(waiting) = self.waiting.remove(&call) {
            self.serve(call, waiting.work, now);
        }
    }

    fn serve(&mut self, call: CallId, work: Work, now: Instant) {
        match work {
            Work::SetPowered { adapter, powered } => {
                self.answer(call, Body::Nothing);
                self.set_powered(adapter, powered);
            }
            Work::StartDiscovery { adapter, client } => self.start_discovery(call, adapter, client, now),
            Work::StopDiscovery { adapter, client } => self.stop_discovery(call, adapter, &client),
            Work::Connect(device) => self.connected(call, device, now),
            Work::Disconnect(device) => self.disconnected(call, device),
            Work::Write { key, attempt } => self.written(call, key, attempt, now),
            Work::Read(key) => self.read(call, key),
            Work::StartNotify { key, client } => self.subscribed(call, key, client, now),
            Work::StopNotify { key, client } => self.unsubscribed(call, key, &client),
        }
    }

    fn waiting_of(&self, wanted: impl Fn(&Waiting) -> bool) -> Vec<CallId> {
        let of = self.waiting.iter().filter(|(_, waiting)| wanted(waiting));
        of.map(|(call, _)| *call).collect()
    }

    fn plan(&mut self, at: Instant, due: Due) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), due);
    }

    fn answer(&mut self, call: CallId, body: Body) {
        self.out.push(Out::Answer { call, body });
    }

    fn refuse(&mut self, call: CallId, refusal: Refusal) {
        self.out.push(Out::Refuse { call, refusal });
    }

    fn changed(&mut self, path: String, interface: &'static str, changed: Properties) {
        self.out.push(Out::PropertiesChanged {
            path,
            interface,
            changed,
            invalidated: Vec::new(),
        });
    }

    /// The unique names that scan on any adapter.
    pub(crate) fn is_scanning(&self) -> bool {
        self.adapters
            .values()
            .any(|adapter| adapter.is_plugged && !adapter.discovering.is_empty())
    }

    pub(crate) fn audible(&self) -> BTreeSet<ToyId> {
        let heard = self.toys.values().filter(|toy| toy.is_heard());
        heard.map(|toy| toy.id).collect()
    }
}

impl Waiting {
    fn toy(&self) -> Option<ToyId> {
        match &self.work {
            Work::SetPowered { .. } | Work::StartDiscovery { .. } | Work::StopDiscovery { .. } => None,
            Work::Connect(device) | Work::Disconnect(device) => Some(device.toy),
            Work::Write { key, .. }
            | Work::Read(key)
            | Work::StartNotify { key, .. }
            | Work::StopNotify { key, .. } => Some(key.device.toy),
        }
    }
}
