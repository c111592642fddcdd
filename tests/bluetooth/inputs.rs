//! What toys say of themselves, through the whole of Vigil: read, subscribed to, left in peace, in every version.
//!
//! Of the inputs that the spec knows, toys with Bluetooth have two: a battery, which is read, and the kGoal Boost's
//! pressure, which is subscribed to. The first test sees to it that there are no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    time::Duration,
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::{interval, timeout};
use vigil_bluez::{
    Bluez, Fault, Faults, Toy, ToySpec,
    reference::has_handler,
    toys::{Model, bluetooth_protocols, inputs, models},
};
use vigil_tests::{
    event::Event,
    raw_client::{ERROR_DEVICE, Message, RawClient},
    trials,
    vigil::{Launch, Vigil},
    waits,
};

use crate::rig::{EDGE, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        toys_have_batteries_and_pressure_and_nothing_else,
        every_protocols_battery_is_read,
        a_battery_is_read_in_every_version,
        pressure_is_told_to_those_who_subscribed_and_to_nobody_else,
        pressure_is_told_in_v3,
        a_sensor_that_is_switched_on_again_says_everything_once,
        a_sensor_is_left_in_peace_when_its_last_listener_is_gone,
        a_stop_of_inputs_ends_a_subscription,
        readings_go_on_after_the_link_was_lost,
        an_input_that_a_toy_does_not_have_is_an_error,
        an_input_that_fails_is_an_error,
    ]
}

const BOOST: &str = "KGoal Boost";
/// Of the Boost: what it makes of the pressure, the pressure itself, and a battery.
const NORMALISED: u32 = 0;
const RAW: u32 = 1;
const BATTERY: u32 = 2;
const PRESSED_HARD: u16 = 1900;
/// What every toy of the rig says.
const PERCENT: u8 = 87;

/// The inputs of each protocol with Bluetooth, and how they can be asked.
async fn toys_have_batteries_and_pressure_and_nothing_else() {
    let mut known: BTreeMap<(String, Vec<String>), BTreeSet<String>> = BTreeMap::new();
    for protocol in bluetooth_protocols() {
        for (kind, commands) in models(&protocol).iter().flat_map(inputs) {
            known.entry((kind, commands)).or_default().insert(protocol.clone());
        }
    }
    let of = |kind: &str, command: &str| (kind.to_owned(), vec![command.to_owned()]);
    let kinds: Vec<_> = known.keys().cloned().collect();
    assert_eq!(kinds, [of("Battery", "Read"), of("Pressure", "Subscribe")], "{known:?}");
    assert_eq!(known[&of("Pressure", "Subscribe")], ["kgoal-boost".to_owned()].into());
}

