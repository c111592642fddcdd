//! The message bus dies: every connection to bluetoothd with it, for good.

use libtest_mimic::Trial;
use vigil_bluez::Bluez;
use vigil_tests::{event::Event, trials, vigil::Launch};

use super::case::{Case, limit};
use crate::rig::Rig;

pub(crate) fn tests() -> Vec<Trial> {
    trials![dies_while_moving, dies_while_scanning, there_is_none]
}

/// What is said is what is wrong, with the step that mends it.
async fn there_is_none() {
    let (variable, _) = Bluez::start_without_daemon().await.environment();
    let nowhere = (variable, "unix:path=/nowhere/system_bus_socket".to_owned());
    let vigil = Launch::new(&[]).bluetooth(nowhere).start().await;
    let sentence = vigil
        .wait_for("word of the bus", |event| match event {
            Event::Bluetooth(bluetooth) if bluetooth.state == "bus_missing" => bluetooth.sentence.clone(),
            _ => None,
        })
        .await;
    assert!(sentence.contains("sudo systemctl start dbus"), "{sentence}");
    vigil.stop().await;
}

async fn dies_while_moving() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "the bus dies", "moving");
    rig.bluez.kill_bus().await;
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    case.told(&rig, "bus_missing").await;
    case.ends();
    rig.bluez.restart_bus().await;
    case.comes_back(rig, "called back").await;
}

async fn dies_while_scanning() {
    let mut rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "the bus dies", "scanning");
    rig.bluez.kill_bus().await;
    case.told(&rig, "bus_missing").await;
    case.ends();
    rig.bluez.restart_bus().await;
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}
