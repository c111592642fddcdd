//! A new Vigil is started while the guardian of the last one is at work, or before it is.

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_tests::{
    raw_client::{RawClient, output},
    trials,
    vigil::Mark,
    waits,
};

use super::{GIVEN_UP, RENAMED_STOPS, alerts, both_stopped, lose, renamed_and_moving, successor, told_of_the_kill};
use crate::rig::{Rig, added, last_level, level};

pub(super) fn tests() -> Vec<Trial> {
    trials![
        s5_a_new_vigil_takes_back_a_toy_that_goes_by_another_name,
        s5_a_new_vigil_at_once,
        a_new_vigil_does_not_wait_for_a_toy_out_of_reach,
        s5_a_guardian_that_comes_too_late_leaves_the_toy_to_the_new_vigil,
    ]
}

async fn s5_a_new_vigil_takes_back_a_toy_that_goes_by_another_name() {
    let (bluez, toy, vigil, _client) = renamed_and_moving().await;
    let guardian = vigil.guardian().await;
    // Stopped, Vigil starts no other guardian.
    vigil.signal(Signal::STOP);
    guardian.signal(Signal::KILL);
    let killed = vigil.kill().await;
    let vigil = successor(&killed, &bluez).await;
    let index = added(&vigil).await;
    vigil.wait_for_stop(Mark::default(), index).await;
    let written: Vec<_> = toy.writes().into_iter().map(|write| write.bytes).collect();
    assert!(written.iter().all(|bytes| bytes == &RENAMED_STOPS), "{written:?}");
    assert!(written.len() >= 2, "one of them is the greeting's: {written:?}");
    vigil.stop().await;
}

async fn s5_a_new_vigil_at_once() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    toy.clear_log();
    let killed = vigil.kill().await;
    let vigil = successor(&killed, &bluez).await;
    both_stopped(&toy).await;
    guardian.has_left().await;
    // Bluetooth is the new one's now: it finds the toy, and nobody takes it away.
    let mut client = RawClient::join(&vigil, "Moves It Again").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    client.ok("OutputCmd", output(index, 0, "Vibrate", 7)).await;
    toy.wait_for_write(|write| write.text() == level(0, 7)).await;
    sleep(waits::AFTERMATH).await;
    assert_eq!(last_level(&toy.writes(), 0), Some(level(0, 7)));
    assert!(toy.is_connected());
    told_of_the_kill(&vigil).await;
    vigil.stop().await;
}

async fn a_new_vigil_does_not_wait_for_a_toy_out_of_reach() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    lose(&toy, &vigil).await;
    let killed = vigil.kill().await;
    let killed_at = Instant::now();
    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(
        alert.sentence.contains("Lovense Edge could not be reached"),
        "{alert:?}"
    );
    guardian.has_left().await;
    assert!(killed_at.elapsed() < GIVEN_UP, "{:?}", killed_at.elapsed());
    // The radio is the new one's, and the toy is back.
    toy.come_back();
    let mut client = RawClient::join(&vigil, "Moves It Again").await;
    client.ok("StartScanning", json!({})).await;
    added(&vigil).await;
    vigil.stop().await;
    assert!(!killed.data_dir().join("guardian.json").exists(), "it was told");
}

async fn s5_a_guardian_that_comes_too_late_leaves_the_toy_to_the_new_vigil() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    guardian.signal(Signal::STOP);
    toy.clear_log();
    let killed = vigil.kill().await;
    let vigil = successor(&killed, &bluez).await;
    // The new Vigil takes it back by itself, and stops it first.
    let index = added(&vigil).await;
    both_stopped(&toy).await;
    let mut client = RawClient::join(&vigil, "Moves It Again").await;
    client.ok("OutputCmd", output(index, 0, "Vibrate", 7)).await;
    toy.wait_for_write(|write| write.text() == level(0, 7)).await;
    toy.clear_log();
    guardian.signal(Signal::CONT);
    guardian.has_left().await;
    assert!(toy.writes().is_empty(), "{:?}", toy.writes());
    assert!(toy.is_connected());
    assert!(alerts(&vigil).is_empty());
    vigil.stop().await;
}
