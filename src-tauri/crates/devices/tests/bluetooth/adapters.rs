//! The adapter and its service come and go.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, bluez::FIRST_ADAPTER};

use crate::{child::Child, links::connected, toys::edge, trials};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        no_adapter_is_absent_and_one_that_is_plugged_in_is_found,
        an_adapter_that_is_off_stays_off_and_scans_when_it_is_on,
        no_service_is_missing_and_appears,
        no_permission_is_told,
        a_bluetoothd_that_dies_is_noticed_and_a_scan_goes_on_with_the_next,
        a_bus_that_dies_is_noticed_and_the_next_one_used,
        an_adapter_that_is_pulled_out_and_back,
    ]
}

async fn no_adapter_is_absent_and_one_that_is_plugged_in_is_found() {
    let bluez = Bluez::start_without_adapter().await;
    let child = Child::start(&bluez);
    child.wait_for_state("absent").await;
    bluez.plug_adapter(FIRST_ADAPTER);
    child.wait_for_state("ready").await;
}

async fn an_adapter_that_is_off_stays_off_and_scans_when_it_is_on() {
    let bluez = Bluez::start().await;
    bluez.power_off_adapter(FIRST_ADAPTER);
    bluez.add_toy(edge());
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    child.wait_for_state("off").await;
    assert!(!bluez.is_adapter_powered(FIRST_ADAPTER), "nobody switched it on");
    bluez.power_on_adapter(FIRST_ADAPTER);
    child.wait_for("added").await;
}

async fn no_service_is_missing_and_appears() {
    let mut bluez = Bluez::start_without_daemon().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    let child = Child::start(&bluez);
    child.wait_for_state("service_missing").await;
    bluez.restart().await;
    child.wait_for_state("ready").await;
}

async fn no_permission_is_told() {
    let bluez = Bluez::start().await;
    bluez.deny_access();
    let child = Child::start(&bluez);
    child.wait_for_state("no_permission").await;
    bluez.allow_access();
    child.wait_for_state("ready").await;
}

async fn a_bluetoothd_that_dies_is_noticed_and_a_scan_goes_on_with_the_next() {
    let (mut bluez, _toy, child) = connected().await;
    child
        .wait("the toy nearby", |event| event["nearby"][0]["state"] == "connected")
        .await;
    bluez.kill().await;
    let told = child.wait_for_state("service_missing").await;
    assert_eq!(told["nearby"], json!([]), "nothing is heard any more");
    child.wait_for("removed").await;
    bluez.restart().await;
    child.wait_for_count("added", 2).await;
    bluez.wait_for_scan().await;
}

async fn a_bus_that_dies_is_noticed_and_the_next_one_used() {
    let (mut bluez, _toy, child) = connected().await;
    bluez.kill_bus().await;
    child.wait_for_state("failed").await;
    child.wait_for("removed").await;
    bluez.restart_bus().await;
    child.wait_for_count("added", 2).await;
}

async fn an_adapter_that_is_pulled_out_and_back() {
    let (bluez, _toy, child) = connected().await;
    bluez.unplug_adapter(FIRST_ADAPTER);
    child.wait_for_state("absent").await;
    child.wait_for("removed").await;
    bluez.plug_adapter(FIRST_ADAPTER);
    child.wait_for_count("added", 2).await;
}
