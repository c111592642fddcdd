//! The owner of the adapter.

mod look;
mod publish;

use std::pin::Pin;

use btleplug::{
    Error,
    api::{Central as _, CentralEvent, CentralState},
    platform::{Adapter, Manager},
};
use futures_util::{Stream, StreamExt};
use tokio::{
    sync::{mpsc, watch},
    time::{Duration, Instant, MissedTickBehavior, interval, sleep_until},
};

use super::{
    battery::SystemBattery,
    connections::Connections,
    nearby::Neighbours,
    scan::Scan,
    search_pace::{Looking, SearchPace},
    service::{ServiceChange, ServiceWatch},
    status::{AdapterState, AdapterStatus, BluetoothStatus},
    survey::{self, Survey, in_time},
};
use crate::{
    hub::{Devices, SearchTable},
    model::Transport,
    reference::Catalog,
    timeouts,
};

/// What the adapter's owner is told.
#[derive(Debug, Clone)]
pub(super) enum Command {
    ChooseAdapter(Option<String>),
    /// By address.
    Connect(String),
    /// What is at this address is tried like a toy that advertises this name.
    TryLike {
        address: String,
        advertised: String,
    },
    ShutDown,
}

pub(super) struct AdapterTask {
    devices: Devices,
    preferred: Option<String>,
    commands: mpsc::Receiver<Command>,
    status: watch::Sender<BluetoothStatus>,
    searches: watch::Receiver<SearchTable>,
}

/// What the task does with its adapters.
struct Work {
    task: AdapterTask,
    catalog: &'static Catalog,
    nearby: Neighbours,
    connections: Connections,
    search_pace: SearchPace,
    /// The next adapter, or the same one after a new look, is not asked to scan before this.
    scan_not_before: Instant,
}

/// The adapter in use.
struct InUse<'a> {
    manager: &'a Manager,
    adapter: Adapter,
    /// How it was when it was chosen.
    status: AdapterStatus,
    battery: SystemBattery,
    scan: Scan,
}

/// Why work with an adapter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AdapterExit {
    ShutDown,
    /// Another adapter, or none, or another state of it.
    LookAgain,
    /// Our connection to the system is gone.
    Disconnected,
}

type Events = Pin<Box<dyn Stream<Item = CentralEvent> + Send>>;

impl AdapterTask {
    pub(super) fn new(
        devices: Devices,
        preferred: Option<String>,
        commands: mpsc::Receiver<Command>,
        status: watch::Sender<BluetoothStatus>,
    ) -> Self {
        Self {
            searches: devices.searches(),
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
            connections: Connections::new(self.devices.clone(), catalog),
            search_pace: SearchPace::default(),
            scan_not_before: Instant::now(),
            task: self,
            catalog,
        };
        while work.connected_to_the_system().await != AdapterExit::ShutDown {}
        work.connections.end().await;
    }

    /// `None` if the end comes first.
    async fn wait_for<T>(&mut self, ready: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(ready);
        loop {
            tokio::select! {
                ready = &mut ready => return Some(ready),
                command = self.commands.recv() => match command {
                    Some(Command::ChooseAdapter(info)) => self.preferred = info,
                    Some(Command::Connect(address) | Command::TryLike { address, .. }) => {
                        self.devices.invite(Transport::Bluetooth, &address);
                    }
                    Some(Command::ShutDown) | None => return None,
                },
            }
        }
    }
}

impl Work {
    /// One connection to the system, for as long as it lasts.
    async fn connected_to_the_system(&mut self) -> AdapterExit {
        let begun = async {
            let service = ServiceWatch::begin().await.map_err(|error| Error::Other(error.into()));
            Ok::<_, Error>((service?, survey::manager().await?))
        };
        let (mut service, manager) = match in_time(begun).await {
            Ok(begun) => begun,
            Err(error) => return self.cannot_begin(&error).await,
        };
        loop {
            let left = if service.is_running().await {
                self.survey_and_work(&manager, &mut service).await
            } else {
                self.publish_state(AdapterState::ServiceMissing, None);
                self.idle(&mut service).await
            };
            if left == AdapterExit::Disconnected {
                // Whoever noticed it first: events of lost links do not come any more.
                self.connections.all_lost();
            }
            if left != AdapterExit::LookAgain {
                return left;
            }
        }
    }

