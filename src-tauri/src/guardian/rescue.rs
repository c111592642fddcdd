//! Takes the toys of a Vigil that was killed, or that left them to its guardian, back, and stops them.

use std::collections::BTreeMap;

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, pending},
    stream::FuturesUnordered,
};
use tokio::{
    runtime::Handle,
    sync::broadcast,
    time::{Instant, sleep_until, timeout},
};
use vigil_core::{message::StopScope, time::Moment};
use vigil_devices::{Bluetooth, ConnectPolicy, DeviceEvent, Devices, Searcher, StopOutcome, StopResult, Transport};

use super::{
    disk::Disk,
    listener::{Listener, VigilEnded},
    message::{MovedToy, Toys},
    record::{RECORD_VERSION, Record, RecordedToy},
    turn::{Answer, GuardianTurn},
};
use crate::{timeouts, units::milliseconds};

/// Stops them, lets go of them and writes down what came of it.
///
/// First those on sockets, which takes no time; then those on Bluetooth whose link the system has kept, which is all of
/// them as a rule; then those that have to be scanned for, until a new Vigil uses Bluetooth itself. What was done by then
/// is on the disk before that Vigil looks for it.
pub(super) async fn stop(listener: Listener, ended: VigilEnded, mut turn: GuardianTurn, disk: &Disk) {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "sockets are handed over on Unix"))]
    let mut work = Rescue::new(&listener.toys, ended);
    #[cfg(unix)]
    let mut sockets = listener.sockets;
    #[cfg(unix)]
    work.stop_over(&mut sockets);
    let mut is_recorded = false;
    if work.has_bluetooth() {
        turn.ask();
        // Begun before the answer is there, which a hung disk delays: finding the service and the adapter takes longer
        // than an answer does as a rule, and dropping this ends it.
        let bluetooth = Bluetooth::start(&work.devices, listener.toys.adapter);
        if turn.first_answer().await == Answer::AnotherVigil {
            log::info!("a new Vigil uses Bluetooth already");
            work.leave_bluetooth();
        } else {
            is_recorded = work.over_bluetooth(bluetooth, turn, disk).await;
        }
    }
    work.over_sockets().await;
    if !is_recorded && !work.toys.is_empty() {
        in_time(disk.save(work.record())).await;
    }
    #[cfg(unix)]
    sockets.closed().await;
    log::info!("done");
}

/// Waits for the disk, but not for long.
async fn in_time(saved: impl Future<Output = ()>) {
    if timeout(timeouts::GUARDIAN_DISK, saved).await.is_err() {
        log::warn!("the record is not on the disk yet");
    }
}

struct Rescue {
    devices: Devices,
    /// From the beginning: a toy may be back before anybody waits for it.
    events: broadcast::Receiver<DeviceEvent>,
    ended: VigilEnded,
    /// By the index that Vigil gave them.
    toys: BTreeMap<u32, Toy>,
    /// With the index that the toy has here.
    stops: FuturesUnordered<BoxFuture<'static, (u32, StopOutcome)>>,
    socket_stops: FuturesUnordered<BoxFuture<'static, (u32, std::io::Result<()>)>>,
}

struct Toy {
    moved: MovedToy,
    reached: bool,
    still_at: Option<Moment>,
    nothing_to_tell: bool,
}

impl Toy {
    fn is_on_bluetooth(&self) -> bool {
        self.moved.identity.transport == Transport::Bluetooth
    }

    fn is_done(&self) -> bool {
        self.still_at.is_some() || self.nothing_to_tell
    }
}

impl Rescue {
    fn new(toys: &Toys, ended: VigilEnded) -> Self {
        let devices = Devices::new(ended.clock, Handle::current());
        for toy in toys.over_bluetooth() {
            devices.set_movements(&toy.identity, toy.movements.clone());
        }
        let moved = toys.over_bluetooth();
        devices.set_indices(moved.map(|toy| (toy.identity.clone(), toy.index)).collect());
        let advertised = toys
            .over_bluetooth()
            .filter_map(|toy| Some((toy.identity.address.clone(), toy.advertised.clone()?)));
        devices.set_advertised(advertised.collect());
        devices.set_connect_policy(ConnectPolicy::OnlyKnown);
        let toys = toys.moved.iter().map(|toy| {
            let toy = Toy {
                moved: toy.clone(),
                reached: false,
                still_at: None,
                nothing_to_tell: false,
            };
            (toy.moved.index, toy)
        });
        Self {
            events: devices.events(),
            devices,
            ended,
            toys: toys.collect(),
            stops: FuturesUnordered::new(),
            socket_stops: FuturesUnordered::new(),
        }
    }

    /// Writes every stop that is ready to be written.
    #[cfg(unix)]
    fn stop_over(&mut self, sockets: &mut super::sockets::Sockets) {
        for (&index, toy) in &self.toys {
            if let Some(stop) = &toy.moved.over_socket {
                let written = sockets.stop(stop.clone());
                self.socket_stops
                    .push(written.map(move |written| (index, written)).boxed());
            }
        }
    }

    fn has_bluetooth(&self) -> bool {
        self.toys.values().any(Toy::is_on_bluetooth)
    }

    /// Another Vigil stops these, and tells of them.
    fn leave_bluetooth(&mut self) {
        self.toys.retain(|_, toy| !toy.is_on_bluetooth());
    }

