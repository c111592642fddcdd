//! A toy is found, moved, read and stopped, by a program and because of one.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_tests::raw_client::{RawClient, output};

use crate::{
    rig::{EDGE, LIMIT, Rig, scan_until_added, wait_for_message},
    table::{fact, seen, seen_often},
};

const OUTPUTS: i32 = 20;
/// Between outputs: longer than the pause that this toy needs between two packets.
const PAUSE: Duration = Duration::from_millis(200);

pub(crate) async fn found(rig: &mut Rig) {
    let begun = Instant::now();
    rig.index = scan_until_added(&rig.vigil, &mut rig.client).await;
    seen("StartScanning", "the toy is there", begun.elapsed());
    let begun = Instant::now();
    rig.client.ok("StopScanning", json!({})).await;
    wait_for_message(&mut rig.client, "ScanningFinished").await;
    seen("StopScanning", "ScanningFinished", begun.elapsed());
    let list = rig.client.request("RequestDeviceList", json!({})).await;
    let device = &list.body["Devices"][rig.index.to_string()];
    assert_eq!(device["DeviceName"], EDGE, "{list:?}");
    for motor in ["0", "1"] {
        let range = &device["DeviceFeatures"][motor]["Output"]["Vibrate"]["Value"];
        assert_eq!(range, &json!([0, 20]), "{list:?}");
    }
    fact("DeviceList", format!("{EDGE}, two motors, 0 to 20"));
}

pub(crate) async fn moved(rig: &mut Rig) {
    let mut took = Vec::new();
    for value in 1..=OUTPUTS {
        took.push(rig.move_motor(0, value).await);
        sleep(PAUSE).await;
    }
    seen_often("OutputCmd", "reaches the toy: median (longest)", &took);
    rig.move_toy().await;
    let begun = Instant::now();
    let read = json!({ "DeviceIndex": rig.index, "FeatureIndex": 2, "Type": "Battery", "Command": "Read" });
    let battery = rig.client.request("InputCmd", read).await;
    let percent = battery.body["Reading"]["Battery"]["Value"].as_i64();
    assert_eq!(percent, Some(87), "{battery:?}");
    seen("battery", "87 %", begun.elapsed());
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.client.ok("StopCmd", json!({})).await;
    let answered = begun.elapsed();
    seen("StopCmd", "reaches the toy", rig.told_to_stop(mark).await - begun);
    seen("StopCmd", "is answered", answered);
}

pub(crate) async fn program_killed(rig: &mut Rig) {
    let program = rig.program_that_moves().await;
    let mark = rig.toy.mark();
    let killed = Instant::now();
    program.kill();
    seen(
        "program killed",
        "the toy is told to stop",
        rig.told_to_stop(mark).await - killed,
    );
    let ended = rig.vigil.wait_for_end_of("Is Killed").await;
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
    rig.assert_never_moved(mark);
}

pub(crate) async fn pings_stop(rig: &mut Rig) {
    let mut program = RawClient::join(&rig.vigil, "Freezes").await;
    program.ok("OutputCmd", output(rig.index, 0, "Vibrate", 10)).await;
    program.ok("OutputCmd", output(rig.index, 1, "Vibrate", 10)).await;
    let mark = rig.toy.mark();
    let pinged = program.ping().await;
    let stopped = rig.told_to_stop(mark).await - pinged;
    assert!(stopped >= LIMIT, "{stopped:?}");
    seen(
        "pings stop, limit 1000 ms",
        "the toy is told to stop, from the last ping",
        stopped,
    );
    let ended = rig.vigil.wait_for_end_of("Freezes").await;
    assert_eq!(ended.cause, "ping_timeout");
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
}