    /// Without a connection to the system there is nothing to wait for but time.
    async fn cannot_begin(&mut self, error: &Error) -> AdapterExit {
        self.nearby.clear();
        self.publish_survey(&Survey::failed(error));
        let again_at = Instant::now() + timeouts::ADAPTER_POLL;
        self.pause_until(again_at, std::future::pending()).await
    }

    async fn survey_and_work(&mut self, manager: &Manager, service: &mut ServiceWatch) -> AdapterExit {
        let survey = survey::survey(manager, self.task.preferred.as_deref()).await;
        self.publish_survey(&survey);
        let Some((status, adapter)) = survey.chosen else {
            // Whatever it is, it may have cost the links.
            self.connections.check();
            return self.idle(service).await;
        };
        match in_time(adapter.events()).await {
            Ok(events) => {
                let is_on = matches!(in_time(adapter.adapter_state()).await, Ok(CentralState::PoweredOn));
                if is_on != status.powered {
                    // It was switched between the survey and the first event that tells of it.
                    return AdapterExit::LookAgain;
                }
                let in_use = InUse {
                    manager,
                    scan: Scan::new(adapter.clone(), self.scan_not_before),
                    adapter,
                    status,
                    battery: service.battery(),
                };
                self.with_adapter(in_use, events, service).await
            }
            Err(error) => {
                log::warn!("adapter {} tells nothing: {error}", status.info);
                self.idle(service).await
            }
        }
    }

    /// Nothing to work with; waits for something to change, or a little.
    async fn idle(&mut self, service: &mut ServiceWatch) -> AdapterExit {
        let again_at = Instant::now() + timeouts::ADAPTER_POLL;
        self.pause_until(again_at, service.change()).await
    }

    async fn pause_until(&mut self, until: Instant, change: impl Future<Output = ServiceChange>) -> AdapterExit {
        tokio::pin!(change);
        loop {
            tokio::select! {
                () = sleep_until(until) => return AdapterExit::LookAgain,
                changed = &mut change => return exit_after(changed),
                command = self.task.commands.recv() => return self.obey(command),
                () = self.connections.step() => self.note_failures(),
            }
        }
    }

    async fn with_adapter(
        &mut self,
        mut in_use: InUse<'_>,
        mut events: Events,
        service: &mut ServiceWatch,
    ) -> AdapterExit {
        let powered = in_use.status.powered;
        log::info!(
            "Bluetooth adapter {}, {}",
            in_use.status.info,
            if powered { "on" } else { "off" }
        );
        let mut tick = every(timeouts::NEARBY_TICK);
        let mut poll = every(timeouts::ADAPTER_POLL);
        self.nearby.clear();
        if powered {
            self.connections.radio_is_back();
        }
        // A link that was lost between the last stream of events and this one has no event.
        self.connections.check();
        self.take_stock(&in_use).await;
        loop {
            let newest = self.task.searches.borrow_and_update().newest();
            let wanted = newest.is_some();
            let looking = self.search_pace.at(
                Instant::now(),
                newest,
                self.task.devices.any_moves(Transport::Bluetooth),
            );
            self.bring_scan_to(&mut in_use, looking).await;
            tokio::select! {
                event = events.next() => match event {
                    // Some systems tell it again and again; only a change is worth a new look.
                    Some(CentralEvent::StateUpdate(state)) => if (state == CentralState::PoweredOn) != powered {
                        return AdapterExit::LookAgain;
                    },
                    Some(event) => self.hear(&in_use, event, wanted).await,
                    None => return AdapterExit::Disconnected,
                },
                change = service.change() => {
                    self.connections.all_lost();
                    return exit_after(change);
                }
                // Another adapter is taken at the next look, and not while this one has links.
                command = self.task.commands.recv() => {
                    let wished = command.clone();
                    if self.obey(command) == AdapterExit::ShutDown {
                        in_use.scan.bring_to(false).await;
                        return AdapterExit::ShutDown;
                    }
                    match wished {
                        Some(Command::Connect(address)) => self.connect_at_once(&address, &in_use.battery),
                        Some(Command::TryLike { address, advertised }) => {
                            self.try_like(&address, &advertised, &in_use.battery);
                        }
                        _ => {}
                    }
                }
                _ = self.task.searches.changed() => self.take_stock(&in_use).await,
                () = self.connections.step() => self.note_failures(),
                _ = tick.tick() => {
                    if powered {
                        self.connections.call_back(&in_use.adapter, &self.nearby, &in_use.battery).await;
                    }
                    self.publish_nearby();
                }
                _ = poll.tick() => {
                    if let Some(exit) = self.check_adapter(&mut in_use, service).await {
                        return exit;
                    }
                }
            }
        }
    }

