//! The message bus dies: every connection to bluetoothd with it, for good.

use libtest_mimic::Trial;
use vigil_tests::trials;

use super::case::{Case, limit};
use crate::rig::Rig;

pub(crate) fn tests() -> Vec<Trial> {
    trials![dies_while_moving, dies_while_scanning]
}

async fn dies_while_moving() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "the bus dies", "moving");
    rig.bluez.kill_bus().await;
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    case.told(&rig, "failed").await;
    case.ends();
    rig.bluez.restart_bus().await;
    case.comes_back(rig, "called back").await;
}

async fn dies_while_scanning() {
    let mut rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "the bus dies", "scanning");
    rig.bluez.kill_bus().await;
    case.told(&rig, "failed").await;
    case.ends();
    rig.bluez.restart_bus().await;
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}
