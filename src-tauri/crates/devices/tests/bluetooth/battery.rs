//! What comes of the service that bluetoothd keeps to itself. Every protocol there is goes through the whole of Vigil, in
//! `tests/bluetooth`.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, ToySpec};

use crate::{child::Child, trials};

pub(crate) fn tests() -> Vec<Trial> {
    trials![a_battery_that_bluetoothd_keeps_to_itself_is_read]
}

async fn a_battery_that_bluetoothd_keeps_to_itself_is_read() {
    let bluez = Bluez::start().await;
    bluez.add_toy(ToySpec::of("MagicMotion Equinox"));
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    assert_eq!(child.wait_for("battery").await["percent"], 87);
}
