//! What works where nothing is wrong.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::Bluez;

use crate::{
    central::{discovered, edge},
    client::Client,
    trials,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![a_scan_finds_the_toy]
}

async fn a_scan_finds_the_toy() {
    let bluez = Bluez::start().await;
    let client = Client::start(&bluez).await;
    client.call("scan", json!({})).await.unwrap();
    assert!(bluez.is_scanning());
    let toy = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &toy).await;
    let properties = client.of(&toy, "properties").await.unwrap();
    assert_eq!(properties["name"], "LVS-Edge36");
    let _ = discovered;
}