    /// Waits until the writes of [`stop_over`](Self::stop_over) have succeeded or failed, which their own limit bounds.
    async fn over_sockets(&mut self) {
        while let Some((index, written)) = self.socket_stops.next().await {
            self.written(index, written);
        }
    }

    /// As soon as the packet has left this computer: a socket confirms no more.
    fn written(&mut self, index: u32, written: std::io::Result<()>) {
        let at = self.ended.clock.now();
        let Some(toy) = self.toys.get_mut(&index) else { return };
        let name = &toy.moved.name;
        let motors_stop = toy.moved.over_socket.as_ref().is_some_and(|stop| stop.stops_motors);
        match written {
            Ok(()) if motors_stop && !toy.moved.slides_at(self.ended.at) => {
                toy.reached = true;
                toy.still_at = Some(at);
                log::info!("{name} was told to stop, {:?} after Vigil ended", at - self.ended.at);
            }
            Ok(()) => {
                toy.reached = true;
                toy.nothing_to_tell = true;
                log::warn!("nothing is known that stops all of {name}; its connection was closed");
            }
            Err(error) => log::error!("{name} could not be told to stop: {error}"),
        }
    }

    /// Until every toy is stopped or given up on, or those on Bluetooth are another Vigil's. Whether what came of it is
    /// on the disk.
    async fn over_bluetooth(&mut self, bluetooth: Bluetooth, mut turn: GuardianTurn, disk: &Disk) -> bool {
        let begun = Instant::now();
        let scan_at = begun + timeouts::GUARDIAN_SCANS_AFTER;
        let give_up_at = begun + timeouts::GUARDIAN_GIVES_UP;
        let mut scans = false;
        let mut told: BoxFuture<'static, ()> = pending().boxed();
        while self.running().next().is_some() || !self.socket_stops.is_empty() {
            tokio::select! {
                event = self.events.recv() => if let Ok(DeviceEvent::Added { device, .. }) = event {
                    self.begin_stop(device);
                },
                Some((device, outcome)) = self.stops.next() => self.stopped(device, &outcome),
                Some((index, written)) = self.socket_stops.next() => self.written(index, written),
                () = sleep_until(scan_at), if !scans => {
                    log::info!("scanning for {} toys", self.running().count());
                    scans = true;
                    self.devices.start_search(Searcher::Person);
                    // A new Vigil looks for the record as soon as Bluetooth is its own.
                    told = in_time(disk.save(self.record())).boxed();
                }
                () = &mut told => {
                    turn.give_way();
                    told = pending().boxed();
                }
                () = turn.wanted_by_another() => {
                    log::info!("a new Vigil is there; the rest is left to it");
                    // As they are: links that stand are that one's now.
                    self.leave_bluetooth();
                    return scans;
                }
                () = sleep_until(give_up_at) => break,
            }
        }
        for toy in self.running() {
            log::error!("{} could not be stopped", toy.name);
        }
        // Written while the links end, which takes its time.
        let saved = disk.save(self.record());
        self.devices.shut_down().await;
        bluetooth.shut_down().await;
        in_time(saved).await;
        true
    }

    /// The toys on Bluetooth that are not known to stand still.
    fn running(&self) -> impl Iterator<Item = &MovedToy> {
        let running = self.toys.values().filter(|toy| toy.is_on_bluetooth() && !toy.is_done());
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

    /// If the stop was not confirmed, the link is cut by now, and the toy is called back.
    fn stopped(&mut self, device: u32, outcome: &StopOutcome) {
        let (at, result) = (outcome.at, outcome.result);
        let since = at - self.ended.at;
        let state = self.devices.states().into_iter().find(|state| state.index == device);
        let Some(toy) = self.toy(device) else { return };
        let name = &toy.moved.name;
        match result {
            StopResult::Unconfirmed => return,
            StopResult::NothingToTell => {
                toy.nothing_to_tell = true;
                log::warn!("nothing is known that stops all of {name}");
            }
            StopResult::Confirmed => {
                toy.still_at.get_or_insert(at);
                log::info!("{name} stands still, {since:?} after Vigil ended");
            }
        }
        let identity = toy.moved.identity.clone();
        // It is let go, and not taken back once more.
        drop(self.devices.forget(&identity));
        if let Some(state) = state.filter(|state| state.identity != identity) {
            drop(self.devices.forget(&state.identity));
        }
    }

    fn toy(&mut self, device: u32) -> Option<&mut Toy> {
        let states = self.devices.states();
        let address = &states.iter().find(|state| state.index == device)?.identity.address;
        // Not by the whole identity: what a toy says it is may be told otherwise this time.
        let mut toys = self.toys.values_mut();
        toys.find(|toy| toy.is_on_bluetooth() && toy.moved.identity.address == *address)
    }

    fn record(&self) -> Record {
        let toys = self.toys.values().map(|toy| RecordedToy {
            index: toy.moved.index,
            name: toy.moved.name.clone(),
            still_after_ms: toy.still_at.map(|at| milliseconds(at - self.ended.at)),
            reached: toy.reached,
            nothing_to_tell: toy.nothing_to_tell,
        });
        Record {
            version: RECORD_VERSION,
            at_ms: self.ended.at_ms,
            handed_over: self.ended.handed_over,
            toys: toys.collect(),
        }
    }
}
