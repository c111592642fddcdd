//! Every toy that is connected, on its way, or missed.

use std::{
    collections::{BTreeMap, HashMap},
    future::pending,
};

use btleplug::{
    api::{Central as _, Peripheral as _},
    platform::{Adapter, PeripheralId},
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    battery::SystemBattery,
    connection::{Connection, ConnectionEnd, Losses, Stage, Target},
    nearby::{Heard, Neighbours, backoff},
    status::NearbyState,
    survey::in_time,
};
use crate::{
    hub::Devices,
    known_toy::Introduced,
    model::{LinkState, Transport},
    reference::{Advertisement, Catalog},
    timeouts,
};

pub(super) struct Connections {
    devices: Devices,
    catalog: &'static Catalog,
    by_id: HashMap<PeripheralId, Tracked>,
    tasks: JoinSet<(PeripheralId, ConnectionEnd)>,
    /// By address.
    missing: BTreeMap<String, Missing>,
    failures: Vec<(PeripheralId, String)>,
}

/// A toy that is connected, or on its way.
struct Tracked {
    losses: watch::Sender<Losses>,
    stage: watch::Receiver<Stage>,
    advertisement: Advertisement,
    /// It was heard just now; as opposed to one that is called, perhaps in vain.
    in_reach: bool,
}

/// A toy that was lost, and is wanted back.
struct Missing {
    id: PeripheralId,
    made: Introduced,
    advertisement: Advertisement,
    attempts: u32,
    next_attempt: Instant,
    give_up_at: Instant,
}

impl Connections {
    pub(super) fn new(devices: Devices, catalog: &'static Catalog) -> Self {
        Self {
            devices,
            catalog,
            by_id: HashMap::new(),
            tasks: JoinSet::new(),
            missing: BTreeMap::new(),
            failures: Vec::new(),
        }
    }

    pub(super) fn has(&self, id: &PeripheralId) -> bool {
        self.by_id.contains_key(id)
    }

    pub(super) fn misses(&self, address: &str) -> bool {
        self.missing.contains_key(address)
    }

