//! The radio and bluetoothd go, and come back.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use vigil_tests::waits;

use crate::{rig::Rig, system::System, table::seen};

const IN_THE_AIR: Duration = Duration::from_secs(5);

pub(crate) async fn adapter_switched_off(rig: &mut Rig) {
    rig.move_toy().await;
    let vigil_mark = rig.vigil.mark();
    let begun = Instant::now();
    rig.system.power_adapter(false).await;
    rig.toy_lost(vigil_mark).await;
    seen("adapter switched off", "alert", begun.elapsed());
    rig.toy.wait_until_connected(false, waits::EVENT).await;
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.system.power_adapter(true).await;
    rig.back(vigil_mark, mark).await;
    seen("adapter switched on", "back, stopped first", begun.elapsed());
}

pub(crate) async fn bluetoothd_killed(rig: &mut Rig) {
    rig.move_toy().await;
    let vigil_mark = rig.vigil.mark();
    let begun = Instant::now();
    rig.system.kill_bluetoothd().await;
    rig.toy_lost(vigil_mark).await;
    seen("bluetoothd killed", "alert", begun.elapsed());
    rig.toy.wait_until_connected(false, waits::EVENT).await;
    let told = format!("the toy's link ends, reason {}", rig.toy.reason());
    seen("bluetoothd killed", told, begun.elapsed());
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.system.start_bluetoothd().await;
    seen("bluetoothd started again", "adapter on", begun.elapsed());
    rig.back(vigil_mark, mark).await;
    seen(
        "bluetoothd started again",
        "back without StartScanning, stopped first",
        begun.elapsed(),
    );
}

pub(crate) async fn adapter_pulled(rig: &mut Rig) {
    rig.move_toy().await;
    let vigil_mark = rig.vigil.mark();
    let begun = Instant::now();
    rig.system.pull_adapter().await;
    rig.toy_lost(vigil_mark).await;
    seen("adapter pulled", "alert", begun.elapsed());
    let mark = rig.toy.mark();
    let begun = Instant::now();
    rig.system.put_adapter_back().await;
    rig.back(vigil_mark, mark).await;
    seen("adapter put back", "back, stopped first", begun.elapsed());
}

/// As an update of the system does.
pub(crate) async fn bluetoothd_restarted(rig: &mut Rig) {
    rig.move_toy().await;
    let (vigil_mark, mark) = (rig.vigil.mark(), rig.toy.mark());
    let begun = Instant::now();
    rig.system.end_bluetoothd().await;
    seen(
        "bluetoothd restarted",
        format!(
            "it has ended, the toy's link {}",
            if rig.toy.is_connected() { "has not" } else { "too" }
        ),
        begun.elapsed(),
    );
    rig.system.start_bluetoothd().await;
    rig.toy_lost(vigil_mark).await;
    rig.back(vigil_mark, mark).await;
    seen("bluetoothd restarted", "back, stopped first", begun.elapsed());
    // At once, after a crash.
    rig.move_toy().await;
    let (vigil_mark, mark, links) = (rig.vigil.mark(), rig.toy.mark(), rig.toy.links());
    let begun = Instant::now();
    rig.system.kill_bluetoothd().await;
    rig.system.start_bluetoothd().await;
    rig.toy_lost(vigil_mark).await;
    rig.back(vigil_mark, mark).await;
    let link = if rig.toy.links() == links {
        "the same link"
    } else {
        "a new link"
    };
    seen(
        "bluetoothd killed, started at once",
        format!("back, stopped first, {link}"),
        begun.elapsed(),
    );
}

pub(crate) async fn airplane_mode(rig: &mut Rig) {
    rig.move_toy().await;
    let vigil_mark = rig.vigil.mark();
    let begun = Instant::now();
    System::block_radio(true);
    rig.toy_lost(vigil_mark).await;
    seen("airplane mode", "alert", begun.elapsed());
    // A controller that is cut off says no goodbye; btvirt's links know no supervision timeout.
    rig.toy.drop_link();
    rig.toy.wait_until_connected(false, waits::EVENT).await;
    sleep(IN_THE_AIR).await;
    let mark = rig.toy.mark();
    let begun = Instant::now();
    System::block_radio(false);
    rig.system.until_powered().await;
    seen("airplane mode off", "adapter on", begun.elapsed());
    rig.back(vigil_mark, mark).await;
    seen("airplane mode off", "back, stopped first", begun.elapsed());
}
