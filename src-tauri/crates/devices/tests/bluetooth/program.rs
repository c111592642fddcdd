//! What the child does: a JSON object a line, in and out.

use std::{
    io::{Write as _, stdout},
    process::ExitCode,
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    message::{InputKind, Output, OutputKind},
};
use vigil_devices::{
    Bluetooth, BluetoothStatus, DeviceEvent, Devices, FeatureOutput, NearbyState, OutputPreferences, Permission,
    StopResult, StopTicket, ToyIdentity, ToyPreferences, Transport, Urgency,
};

use crate::child::KNOWN;

pub(crate) fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(serve());
    runtime.shutdown_timeout(Duration::from_secs(1));
    ExitCode::SUCCESS
}

async fn serve() {
    let devices = Devices::new(Clock::system(), tokio::runtime::Handle::current());
    if let Some(address) = std::env::var_os(KNOWN) {
        let identity = ToyIdentity {
            transport: Transport::Bluetooth,
            address: address.into_string().unwrap(),
            protocol: "lovense".to_owned(),
            variant: Some("P".to_owned()),
        };
        devices.set_indices([(identity, 0)].into());
    }
    let bluetooth = Bluetooth::start(&devices, None);
    tokio::spawn(tell_events(devices.clone()));
    tokio::spawn(tell_status(bluetooth.status()));
    tokio::spawn(tell_toys(devices.clone()));
    let lease = Lease::new(SessionId(1));
    let mut lines = BufReader::new(stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let order: Value = serde_json::from_str(&line).unwrap();
        if order["do"] == "quit" {
            let confirmed = devices.shut_down().await;
            bluetooth.shut_down().await;
            say(&json!({ "id": order["id"], "answer": { "confirmed": confirmed } }));
            return;
        }
        let (devices, lease) = (devices.clone(), lease.clone());
        tokio::spawn(async move {
            let answer = obey(&devices, &lease, &order).await;
            say(&json!({ "id": order["id"], "answer": answer }));
        });
    }
}

async fn obey(devices: &Devices, lease: &Lease, order: &Value) -> Value {
    let number = |name: &str| u32::try_from(order[name].as_u64().unwrap()).unwrap();
    match order["do"].as_str().unwrap() {
        "scan" => devices.start_scanning(),
        "stop_scan" => devices.stop_scanning(),
        "vibrate" => {
            let output = FeatureOutput {
                feature: number("feature"),
                output: Output {
                    kind: OutputKind::Vibrate,
                    value: i32::try_from(order["value"].as_i64().unwrap()).unwrap(),
                    duration_ms: None,
                },
            };
            if let Err(error) = devices.output(lease, number("device"), &[output]) {
                return json!({ "error": error.to_string() });
            }
        }
        "stop" => return json!(join_all(devices.stop_everything().iter().map(outcome)).await),
        "battery" => {
            let read = devices
                .read(number("device"), number("feature"), InputKind::Battery)
                .unwrap();
            return match read.await {
                Ok(reading) => json!({ "percent": reading.value }),
                Err(error) => json!({ "error": error.to_string() }),
            };
        }
        "toys" => return toys(devices),
        "deny" => set_preferences(devices, number("device"), |preferences| {
            preferences.permission = Permission::Denied;
        }),
        "limit" => set_preferences(devices, number("device"), |preferences| {
            let limit_percent = u8::try_from(order["percent"].as_u64().unwrap()).unwrap();
            let output = OutputPreferences {
                limit_percent,
                ..OutputPreferences::default()
            };
            preferences
                .outputs
                .entry(number("feature"))
                .or_default()
                .insert(OutputKind::Vibrate, output);
        }),
        unknown => panic!("no {unknown} here"),
    }
    json!({})
}

async fn outcome(ticket: &StopTicket) -> Value {
    let outcome = ticket.outcome().await;
    json!({
        "confirmed": outcome.result == StopResult::Confirmed,
        "ms": ms(outcome.at - ticket.since),
        "attempts": outcome.attempts,
    })
}

fn set_preferences(devices: &Devices, device: u32, change: impl FnOnce(&mut ToyPreferences)) {
    let states = devices.states();
    let identity = &states.iter().find(|state| state.index == device).unwrap().identity;
    let mut preferences = devices.preferences(identity);
    change(&mut preferences);
    devices.set_preferences(identity, preferences);
}

async fn tell_events(devices: Devices) {
    let mut events = devices.events();
    while let Ok(event) = events.recv().await {
        say(&match event {
            DeviceEvent::Added { device, name } => json!({ "event": "added", "device": device, "name": name }),
            DeviceEvent::Removed { device, .. } => json!({ "event": "removed", "device": device }),
            DeviceEvent::Written {
                device,
                outputs,
                urgency,
                took,
                ..
            } => json!({
                "event": "written",
                "device": device,
                "values": outputs.iter().map(|o| (o.feature, o.output.value)).collect::<Vec<_>>(),
                "stop": urgency == Urgency::Stop,
                "took_ms": ms(took),
            }),
            DeviceEvent::WriteFailed { device, error, .. } => {
                json!({ "event": "write_failed", "device": device, "error": error })
            }
            DeviceEvent::StopUnconfirmed { device, .. } => json!({ "event": "stop_unconfirmed", "device": device }),
            DeviceEvent::BatteryRead { device, percent } => {
                json!({ "event": "battery", "device": device, "percent": percent })
            }
        });
    }
}

async fn tell_status(mut status: tokio::sync::watch::Receiver<BluetoothStatus>) {
    loop {
        let now = status.borrow_and_update().clone();
        let nearby: Vec<_> = now
            .nearby
            .iter()
            .map(|nearby| {
                json!({
                    "name": nearby.name,
                    "address": nearby.address,
                    "state": nearby.state.name(),
                    "reason": if let NearbyState::Failed(reason) = &nearby.state { reason } else { "" },
                })
            })
            .collect();
        say(&json!({
            "event": "bluetooth",
            "state": now.state.name(),
            "detail": now.detail,
            "adapters": now.adapters.iter().map(|adapter| adapter.info.clone()).collect::<Vec<_>>(),
            "chosen": now.chosen,
            "scanning": now.scanning,
            "nearby": nearby,
        }));
        if status.changed().await.is_err() {
            return;
        }
    }
}

async fn tell_toys(devices: Devices) {
    let mut changes = devices.changes();
    loop {
        changes.mark_unchanged();
        say(&json!({ "event": "toys", "toys": toys(&devices) }));
        if changes.changed().await.is_err() {
            return;
        }
    }
}

fn toys(devices: &Devices) -> Value {
    let states = devices.states();
    let toys = states.iter().map(|state| {
        json!({
            "device": state.index,
            "name": state.name,
            "address": state.identity.address,
            "protocol": state.identity.protocol,
            "variant": state.identity.variant,
            "link": state.link.name(),
            "battery": state.battery_percent,
            "rssi": state.rssi_dbm,
        })
    });
    json!(toys.collect::<Vec<_>>())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn say(what: &Value) {
    let mut stdout = stdout().lock();
    writeln!(stdout, "{what}").unwrap();
    stdout.flush().unwrap();
}
