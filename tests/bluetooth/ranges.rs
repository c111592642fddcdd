//! What the person wants of a stroker, as it comes out on the line.

use std::{fs, time::Duration};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::Instant;
use vigil_bluez::{ToySpec, Write};
use vigil_tests::{raw_client::RawClient, trials, vigil::Launch};

use crate::rig::{Rig, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![a_stroker_moves_within_its_range_turned_round_and_is_stopped_at_once]
}

/// The place that a Keon is told to go to.
fn place(write: &Write) -> Option<u8> {
    matches!(write.bytes[..], [0x03, 0x00, _speed, _place]).then(|| write.bytes[3])
}

async fn a_stroker_moves_within_its_range_turned_round_and_is_stopped_at_once() {
    const GAP: Duration = Duration::from_millis(1000);
    let Rig { bluez, toy, vigil, .. } = Rig::having(ToySpec::of("Kiiroo Keon"), &[]).await;
    let again = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&vigil);
    let book = vigil.data_dir().join("toys.json");
    vigil.stop().await;
    let mut kept: Value = serde_json::from_slice(&fs::read(&book).unwrap()).unwrap();
    let output = json!({ "limit_percent": 80, "from_percent": 20, "reversed": true });
    kept["toys"][0]["preferences"]["outputs"] = json!({ "0": { "HwPositionWithDuration": output } });
    kept["toys"][0]["preferences"]["message_gap_ms"] = json!(GAP.as_millis());
    fs::write(&book, kept.to_string()).unwrap();

    let vigil = again.start().await;
    let mut client = RawClient::join(&vigil, "Knows No Range").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    let list = client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"][index.to_string()];
    assert_eq!(device["DeviceMessageTimingGap"], json!(GAP.as_millis()), "{list:?}");
    let range = &device["DeviceFeatures"]["0"]["Output"]["HwPositionWithDuration"]["Value"];
    assert_eq!(*range, json!([0, 99]), "a program sees all of its own way: {list:?}");
    toy.clear_log();
    let slide = |value: u32, duration_ms: u32| {
        json!({ "DeviceIndex": index, "FeatureIndex": 0,
            "Command": { "HwPositionWithDuration": { "Value": value, "Duration": duration_ms } } })
    };
    // The first as soon as the gap after the toy's first stop is over; of the others the newest, a gap later.
    client.ok("OutputCmd", slide(0, 900)).await;
    toy.wait_for_write(|write| place(write) == Some(79)).await;
    for value in [30, 60, 99] {
        client.ok("OutputCmd", slide(value, 900)).await;
    }
    toy.wait_for_write(|write| place(write) == Some(20)).await;
    let writes = toy.writes();
    let places: Vec<_> = writes
        .iter()
        .filter_map(|write| Some((place(write)?, write.at)))
        .collect();
    let [(first, begun), (second, ended)] = places[..] else {
        panic!("two movements: {writes:?}");
    };
    assert_eq!((first, second), (79, 20), "80 and 20 % of its way");
    let between = ended - begun;
    assert!(between + Duration::from_millis(20) >= GAP, "{between:?}");

    // A stop waits for no gap.
    let asked = Instant::now();
    client.ok("StopCmd", json!({})).await;
    assert!(asked.elapsed() < GAP / 2, "{:?}", asked.elapsed());
    let frozen = toy.writes().iter().filter_map(place).next_back();
    assert!(frozen.is_some_and(|place| (20..=79).contains(&place)), "{frozen:?}");
    vigil.stop().await;
}
