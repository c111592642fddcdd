//! Bluetooth as Vigil uses it, and everything that it told.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::{runtime::Handle, sync::watch, time::timeout};
use vigil_bluez::{Toy, waits};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Output, OutputKind},
};
use vigil_devices::{
    AdapterState, AdvertisedNames, Bluetooth, BluetoothStatus, DeviceEvent, DeviceState, Devices, FeatureOutput,
    IndexTable, LinkState, Nearby, NearbyState, StopResult, StopTicket, ToyIdentity, ToyPreferences, Transport,
};

pub(crate) struct Program {
    pub(crate) devices: Devices,
    bluetooth: Bluetooth,
    lease: Lease,
    told: watch::Sender<Vec<Told>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Told {
    Device(DeviceEvent),
    Bluetooth(BluetoothStatus),
    Toys(Vec<DeviceState>),
}

/// How a stop of one toy ended.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) is_confirmed: bool,
    pub(crate) after: Duration,
}

impl Program {
    pub(crate) fn start() -> Self {
        Self::start_remembering(IndexTable::default(), AdvertisedNames::default())
    }

    /// One that had this Edge in an earlier life.
    pub(crate) fn start_knowing(toy: &Toy) -> Self {
        let identity = ToyIdentity {
            transport: Transport::Bluetooth,
            address: toy.address().to_string(),
            protocol: "lovense".to_owned(),
            variant: Some("P".to_owned()),
        };
        Self::start_remembering([(identity, 0)].into(), AdvertisedNames::default())
    }

    /// One that had these toys in an earlier life.
    pub(crate) fn start_remembering(known: IndexTable, advertised: AdvertisedNames) -> Self {
        let devices = Devices::new(Clock::system(), Handle::current());
        devices.set_indices(known);
        devices.set_advertised(advertised);
        let told = watch::Sender::default();
        tokio::spawn(tell_events(devices.clone(), told.clone()));
        tokio::spawn(tell_toys(devices.clone(), told.clone()));
        let bluetooth = Bluetooth::start(&devices, None);
        tokio::spawn(tell_status(bluetooth.status(), told.clone()));
        Self {
            devices,
            bluetooth,
            lease: Lease::new(SessionId(1)),
            told,
        }
    }

    /// As Vigil quits; whether every toy confirmed its stop.
    pub(crate) async fn quit(self) -> bool {
        let is_confirmed = self.devices.shut_down().await;
        self.bluetooth.shut_down().await;
        is_confirmed
    }

    /// Takes what is at this address for another toy.
    pub(crate) async fn try_like(&self, address: &str, advertised: &str) {
        self.bluetooth.try_like(address.to_owned(), advertised.to_owned()).await;
    }

    /// Something of this name that is no known toy, once this is so of it.
    pub(crate) async fn wait_for_unknown(&self, name: &str, is_it: impl Fn(&Nearby) -> bool) -> Nearby {
        self.wait_for(name, 1, |told| match told {
            Told::Bluetooth(status) => {
                let mut nearby = status.nearby.iter();
                let unknown = nearby.find(|one| one.name == name && one.state == NearbyState::Unknown);
                unknown.filter(|one| is_it(one)).cloned()
            }
            _ => None,
        })
        .await
    }

    pub(crate) fn vibrate(&self, feature: u32, value: i32) {
        let output = FeatureOutput {
            feature,
            output: Output {
                kind: OutputKind::Vibrate,
                value,
                duration_ms: None,
            },
        };
        self.devices.output(&self.lease, 0, &[output]).unwrap();
    }

    /// Stops everything; how that ended, for the one toy there is.
    pub(crate) async fn stop(&self) -> Stopped {
        let tickets = self.devices.stop_everything();
        let outcomes = join_all(tickets.iter().map(StopTicket::outcome)).await;
        Stopped {
            is_confirmed: outcomes[0].result == StopResult::Confirmed,
            after: outcomes[0].at - tickets[0].since,
        }
    }