/// One toy of each protocol that lists a battery.
async fn every_protocols_battery_is_read() {
    let has_battery = |model: &Model| inputs(model).iter().any(|(kind, _)| kind == "Battery");
    let toys: Vec<Model> = bluetooth_protocols()
        .into_iter()
        .filter(|protocol| has_handler(protocol))
        .filter_map(|protocol| models(&protocol).into_iter().rfind(has_battery))
        .collect();
    assert!(toys.len() >= 16, "{toys:?}");
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Reads").await;
    client.ok("StartScanning", json!({})).await;
    let mut wrong = Vec::new();
    for model in toys {
        let toy = bluez.add_toy(model.spec());
        let index = named(&vigil, &model.product).await;
        let list = client.request("RequestDeviceList", json!({})).await;
        let features = list.body["Devices"][index.to_string()]["DeviceFeatures"].clone();
        let feature = feature_with(&features, "Battery");
        let asked = input(index, feature, "Battery", "Read");
        let answer = tokio::select! {
            answer = client.request("InputCmd", asked) => answer,
            () = tells_its_charge(&toy, &model) => unreachable!(),
        };
        if answer.body["Reading"] != json!({ "Battery": { "Value": PERCENT } }) {
            wrong.push(format!("{}: {answer:?}", model.protocol));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    vigil.stop().await;
}

async fn a_battery_is_read_in_every_version() {
    let (_bluez, _toy, vigil, index) = connected(EDGE).await;
    let mut v4 = RawClient::join(&vigil, "New").await;
    let answer = v4.request("InputCmd", input(index, 2, "Battery", "Read")).await;
    let expected = json!({ "Id": answer.id(), "DeviceIndex": index, "FeatureIndex": 2,
        "Reading": { "Battery": { "Value": PERCENT } } });
    assert_eq!((answer.kind.as_str(), &answer.body), ("InputReading", &expected));

    let mut v3 = of_version(&vigil, 3).await;
    let answer = v3.request("SensorReadCmd", sensor(index, 0, "Battery")).await;
    let expected = json!({ "Id": answer.id(), "DeviceIndex": index, "SensorIndex": 0, "SensorType": "Battery",
        "Data": [PERCENT] });
    assert_eq!((answer.kind.as_str(), &answer.body), ("SensorReading", &expected));

    let mut v2 = of_version(&vigil, 2).await;
    let answer = v2.request("BatteryLevelCmd", json!({ "DeviceIndex": index })).await;
    let expected = json!({ "Id": answer.id(), "DeviceIndex": index, "BatteryLevel": 0.87 });
    assert_eq!((answer.kind.as_str(), &answer.body), ("BatteryLevelReading", &expected));
    let rssi = v2.refused("RSSILevelCmd", json!({ "DeviceIndex": index })).await;
    assert_eq!(rssi, ERROR_DEVICE, "no toy says how strongly it is heard");
    v2.ok("Ping", json!({})).await;
    vigil.stop().await;
}

async fn pressure_is_told_to_those_who_subscribed_and_to_nobody_else() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let sensor = toy.spec().endpoint("rxpressure");
    let mut both = RawClient::join(&vigil, "Hears Both").await;
    let mut raw = RawClient::join(&vigil, "Hears One").await;
    let mut none = RawClient::join(&vigil, "Hears None").await;
    for feature in [NORMALISED, RAW] {
        both.ok("InputCmd", input(index, feature, "Pressure", "Subscribe"))
            .await;
    }
    assert!(toy.is_subscribed(sensor));
    raw.ok("InputCmd", input(index, RAW, "Pressure", "Subscribe")).await;
    squeeze(&toy, 258, 1491);
    assert_eq!(both.next().await, reading(index, NORMALISED, 258));
    assert_eq!(both.next().await, reading(index, RAW, 1491));
    assert_eq!(raw.next().await, reading(index, RAW, 1491));

    both.ok("InputCmd", input(index, RAW, "Pressure", "Unsubscribe")).await;
    squeeze(&toy, 1000, 2000);
    assert_eq!(both.next().await, reading(index, NORMALISED, 1000));
    assert_eq!(raw.next().await, reading(index, RAW, 2000));
    both.ok("InputCmd", input(index, NORMALISED, "Pressure", "Unsubscribe"))
        .await;
    assert!(toy.is_subscribed(sensor), "one still listens");
    squeeze(&toy, 1, 2);
    assert_eq!(raw.next().await, reading(index, RAW, 2));
    // Whatever was said to these would be before the answer.
    for client in [&mut both, &mut none] {
        let ping = client.send("Ping", json!({})).await;
        let answer = client.next().await;
        assert_eq!((answer.kind.as_str(), answer.id()), ("Ok", ping), "{answer:?}");
    }
    raw.ok("InputCmd", input(index, RAW, "Pressure", "Unsubscribe")).await;
    toy.wait_until_unsubscribed(sensor).await;
    vigil.stop().await;
}

async fn pressure_is_told_in_v3() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let mut client = of_version(&vigil, 3).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let listed = &list.body["Devices"][0]["DeviceMessages"]["SensorSubscribeCmd"];
    let types: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|part| &part["SensorType"])
        .collect();
    assert_eq!(types, ["Pressure", "Pressure"], "{list:?}");

    client.ok("SensorSubscribeCmd", sensor(index, 1, "Pressure")).await;
    squeeze(&toy, 258, 1491);
    let told = client.next().await;
    let expected = json!({ "Id": 0, "DeviceIndex": index, "SensorIndex": 1, "SensorType": "Pressure", "Data": [1491] });
    assert_eq!((told.kind.as_str(), &told.body), ("SensorReading", &expected));
    client.ok("SensorUnsubscribeCmd", sensor(index, 1, "Pressure")).await;
    toy.wait_until_unsubscribed(toy.spec().endpoint("rxpressure")).await;
    // It cannot be asked, the battery cannot be subscribed to, and there is no third.
    for (command, place, kind) in [
        ("SensorReadCmd", 1, "Pressure"),
        ("SensorSubscribeCmd", 0, "Battery"),
        ("SensorSubscribeCmd", 2, "Pressure"),
        ("SensorUnsubscribeCmd", 2, "Pressure"),
    ] {
        let code = client.refused(command, sensor(index, place, kind)).await;
        assert_eq!(code, ERROR_DEVICE, "{command} {place} {kind}");
    }
    let battery = client.request("SensorReadCmd", sensor(index, 0, "Battery")).await;
    assert_eq!(battery.body["Data"], json!([PERCENT]), "{battery:?}");
    vigil.stop().await;
}

