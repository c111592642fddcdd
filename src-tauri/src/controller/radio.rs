use std::future::pending;

use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};
use vigil_devices::{AdapterState, Bluetooth, BluetoothStatus, ConnectPolicy, NearbyState, Transport};

use super::{
    Controller,
    radio_turn::{RadioTurn, turn},
};
use crate::{
    alerts::words,
    events::Event,
    settings::Settings,
    timeouts,
    view::{AdapterView, BluetoothState, BluetoothView, NearbyView, RequestError, RequestErrorCode},
};

/// Bluetooth, while it is switched on.
#[derive(Debug)]
pub(super) struct Radio {
    pub(super) bluetooth: Bluetooth,
    pub(super) status: watch::Receiver<BluetoothStatus>,
    /// Held as long as Bluetooth is in use.
    _turn: RadioTurn,
    /// Until our turn has come.
    turn_done: Option<oneshot::Receiver<()>>,
}

/// What is new about Bluetooth.
pub(super) enum Change {
    Status,
    /// The guardian of the last Vigil is done with Bluetooth.
    OurTurn,
}

/// Never resolves where Bluetooth is switched off.
pub(super) async fn changed(radio: Option<&mut Radio>) -> Change {
    let Some(Radio { status, turn_done, .. }) = radio else {
        return pending().await;
    };
    let done = async {
        match turn_done {
            Some(done) => drop(done.await),
            None => pending().await,
        }
    };
    tokio::select! {
        Ok(()) = status.changed() => Change::Status,
        () = done => {
            *turn_done = None;
            Change::OurTurn
        }
        else => pending().await,
    }
}

impl Radio {
    pub(super) fn status(&self) -> watch::Receiver<BluetoothStatus> {
        self.status.clone()
    }
}

impl Controller {
    /// Brings Bluetooth, and which toys it connects, to what the settings say.
    pub(super) async fn follow_toy_settings(&mut self, before: Option<&Settings>) {
        let settings = self.settings();
        self.devices.set_connect_policy(
            if settings.toys.connect_only_known || self.stores.held_because().is_some() {
                ConnectPolicy::OnlyKnown
            } else {
                ConnectPolicy::Everything
            },
        );
        match (settings.bluetooth.enabled, &self.radio) {
            (true, None) => {
                self.switch_radio_on(settings.bluetooth.adapter.clone());
            }
            (true, Some(radio)) => {
                if before.is_some_and(|before| before.bluetooth.adapter != settings.bluetooth.adapter) {
                    radio.bluetooth.choose_adapter(settings.bluetooth.adapter.clone()).await;
                }
            }
            (false, _) => self.switch_radio_off().await,
        }
        self.radio_changed();
        self.follow_device_port().await;
    }

    /// From the first moment with a guardian, and once the last one is done.
    fn switch_radio_on(&mut self, adapter: Option<String>) {
        let held = RadioTurn::default();
        let (done, turn_done) = oneshot::channel();
        let our_turn = turn(self.stores.disk(), self.place.clone(), held.clone(), done);
        let bluetooth = Bluetooth::start_after(&self.devices, adapter, our_turn);
        self.radio = Some(Radio {
            status: bluetooth.status(),
            bluetooth,
            _turn: held,
            turn_done: Some(turn_done),
        });
        self.keep_guardian();
    }

    /// The toys on it are stopped first, and its links end with it.
    pub(super) async fn switch_radio_off(&mut self) {
        if let Some(radio) = self.radio.take() {
            self.devices.stop_scanning();
            let devices = self.devices.clone();
            let keeper = self.guardian_without_purpose();
            self.carry_through(async move {
                devices.let_go(Transport::Bluetooth).await;
                radio.bluetooth.shut_down().await;
                // One that came in between.
                devices.let_go(Transport::Bluetooth).await;
                if let Some(keeper) = keeper {
                    keeper.goodbye().await;
                }
            })
            .await;
        }
    }

