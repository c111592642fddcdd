//! bluetoothd is not there, goes, stands still or lets nobody in.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, ToySpec, bluez::FIRST_ADAPTER};
use vigil_tests::trials;

use super::case::{Case, limit};
use crate::rig::{EDGE, Rig};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        started_late,
        killed_while_moving,
        killed_while_scanning,
        frozen_while_moving,
        s4_frozen_while_moving_and_the_program_stops_the_toy,
        no_permission_at_first,
        permission_is_taken_away_while_moving,
    ]
}

async fn started_late() {
    let bluez = Bluez::start_without_daemon().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    let mut rig = Rig::looking(bluez, ToySpec::of(EDGE), &[], |_, _| {}).await;
    let mut case = Case::begin(&rig, "bluetoothd does not run", "starting");
    rig.vigil
        .wait_for("the person to be told", |event| {
            event
                .bluetooth()
                .filter(|bluetooth| bluetooth.state == "service_missing")
                .cloned()
        })
        .await;
    case.ends();
    rig.bluez.restart().await;
    rig.bluetooth(case.since(), "Bluetooth", |bluetooth| bluetooth.state == "ready")
        .await;
    rig.client.ok("StartScanning", json!({})).await;
    case.comes_back(rig, "found by itself; the toy by another scan").await;
}

async fn killed_while_moving() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "bluetoothd killed", "moving");
    rig.bluez.kill().await;
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    case.told(&rig, "service_missing").await;
    case.ends();
    rig.bluez.restart().await;
    case.comes_back(rig, "called back").await;
}

async fn killed_while_scanning() {
    let mut rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "bluetoothd killed", "scanning");
    rig.bluez.kill().await;
    case.told(&rig, "service_missing").await;
    case.ends();
    rig.bluez.restart().await;
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}

async fn frozen_while_moving() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "bluetoothd frozen", "moving");
    rig.bluez.freeze();
    case.told(&rig, "failed").await;
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::POLL).await;
    case.ends();
    rig.bluez.thaw();
    case.comes_back(rig, "called back").await;
}

async fn s4_frozen_while_moving_and_the_program_stops_the_toy() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "bluetoothd frozen", "moving; the program stops it");
    rig.bluez.freeze();
    let answer = rig.client.request("StopCmd", json!({})).await;
    assert_eq!(answer.kind, "Error", "{answer:?}");
    case.alert(&rig, "stop_unconfirmed").await;
    case.dealt_with("given up", limit::LADDER);
    case.told(&rig, "failed").await;
    case.ends();
    rig.bluez.thaw();
    case.comes_back(rig, "called back").await;
}

async fn no_permission_at_first() {
    let bluez = Bluez::start().await;
    bluez.deny_access();
    let mut rig = Rig::looking(bluez, ToySpec::of(EDGE), &[], |_, _| {}).await;
    let mut case = Case::begin(&rig, "no permission", "starting");
    rig.vigil
        .wait_for("the person to be told", |event| {
            event
                .bluetooth()
                .filter(|bluetooth| bluetooth.state == "no_permission")
                .cloned()
        })
        .await;
    case.ends();
    rig.bluez.allow_access();
    rig.bluetooth(case.since(), "Bluetooth", |bluetooth| bluetooth.state == "ready")
        .await;
    rig.client.ok("StartScanning", json!({})).await;
    case.comes_back(rig, "found by itself; the toy by another scan").await;
}

async fn permission_is_taken_away_while_moving() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "no permission", "moving");
    rig.bluez.deny_access();
    case.told(&rig, "no_permission").await;
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::POLL).await;
    case.ends();
    rig.bluez.allow_access();
    case.comes_back(rig, "called back").await;
}
