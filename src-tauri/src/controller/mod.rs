//! The one task that owns the app's state. Requests come in, views, events and alerts go out.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | the loop |
//! | `request` | what a person asks for |
//! | `ending` | the end, and steps that are finished although their request was interrupted |
//! | `serving` | starting and stopping the server, and saying why it does not start |
//! | `pages` | web pages that ask to be allowed |
//! | `toys` | toys on the screen |
//! | `known_toys` | toys that are remembered, and what the person wants of them |
//! | `device_port` | the port for toys that connect to us |
//! | `radio` | Bluetooth, and looking for toys |
//! | `guardian` | what the last Vigil's guardian did, and whether there is one of ours |
//! | `power` | the computer slept, or its screen is locked |
//! | `hand` | moving a toy from the window |
//! | `faults` | failures of Vigil's own, told to the person |
//! | `stores` | settings and history on the disk |
//! | `view_builder` | the state as the window sees it |

mod device_port;
mod ending;
mod faults;
mod found;
mod guardian;
mod hand;
mod known_toys;
mod pages;
mod port;
mod power;
mod radio;
mod radio_turn;
#[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
mod request;
mod serving;
mod stores;
mod toys;
mod view_builder;

#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{
    runtime::Handle,
    sync::{
        broadcast::{self, error::RecvError},
        mpsc, watch,
    },
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use vigil_clock::Clock;
use vigil_core::time::Moment;
use vigil_devices::{DeviceEvent, Devices, Snapshot, WebSocketToys};
use vigil_server::{Hand, HandLost, Server, ServerEvent, Watchdog};

pub(crate) use request::{Requester, Requests, requests};
pub(crate) use stores::Stores;

use crate::{
    alarm::Fault,
    alerts::{Alert, words},
    ending::{Cause, Ending},
    events::{self, Event},
    files::DataDir,
    guardian::{Keeper, Record},
    outputs::{Face, Outputs},
    power::Power,
    settings::{Overrides, Settings, SimulatedToy},
    timeouts,
};

/// Server events that wait for the controller. Whoever sends them waits then; no stop ever does.
const SERVER_EVENTS: usize = 1024;

/// What the controller works with.
#[derive(Debug)]
pub(crate) struct Parts {
    pub clock: Clock,
    /// Of the sessions.
    pub runtime: Handle,
    pub devices: Devices,
    pub watchdog: Arc<Watchdog>,
    pub faults: mpsc::Receiver<Fault>,
}

#[derive(Debug)]
pub(crate) struct Controller {
    clock: Clock,
    started: Moment,
    runtime: Handle,
    devices: Devices,
    watchdog: Arc<Watchdog>,
    faults: mpsc::Receiver<Fault>,
    stores: Stores,
    overrides: Overrides,
    /// Toys from the command line; they are not kept.
    passing_toys: Vec<SimulatedToy>,
    serving: Serving,
    radio: Option<radio::Radio>,
    /// What was last said of Bluetooth.
    bluetooth_told: Option<Event>,
    /// The port that was last asked for, and what listens there.
    device_port: Option<u16>,
    socket_toys: Option<WebSocketToys>,
    /// While toys can come. Vigil does without a guardian if it has to.
    keeper: Option<Keeper>,
    /// Of [`Devices::scanning`].
    scanning: watch::Receiver<bool>,
    /// When the search for toys ends by itself.
    scan_ends: Option<Instant>,
    /// Of [`Devices::changes`].
    toy_changes: watch::Receiver<Arc<Snapshot>>,
    /// While the person moves a toy.
    hand: Option<Hand>,
    /// Of the running server.
    server_changes: Option<ServerChanges>,
    /// Hears of sleep and of a locked screen.
    power: Option<Power>,
    /// Nobody can be asked until it runs with a window.
    face: Face,
    outputs: Outputs,
    server_events: (mpsc::Sender<ServerEvent>, mpsc::Receiver<ServerEvent>),
    /// A view has to be pushed.
    dirty: bool,
    last_push: Instant,
    place: Arc<Path>,
    log_dir: String,
    /// A step that has to come to its end, while its request can be interrupted.
    unfinished: Option<JoinHandle<()>>,
}

/// The server's state.
#[derive(Debug)]
enum Serving {
    Stopped,
    Running(Server),
    Failed {
        sentence: String,
        suggested_port: Option<u16>,
    },
}

/// Counts up with whatever the window shows of the server.
#[derive(Debug)]
struct ServerChanges {
    programs: watch::Receiver<u64>,
    asking_pages: watch::Receiver<u64>,
}

