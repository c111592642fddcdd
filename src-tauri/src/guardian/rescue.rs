//! Takes the toys of a Vigil that was killed back, and stops them.

use std::{collections::BTreeMap, path::Path};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{
    runtime::Handle,
    time::{Instant, interval, sleep_until},
};
use vigil_core::{message::StopScope, time::Moment};
use vigil_devices::{ConnectPolicy, DeviceEvent, Devices, StopOutcome, StopResult, bluetooth::Bluetooth};

use super::{
    process::Ended,
    record::{RECORD_VERSION, Record, RecordedToy},
    word::{MovedToy, Toys},
};
use crate::{
    alerts::words::milliseconds,
    files::{JsonFile, RadioLock, guardian_record},
    timeouts,
};

/// Stops them, lets go of them and writes down what came of it.
///
/// First those whose link the system has kept, which is all of them as a rule; then those that have to be scanned for,
/// until a new Vigil uses Bluetooth itself. What was done by then is on the disk before that Vigil looks for it.
pub(super) async fn stop(data_dir: &Path, toys: Toys, ended: Ended, lock: Option<RadioLock>) {
    let mut work = Rescue::new(&toys, ended);
    let bluetooth = Bluetooth::start(&work.devices, toys.adapter);
    let mut lock = Some(lock);
    let mut events = work.devices.events();
    let begun = Instant::now();
    let scan_at = begun + timeouts::GUARDIAN_SCANS_AFTER;
    let give_up_at = begun + timeouts::GUARDIAN_GIVES_UP;
    let mut ticks = interval(timeouts::GUARDIAN_YIELDS);
    while !work.is_done() {
        tokio::select! {
            event = events.recv() => if let Ok(DeviceEvent::Added { device, .. }) = event {
                work.begin_stop(device);
            },
            Some((device, outcome)) = work.stops.next() => work.stopped(device, &outcome),
            () = sleep_until(scan_at), if lock.is_some() => {
                log::info!("scanning for {} toys", work.running().count());
                work.save_record(data_dir);
                lock = None;
                work.devices.start_scanning();
            }
            _ = ticks.tick(), if lock.is_none() => if is_wanted_by_another(data_dir) {
                log::info!("a new Vigil is there; the rest is left to it");
                // As they are: links that stand are that one's now.
                return;
            },
            () = sleep_until(give_up_at) => break,
        }
    }
    for toy in work.running() {
        log::error!("{} could not be stopped", toy.name);
    }
    // Before the links end, which takes its time.
    work.save_record(data_dir);
    work.devices.shut_down().await;
    bluetooth.shut_down().await;
    log::info!("done");
}

struct Rescue {
    devices: Devices,
    ended: Ended,
    /// By address: what a toy says it is may be told otherwise this time.
    toys: BTreeMap<String, Toy>,
    stops: FuturesUnordered<BoxFuture<'static, (u32, StopOutcome)>>,
}

struct Toy {
    moved: MovedToy,
    reached: bool,
    still_at: Option<Moment>,
}

impl Rescue {
    fn new(toys: &Toys, ended: Ended) -> Self {
        let devices = Devices::new(ended.clock, Handle::current());
        for toy in &toys.moved {
            devices.set_movements(&toy.identity, toy.movements.clone());
        }
        let moved = toys.moved.iter();
        devices.set_indices(moved.map(|toy| (toy.identity.clone(), toy.index)).collect());
        let advertised = toys
            .moved
            .iter()
            .filter_map(|toy| Some((toy.identity.address.clone(), toy.advertised.clone()?)));
        devices.set_advertised(advertised.collect());
        devices.set_connect_policy(ConnectPolicy::OnlyKnown);
        let toys = toys.moved.iter().map(|toy| {
            let toy = Toy {
                moved: toy.clone(),
                reached: false,
                still_at: None,
            };
            (toy.moved.identity.address.clone(), toy)
        });
        Self {
            devices,
            ended,
            toys: toys.collect(),
            stops: FuturesUnordered::new(),
        }
    }

    fn is_done(&self) -> bool {
        self.toys.values().all(|toy| toy.still_at.is_some())
    }

    fn running(&self) -> impl Iterator<Item = &MovedToy> {
        let running = self.toys.values().filter(|toy| toy.still_at.is_none());
        running.map(|toy| &toy.moved)
    }

    /// A toy is back. Its first write is a stop, by itself; this one joins that one.
    fn begin_stop(&mut self, device: u32) {
        let scope = StopScope {
            device: Some(device),
            ..StopScope::EVERYTHING
        };
        // An error: it is gone again, and will be called back.
        for ticket in self.devices.stop(scope).unwrap_or_default() {
            if let Some(toy) = self.toy(device) {
                toy.reached = true;
            }
            self.stops
                .push(Box::pin(async move { (device, ticket.outcome().await) }));
        }
    }

    /// Where the stop was not confirmed, the link is cut by now, and the toy is called back.
    fn stopped(&mut self, device: u32, outcome: &StopOutcome) {
        let at = outcome.at;
        if outcome.result != StopResult::Confirmed {
            return;
        }
        let since = at - self.ended.at;
        let Some(toy) = self.toy(device) else { return };
        toy.still_at.get_or_insert(at);
        log::info!("{} stands still, {since:?} after Vigil ended", toy.moved.name);
        let identity = toy.moved.identity.clone();
        let state = self.devices.states().into_iter().find(|state| state.index == device);
        // It is let go, and not taken back once more.
        drop(self.devices.forget(&identity));
        if let Some(state) = state.filter(|state| state.identity != identity) {
            drop(self.devices.forget(&state.identity));
        }
    }

    fn toy(&mut self, device: u32) -> Option<&mut Toy> {
        let states = self.devices.states();
        let state = states.iter().find(|state| state.index == device)?;
        self.toys.get_mut(&state.identity.address)
    }

    fn save_record(&self, data_dir: &Path) {
        if let Err(error) = JsonFile::new(guardian_record(data_dir)).save(&self.record()) {
            log::error!("{error}");
        }
    }

    fn record(&self) -> Record {
        let toys = self.toys.values().map(|toy| RecordedToy {
            index: toy.moved.index,
            name: toy.moved.name.clone(),
            still_after_ms: toy.still_at.map(|at| milliseconds(at - self.ended.at)),
            reached: toy.reached,
        });
        Record {
            version: RECORD_VERSION,
            at_ms: self.ended.at_ms,
            toys: toys.collect(),
        }
    }
}

/// Whether another process uses Bluetooth now.
fn is_wanted_by_another(data_dir: &Path) -> bool {
    matches!(RadioLock::try_take(data_dir), Ok(None))
}
