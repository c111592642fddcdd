//! Whose a search is: it goes on until whoever began it ends it or leaves.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{raw_client::RawClient, trials, vigil::Launch};

use crate::rig::{EDGE, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_search_outlives_that_of_another_program,
        a_search_ends_with_its_program,
        each_program_is_told_of_its_own_search,
    ]
}

/// As players do that look for toys when they connect.
async fn a_search_outlives_that_of_another_program() {
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut game = RawClient::join(&vigil, "My Game").await;
    game.ok("StartScanning", json!({})).await;
    bluez.wait_for_scan().await;
    let mut player = RawClient::join(&vigil, "My Player").await;
    player.ok("StartScanning", json!({})).await;
    player.ok("StopScanning", json!({})).await;
    assert_eq!(player.next().await.kind, "ScanningFinished");
    // One that never looked for toys ends nobody's search, and hears of none.
    player.ok("StopScanning", json!({})).await;
    player.ok("Disconnect", json!({})).await;

    let _switched_on_later = bluez.add_toy(ToySpec::of(EDGE));
    added(&vigil).await;
    assert_eq!(game.next().await.kind, "DeviceList");
    game.ok("StopScanning", json!({})).await;
    bluez.wait_for_end_of_scan().await;
    assert_eq!(game.next().await.kind, "ScanningFinished");
    vigil.stop().await;
}

async fn a_search_ends_with_its_program() {
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut says_goodbye = RawClient::join(&vigil, "Says Goodbye").await;
    says_goodbye.ok("StartScanning", json!({})).await;
    let mut crashes = RawClient::join(&vigil, "Crashes").await;
    crashes.ok("StartScanning", json!({})).await;
    bluez.wait_for_scan().await;
    says_goodbye.ok("Disconnect", json!({})).await;
    let _switched_on_later = bluez.add_toy(ToySpec::of(EDGE));
    added(&vigil).await;
    // The radio rested while it made the link.
    bluez.wait_for_scan().await;
    crashes.vanish().await;
    bluez.wait_for_end_of_scan().await;
    vigil.stop().await;
}

async fn each_program_is_told_of_its_own_search() {
    let bluez = Bluez::start().await;
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut clients = Vec::new();
    for number in 0..4 {
        let mut client = RawClient::join(&vigil, &format!("Looks {number}")).await;
        client.ok("StartScanning", json!({})).await;
        clients.push(client);
    }
    bluez.wait_for_scan().await;
    for round in 0..clients.len() {
        for (number, client) in clients.iter_mut().enumerate() {
            if number == round {
                client.ok("StopScanning", json!({})).await;
                assert_eq!(client.next().await.kind, "ScanningFinished");
            }
            // Whatever came before this answer would be read here.
            let id = client.send("Ping", json!({})).await;
            let next = client.next().await;
            assert_eq!(
                (next.kind.as_str(), next.id()),
                ("Ok", id),
                "client {number}, round {round}"
            );
        }
    }
    bluez.wait_for_end_of_scan().await;
    vigil.stop().await;
}
