//! The second process, which outlives Vigil (S5).

use libtest_mimic::Trial;
use tokio::time::sleep;
use vigil_tests::{
    built_toy::{BuiltToy, What},
    event::Event,
    guardian::Guardian,
    ports::free_port,
    raw_client::RawClient,
    trials,
    vigil::{Launch, Mark, Vigil},
    waits,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_there_is_a_guardian_while_toys_can_come_and_it_leaves_with_its_vigil,
        s5_a_guardian_that_is_lost_is_replaced,
        s5_a_guardian_notices_that_its_vigil_was_killed_and_the_next_one_tells,
    ]
}

async fn s5_there_is_a_guardian_while_toys_can_come_and_it_leaves_with_its_vigil() {
    let vigil = Vigil::start(&["--device-port", &free_port().to_string()]).await;
    let guardian = Guardian::of(vigil.data_dir()).await;
    vigil.stop().await;
    guardian.has_left().await;
}

async fn s5_a_guardian_that_is_lost_is_replaced() {
    let vigil = Vigil::start(&["--device-port", &free_port().to_string()]).await;
    let first = Guardian::of(vigil.data_dir()).await;
    first.signal(rustix::process::Signal::KILL);
    first.has_left().await;
    let second = Guardian::of(vigil.data_dir()).await;
    assert_ne!(first, second);
    vigil.stop().await;
    second.has_left().await;
}

/// Under Windows no socket can be handed over: the connection ends with its Vigil, and the person is told so.
async fn s5_a_guardian_notices_that_its_vigil_was_killed_and_the_next_one_tells() {
    let port = free_port();
    let vigil = Vigil::start(&["--device-port", &port.to_string()]).await;
    let toy = BuiltToy::hush(port).await;
    let index = vigil
        .wait_for("the toy", |event| match event {
            Event::ToyAdded { toy, .. } => Some(*toy),
            _ => None,
        })
        .await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    client.vibrate(index, 0, 10).await;
    vigil.wait_for_wish(index, 0, 10).await;
    let guardian = Guardian::of(vigil.data_dir()).await;
    // The guardian hears of it a little later, and nobody says when.
    sleep(waits::AFTERMATH).await;
    let killed = vigil.kill().await;
    toy.wait_for(&What::End).await;
    guardian.has_left().await;
    let next = Launch::new(&[]).succeeding(&killed).start().await;
    let alert = next
        .wait_since(Mark::default(), "the alert", |event| match event {
            Event::Alert(alert) if alert.cause == "vigil_killed" => Some(alert.clone()),
            _ => None,
        })
        .await;
    assert!(alert.sentence.contains("Nothing could be told to"), "{alert:?}");
    assert!(!alert.sentence.contains("was stopped"), "{alert:?}");
    next.stop().await;
}