async fn a_sensor_that_is_switched_on_again_says_everything_once() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let mut client = RawClient::join(&vigil, "Cannot Decide").await;
    for command in [
        "Subscribe",
        "Unsubscribe",
        "Subscribe",
        "Subscribe",
        "Unsubscribe",
        "Subscribe",
    ] {
        client.ok("InputCmd", input(index, RAW, "Pressure", command)).await;
    }
    for value in [7, 8, 9] {
        squeeze(&toy, 0, value);
        assert_eq!(client.next().await, reading(index, RAW, value));
    }
    vigil.stop().await;
}

async fn a_sensor_is_left_in_peace_when_its_last_listener_is_gone() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let sensor = toy.spec().endpoint("rxpressure");
    for leaves_in_order in [true, false] {
        let mut client = RawClient::join(&vigil, "Leaves").await;
        client.ok("InputCmd", input(index, RAW, "Pressure", "Subscribe")).await;
        assert!(toy.is_subscribed(sensor));
        if leaves_in_order {
            client.ok("Disconnect", json!({})).await;
        } else {
            client.vanish().await;
        }
        toy.wait_until_unsubscribed(sensor).await;
    }
    vigil.stop().await;
}

async fn a_stop_of_inputs_ends_a_subscription() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let sensor = toy.spec().endpoint("rxpressure");
    let mut client = RawClient::join(&vigil, "Stops").await;
    let subscribe = input(index, RAW, "Pressure", "Subscribe");
    client.ok("InputCmd", subscribe.clone()).await;
    client
        .ok("StopCmd", json!({ "DeviceIndex": index, "Inputs": false }))
        .await;
    squeeze(&toy, 0, 5);
    assert_eq!(client.next().await, reading(index, RAW, 5));
    client.ok("StopCmd", json!({ "DeviceIndex": index })).await;
    toy.wait_until_unsubscribed(sensor).await;
    client.ok("InputCmd", subscribe).await;
    toy.wait_until_subscribed(sensor).await;
    vigil.stop().await;
}

async fn readings_go_on_after_the_link_was_lost() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let mut stays = RawClient::join(&vigil, "Stays").await;
    let mut leaves = RawClient::join(&vigil, "Leaves").await;
    for client in [&mut stays, &mut leaves] {
        client.ok("InputCmd", input(index, RAW, "Pressure", "Subscribe")).await;
    }
    squeeze(&toy, 0, 5);
    assert_eq!(stays.next().await, reading(index, RAW, 5));
    assert_eq!(leaves.next().await, reading(index, RAW, 5));
    let mark = vigil.mark();
    toy.drop_link();
    let is_gone = |event: &Event| matches!(event, Event::ToyRemoved { .. }).then_some(());
    vigil.wait_since(mark, "the toy to be gone", is_gone).await;
    leaves
        .ok("InputCmd", input(index, RAW, "Pressure", "Unsubscribe"))
        .await;
    let is_back = |event: &Event| matches!(event, Event::ToyAdded { .. }).then_some(());
    vigil.wait_since(mark, "the toy to be back", is_back).await;
    // It may be told of before it is listened to again.
    let told = timeout(waits::EVENT, pressed_until_heard(&toy, &mut stays)).await;
    let told = told.expect("a reading of the toy that is back");
    assert_eq!(told, reading(index, RAW, PRESSED_HARD));
    let ping = leaves.send("Ping", json!({})).await;
    let readings = until(&mut leaves, ping).await;
    assert!(
        readings.iter().all(|message| message.kind != "InputReading"),
        "{readings:?}"
    );
    vigil.stop().await;
}

async fn an_input_that_a_toy_does_not_have_is_an_error() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let mut client = RawClient::join(&vigil, "Asks").await;
    for (feature, kind, command) in [
        (RAW, "Pressure", "Read"),
        (BATTERY, "Battery", "Subscribe"),
        (BATTERY, "Battery", "Unsubscribe"),
        (BATTERY, "Pressure", "Subscribe"),
        (RAW, "Battery", "Read"),
        (RAW, "RSSI", "Read"),
        (RAW, "Button", "Subscribe"),
        (RAW, "Depth", "Read"),
        (RAW, "Position", "Subscribe"),
        (9, "Pressure", "Subscribe"),
    ] {
        let code = client.refused("InputCmd", input(index, feature, kind, command)).await;
        assert_eq!(code, ERROR_DEVICE, "{feature} {kind} {command}");
    }
    assert_eq!(toy.calls().start_notify, 0, "{:?}", toy.calls());
    client.ok("Ping", json!({})).await;
    vigil.stop().await;
}

