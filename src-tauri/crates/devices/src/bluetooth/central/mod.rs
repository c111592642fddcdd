//! The owner of the adapter.

mod publish;

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
    adapter::{self, in_time},
    battery::SystemBattery,
    links::Links,
    nearby::{Heard, Neighbours},
    scan::Scan,
    service::{ServiceChange, ServiceWatch},
    status::{AdapterState, AdapterStatus, BluetoothStatus},
};
use crate::{hub::Devices, knowledge::Catalog, model::Transport, timeouts};

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

    pub(super) async fn run(mut self, turn: impl Future<Output = ()>) {
        let ready = async { tokio::join!(Catalog::ready(), turn).0 };
        let catalog = match self.wait_for(ready).await {
            None => return,
            Some(Ok(catalog)) => catalog,
            Some(Err(error)) => {
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

    /// `None` if the end comes first.
    async fn wait_for<T>(&mut self, ready: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(ready);
        loop {
            tokio::select! {
                ready = &mut ready => return Some(ready),
                command = self.commands.recv() => match command {
                    Some(Command::ChooseAdapter(info)) => self.preferred = info,
                    Some(Command::Connect(address)) => self.devices.invite(Transport::Bluetooth, &address),
                    Some(Command::ShutDown) | None => return None,
                },
            }
        }
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
            Ok((Err(error), _)) => return self.cannot_begin(error).await,
            Ok((_, Err(error))) => return self.cannot_begin(error.to_string()).await,
            Err(late) => return self.cannot_begin(late.to_string()).await,
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

    /// There is not even a message bus.
    async fn cannot_begin(&mut self, detail: String) -> Left {
        self.publish_state(AdapterState::Failed, Some(detail));
        let again_at = Instant::now() + timeouts::ADAPTER_POLL;
        self.pause_until(again_at, std::future::pending()).await
    }

    async fn survey_and_work(&mut self, manager: &Manager, service: &mut ServiceWatch) -> Left {
        let survey = adapter::survey(manager, self.central.preferred.as_deref()).await;
        self.publish_survey(&survey);
        let Some((chosen, adapter)) = survey.chosen else {
            // Whatever it is, it may have cost the links.
            self.links.check();
            return self.idle(service).await;
        };
        match in_time(adapter.events()).await {
            Ok(events) => {
                let is_on = matches!(in_time(adapter.adapter_state()).await, Ok(CentralState::PoweredOn));
                if is_on != chosen.powered {
                    // It was switched between the survey and the first event that tells of it.
                    return Left::LookAgain;
                }
                self.with_adapter(manager, &chosen, &adapter, events, service).await
            }
            Err(error) => {
                log::warn!("adapter {} tells nothing: {error}", chosen.info);
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
                () = self.links.step() => self.note_failures(),
            }
        }
    }

    async fn with_adapter(
        &mut self,
        manager: &Manager,
        chosen: &AdapterStatus,
        adapter: &Adapter,
        mut events: Events,
        service: &mut ServiceWatch,
    ) -> Left {
        let AdapterStatus { info, powered, .. } = chosen;
        let powered = *powered;
        log::info!("Bluetooth adapter {info}, {}", if powered { "on" } else { "off" });
        let mut scan = Scan::new(adapter.clone());
        let mut tick = every(timeouts::NEARBY_TICK);
        let mut poll = every(timeouts::ADAPTER_POLL);
        let battery = service.battery();
        self.nearby.clear();
        if powered {
            self.links.radio_is_back();
        }
        // A link that was lost between the last stream of events and this one has no event.
        self.links.check();
        self.take_stock(adapter, &battery).await;
        loop {
            let wanted = *self.central.scan_wanted.borrow_and_update();
            let looks = powered && (wanted || self.links.any_missing()) && !self.links.is_making_one();
            scan.bring_to(looks).await;
            self.central.status.send_if_modified(|status| {
                let on = scan.is_on() || (wanted && powered && self.links.is_making_one());
                let refused = scan.refusal().map(str::to_owned);
                let changed = status.scanning != on || status.scan_refused != refused;
                status.scanning = on;
                status.scan_refused = refused;
                changed
            });
            tokio::select! {
                event = events.next() => match event {
                    Some(CentralEvent::StateUpdate(_)) => return Left::LookAgain,
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
                () = self.links.step() => self.note_failures(),
                _ = tick.tick() => {
                    if powered {
                        self.links.call_back(adapter, &self.nearby, &battery).await;
                    }
                    self.publish_nearby();
                }
                _ = poll.tick() => {
                    self.links.check();
                    let survey = adapter::survey(manager, self.central.preferred.as_deref()).await;
                    if survey.chosen.is_none() {
                        self.publish_survey(&survey);
                        return Left::LookAgain;
                    }
                    let is_as_it_was = survey.adapters.contains(chosen);
                    let is_chosen = survey.chosen.as_ref().is_some_and(|(status, _)| status == chosen);
                    if !is_as_it_was || (!is_chosen && self.links.is_empty()) {
                        scan.bring_to(false).await;
                        return Left::LookAgain;
                    }
                    if is_chosen {
                        self.publish_survey(&survey);
                    }
                    if scan.is_on() && service.is_discovering(info).await == Some(false) {
                        // It ended by itself, or somebody ended it: it is started again.
                        scan.forget();
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
        let (catalog, devices) = (self.catalog, &self.central.devices);
        let heard = self
            .nearby
            .note(
                peripheral.clone(),
                properties,
                |advertisement| catalog.recognises(advertisement),
                |address| devices.advertised_name(address),
            )
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
            Some(Command::ChooseAdapter(id)) => {
                self.central.preferred = id;
                Left::LookAgain
            }
            Some(Command::Connect(address)) => {
                self.central.devices.invite(Transport::Bluetooth, &address);
                Left::LookAgain
            }
            Some(Command::ShutDown) | None => Left::ShutDown,
        }
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
