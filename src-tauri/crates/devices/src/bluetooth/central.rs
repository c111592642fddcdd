//! The owner of the adapter.

use std::pin::Pin;

use btleplug::{
    api::{Central as _, CentralEvent, CentralState, Peripheral as _},
    platform::{Adapter, Manager, PeripheralId},
};
use futures_util::{Stream, StreamExt};
use tokio::{
    sync::{mpsc, watch},
    time::{Duration, Instant, MissedTickBehavior, interval, sleep_until, timeout},
};

use super::{
    adapter::{self, Survey, in_time},
    battery::SystemBattery,
    links::Links,
    nearby::{Heard, Neighbours},
    scan::Scan,
    service::{ServiceChange, ServiceWatch},
    status::{AdapterState, BluetoothStatus, NearbyState},
};
use crate::{Devices, Transport, knowledge::Catalog, timeouts};

/// What the central is told.
#[derive(Debug)]
pub(super) enum Command {
    ChooseAdapter(Option<String>),
    /// By address.
    Connect(String),
    ShutDown,
}

pub(super) struct Central {
    devices: Devices,
    preferred: Option<String>,
    commands: mpsc::Receiver<Command>,
    status: watch::Sender<BluetoothStatus>,
    scan_wanted: watch::Receiver<bool>,
}

/// What the central does with its adapters.
struct Work {
    central: Central,
    catalog: &'static Catalog,
    nearby: Neighbours,
    links: Links,
}

/// Why work with an adapter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    ShutDown,
    /// Another adapter, or none, or another state of it.
    LookAgain,
    /// Our connection to the system is gone.
    Disconnected,
}

type Events = Pin<Box<dyn Stream<Item = CentralEvent> + Send>>;

impl Central {
    pub(super) fn new(
        devices: Devices,
        preferred: Option<String>,
        commands: mpsc::Receiver<Command>,
        status: watch::Sender<BluetoothStatus>,
    ) -> Self {
        Self {
            scan_wanted: devices.scanning(),
            devices,
            preferred,
            commands,
            status,
        }
    }

    pub(super) async fn run(self) {
        let catalog = match Catalog::ready().await {
            Ok(catalog) => catalog,
            Err(error) => {
                log::error!("{error}");
                self.status.send_modify(|status| {
                    status.state = AdapterState::Failed;
                    status.detail = Some(error.to_string());
                });
                return;
            }
        };
        let mut work = Work {
            nearby: Neighbours::default(),
            links: Links::new(self.devices.clone(), catalog),
            central: self,
            catalog,
        };
        while work.connected_to_the_system().await != Left::ShutDown {}
        work.links.end().await;
    }
}

impl Work {
    /// One connection to the system, for as long as it lasts.
    async fn connected_to_the_system(&mut self) -> Left {
        let begun = async {
            let service = ServiceWatch::begin().await.map_err(|error| error.to_string());
            (service, adapter::manager().await)
        };
        let (mut service, manager) = match timeout(timeouts::BLUETOOTH_CALL, begun).await {
            Ok((Ok(service), Ok(manager))) => (service, manager),
            // No message bus is as good as no service.
            Ok((Err(error), _)) => return self.cannot_begin(AdapterState::ServiceMissing, error).await,
            Ok((_, Err(error))) => return self.cannot_begin(AdapterState::Failed, error.to_string()).await,
            Err(late) => return self.cannot_begin(AdapterState::ServiceMissing, late.to_string()).await,
        };
        loop {
            let left = if service.is_running().await {
                self.survey_and_work(&manager, &mut service).await
            } else {
                self.publish_state(AdapterState::ServiceMissing, None);
                self.idle(&mut service).await
            };
            if left == Left::Disconnected {
                // Whoever noticed it first: events of lost links do not come any more.
                self.links.all_lost();
            }
            if left != Left::LookAgain {
                return left;
            }
        }
    }

    async fn cannot_begin(&mut self, state: AdapterState, detail: String) -> Left {
        self.publish_state(state, Some(detail));
        let again_at = Instant::now() + timeouts::ADAPTER_POLL;
        self.pause_until(again_at, std::future::pending()).await
    }

    async fn survey_and_work(&mut self, manager: &Manager, service: &mut ServiceWatch) -> Left {
        let survey = adapter::survey(manager, self.central.preferred.as_deref()).await;
        self.publish_survey(&survey);
        let Some((info, adapter)) = survey.chosen else {
            return self.idle(service).await;
        };
        match in_time(adapter.events()).await {
            Ok(events) => {
                let powered = survey.state == AdapterState::Ready;
                self.with_adapter(manager, &info, &adapter, powered, events, service)
                    .await
            }
            Err(error) => {
                log::warn!("adapter {info} tells nothing: {error}");
                self.idle(service).await
            }
        }
    }

