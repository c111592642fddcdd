use std::future::pending;

use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};
use vigil_devices::{
    ConnectPolicy,
    bluetooth::{AdapterState, Bluetooth, BluetoothStatus, NearbyState},
};

use super::{
    Controller,
    guardian::{GuardianChange, RadioTurn, turn},
};
use crate::{
    alerts::words,
    guardian::Keeper,
    settings::Settings,
    timeouts,
    view::{AdapterView, BluetoothState, BluetoothView, NearbyView, RequestError, RequestErrorCode},
};

/// Bluetooth, while it is switched on.
#[derive(Debug)]
pub(super) struct Radio {
    bluetooth: Bluetooth,
    status: watch::Receiver<BluetoothStatus>,
    /// Vigil does without a guardian where it has to.
    keeper: Option<Keeper>,
    /// Held as long as Bluetooth is in use.
    _turn: RadioTurn,
    /// Until our turn has come.
    turn_done: Option<oneshot::Receiver<()>>,
}

/// What is new about Bluetooth.
pub(super) enum Change {
    Status,
    Guardian(GuardianChange),
}

/// Never resolves where Bluetooth is switched off.
pub(super) async fn changed(radio: Option<&mut Radio>) -> Change {
    let Some(Radio {
        status,
        keeper,
        turn_done,
        ..
    }) = radio
    else {
        return pending().await;
    };
    let missing = async {
        match keeper {
            Some(keeper) => keeper.missing().await,
            None => pending().await,
        }
    };
    let done = async {
        match turn_done {
            Some(done) => drop(done.await),
            None => pending().await,
        }
    };
    tokio::select! {
        Ok(()) = status.changed() => Change::Status,
        () = missing => Change::Guardian(GuardianChange::Missing),
        () = done => {
            *turn_done = None;
            Change::Guardian(GuardianChange::Done)
        }
        else => pending().await,
    }
}

impl Controller {
    /// Brings Bluetooth, and which toys it connects, to what the settings say.
    pub(super) async fn follow_toy_settings(&mut self, before: Option<&Settings>) {
        let settings = self.settings();
        self.devices.set_connect_policy(if settings.toys.connect_only_known {
            ConnectPolicy::OnlyKnown
        } else {
            ConnectPolicy::Everything
        });
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
        let our_turn = turn(self.place.clone(), held.clone(), done);
        let bluetooth = Bluetooth::start_after(&self.devices, adapter, our_turn);
        let keeper = Keeper::start(&self.devices, bluetooth.status(), &self.place);
        let keeper = keeper.map_err(|error| log::error!("no thread to keep a guardian with: {error}"));
        if keeper.is_err() {
            self.guardian_missing();
        }
        self.radio = Some(Radio {
            status: bluetooth.status(),
            bluetooth,
            keeper: keeper.ok(),
            _turn: held,
            turn_done: Some(turn_done),
        });
    }

    /// Its links end with it; the toys on them were stopped before.
    pub(super) async fn switch_radio_off(&mut self) {
        if let Some(radio) = self.radio.take() {
            self.devices.set_can_scan(false);
            radio.bluetooth.shut_down().await;
            if let Some(keeper) = radio.keeper {
                keeper.goodbye().await;
            }
        }
    }

    pub(super) fn radio_changed(&mut self) {
        let can_scan = self.radio.as_mut().is_some_and(|radio| {
            let state = radio.status.borrow_and_update().state;
            // What is not looked at yet may turn out to be ready.
            matches!(state, AdapterState::Ready | AdapterState::Starting)
        });
        self.devices.set_can_scan(can_scan);
        self.dirty = true;
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
        let scanning = *self.devices.scanning().borrow();
        let Some(radio) = &self.radio else {
            return BluetoothView {
                state: BluetoothState::SwitchedOff,
                sentence: Some(words::bluetooth(BluetoothState::SwitchedOff, None)),
                scanning,
                adapters: Vec::new(),
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
        let ready = matches!(state, BluetoothState::Ready | BluetoothState::Starting);
        BluetoothView {
            state,
            sentence: (!ready).then(|| words::bluetooth(state, status.detail.as_deref())),
            scanning,
            adapters: status
                .adapters
                .iter()
                .map(|adapter| AdapterView {
                    id: adapter.info.clone(),
                    name: adapter.info.clone(),
                    in_use: status.chosen.as_ref() == Some(&adapter.info),
                })
                .collect(),
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