/// A toy that does not do what its kind does: it refuses, or never says a word.
async fn an_input_that_fails_is_an_error() {
    let (_bluez, toy, vigil, index) = connected(BOOST).await;
    let mut client = RawClient::join(&vigil, "Asks").await;
    toy.set_faults(Faults {
        start_notify: Some(Fault::failed().once()),
        ..Faults::default()
    });
    let subscribe = input(index, RAW, "Pressure", "Subscribe");
    assert_eq!(client.refused("InputCmd", subscribe.clone()).await, ERROR_DEVICE);
    client.ok("InputCmd", subscribe).await;
    squeeze(&toy, 0, 3);
    assert_eq!(client.next().await, reading(index, RAW, 3));
    vigil.stop().await;

    let (_bluez, toy, vigil, index) = connected(EDGE).await;
    toy.on_write(|_| Vec::new());
    let mut client = RawClient::join(&vigil, "Asks").await;
    let read = input(index, 2, "Battery", "Read");
    assert_eq!(client.refused("InputCmd", read).await, ERROR_DEVICE);
    client.ok("Ping", json!({})).await;
    vigil.stop().await;
}

/// A Vigil that has this toy and nobody who drives it.
async fn connected(product: &str) -> (Bluez, Toy, Vigil, u32) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(product));
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut scanner = RawClient::join(&vigil, "Looks").await;
    scanner.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    scanner.ok("Disconnect", json!({})).await;
    (bluez, toy, vigil, index)
}

async fn of_version(vigil: &Vigil, version: u32) -> RawClient {
    let mut client = RawClient::connect(vigil).await;
    let hello = json!({ "ClientName": format!("Of Version {version}"), "MessageVersion": version });
    let answer = client.request("RequestServerInfo", hello).await;
    assert_eq!(answer.kind, "ServerInfo", "{answer:?}");
    client
}

async fn named(vigil: &Vigil, wanted: &str) -> u32 {
    vigil
        .wait_for(wanted, |event| match event {
            Event::ToyAdded { toy, name } if name == wanted => Some(*toy),
            _ => None,
        })
        .await
}

/// All that comes up to the answer to this Id.
async fn until(client: &mut RawClient, id: u32) -> Vec<Message> {
    let mut messages = Vec::new();
    loop {
        let message = client.next().await;
        if message.id() == id {
            return messages;
        }
        messages.push(message);
    }
}

/// Tells its charge over and over, as it does by itself (every second, in truth), where that is its way. Never ends.
async fn tells_its_charge(toy: &Toy, model: &Model) {
    if model.protocol != "yiciyuan" {
        return pending().await;
    }
    let mut often = interval(Duration::from_millis(50));
    loop {
        often.tick().await;
        toy.notify(toy.spec().endpoint("rxblebattery"), [0x35, 0x13, 1, PERCENT, 0]);
    }
}

/// Pressed again and again, until that is heard of.
async fn pressed_until_heard(toy: &Toy, client: &mut RawClient) -> Message {
    loop {
        // Only what changes is told.
        squeeze(toy, 0, 0);
        squeeze(toy, 0, PRESSED_HARD);
        let ping = client.send("Ping", json!({})).await;
        let mut heard = until(client, ping).await.into_iter();
        let is_it = |message: &Message| {
            message.kind == "InputReading" && message.body["Reading"]["Pressure"]["Value"] == PRESSED_HARD
        };
        if let Some(reading) = heard.find(is_it) {
            return reading;
        }
    }
}

/// What the Boost measures, from 0 to 2000 each.
fn squeeze(toy: &Toy, normalised: u16, raw: u16) {
    let [[a, b], [c, d]] = [normalised, raw].map(u16::to_be_bytes);
    toy.notify(toy.spec().endpoint("rxpressure"), [0, 1, 4, a, b, c, d]);
}

fn reading(device: u32, feature: u32, value: u16) -> Message {
    Message {
        kind: "InputReading".to_owned(),
        body: json!({ "Id": 0, "DeviceIndex": device, "FeatureIndex": feature,
            "Reading": { "Pressure": { "Value": value } } }),
    }
}

fn input(device: u32, feature: u32, kind: &str, command: &str) -> Value {
    json!({ "DeviceIndex": device, "FeatureIndex": feature, "Type": kind, "Command": command })
}

fn sensor(device: u32, index: u32, kind: &str) -> Value {
    json!({ "DeviceIndex": device, "SensorIndex": index, "SensorType": kind })
}

fn feature_with(features: &Value, kind: &str) -> u32 {
    let mut features = features.as_object().unwrap().iter();
    let found = features.find(|(_, feature)| feature["Input"].get(kind).is_some());
    found.unwrap_or_else(|| panic!("no {kind}")).0.parse().unwrap()
}