    pub(crate) fn change_preferences(&self, change: impl FnOnce(&mut ToyPreferences)) {
        let identity = self.devices.states()[0].identity.clone();
        let mut preferences = self.devices.preferences(&identity);
        change(&mut preferences);
        self.devices.set_preferences(&identity, preferences);
    }

    /// What is looked for, as soon as it was told so often.
    pub(crate) async fn wait_for<T>(&self, what: &str, times: usize, see: impl Fn(&Told) -> Option<T>) -> T {
        let mut told = self.told.subscribe();
        let wait = async {
            loop {
                if let Some(seen) = told.borrow_and_update().iter().filter_map(&see).nth(times - 1) {
                    return seen;
                }
                told.changed().await.unwrap();
            }
        };
        let seen = timeout(waits::EVENT, wait).await;
        seen.unwrap_or_else(|_| panic!("not {times} times {what} in {:#?}", self.told.borrow()))
    }

    /// A toy arrived so often; its index and name.
    pub(crate) async fn wait_until_added(&self, times: usize) -> (u32, String) {
        self.wait_for("a toy", times, |told| match told {
            Told::Device(DeviceEvent::Added { device, name }) => Some((*device, name.clone())),
            _ => None,
        })
        .await
    }

    pub(crate) async fn wait_until_removed(&self) {
        let is_removal = |told: &Told| matches!(told, Told::Device(DeviceEvent::Removed { .. }));
        self.wait_for("a toy's end", 1, |told| is_removal(told).then_some(()))
            .await;
    }

    pub(crate) async fn wait_for_battery(&self) -> u8 {
        self.wait_for("a battery", 1, |told| match told {
            Told::Device(DeviceEvent::BatteryRead { percent, .. }) => Some(*percent),
            _ => None,
        })
        .await
    }

    pub(crate) async fn wait_for_state(&self, state: AdapterState) -> BluetoothStatus {
        self.wait_for(state.name(), 1, |told| match told {
            Told::Bluetooth(status) if status.state == state => Some(status.clone()),
            _ => None,
        })
        .await
    }

    /// The first of those nearby is in this state; its name, and whether there is a scan.
    pub(crate) async fn wait_for_nearby(&self, state: NearbyState) -> (String, bool) {
        self.wait_for(state.name(), 1, |told| match told {
            Told::Bluetooth(status) => {
                let first = status.nearby.first().filter(|first| first.state == state)?;
                Some((first.name.clone(), status.scanning))
            }
            _ => None,
        })
        .await
    }

    pub(crate) async fn wait_for_link(&self, link: LinkState) {
        self.wait_for_toy(link.name(), |toy| (toy.link == link).then_some(()))
            .await;
    }

    pub(crate) async fn wait_for_toy<T>(&self, what: &str, see: impl Fn(&DeviceState) -> Option<T>) -> T {
        self.wait_for(what, 1, |told| match told {
            Told::Toys(toys) => toys.first().and_then(&see),
            _ => None,
        })
        .await
    }
}

async fn tell_events(devices: Devices, told: watch::Sender<Vec<Told>>) {
    let mut events = devices.events();
    while let Ok(event) = events.recv().await {
        told.send_modify(|told| told.push(Told::Device(event)));
    }
}

async fn tell_status(mut status: watch::Receiver<BluetoothStatus>, told: watch::Sender<Vec<Told>>) {
    loop {
        let now = status.borrow_and_update().clone();
        told.send_modify(|told| told.push(Told::Bluetooth(now)));
        if status.changed().await.is_err() {
            return;
        }
    }
}

async fn tell_toys(devices: Devices, told: watch::Sender<Vec<Told>>) {
    let mut changes = devices.snapshot();
    loop {
        changes.mark_unchanged();
        let toys = devices.states();
        told.send_modify(|told| told.push(Told::Toys(toys)));
        if changes.changed().await.is_err() {
            return;
        }
    }
}