enum Turn {
    Request(request::Asked),
    Server(ServerEvent),
    Device(Result<DeviceEvent, RecvError>),
    ServerChanged,
    ToysChanged,
    RadioChanged,
    ScanningChanged,
    ScanDue,
    HandLost(HandLost),
    Power(power::Report),
    Fault(Fault),
    /// The guardian of the last Vigil is done with Bluetooth.
    BluetoothIsOurs,
    /// There is no guardian, and none can be started.
    GuardianMissing,
    GuardianRecord(Option<Record>),
    Push,
    HistorySaved,
    Nothing,
}

impl Controller {
    pub(crate) fn new(
        Parts {
            clock,
            runtime,
            devices,
            watchdog,
            faults,
        }: Parts,
        stores: Stores,
        overrides: Overrides,
        outputs: Outputs,
        data_dir: &DataDir,
    ) -> Self {
        if stores.held_because().is_some() {
            // Before anything can move: nobody knows what the person wants.
            drop(devices.hold());
        }
        Self {
            clock,
            started: clock.now(),
            runtime,
            radio: None,
            bluetooth_told: None,
            device_port: None,
            socket_toys: None,
            keeper: None,
            scanning: devices.scanning(),
            scan_ends: None,
            toy_changes: devices.snapshot(),
            hand: None,
            devices,
            watchdog,
            faults,
            stores,
            overrides,
            passing_toys: Vec::new(),
            serving: Serving::Stopped,
            server_changes: None,
            power: None,
            face: Face::Headless,
            outputs,
            server_events: mpsc::channel(SERVER_EVENTS),
            dirty: true,
            last_push: Instant::now(),
            place: Arc::from(data_dir.path()),
            log_dir: data_dir.logs().display().to_string(),
            unfinished: None,
        }
    }

    /// Runs until the end begins. Whatever it is doing then is interrupted.
    async fn serve(
        &mut self,
        requests: &mut Requests,
        device_events: &mut broadcast::Receiver<DeviceEvent>,
        ending: &Ending,
    ) {
        tokio::select! {
            biased;
            _ = ending.begun() => {}
            () = async {
                self.begin(ending).await;
                loop {
                    let turn = self.next(requests, device_events).await;
                    self.take(turn).await;
                }
            } => {}
        }
    }

    async fn begin(&mut self, ending: &Ending) {
        if let Some(sentence) = self.stores.held_because() {
            self.say(Event::Held { sentence });
        }
        self.recall_toys();
        self.add_configured_toys();
        self.stores.look_for_guardian_record();
        if self.face == Face::Headless || self.stores.settings().server.start_with_app {
            self.start_server().await;
        }
        if self.face == Face::Headless && matches!(self.serving, Serving::Failed { .. }) {
            ending.begin(Cause::CannotServe);
        }
        self.follow_toy_settings(None).await;
        self.follow_power_settings();
        self.tell_damage();
        self.push();
    }

    async fn take(&mut self, turn: Turn) {
        match turn {
            Turn::Request(asked) => self.answer(asked).await,
            Turn::Server(event) => self.server_event(&event),
            Turn::RadioChanged => self.radio_changed(),
            Turn::ScanningChanged => self.scanning_changed(),
            Turn::ScanDue => self.devices.stop_scanning(),
            Turn::HandLost(lost) => self.hand_lost(&lost),
            Turn::Power(report) => self.power_report(&report),
            Turn::Fault(fault) => self.fault(&fault),
            Turn::BluetoothIsOurs => self.stores.look_for_guardian_record(),
            Turn::GuardianMissing => self.guardian_missing(),
            Turn::GuardianRecord(record) => self.tell_what_the_guardian_did(record),
            Turn::Device(Ok(event)) => {
                if matches!(event, DeviceEvent::Added { .. }) {
                    self.remember_toys().await;
                }
                self.device_event(&event);
            }
            Turn::Device(Err(RecvError::Lagged(count))) => {
                log::warn!("{count} events of toys were lost");
                self.say(Event::EventsLost { count });
                self.dirty = true;
            }
            Turn::Device(Err(RecvError::Closed)) | Turn::Nothing => {}
            Turn::ServerChanged | Turn::ToysChanged => self.dirty = true,
            Turn::Push => self.push(),
            Turn::HistorySaved => {
                if let Some(problem) = self.stores.history_saved() {
                    // Not into the history: that is what cannot be written.
                    log::error!("{problem}");
                }
            }
        }
    }