    pub(super) fn radio_changed(&mut self) {
        // What is said here is seen here. A search is not ended where there is no radio: it waits for one, as long as any
        // other search lasts. Programs take a search that is over at once for one that they did not begin.
        if let Some(radio) = &mut self.radio {
            drop(radio.status.borrow_and_update());
        }
        self.tell_bluetooth();
        self.dirty = true;
    }

    /// Says how it stands with Bluetooth, where that has changed.
    fn tell_bluetooth(&mut self) {
        let view = self.bluetooth();
        let (adapter, scanning) = self.radio.as_ref().map_or((None, false), |radio| {
            let status = radio.status.borrow();
            let in_use = status
                .adapters
                .iter()
                .find(|one| Some(&one.id) == status.chosen.as_ref());
            (in_use.map(|one| one.info.clone()), status.scanning)
        });
        let failure = view.found.iter().find_map(|found| found.sentence.clone());
        let told = Event::Bluetooth {
            state: view.state,
            sentence: view.sentence.or(failure),
            adapter,
            scanning,
        };
        if self.bluetooth_told.as_ref() != Some(&told) {
            self.bluetooth_told = Some(told.clone());
            self.say(told);
        }
    }

    /// A search costs power, and slows the toys down that are moved meanwhile: it ends by itself.
    pub(super) fn scanning_changed(&mut self) {
        let scanning = *self.scanning.borrow_and_update();
        self.scan_ends = scanning.then(|| Instant::now() + timeouts::SCAN);
        self.dirty = true;
    }

    pub(super) fn start_scanning(&self) -> Result<(), RequestError> {
        let view = self.bluetooth();
        if view.state != BluetoothState::Ready {
            return Err(RequestError {
                code: RequestErrorCode::Refused,
                sentence: view
                    .sentence
                    .unwrap_or_else(|| "Bluetooth is not ready yet. Try again in a moment.".to_owned()),
                field: None,
            });
        }
        self.devices.start_scanning();
        Ok(())
    }

    pub(super) fn bluetooth(&self) -> BluetoothView {
        let wanted = *self.devices.scanning().borrow();
        let Some(radio) = &self.radio else {
            return BluetoothView {
                state: BluetoothState::SwitchedOff,
                sentence: Some(words::bluetooth(BluetoothState::SwitchedOff, None)),
                scanning: false,
                adapters: Vec::new(),
                found: Vec::new(),
                nearby: Vec::new(),
            };
        };
        let status = radio.status.borrow();
        let state = match status.state {
            AdapterState::Starting => BluetoothState::Starting,
            AdapterState::Ready => BluetoothState::Ready,
            AdapterState::Absent => BluetoothState::Absent,
            AdapterState::Off => BluetoothState::Off,
            AdapterState::NoPermission => BluetoothState::NoPermission,
            AdapterState::ServiceMissing => BluetoothState::ServiceMissing,
            AdapterState::Failed => BluetoothState::Failed,
        };
        BluetoothView {
            state,
            sentence: if state == BluetoothState::Ready {
                status.scan_refused.as_deref().map(words::scan_refused)
            } else {
                Some(words::bluetooth(state, status.detail.as_deref()))
            },
            // One that is wanted goes on when Bluetooth is back.
            scanning: wanted && matches!(state, BluetoothState::Ready | BluetoothState::Starting),
            adapters: status
                .adapters
                .iter()
                .map(|adapter| AdapterView {
                    id: adapter.id.clone(),
                    name: adapter.info.clone(),
                    in_use: status.chosen.as_ref() == Some(&adapter.id),
                })
                .collect(),
            found: self.found(&status),
            nearby: status
                .nearby
                .iter()
                .filter(|nearby| nearby.state == NearbyState::Unknown)
                .map(|nearby| NearbyView {
                    address: nearby.address.clone(),
                    name: Some(nearby.name.clone()).filter(|name| !name.trim().is_empty()),
                    signal_dbm: nearby.rssi_dbm,
                })
                .collect(),
        }
    }
}