    pub(super) fn any_missing(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Whether there is none, not even one on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Whether the radio makes a link to a toy that is in reach right now. Radios do that badly while they scan.
    pub(super) fn is_making_one(&self) -> bool {
        self.by_id
            .values()
            .any(|tracked| tracked.in_reach && matches!(*tracked.stage.borrow(), Stage::Linking))
    }

    pub(super) fn state(&self, id: &PeripheralId) -> Option<NearbyState> {
        let tracked = self.by_id.get(id)?;
        Some(match *tracked.stage.borrow() {
            Stage::Made(_) => NearbyState::Connected,
            Stage::Linking | Stage::Introducing => NearbyState::Connecting,
        })
    }

    pub(super) fn connect(&mut self, heard: &Heard, battery: &SystemBattery, in_reach: bool) {
        let target = Target {
            peripheral: heard.peripheral.clone(),
            address: heard.address.clone(),
            advertisement: heard.advertisement.clone(),
        };
        self.begin(target, battery.clone(), in_reach);
    }

    /// The system says that a link is lost.
    pub(super) fn lost(&mut self, id: &PeripheralId) {
        if let Some(tracked) = self.by_id.get(id) {
            tracked.losses.send_modify(|losses| losses.count += 1);
        }
    }

    /// The system is lost, and every link with it.
    pub(super) fn all_lost(&mut self) {
        for tracked in self.by_id.values() {
            tracked.losses.send_modify(|losses| {
                losses.count += 1;
                losses.is_certain = true;
            });
        }
    }

    /// Has every toy's link looked at: not each loss is announced.
    pub(super) fn check(&self) {
        let made = |tracked: &&Tracked| matches!(*tracked.stage.borrow(), Stage::Made(_));
        for tracked in self.by_id.values().filter(made) {
            tracked.losses.send_modify(|losses| losses.count += 1);
        }
    }

    /// There is a radio again. What was tried without one does not count.
    pub(super) fn radio_is_back(&mut self) {
        let now = Instant::now();
        for missing in self.missing.values_mut() {
            missing.attempts = 0;
            missing.next_attempt = now;
            missing.give_up_at = now + timeouts::RECONNECT_FOR;
        }
    }

    pub(super) fn note_rssi(&self, id: &PeripheralId, dbm: i16) {
        if let Some(tracked) = self.by_id.get(id)
            && let Stage::Made(made) = &*tracked.stage.borrow()
        {
            self.devices.note_rssi(made.index, dbm);
        }
    }

    /// Connections that failed since the last call, and why.
    pub(super) fn take_failures(&mut self) -> Vec<(PeripheralId, String)> {
        std::mem::take(&mut self.failures)
    }

    /// Waits for the next connection that is made or ends, and takes note of it. For ever where there is none.
    pub(super) async fn step(&mut self) {
        match self.tasks.join_next().await {
            None => pending().await,
            Some(Ok((id, ended))) => self.ended(id, ended),
            // A panic in there is logged by the runtime; its toy's link may be up still.
            Some(Err(error)) => {
                log::error!("a connection's task failed: {error}");
                self.by_id.retain(|_, tracked| tracked.losses.receiver_count() > 0);
            }
        }
    }

    /// Calls the missing toys whose turn it is, and gives up on those that do not come back.
    pub(super) async fn call_back(&mut self, adapter: &Adapter, nearby: &Neighbours, battery: &SystemBattery) {
        let now = Instant::now();
        let (devices, links) = (&self.devices, &self.by_id);
        self.missing.retain(|address, missing| {
            let made = &missing.made;
            if links
                .get(&missing.id)
                .is_some_and(|tracked| matches!(*tracked.stage.borrow(), Stage::Made(_)))
            {
                return false;
            }
            let wanted = devices.misses(made.index, &made.identity) && devices.admits(Transport::Bluetooth, address);
            if wanted && now >= missing.give_up_at {
                devices.note_link(made.index, LinkState::Lost);
            }
            wanted && now < missing.give_up_at
        });
        let due: Vec<_> = self
            .missing
            .iter_mut()
            .filter(|(_, missing)| now >= missing.next_attempt && !links.contains_key(&missing.id))
            .map(|(address, missing)| {
                missing.attempts += 1;
                missing.next_attempt = now + backoff(missing.attempts);
                (address.clone(), missing.id.clone(), missing.advertisement.clone())
            })
            .collect();
        for (address, id, advertisement) in due {
            let known = nearby.get(&id).map(|heard| heard.peripheral.clone());
            let peripheral = match known {
                Some(peripheral) => Ok(peripheral),
                None => in_time(adapter.peripheral(&id)).await,
            };
            // Where the system has forgotten it, a scan finds it again.
            if let Ok(peripheral) = peripheral {
                let target = Target {
                    peripheral,
                    address,
                    advertisement,
                };
                self.begin(target, battery.clone(), false);
            }
        }
    }

    /// Lets the connections come to their end, for a limited time. Attempts to connect are given up, and take back what
    /// they asked the system for: a link that it makes later would keep others from the toy.
    pub(super) async fn end(mut self) {
        self.missing.clear();
        // An attempt ends without its sender.
        self.by_id
            .retain(|_, tracked| matches!(*tracked.stage.borrow(), Stage::Made(_)));
        let limit = if self.by_id.is_empty() {
            timeouts::ATTEMPTS_END
        } else {
            timeouts::LINKS_END
        };
        self.tasks.spawn(pending());
        let ended = async {
            while self.tasks.len() > 1 {
                drop(self.tasks.join_next().await);
            }
        };
        drop(timeout(limit, ended).await);
    }

    fn begin(&mut self, target: Target, battery: SystemBattery, in_reach: bool) {
        let id = target.peripheral.id();
        let losses = watch::Sender::default();
        let (tell, stage) = watch::channel(Stage::Linking);
        log::info!("connecting to {:?} at {}", target.advertisement.name, target.address);
        let advertisement = target.advertisement.clone();
        let connection = Connection {
            target,
            devices: self.devices.clone(),
            catalog: self.catalog,
            battery,
            losses: losses.subscribe(),
        };
        self.tasks.spawn(connection.run(tell));
        let tracked = Tracked {
            losses,
            stage,
            advertisement,
            in_reach,
        };
        self.by_id.insert(id, tracked);
    }

    fn ended(&mut self, id: PeripheralId, ended: ConnectionEnd) {
        let tracked = self.by_id.remove(&id);
        match ended {
            ConnectionEnd::Failed(error) => {
                log::info!("{id} could not be connected: {error}");
                self.failures.push((id, error.to_string()));
            }
            ConnectionEnd::Lost { made, missed } => {
                log::info!("the link of toy {} is over", made.index);
                let address = made.identity.address.clone();
                if let Some(tracked) = tracked.filter(|_| missed && self.devices.admits(Transport::Bluetooth, &address))
                {
                    self.devices.note_link(made.index, LinkState::Reconnecting);
                    let now = Instant::now();
                    let missing = Missing {
                        id,
                        made,
                        advertisement: tracked.advertisement,
                        attempts: 0,
                        next_attempt: now,
                        give_up_at: now + timeouts::RECONNECT_FOR,
                    };
                    self.missing.insert(address, missing);
                }
            }
        }
    }
}
