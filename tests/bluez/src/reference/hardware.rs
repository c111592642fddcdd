//! A toy as the reference's hardware, without a bus. As strict as the mock: what a characteristic cannot do fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr as _,
    sync::{Arc, Mutex},
};

use buttplug_core::errors::ButtplugDeviceError;
use buttplug_server::device::hardware::{
    Hardware, HardwareEvent, HardwareInternal, HardwareReadCmd, HardwareReading, HardwareSubscribeCmd,
    HardwareUnsubscribeCmd, HardwareWriteCmd,
};
use buttplug_server_device_config::Endpoint;
use futures_util::future::{BoxFuture, FutureExt as _, ready};
use tokio::{sync::broadcast, time::Instant};
use uuid::Uuid;

use crate::{
    log::Write,
    spec::{CharacteristicSpec, Flags, Reply, ToySpec},
};

/// More than any toy says at once.
const EVENTS: usize = 256;

type Writes = Arc<Mutex<Vec<Write>>>;

pub(super) fn of(spec: &ToySpec) -> (Hardware, Writes) {
    let writes = Writes::default();
    let endpoints = spec
        .endpoints
        .iter()
        .map(|(name, uuid)| (Endpoint::from_str(name).unwrap(), *uuid));
    let endpoints: BTreeMap<String, (Endpoint, Uuid)> = endpoints
        .map(|(endpoint, uuid)| (endpoint.to_string(), (endpoint, uuid)))
        .collect();
    let all: Vec<Endpoint> = endpoints.values().map(|(endpoint, _)| *endpoint).collect();
    let toy = InProcess {
        spec: spec.clone(),
        endpoints,
        subscribed: Mutex::default(),
        events: broadcast::Sender::new(EVENTS),
        writes: writes.clone(),
    };
    let address = spec.address.to_string();
    (
        Hardware::new(&spec.name, &address, &all, &None, false, Box::new(toy)),
        writes,
    )
}

struct InProcess {
    spec: ToySpec,
    endpoints: BTreeMap<String, (Endpoint, Uuid)>,
    subscribed: Mutex<BTreeSet<Uuid>>,
    events: broadcast::Sender<HardwareEvent>,
    writes: Writes,
}

impl InProcess {
    fn characteristic(&self, endpoint: Endpoint, needed: Flags) -> Result<&CharacteristicSpec, ButtplugDeviceError> {
        let missing = || ButtplugDeviceError::InvalidEndpoint(endpoint.to_string());
        let (_, uuid) = self.endpoints.get(&endpoint.to_string()).ok_or_else(missing)?;
        let mut all = self.spec.services.iter().flat_map(|service| &service.characteristics);
        let found = all.find(|known| known.uuid == *uuid).ok_or_else(missing)?;
        if found.flags.contains(needed) {
            Ok(found)
        } else {
            let problem = format!("{endpoint} can {:?}, not {needed:?}", found.flags);
            Err(ButtplugDeviceError::DeviceCommunicationError(problem))
        }
    }

    fn say(&self, replies: Vec<Reply>) {
        for reply in replies {
            let endpoint = self
                .endpoints
                .values()
                .find(|(_, uuid)| *uuid == reply.characteristic)
                .unwrap()
                .0;
            if reply.is_notification && self.subscribed.lock().unwrap().contains(&reply.characteristic) {
                let address = self.spec.address.to_string();
                let _ = self
                    .events
                    .send(HardwareEvent::Notification(address, endpoint, reply.bytes));
            }
        }
    }

    fn write(&self, command: &HardwareWriteCmd) -> Result<(), ButtplugDeviceError> {
        let with_response = command.write_with_response();
        let needed = if with_response {
            Flags::WRITE
        } else {
            Flags::WRITE_WITHOUT_RESPONSE
        };
        let characteristic = self.characteristic(command.endpoint(), needed)?;
        let now = Instant::now();
        let mut writes = self.writes.lock().unwrap();
        let write = Write {
            order: writes.len() as u64 + 1,
            asked: now,
            at: now,
            service: Uuid::nil(),
            characteristic: characteristic.uuid,
            bytes: command.data().clone(),
            with_response,
        };
        writes.push(write.clone());
        drop(writes);
        self.say(self.spec.script.run(&write));
        Ok(())
    }
}

impl HardwareInternal for InProcess {
    fn disconnect(&self) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        ready(Ok(())).boxed()
    }

    fn event_stream(&self) -> broadcast::Receiver<HardwareEvent> {
        self.events.subscribe()
    }

    fn read_value(
        &self,
        command: &HardwareReadCmd,
    ) -> BoxFuture<'static, Result<HardwareReading, ButtplugDeviceError>> {
        let endpoint = command.endpoint();
        let found = self.characteristic(endpoint, Flags::READ);
        ready(found.map(|found| HardwareReading::new(endpoint, &found.value))).boxed()
    }

    fn write_value(&self, command: &HardwareWriteCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        ready(self.write(command)).boxed()
    }

    fn subscribe(&self, command: &HardwareSubscribeCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        let found = self
            .characteristic(command.endpoint(), Flags::NOTIFY)
            .map(|found| found.uuid);
        if let Ok(uuid) = &found {
            self.subscribed.lock().unwrap().insert(*uuid);
            let greetings = self.spec.greetings.iter().filter(|reply| reply.characteristic == *uuid);
            self.say(greetings.cloned().collect());
        }
        ready(found.map(drop)).boxed()
    }

    fn unsubscribe(&self, command: &HardwareUnsubscribeCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        let found = self
            .characteristic(command.endpoint(), Flags::NOTIFY)
            .map(|found| found.uuid);
        if let Ok(uuid) = &found {
            self.subscribed.lock().unwrap().remove(uuid);
        }
        ready(found.map(drop)).boxed()
    }
}