    /// Nothing to work with; waits for something to change, or a little.
    async fn idle(&mut self, service: &mut ServiceWatch) -> Left {
        let again_at = Instant::now() + timeouts::ADAPTER_POLL;
        self.pause_until(again_at, service.change()).await
    }

    async fn pause_until(&mut self, until: Instant, change: impl Future<Output = ServiceChange>) -> Left {
        tokio::pin!(change);
        loop {
            tokio::select! {
                () = sleep_until(until) => return Left::LookAgain,
                changed = &mut change => return left_by(changed),
                command = self.central.commands.recv() => return self.obey(command),
                () = self.links.step() => {}
            }
        }
    }

    async fn with_adapter(
        &mut self,
        manager: &Manager,
        info: &str,
        adapter: &Adapter,
        mut powered: bool,
        mut events: Events,
        service: &mut ServiceWatch,
    ) -> Left {
        log::info!("Bluetooth adapter {info}, {}", if powered { "on" } else { "off" });
        let mut scan = Scan::new(adapter.clone());
        let mut tick = every(timeouts::NEARBY_TICK);
        let mut poll = every(timeouts::ADAPTER_POLL);
        let battery = service.battery();
        self.nearby.clear();
        // A link that was lost between the last stream of events and this one has no event; each looks for itself.
        self.links.all_lost();
        self.take_stock(adapter, &battery).await;
        loop {
            let wanted = *self.central.scan_wanted.borrow_and_update();
            let looks = powered && (wanted || self.links.any_missing()) && !self.links.is_making_one();
            scan.bring_to(looks).await;
            self.central.status.send_if_modified(|status| {
                let on = scan.is_on() || (wanted && powered && self.links.is_making_one());
                std::mem::replace(&mut status.scanning, on) != on
            });
            tokio::select! {
                event = events.next() => match event {
                    Some(CentralEvent::StateUpdate(state)) => {
                        powered = state == CentralState::PoweredOn;
                        scan.forget();
                        if !powered {
                            return Left::LookAgain;
                        }
                    }
                    Some(event) => self.hear(adapter, &battery, event, wanted).await,
                    None => return Left::Disconnected,
                },
                change = service.change() => {
                    self.links.all_lost();
                    return left_by(change);
                }
                // Another adapter is taken at the next look, and not while this one has links.
                command = self.central.commands.recv() => {
                    let wished = match &command {
                        Some(Command::Connect(address)) => Some(address.clone()),
                        _ => None,
                    };
                    if self.obey(command) == Left::ShutDown {
                        scan.bring_to(false).await;
                        return Left::ShutDown;
                    }
                    if let Some(address) = wished {
                        self.connect_at_once(&address, &battery);
                    }
                }
                _ = self.central.scan_wanted.changed() => self.take_stock(adapter, &battery).await,
                () = self.links.step() => {}
                _ = tick.tick() => {
                    if powered {
                        self.links.call_back(adapter, &self.nearby, &battery).await;
                    }
                    self.publish_nearby();
                }
                _ = poll.tick() => {
                    let survey = adapter::survey(manager, self.central.preferred.as_deref()).await;
                    let ours = survey.adapters.iter().find(|status| status.info == info);
                    let is_as_it_was = ours.is_some_and(|status| status.powered == powered);
                    let is_chosen = survey.chosen.as_ref().is_some_and(|(chosen, _)| chosen == info);
                    if !is_as_it_was || (!is_chosen && self.links.is_empty()) {
                        scan.bring_to(false).await;
                        return Left::LookAgain;
                    }
                    if is_chosen {
                        self.publish_survey(&survey);
                    }
                }
            }
        }
    }

    /// What is there without a scan: toys that are connected already. One that was ours before may go on with what a
    /// Vigil that was killed told it last; it is taken back at once. Others may be another program's, and wait for a
    /// scan.
    async fn take_stock(&mut self, adapter: &Adapter, battery: &SystemBattery) {
        let Ok(peripherals) = in_time(adapter.peripherals()).await else {
            return;
        };
        let wanted = *self.central.scan_wanted.borrow();
        for peripheral in peripherals {
            self.look(adapter, battery, &peripheral.id(), wanted).await;
        }
    }

    async fn hear(&mut self, adapter: &Adapter, battery: &SystemBattery, event: CentralEvent, wanted: bool) {
        match event {
            CentralEvent::DeviceDisconnected(id) => self.links.lost(&id),
            CentralEvent::RssiUpdate { id, rssi } => {
                self.nearby.note_rssi(&id, rssi);
                if self.nearby.wants_look(&id) {
                    self.look(adapter, battery, &id, wanted).await;
                }
            }
            CentralEvent::DeviceDiscovered(id)
            | CentralEvent::DeviceUpdated(id)
            | CentralEvent::DeviceConnected(id)
            | CentralEvent::ManufacturerDataAdvertisement { id, .. }
            | CentralEvent::ServiceDataAdvertisement { id, .. }
            | CentralEvent::ServicesAdvertisement { id, .. } => {
                if self.nearby.wants_look(&id) {
                    self.look(adapter, battery, &id, wanted).await;
                }
            }
            CentralEvent::DeviceServicesModified(_) | CentralEvent::StateUpdate(_) => {}
        }
    }

