//! A stop arrives, whatever the radio does.

use std::time::Duration;

use tokio::time::Instant;
use vigil_bluez::{Bluez, Fault, Faults, Outcome, Toy, trial::Test};
use vigil_devices::DeviceEvent;

use crate::{
    links::connected,
    program::{Program, Stopped, Told},
};

pub(crate) fn tests() -> Vec<Test> {
    vigil_bluez::tests![
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

async fn moving() -> (Bluez, Toy, Program) {
    let (bluez, toy, program) = connected().await;
    program.vibrate(0, 20);
    program.vibrate(1, 20);
    toy.wait_for_write(|write| write.text() == "Vibrate2:20;").await;
    toy.clear_log();
    (bluez, toy, program)
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

fn confirmed_within(stop: &Stopped, limit_ms: u64) {
    assert!(
        stop.is_confirmed && stop.after < Duration::from_millis(limit_ms),
        "{stop:?}"
    );
}

async fn s4_both_motors_stop_within_one_slow_write() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::delay(Duration::from_millis(150))));
    confirmed_within(&program.stop().await, 300);
    assert!(is_still(&toy));
}

async fn s4_failing_writes_are_repeated() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::failed().lasting(Duration::from_millis(600))));
    confirmed_within(&program.stop().await, 900);
    assert!(is_still(&toy));
}

async fn s4_a_write_that_hangs_does_not_hold_up_the_stop() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::hang().once()));
    program.vibrate(0, 15);
    toy.wait_for_attempt(|attempt| attempt.bytes == b"Vibrate1:15;").await;
    let begun = Instant::now();
    tokio::join!(
        program.stop(),
        toy.wait_for_write(|write| write.text() == "Vibrate1:0;")
    );
    assert!(is_still(&toy));
    // The one that hangs might land yet: the link is cut.
    toy.wait_until_disconnected().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}

async fn s4_a_stop_that_hangs_is_sent_again() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::hang().times(2)));
    confirmed_within(&program.stop().await, 900);
    assert!(is_still(&toy));
}

async fn s4_a_toy_that_never_confirms_is_cut_off() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::failed()));
    let stop = program.stop().await;
    assert!(
        !stop.is_confirmed && stop.after < Duration::from_millis(1500),
        "{stop:?}"
    );
    let is_alarm = |told: &Told| matches!(told, Told::Device(DeviceEvent::StopUnconfirmed { .. }));
    program
        .wait_for("an alarm", 1, |told| is_alarm(told).then_some(()))
        .await;
    toy.wait_until_disconnected().await;
}

async fn s4_two_motors_on_one_busy_characteristic() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(Faults {
        is_busy_while_writing: true,
        ..writes_are(Fault::delay(Duration::from_millis(50)))
    });
    confirmed_within(&program.stop().await, 600);
    assert!(is_still(&toy));
}

async fn s4_a_link_that_drops_ends_the_stop_at_once() {
    let (_bluez, toy, program) = moving().await;
    toy.set_faults(writes_are(Fault::hang()));
    let stop = program.stop();
    let dropped = async {
        toy.wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
            .await;
        toy.set_faults(Faults::default());
        toy.drop_link();
    };
    let (stop, ()) = tokio::join!(stop, dropped);
    assert!(!stop.is_confirmed, "{stop:?}");
    // It comes back, and is stopped again.
    program.wait_until_added(2).await;
    toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
    assert!(is_still(&toy));
}

async fn many_outputs_and_stops_end_still() {
    let (_bluez, toy, program) = moving().await;
    for value in 0..200 {
        program.vibrate(0, value % 20 + 1);
        program.vibrate(1, value % 20 + 1);
        if value % 10 == 9 {
            program.stop().await;
        }
    }
    confirmed_within(&program.stop().await, 900);
    assert!(is_still(&toy));
}