    async fn next(&mut self, requests: &mut Requests, device_events: &mut broadcast::Receiver<DeviceEvent>) -> Turn {
        let push_at = self.last_push + timeouts::PUSH_EVERY;
        let dirty = self.dirty;
        let scan_ends = self.scan_ends.unwrap_or(push_at);
        tokio::select! {
            biased;
            asked = requests.next() => asked.map_or(Turn::Nothing, Turn::Request),
            lost = hand::lost(self.hand.as_ref()) => Turn::HandLost(lost),
            report = power::report(self.power.as_mut()) => Turn::Power(report),
            Some(fault) = self.faults.recv() => Turn::Fault(fault),
            () = sleep_until(push_at), if dirty => Turn::Push,
            Some(event) = self.server_events.1.recv() => Turn::Server(event),
            event = device_events.recv() => Turn::Device(event),
            Ok(()) = self.scanning.changed() => Turn::ScanningChanged,
            () = sleep_until(scan_ends), if self.scan_ends.is_some() => Turn::ScanDue,
            change = radio::changed(self.radio.as_mut()) => match change {
                radio::Change::Status => Turn::RadioChanged,
                radio::Change::OurTurn => Turn::BluetoothIsOurs,
            },
            () = guardian::missing(self.keeper.as_mut()) => Turn::GuardianMissing,
            Ok(()) = self.toy_changes.changed(), if !dirty => Turn::ToysChanged,
            () = changed(self.server_changes.as_mut()), if !dirty => Turn::ServerChanged,
            stored = self.stores.progress() => match stored {
                stores::Progress::HistorySaved => Turn::HistorySaved,
                stores::Progress::GuardianRecord(record) => Turn::GuardianRecord(record),
            },
        }
    }

    fn server_event(&mut self, event: &ServerEvent) {
        if let Some(event) = events::of_server(event) {
            self.say(event);
        }
        let alert = match event {
            // What was lost has told itself in another way, if it had to: a stop that was not confirmed.
            ServerEvent::Connected { .. } | ServerEvent::ReportsLost { .. } => None,
            ServerEvent::Asks { origin, .. } => self.page_alert(words::page_asks(origin)),
            ServerEvent::Refused { origin, why, .. } => self.refusal(origin, *why),
            ServerEvent::Late { name, stopped, .. } => Some(words::vigil_late(name, stopped)),
            ServerEvent::Slowed { name, origin, .. } => Some(words::slowed(name, origin.as_deref())),
            ServerEvent::Ended(end) => {
                let alert = words::session_end(end);
                if end.is_repeated {
                    self.count(alert);
                    None
                } else {
                    alert
                }
            }
        };
        if let Some(alert) = alert {
            self.alert(alert);
        }
        self.dirty = true;
    }

    fn device_event(&mut self, event: &DeviceEvent) {
        if let Some(event) = events::of_device(event, self.started) {
            self.say(event);
        }
        match event {
            DeviceEvent::StopUnconfirmed { name, .. } => self.alert(words::stop_unconfirmed(name)),
            DeviceEvent::Removed { device, .. } => self.toy_lost(*device),
            _ => {}
        }
        self.dirty = true;
    }

    fn alert(&mut self, alert: Alert) {
        self.alert_of(alert, ms_since_epoch());
    }

    /// Keeps it, and tells nobody: it was told already.
    fn count(&mut self, alert: Option<Alert>) {
        if let Some(alert) = alert {
            self.stores.add_alert(alert, ms_since_epoch());
        }
    }

    /// One of an earlier time, in ms since 1970.
    fn alert_of(&mut self, alert: Alert, at_ms: u64) {
        log::warn!("alert: {}", alert.sentence);
        let alert = self.stores.add_alert(alert, at_ms);
        self.say(Event::Alert {
            cause: alert.cause,
            sentence: alert.sentence.clone(),
            hint: alert.hint.clone(),
        });
        // Nobody has to listen.
        let _ = self.outputs.alerts.send(alert);
        self.dirty = true;
    }

    /// The settings that hold for this run.
    fn settings(&self) -> Settings {
        self.overrides.apply(self.stores.settings())
    }

    fn push(&mut self) {
        self.dirty = false;
        self.last_push = Instant::now();
        if self.outputs.view.receiver_count() > 0 {
            self.outputs.view.send_replace(Some(Arc::new(self.view())));
        }
    }

    fn say(&self, event: Event) {
        // Nobody has to listen.
        let _ = self.outputs.events.send(event);
    }
}

fn ms_since_epoch() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Never resolves where there is no server, or none any more.
async fn changed(server: Option<&mut ServerChanges>) {
    let Some(server) = server else {
        return std::future::pending().await;
    };
    tokio::select! {
        Ok(()) = server.programs.changed() => {}
        Ok(()) = server.asking_pages.changed() => {}
        else => std::future::pending().await,
    }
}