    /// Starts or stops the scan, and tells how it stands with it.
    async fn bring_scan_to(&mut self, in_use: &mut InUse<'_>, looking: Looking) {
        let powered = in_use.status.powered;
        let makes_link = self.connections.is_making_one();
        let searches = match looking {
            Looking::No => false,
            Looking::AllTheTime => true,
            Looking::NowAndThen { glance } => glance,
        };
        let looks = powered && (searches || self.connections.any_missing()) && !makes_link;
        let scan = &mut in_use.scan;
        if scan.bring_to(looks).await {
            self.scan_not_before = Instant::now() + timeouts::SCAN_AGAIN;
        }
        let rests = matches!(looking, Looking::NowAndThen { .. });
        self.task.status.send_if_modified(|status| {
            let before = status.clone();
            status.scanning = scan.is_on() || (powered && (rests || (searches && makes_link)));
            status.spares_toys = powered && rests;
            status.scan_refused = scan.refusal().map(str::to_owned);
            before != *status
        });
    }

    /// Looks for what no event tells: links that were lost, adapters that came or went, a scan that ended by itself.
    async fn check_adapter(&mut self, in_use: &mut InUse<'_>, service: &mut ServiceWatch) -> Option<AdapterExit> {
        self.connections.check();
        let survey = survey::survey(in_use.manager, self.task.preferred.as_deref()).await;
        if survey.chosen.is_none() {
            self.publish_survey(&survey);
            return Some(AdapterExit::LookAgain);
        }
        let is_as_it_was = survey.adapters.contains(&in_use.status);
        let is_chosen = survey
            .chosen
            .as_ref()
            .is_some_and(|(status, _)| *status == in_use.status);
        if !is_as_it_was || (!is_chosen && self.connections.is_empty()) {
            in_use.scan.bring_to(false).await;
            return Some(AdapterExit::LookAgain);
        }
        if is_chosen {
            self.publish_survey(&survey);
        }
        if in_use.scan.is_on() && service.is_discovering(&in_use.status.info).await == Some(false) {
            // It ended by itself, or somebody ended it: it is started again.
            in_use.scan.forget();
        }
        None
    }

    fn obey(&mut self, command: Option<Command>) -> AdapterExit {
        match command {
            Some(Command::ChooseAdapter(id)) => {
                self.task.preferred = id;
                AdapterExit::LookAgain
            }
            Some(Command::Connect(address) | Command::TryLike { address, .. }) => {
                self.task.devices.invite(Transport::Bluetooth, &address);
                AdapterExit::LookAgain
            }
            Some(Command::ShutDown) | None => AdapterExit::ShutDown,
        }
    }
}

fn exit_after(change: ServiceChange) -> AdapterExit {
    match change {
        ServiceChange::Appeared | ServiceChange::Vanished => AdapterExit::LookAgain,
        ServiceChange::BusLost => AdapterExit::Disconnected,
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut every = interval(period);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    every.reset();
    every
}
