//! A toy is found, connected, moved, read and left in peace.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    event::Event,
    raw_client::{RawClient, output},
    trials,
    vigil::Launch,
};

use crate::rig::{EDGE, Rig, added, level};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_toy_is_found_moved_read_and_stopped,
        a_scan_ends_when_it_is_told_to,
        a_toy_keeps_its_index,
        without_bluetooth_a_scan_waits_like_any_other,
        a_device_that_is_no_toy_is_left_alone,
    ]
}

async fn a_toy_is_found_moved_read_and_stopped() {
    let Rig {
        toy,
        vigil,
        mut client,
        index,
        bluez: _bluez,
    } = Rig::edge(&[]).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"][index.to_string()];
    assert_eq!(device["DeviceName"], EDGE, "{list:?}");
    for motor in ["0", "1"] {
        assert_eq!(
            device["DeviceFeatures"][motor]["Output"]["Vibrate"]["Value"],
            json!([0, 20]),
            "{list:?}"
        );
    }
    for motor in [0, 1] {
        client.ok("OutputCmd", output(index, motor, "Vibrate", 7 + 1)).await;
        toy.wait_for_write(|write| write.text() == level(motor, 8)).await;
    }
    let battery = client
        .request(
            "InputCmd",
            json!({ "DeviceIndex": index, "FeatureIndex": 2, "Type": "Battery", "Command": "Read" }),
        )
        .await;
    assert_eq!(battery.kind, "InputReading", "{battery:?}");
    let percent = battery.body["Reading"]["Battery"]["Value"].as_i64();
    assert!(
        percent.is_some_and(|percent| (1..=100).contains(&percent)),
        "{battery:?}"
    );
    toy.clear_log();
    client.ok("StopCmd", json!({})).await;
    // Ok says that the toy confirmed it.
    let writes = toy.writes();
    for motor in [0, 1] {
        assert!(writes.iter().any(|write| write.text() == level(motor, 0)), "{writes:?}");
    }
    client.ok("Disconnect", json!({})).await;
    vigil.stop().await;
    assert!(!toy.is_connected(), "the link is given back");
}

async fn a_scan_ends_when_it_is_told_to() {
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    bluez.wait_for_scan().await;
    client.ok("StopScanning", json!({})).await;
    bluez.wait_for_end_of_scan().await;
    assert_eq!(client.next().await.kind, "ScanningFinished");
    vigil.stop().await;
}

async fn a_toy_keeps_its_index() {
    let bluez = Bluez::start().await;
    let spec = ToySpec::of(EDGE);
    let first = bluez.add_toy(ToySpec::of("Lovense Lush"));
    let launch = || Launch::new(&["--simulate", "vibrator"]).bluetooth(bluez.environment());
    let vigil = launch().start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    let lush = named(&vigil, "Lovense Lush").await;
    let _edge = bluez.add_toy(spec);
    let edge = named(&vigil, EDGE).await;
    assert_ne!(lush, edge);
    // Started anew, with the first one switched off, the second one has the index it had.
    first.stop_advertising();
    let again = launch().sharing_data_of(&vigil);
    vigil.stop().await;
    let vigil = again.start().await;
    let mut client = RawClient::join(&vigil, "Looks Again").await;
    client.ok("StartScanning", json!({})).await;
    assert_eq!(named(&vigil, EDGE).await, edge);
    vigil.stop().await;
}

async fn without_bluetooth_a_scan_waits_like_any_other() {
    let bluez = Bluez::start_without_adapter().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    vigil
        .wait_for("the word that there is no adapter", |event| {
            (event.bluetooth()?.state == "absent").then_some(())
        })
        .await;
    let id = client.send("Ping", json!({})).await;
    let next = client.next().await;
    assert_eq!((next.kind.as_str(), next.id()), ("Ok", id));
    client.ok("StopScanning", json!({})).await;
    assert_eq!(client.next().await.kind, "ScanningFinished");
    vigil.stop().await;
}

async fn a_device_that_is_no_toy_is_left_alone() {
    let bluez = Bluez::start().await;
    let stranger = bluez.add_toy(ToySpec::new("Somebody's Headphones"));
    let _toy = bluez.add_toy(ToySpec::of(EDGE));
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    added(&vigil).await;
    assert_eq!(stranger.calls().connect, 0, "{:?}", stranger.calls());
    vigil.stop().await;
}

async fn named(vigil: &vigil_tests::vigil::Vigil, wanted: &str) -> u32 {
    vigil
        .wait_for(wanted, |event| match event {
            Event::ToyAdded { toy, name } if name == wanted => Some(*toy),
            _ => None,
        })
        .await
}