    /// Reads what a neighbour says of itself, and connects to it where it is a toy that is wanted.
    async fn look(&mut self, adapter: &Adapter, battery: &SystemBattery, id: &PeripheralId, wanted: bool) {
        if self.links.has(id) {
            return;
        }
        let Ok(peripheral) = in_time(adapter.peripheral(id)).await else {
            return;
        };
        let Ok(Some(properties)) = in_time(peripheral.properties()).await else {
            return;
        };
        // Systems list what they heard of long ago, too.
        let in_reach = properties.rssi.is_some();
        let catalog = self.catalog;
        let heard = self
            .nearby
            .note(peripheral.clone(), properties, |advertisement| {
                catalog.recognises(advertisement)
            })
            .clone();
        let known = || self.central.devices.knows(Transport::Bluetooth, &heard.address);
        if !self.central.devices.admits(Transport::Bluetooth, &heard.address) {
            return;
        }
        if !heard.is_toy {
            if known() && matches!(in_time(peripheral.is_connected()).await, Ok(true)) {
                let_go(&heard).await;
            }
            return;
        }
        let missed = self.links.misses(&heard.address);
        let connect = if in_reach && (wanted || missed) {
            missed || heard.may_be_tried()
        } else if wanted || known() {
            heard.may_be_tried() && matches!(in_time(peripheral.is_connected()).await, Ok(true))
        } else {
            false
        };
        if connect {
            self.links.connect(&heard, battery, true);
        }
    }

    /// The person wants this one, now.
    fn connect_at_once(&mut self, address: &str, battery: &SystemBattery) {
        let devices = &self.central.devices;
        if let Some(heard) = self.nearby.forgive(address)
            && devices.admits(Transport::Bluetooth, address)
            && !self.links.has(&heard.peripheral.id())
        {
            self.links.connect(heard, battery, true);
        }
    }

    fn obey(&mut self, command: Option<Command>) -> Left {
        match command {
            Some(Command::ChooseAdapter(info)) => {
                self.central.preferred = info;
                Left::LookAgain
            }
            Some(Command::Connect(address)) => {
                self.central.devices.invite(Transport::Bluetooth, &address);
                Left::LookAgain
            }
            Some(Command::ShutDown) | None => Left::ShutDown,
        }
    }

    fn publish_state(&mut self, state: AdapterState, detail: Option<String>) {
        self.nearby.clear();
        self.publish_survey(&Survey {
            state,
            detail,
            adapters: Vec::new(),
            chosen: None,
        });
    }

    fn publish_survey(&self, survey: &Survey) {
        self.central.status.send_if_modified(|status| {
            let before = status.clone();
            status.state = survey.state;
            status.detail.clone_from(&survey.detail);
            status.adapters.clone_from(&survey.adapters);
            status.chosen = survey.chosen.as_ref().map(|(info, _)| info.clone());
            status.scanning &= survey.state == AdapterState::Ready;
            if before.state != status.state {
                log::info!("Bluetooth is {}", status.state.name());
            }
            before != *status
        });
    }

    fn publish_nearby(&mut self) {
        for (id, reason) in self.links.take_failures() {
            self.nearby.note_failure(&id, reason);
        }
        self.nearby.tidy(|id| self.links.has(id));
        for (id, dbm) in self.nearby.strengths() {
            self.links.note_rssi(id, dbm);
        }
        let nearby = self.nearby.list(|id, heard| {
            if let Some(state) = self.links.state(id) {
                state
            } else if !heard.is_toy {
                NearbyState::Unknown
            } else if !self.central.devices.admits(Transport::Bluetooth, &heard.address) {
                NearbyState::NotWanted
            } else if let Some(reason) = heard.failure() {
                NearbyState::Failed(reason.to_owned())
            } else {
                NearbyState::Toy
            }
        });
        self.central.status.send_if_modified(|status| {
            let changed = status.nearby != nearby;
            status.nearby = nearby;
            changed
        });
    }
}

/// A toy of ours that goes by another name since it was connected, and that nobody has: a Vigil that was killed left it,
/// and it goes on with what it was told last. What it understands is known by the name that it advertises. Toys stop
/// when their link is cut, and advertise again.
async fn let_go(toy: &Heard) {
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

fn left_by(change: ServiceChange) -> Left {
    match change {
        ServiceChange::Appeared | ServiceChange::Vanished => Left::LookAgain,
        ServiceChange::BusLost => Left::Disconnected,
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut every = interval(period);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    every.reset();
    every
}
