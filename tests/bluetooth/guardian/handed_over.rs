//! Vigil ends in order, but a toy has not confirmed its stop: the guardian goes on trying.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Fault, Faults};
use vigil_tests::{
    event::{Alert, Event},
    raw_client::RawClient,
    trials,
    vigil::{Launch, Mark, Vigil},
};

use super::{both_stopped, lose};
use crate::rig::{Rig, writes};

pub(super) fn tests() -> Vec<Trial> {
    trials![
        s5_a_toy_that_did_not_confirm_is_left_to_the_guardian,
        s5_a_toy_that_was_lost_is_left_to_the_guardian,
        s5_a_new_vigil_stops_what_was_left_to_the_guardian,
    ]
}

async fn s5_a_toy_that_did_not_confirm_is_left_to_the_guardian() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    let next = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&vigil);
    toy.set_faults(writes(Fault::failed()));
    vigil.stop_whatever_confirms().await;
    toy.clear_log();
    toy.set_faults(Faults::default());
    both_stopped(&toy).await;
    guardian.has_left().await;
    assert!(!toy.is_connected());

    let vigil = next.start().await;
    let alert = told(&vigil).await;
    let said = alert.sentence.replace('\u{a0}', " ");
    assert!(
        said.starts_with("Vigil was closed before every toy had confirmed its stop. Lovense Edge was stopped "),
        "{said}"
    );
    vigil.stop().await;
}

/// Nobody knows what it does.
async fn s5_a_toy_that_was_lost_is_left_to_the_guardian() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    lose(&toy, &vigil).await;
    let kept = Launch::new(&[]).sharing_data_of(&vigil);
    vigil.stop_whatever_confirms().await;
    toy.clear_log();
    bluez.wait_for_scan().await;
    toy.come_back();
    both_stopped(&toy).await;
    guardian.has_left().await;
    assert!(!toy.is_connected());
    assert!(!bluez.is_scanning());
    drop(kept);
}

/// It does not wait until the guardian gives up.
async fn s5_a_new_vigil_stops_what_was_left_to_the_guardian() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    let next = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&vigil);
    lose(&toy, &vigil).await;
    vigil.stop_whatever_confirms().await;
    bluez.wait_for_scan().await;
    let vigil = next.start().await;
    guardian.has_left().await;
    let alert = told(&vigil).await;
    assert!(
        alert.sentence.contains("Lovense Edge could not be reached."),
        "{}",
        alert.sentence
    );
    // The alert says that it can be found again; its stop is the first that it is told.
    let mut client = RawClient::join(&vigil, "Searches").await;
    client.ok("StartScanning", json!({})).await;
    toy.clear_log();
    toy.come_back();
    both_stopped(&toy).await;
    vigil.stop_whatever_confirms().await;
}

/// What the guardian did.
async fn told(vigil: &Vigil) -> Alert {
    vigil
        .wait_since(Mark::default(), "the alert", |event| match event {
            Event::Alert(alert) if alert.cause == "stop_unconfirmed" => Some(alert.clone()),
            _ => None,
        })
        .await
}
