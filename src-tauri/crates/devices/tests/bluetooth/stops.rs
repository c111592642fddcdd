//! A stop arrives, whatever the radio does.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::Value;
use tokio::time::Instant;
use vigil_bluez::{Fault, Faults, Outcome, Toy};

use crate::{child::Child, links::connected, trials};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s4_both_motors_stop_within_one_slow_write,
        s4_failing_writes_are_repeated,
        s4_a_write_that_hangs_does_not_hold_up_the_stop,
        s4_a_stop_that_hangs_is_sent_again,
        s4_a_toy_that_never_confirms_is_cut_off,
        s4_two_motors_on_one_busy_characteristic,
        s4_a_link_that_drops_ends_the_stop_at_once,
        many_outputs_and_stops_end_still,
    ]
}

async fn moving() -> (vigil_bluez::Bluez, Toy, Child) {
    let (bluez, toy, child) = connected().await;
    child.vibrate(0, 20).await;
    child.vibrate(1, 20).await;
    toy.wait_for_write(|write| write.text() == "Vibrate2:20;").await;
    toy.clear_log();
    (bluez, toy, child)
}

fn writes_are(fault: Fault) -> Faults {
    Faults {
        write: Some(fault),
        ..Faults::default()
    }
}

fn is_still(toy: &Toy) -> bool {
    ["Vibrate1", "Vibrate2"].iter().all(|motor| {
        let last = toy.writes().into_iter().rfind(|write| write.text().starts_with(motor));
        last.is_some_and(|write| write.text().ends_with(":0;"))
    })
}

fn confirmed_within(stop: &Value, limit_ms: f64) {
    println!("{stop}");
    assert_eq!(stop[0]["confirmed"], true);
    assert!(stop[0]["ms"].as_f64().unwrap() < limit_ms, "{stop}");
}

async fn s4_both_motors_stop_within_one_slow_write() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::delay(Duration::from_millis(150))));
    confirmed_within(&child.stop().await, 300.0);
    assert!(is_still(&toy));
}

async fn s4_failing_writes_are_repeated() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::failed().lasting(Duration::from_millis(600))));
    confirmed_within(&child.stop().await, 900.0);
    assert!(is_still(&toy));
}

async fn s4_a_write_that_hangs_does_not_hold_up_the_stop() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::hang().once()));
    child.vibrate(0, 15).await;
    toy.wait_for_attempt(|attempt| attempt.bytes == b"Vibrate1:15;").await;
    let begun = Instant::now();
    let stop = tokio::join!(child.stop(), toy.wait_for_write(|write| write.text() == "Vibrate1:0;"));
    println!("{}", stop.0);
    assert!(is_still(&toy));
    // The one that hangs might land yet: the link is cut.
    toy.wait_until_disconnected().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}

async fn s4_a_stop_that_hangs_is_sent_again() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::hang().times(2)));
    confirmed_within(&child.stop().await, 900.0);
    assert!(is_still(&toy));
}

async fn s4_a_toy_that_never_confirms_is_cut_off() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::failed()));
    let stop = child.stop().await;
    println!("{stop}");
    assert_eq!(stop[0]["confirmed"], false);
    assert!(stop[0]["ms"].as_f64().unwrap() < 1500.0);
    child.wait_for("stop_unconfirmed").await;
    toy.wait_until_disconnected().await;
}

async fn s4_two_motors_on_one_busy_characteristic() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(Faults {
        is_busy_while_writing: true,
        ..writes_are(Fault::delay(Duration::from_millis(50)))
    });
    confirmed_within(&child.stop().await, 600.0);
    assert!(is_still(&toy));
}

async fn s4_a_link_that_drops_ends_the_stop_at_once() {
    let (_bluez, toy, child) = moving().await;
    toy.set_faults(writes_are(Fault::hang()));
    let stop = child.stop();
    let dropped = async {
        toy.wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
            .await;
        toy.set_faults(Faults::default());
        toy.drop_link();
    };
    let (stop, ()) = tokio::join!(stop, dropped);
    println!("{stop}");
    assert_eq!(stop[0]["confirmed"], false);
    // It comes back, and is stopped again.
    child.wait_for_count("added", 2).await;
    toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
    assert!(is_still(&toy));
}

async fn many_outputs_and_stops_end_still() {
    let (_bluez, toy, child) = moving().await;
    for value in 0..200 {
        child.vibrate(0, value % 20 + 1).await;
        child.vibrate(1, value % 20 + 1).await;
        if value % 10 == 9 {
            child.stop().await;
        }
    }
    confirmed_within(&child.stop().await, 900.0);
    assert!(is_still(&toy));
}
