//! The toys against the reference's own protocol handlers: whether they are taken for what they claim to be, get
//! through their initialisation, and have what is then written to. No bus, no real time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod meeting;

use std::collections::BTreeSet;

use meeting::meet;
use vigil_bluez::{
    ToySpec,
    reference::{Reference, has_handler},
    toys::{bluetooth_protocols, common, models},
};

#[test]
fn there_are_139_protocols() {
    let protocols = bluetooth_protocols();
    assert_eq!(protocols.len(), 139, "{protocols:?}");
    for known in [
        "lovense",
        "satisfyer",
        "wevibe",
        "thehandy",
        "svakom-v6",
        "hismith-mini",
    ] {
        assert!(protocols.contains(&known.to_owned()), "{known}");
    }
    // It has no Bluetooth.
    assert!(!protocols.contains(&"lovense-connect-service".to_owned()));
}

#[test]
fn an_edge_is_an_edge() {
    let edge = ToySpec::of("Lovense Edge");
    assert_eq!(edge.name, "LVS-Edge36");
    assert_eq!(edge.services.len(), 1);
    let service = &edge.services[0];
    assert_eq!(service.uuid.to_string(), "50300001-0023-4bd4-bbd5-a6920e4c5653");
    assert_eq!(edge.endpoint("tx").to_string(), "50300002-0023-4bd4-bbd5-a6920e4c5653");
    assert_eq!(edge.endpoint("rx").to_string(), "50300003-0023-4bd4-bbd5-a6920e4c5653");
}

#[test]
fn common_toys_are_of_at_least_20_makes() {
    let make = |product: &str| product.split(' ').next().unwrap_or_default().to_lowercase();
    let makes: BTreeSet<String> = common().iter().map(|model| make(&model.product)).collect();
    assert!(makes.len() >= 20, "{makes:?}");
}

/// Protocols that the configuration names and the reference cannot drive.
const WITHOUT_HANDLER: [&str; 6] = ["cueme", "kiiroo-v1", "libo-karen", "muse", "sayberx", "twerkingbutt"];

#[test]
fn the_reference_has_handlers_for_all_but_a_few() {
    let mut protocols = bluetooth_protocols();
    protocols.retain(|protocol| !has_handler(protocol));
    assert_eq!(protocols, WITHOUT_HANDLER);
}

#[tokio::test(start_paused = true)]
async fn every_model_is_taken_for_what_it_is_and_moves() {
    let reference = Reference::new();
    let mut wrong = Vec::new();
    let mut right = 0;
    let mut protocols = bluetooth_protocols();
    protocols.retain(|protocol| has_handler(protocol));
    for model in protocols.iter().flat_map(|protocol| models(protocol)) {
        match meet(&reference, &model).await {
            Ok(()) => right += 1,
            Err(problem) => wrong.push(format!("{model:?}: {problem}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, {right} right:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(right > 1_000, "{right}");
}
