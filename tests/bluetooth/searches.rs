//! Whose a search is: it goes on until whoever began it ends it or leaves.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{event::Event, raw_client::RawClient, trials, vigil::Launch};

use crate::rig::{EDGE, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_search_outlives_that_of_another_program,
        a_search_ends_with_its_program,
        each_program_is_told_of_its_own_search,
        with_only_known_a_new_toy_is_left_alone_and_told,
    ]
}

/// Unless told otherwise, a Vigil without a window connects every toy that it knows how to drive. A setting that nobody has
/// chosen changes nothing about that. With `--only-known` a toy has to have been here before.
async fn with_only_known_a_new_toy_is_left_alone_and_told() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    let launch = || Launch::new(&["--only-known"]).bluetooth(bluez.environment());
    let strict = launch().start().await;
    let mut game = RawClient::join(&strict, "My Game").await;
    game.ok("StartScanning", json!({})).await;
    let (name, model) = strict
        .wait_for("a toy that waits", |event| match event {
            Event::ToyWaiting { name, model, .. } => Some((name.clone(), model.clone())),
            _ => None,
        })
        .await;
    assert_eq!(name, Some(toy.spec().name), "by what it calls itself");
    assert_eq!(model.as_deref(), Some("Lovense toy"));
    // It is heard again and again.
    bluez.wait_for_scan().await;
    assert_eq!(toy.calls().connect, 0);
    let next = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&strict);
    strict.stop().await;

    let lax = next.start().await;
    let mut game = RawClient::join(&lax, "My Game").await;
    game.ok("StartScanning", json!({})).await;
    added(&lax).await;
    let next = launch().sharing_data_of(&lax);
    lax.stop().await;

    let strict = next.start().await;
    let mut game = RawClient::join(&strict, "My Game").await;
    game.ok("StartScanning", json!({})).await;
    added(&strict).await;
    strict.stop().await;
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
