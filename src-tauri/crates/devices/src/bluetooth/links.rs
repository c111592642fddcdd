//! Every toy that is connected, on its way, or missed.

use std::{
    collections::{BTreeMap, HashMap},
    future::pending,
};

use btleplug::{
    api::{Central as _, Peripheral as _},
    platform::{Adapter, Peripheral, PeripheralId},
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    adapter::in_time,
    battery::SystemBattery,
    connection::{Connection, Ended, Losses, Stage},
    nearby::{Heard, Neighbours, backoff},
    status::NearbyState,
};
use crate::{
    hub::Devices,
    knowledge::{Advertisement, Catalog},
    known_toy::Introduced,
    model::{LinkState, Transport},
    timeouts,
};

pub(super) struct Links {
    devices: Devices,
    catalog: &'static Catalog,
    by_id: HashMap<PeripheralId, Link>,
    connections: JoinSet<(PeripheralId, Ended)>,
    /// By address.
    missing: BTreeMap<String, Missing>,
    failures: Vec<(PeripheralId, String)>,
}

/// A toy that is connected, or on its way.
struct Link {
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

impl Links {
    pub(super) fn new(devices: Devices, catalog: &'static Catalog) -> Self {
        Self {
            devices,
            catalog,
            by_id: HashMap::new(),
            connections: JoinSet::new(),
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
            .any(|link| link.in_reach && matches!(*link.stage.borrow(), Stage::Linking))
    }

    pub(super) fn state(&self, id: &PeripheralId) -> Option<NearbyState> {
        let link = self.by_id.get(id)?;
        Some(match *link.stage.borrow() {
            Stage::Made(_) => NearbyState::Connected,
            Stage::Linking | Stage::Introducing => NearbyState::Connecting,
        })
    }

    pub(super) fn connect(&mut self, heard: &Heard, battery: &SystemBattery, in_reach: bool) {
        self.begin(
            heard.peripheral.clone(),
            heard.address.clone(),
            heard.advertisement.clone(),
            battery.clone(),
            in_reach,
        );
    }

    /// The system says that a link is lost.
    pub(super) fn lost(&mut self, id: &PeripheralId) {
        if let Some(link) = self.by_id.get(id) {
            link.losses.send_modify(|losses| losses.count += 1);
        }
    }

    /// The system is lost, and every link with it.
    pub(super) fn all_lost(&mut self) {
        for link in self.by_id.values() {
            link.losses.send_modify(|losses| {
                losses.count += 1;
                losses.is_certain = true;
            });
        }
    }

    /// Has every toy's link looked at: not each loss is announced.
    pub(super) fn check(&self) {
        let made = |link: &&Link| matches!(*link.stage.borrow(), Stage::Made(_));
        for link in self.by_id.values().filter(made) {
            link.losses.send_modify(|losses| losses.count += 1);
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
        if let Some(link) = self.by_id.get(id)
            && let Stage::Made(made) = &*link.stage.borrow()
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
        match self.connections.join_next().await {
            None => pending().await,
            Some(Ok((id, ended))) => self.ended(id, ended),
            // A panic in there is logged by the runtime; its toy's link may be up still.
            Some(Err(error)) => {
                log::error!("a connection's task failed: {error}");
                self.by_id.retain(|_, link| link.losses.receiver_count() > 0);
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
                .is_some_and(|link| matches!(*link.stage.borrow(), Stage::Made(_)))
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
                self.begin(peripheral, address, advertisement, battery.clone(), false);
            }
        }
    }

    /// Lets the connections come to their end, for a limited time. Attempts to connect are given up, and take back what
    /// they asked the system for: a link that it makes later would keep others from the toy.
    pub(super) async fn end(mut self) {
        self.missing.clear();
        // An attempt ends without its sender.
        self.by_id
            .retain(|_, link| matches!(*link.stage.borrow(), Stage::Made(_)));
        let limit = if self.by_id.is_empty() {
            timeouts::ATTEMPTS_END
        } else {
            timeouts::LINKS_END
        };
        self.connections.spawn(pending());
        let ended = async {
            while self.connections.len() > 1 {
                drop(self.connections.join_next().await);
            }
        };
        drop(timeout(limit, ended).await);
    }

    fn begin(
        &mut self,
        peripheral: Peripheral,
        address: String,
        advertisement: Advertisement,
        battery: SystemBattery,
        in_reach: bool,
    ) {
        let id = peripheral.id();
        let losses = watch::Sender::default();
        let (tell, stage) = watch::channel(Stage::Linking);
        log::info!("connecting to {:?} at {address}", advertisement.name);
        let connection = Connection {
            peripheral,
            address,
            advertisement: advertisement.clone(),
            devices: self.devices.clone(),
            catalog: self.catalog,
            battery,
            losses: losses.subscribe(),
        };
        self.connections.spawn(connection.run(tell));
        let link = Link {
            losses,
            stage,
            advertisement,
            in_reach,
        };
        self.by_id.insert(id, link);
    }

    fn ended(&mut self, id: PeripheralId, ended: Ended) {
        let link = self.by_id.remove(&id);
        match ended {
            Ended::Failed(error) => {
                log::info!("{id} could not be connected: {error}");
                self.failures.push((id, error.to_string()));
            }
            Ended::Lost { made, missed } => {
                log::info!("the link of toy {} is over", made.index);
                let address = made.identity.address.clone();
                if let Some(link) = link.filter(|_| missed && self.devices.admits(Transport::Bluetooth, &address)) {
                    self.devices.note_link(made.index, LinkState::Reconnecting);
                    let now = Instant::now();
                    let missing = Missing {
                        id,
                        made,
                        advertisement: link.advertisement,
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
