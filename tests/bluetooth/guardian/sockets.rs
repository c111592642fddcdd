//! Toys over WebSocket: the system ends no connection that the guardian has, too, so it can tell them to stop.

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    built_toy::{BuiltToy, What},
    ports::free_port,
    raw_client::RawClient,
    trial::note,
    trials,
    vigil::{Killed, Launch, Vigil},
    waits,
};

use super::{STILL_WITHIN, both_stopped, told_of_the_kill};
use crate::rig::{EDGE, added, level};

pub(super) fn tests() -> Vec<Trial> {
    trials![
        s5_a_toy_on_websocket_is_told_to_stop,
        s5_toys_of_both_kinds_are_stopped,
        s5_a_guardian_that_was_replaced_has_the_socket_too,
        s5_nothing_can_be_told_to_a_carriage_on_websocket_and_that_is_what_is_said,
        a_toy_on_websocket_that_stands_still_is_told_nothing,
        a_guardian_that_hangs_does_not_keep_a_connection_open,
    ]
}

async fn s5_a_toy_on_websocket_is_told_to_stop() {
    let (toy, vigil, _client) = hush_moving().await;
    let guardian = vigil.guardian().await;
    toy.clear();
    let killed_at = Instant::now();
    let killed = vigil.kill().await;
    let after = toy.wait_for_packet("Vibrate:0;").await - killed_at;
    assert!(after <= STILL_WITHIN, "{after:?}");
    toy.wait_for(&What::Close).await;
    toy.wait_for(&What::End).await;
    guardian.has_left().await;
    note(format!("SIGKILL, toy on WebSocket: told to stop after {after:?}"));
    assert_eq!(toy.packets(), ["Vibrate:0;"]);
    let vigil = successor(&killed).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(alert.sentence.contains("Lovense Hush was stopped"), "{alert:?}");
    vigil.stop().await;
}

async fn s5_toys_of_both_kinds_are_stopped() {
    let bluez = Bluez::start().await;
    let edge = bluez.add_toy(ToySpec::of(EDGE));
    let port = free_port();
    let launch = Launch::new(&["--device-port", &port.to_string()]).bluetooth(bluez.environment());
    let vigil = launch.start().await;
    let mut client = RawClient::join(&vigil, "Moves Both").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    for motor in [0, 1] {
        client.vibrate(index, motor, 10).await;
        edge.wait_for_write(|write| write.text() == level(motor, 10)).await;
    }
    let hush = BuiltToy::hush(port).await;
    hush.wait_for_packet("Vibrate:0;").await;
    client.vibrate(1, 0, 10).await;
    hush.wait_for_packet("Vibrate:10;").await;
    let guardian = vigil.guardian().await;
    edge.clear_log();
    hush.clear();
    let _killed = vigil.kill().await;
    hush.wait_for_packet("Vibrate:0;").await;
    both_stopped(&edge).await;
    guardian.has_left().await;
}

async fn s5_a_guardian_that_was_replaced_has_the_socket_too() {
    let (toy, vigil, _client) = hush_moving().await;
    let first = vigil.guardian().await;
    first.signal(Signal::KILL);
    first.has_left().await;
    let second = vigil.guardian().await;
    // Nobody says when it was told.
    sleep(waits::AFTERMATH).await;
    toy.clear();
    let _killed = vigil.kill().await;
    toy.wait_for_packet("Vibrate:0;").await;
    toy.wait_for(&What::End).await;
    second.has_left().await;
}

async fn s5_nothing_can_be_told_to_a_carriage_on_websocket_and_that_is_what_is_said() {
    const SLIDE: Duration = Duration::from_secs(90);
    let port = free_port();
    let vigil = Vigil::start(&["--device-port", &port.to_string()]).await;
    let toy = BuiltToy::stroker(port).await;
    let index = added(&vigil).await;
    let mut client = RawClient::join(&vigil, "Moves A Carriage").await;
    let slide = json!({
        "DeviceIndex": index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": 100, "Duration": SLIDE.as_millis() } },
    });
    client.ok("OutputCmd", slide).await;
    vigil.wait_for_wish(index, 0, 100).await;
    sleep(waits::AFTERMATH).await;
    let guardian = vigil.guardian().await;
    toy.clear();
    let killed = vigil.kill().await;
    toy.wait_for(&What::Close).await;
    toy.wait_for(&What::End).await;
    guardian.has_left().await;
    assert!(toy.packets().is_empty(), "{:?}", toy.packets());
    let vigil = successor(&killed).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(alert.sentence.contains("Nothing could be told to"), "{alert:?}");
    assert!(!alert.sentence.contains("was stopped"), "{alert:?}");
    vigil.stop().await;
}

async fn a_toy_on_websocket_that_stands_still_is_told_nothing() {
    let (toy, vigil, mut client) = hush_moving().await;
    toy.clear();
    client.ok("StopCmd", json!({})).await;
    toy.wait_for_packet("Vibrate:0;").await;
    let guardian = vigil.guardian().await;
    // The guardian hears of it a little later than the program, and nobody says when.
    sleep(waits::AFTERMATH).await;
    toy.clear();
    let killed = vigil.kill().await;
    toy.wait_for(&What::End).await;
    guardian.has_left().await;
    assert!(toy.packets().is_empty(), "{:?}", toy.packets());
    assert!(!killed.data_dir().join("guardian.json").exists());
}

async fn a_guardian_that_hangs_does_not_keep_a_connection_open() {
    let (toy, vigil, _client) = hush_moving().await;
    let guardian = vigil.guardian().await;
    guardian.signal(Signal::STOP);
    vigil.signal(Signal::TERM);
    toy.wait_for(&What::End).await;
    vigil.ended().await;
    guardian.has_left().await;
}

/// A program moves it.
async fn hush_moving() -> (BuiltToy, Vigil, RawClient) {
    let port = free_port();
    let vigil = Vigil::start(&["--device-port", &port.to_string()]).await;
    let toy = BuiltToy::hush(port).await;
    let index = added(&vigil).await;
    toy.wait_for_packet("Vibrate:0;").await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    client.vibrate(index, 0, 10).await;
    toy.wait_for_packet("Vibrate:10;").await;
    vigil.wait_for_wish(index, 0, 10).await;
    // The guardian hears of it a little later, and nobody says when.
    sleep(waits::AFTERMATH).await;
    (toy, vigil, client)
}

/// With the data of the one that was killed.
async fn successor(killed: &Killed) -> Vigil {
    Launch::new(&[]).succeeding(killed).start().await
}
