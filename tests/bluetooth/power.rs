//! The computer is about to sleep or to shut down, or nobody looks at its screen: toys stop first (S5).

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::Instant;
use vigil_bluez::{Bluez, Fault, Logind, ToySpec};
use vigil_tests::{
    event::Alert,
    raw_client::{ERROR_DEVICE, output},
    trial::note,
    trials,
    vigil::{Launch, Mark},
    waits,
};

use crate::rig::{EDGE, Rig, added, level, stands_still, still_at, writes};

/// For how long logind waits at most (`InhibitDelayMaxSec`).
const LOGIND_WAITS: Duration = Duration::from_secs(5);

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_toys_stop_before_the_computer_sleeps,
        s5_toys_stop_before_the_computer_shuts_down,
        s5_a_sleep_does_not_wait_for_a_toy_that_hangs,
        s5_a_sleep_that_was_not_heard_is_noticed,
        s5_a_refused_inhibitor_is_no_reason_not_to_stop,
        s5_a_logind_that_comes_later_is_found,
        s5_a_logind_that_hangs_holds_nothing_up,
        s5_a_bus_that_comes_back_is_found,
        a_hold_of_the_sleep_is_over_when_nobody_could_end_it,
        s5_a_locked_screen_stops_everything_if_wished,
        s5_a_desktop_that_locks_by_itself_stops_everything_if_wished,
        s5_another_user_stops_everything_if_wished,
        a_locked_screen_is_no_matter_otherwise,
        an_unseen_screen_is_told,
    ]
}

async fn s5_toys_stop_before_the_computer_sleeps() {
    let (mut rig, logind) = moving(json!({})).await;
    let inhibitor = logind.wait_for_inhibitor().await;
    assert_eq!(
        (inhibitor.what.as_str(), inhibitor.who.as_str(), inhibitor.mode.as_str()),
        ("sleep:shutdown", "Vigil", "delay")
    );
    let (said, still, released) = leaves(&rig, &logind, logind_sleeps).await;
    assert!(still <= released, "the computer slept before the toy stood still");
    assert!(released - said < LOGIND_WAITS, "{:?}", released - said);
    note(format!(
        "sleep: both motors told to stop after {:.1} ms, the computer let go after {:.1} ms",
        (still - said).as_secs_f64() * 1e3,
        (released - said).as_secs_f64() * 1e3
    ));
    refused(&mut rig).await;

    let back = rig.vigil.mark();
    logind.prepare_for_sleep(false).await;
    logind.wait_for_inhibitor().await;
    let alert = alert(&rig, back, "computer_slept").await;
    let sentence = alert.sentence.replace('\u{a0}', " ");
    assert!(
        sentence.starts_with("The computer went to sleep; toys were stopped first. Lovense Edge stood still"),
        "{sentence}"
    );
    rig.vigil.stop().await;
}

async fn s5_toys_stop_before_the_computer_shuts_down() {
    let (mut rig, logind) = moving(json!({})).await;
    logind.wait_for_inhibitor().await;
    let shuts_down = async |logind: &Logind| logind.prepare_for_shutdown(true).await;
    let (_, still, released) = leaves(&rig, &logind, shuts_down).await;
    assert!(still <= released);
    refused(&mut rig).await;
    rig.vigil.stop().await;
}

/// The ladder cuts its link; the computer is let go in time all the same.
async fn s5_a_sleep_does_not_wait_for_a_toy_that_hangs() {
    let (rig, logind) = moving(json!({})).await;
    logind.wait_for_inhibitor().await;
    rig.toy.set_faults(writes(Fault::hang()));
    let said = logind.prepare_for_sleep(true).await;
    let released = logind.wait_for_release().await;
    assert!(released - said < LOGIND_WAITS, "{:?}", released - said);
    let back = rig.vigil.mark();
    logind.prepare_for_sleep(false).await;
    let alert = alert(&rig, back, "computer_slept").await;
    assert!(
        alert.sentence.contains("did not confirm its stop"),
        "{}",
        alert.sentence
    );
    rig.vigil.stop_whatever_confirms().await;
}

/// logind is started again while the computer falls asleep, and again after it woke.
async fn s5_a_sleep_that_was_not_heard_is_noticed() {
    let (mut rig, mut logind) = moving(json!({})).await;
    logind.wait_for_inhibitor().await;
    logind.kill().await;
    logind.prepare_for_sleep_unheard(true);
    logind.restart().await;
    let seen = rig.vigil.mark();
    both_still(&rig).await;
    refused(&mut rig).await;
    logind.kill().await;
    logind.prepare_for_sleep_unheard(false);
    logind.restart().await;
    alert(&rig, seen, "computer_slept").await;
    logind.wait_for_inhibitor().await;
    rig.vibrate(10).await;
    rig.vigil.stop().await;
}

async fn s5_a_refused_inhibitor_is_no_reason_not_to_stop() {
    let bluez = Bluez::start().await;
    let logind = Logind::start(&bluez).await;
    logind.refuse();
    let mut rig = found(bluez, json!({})).await;
    move_it(&mut rig).await;
    logind.wait_until_asked(1).await;
    logind.prepare_for_sleep(true).await;
    both_still(&rig).await;
    refused(&mut rig).await;
    rig.vigil.stop().await;
}

async fn s5_a_logind_that_comes_later_is_found() {
    let bluez = Bluez::start().await;
    let mut logind = Logind::absent(&bluez);
    let mut rig = found(bluez, json!({})).await;
    move_it(&mut rig).await;
    for number in 1..=2 {
        logind.restart().await;
        logind.wait_for_inhibitor_number(number).await;
    }
    let (_, still, released) = leaves(&rig, &logind, logind_sleeps).await;
    assert!(still <= released);
    rig.vigil.stop().await;
}

async fn s5_a_logind_that_hangs_holds_nothing_up() {
    let bluez = Bluez::start().await;
    let logind = Logind::start(&bluez).await;
    logind.freeze();
    let mut rig = found(bluez, json!({})).await;
    move_it(&mut rig).await;
    logind.wait_until_asked(1).await;
    rig.vibrate(12).await;
    // What was asked meanwhile is answered to nobody: that inhibitor is gone at once.
    logind.wait_until_asked(2).await;
    logind.thaw();
    logind.wait_for_inhibitor().await;
    let (_, still, _) = leaves(&rig, &logind, logind_sleeps).await;
    assert!(still < Instant::now());
    rig.vigil.stop().await;
}

async fn s5_a_bus_that_comes_back_is_found() {
    let bluez = Bluez::start().await;
    let mut logind = Logind::start(&bluez).await;
    let mut rig = found(bluez, json!({})).await;
    logind.wait_for_inhibitor().await;
    rig.bluez.kill_bus().await;
    logind.kill().await;
    rig.bluez.restart_bus().await;
    logind.restart().await;
    logind.wait_for_inhibitor_number(2).await;
    logind.prepare_for_sleep(true).await;
    logind.wait_for_release().await;
    rig.vigil.stop_whatever_confirms().await;
}

/// Without a window nobody can let programs go on, so a sleep that is over ends its hold, but moves nothing by itself.
async fn a_hold_of_the_sleep_is_over_when_nobody_could_end_it() {
    let (mut rig, logind) = moving(json!({})).await;
    logind.wait_for_inhibitor().await;
    leaves(&rig, &logind, logind_sleeps).await;
    let back = rig.vigil.mark();
    logind.prepare_for_sleep(false).await;
    alert(&rig, back, "computer_slept").await;
    tokio::time::sleep(waits::AFTERMATH).await;
    stands_still(&rig.toy);
    rig.vibrate(12).await;
    rig.vigil.stop().await;
}

async fn s5_a_locked_screen_stops_everything_if_wished() {
    let (mut rig, logind) = moving(json!({ "stop_when_locked": true })).await;
    let seen = rig.vigil.mark();
    let said = logind.lock().await;
    let still = both_still(&rig).await;
    note(format!(
        "screen locked: both motors told to stop after {:.1} ms",
        (still - said).as_secs_f64() * 1e3
    ));
    alert(&rig, seen, "screen_locked").await;
    refused(&mut rig).await;
    logind.unlock().await;
    goes_on(&mut rig).await;
    rig.vigil.stop().await;
}

async fn s5_a_desktop_that_locks_by_itself_stops_everything_if_wished() {
    let (mut rig, logind) = moving(json!({ "stop_when_locked": true })).await;
    logind.set_locked_hint(true).await;
    both_still(&rig).await;
    refused(&mut rig).await;
    logind.set_locked_hint(false).await;
    goes_on(&mut rig).await;
    rig.vigil.stop().await;
}

async fn s5_another_user_stops_everything_if_wished() {
    let (mut rig, logind) = moving(json!({ "stop_when_locked": true })).await;
    logind.set_active(false).await;
    both_still(&rig).await;
    refused(&mut rig).await;
    logind.set_active(true).await;
    goes_on(&mut rig).await;
    rig.vigil.stop().await;
}

async fn a_locked_screen_is_no_matter_otherwise() {
    let (mut rig, logind) = moving(json!({})).await;
    logind.wait_for_inhibitor().await;
    logind.lock().await;
    logind.set_locked_hint(true).await;
    logind.set_active(false).await;
    tokio::time::sleep(waits::AFTERMATH).await;
    rig.vibrate(12).await;
    rig.vigil.stop().await;
}

async fn an_unseen_screen_is_told() {
    let bluez = Bluez::start().await;
    let logind = Logind::start(&bluez).await;
    logind.refuse();
    let rig = found(bluez, json!({ "stop_when_locked": true })).await;
    let alert = alert(&rig, Mark::default(), "screen_locked").await;
    assert!(
        alert.sentence.contains("does not tell Vigil when the screen is locked"),
        "{}",
        alert.sentence
    );
    rig.vigil.stop().await;
}

/// A program that moves a toy, and a logind that Vigil listens to.
async fn moving(settings: Value) -> (Rig, Logind) {
    let bluez = Bluez::start().await;
    let logind = Logind::start(&bluez).await;
    let mut rig = found(bluez, settings).await;
    logind.wait_for_inhibitor().await;
    move_it(&mut rig).await;
    (rig, logind)
}

async fn found(bluez: Bluez, settings: Value) -> Rig {
    let launch = Launch::new(&[]).settings(&settings);
    let mut rig = Rig::launched(bluez, ToySpec::of(EDGE), launch, |_, _| {}).await;
    rig.index = added(&rig.vigil).await;
    rig.client.ok("StopScanning", json!({})).await;
    rig.bluez.wait_for_end_of_scan().await;
    rig
}

async fn logind_sleeps(logind: &Logind) -> Instant {
    logind.prepare_for_sleep(true).await
}

/// When it was said, when both motors were told to stand still, and when the computer could go.
async fn leaves(rig: &Rig, logind: &Logind, goes: impl AsyncFnOnce(&Logind) -> Instant) -> (Instant, Instant, Instant) {
    let before = rig.toy.writes().len();
    let said = goes(logind).await;
    let released = logind.wait_for_release().await;
    let still = still_at(&rig.toy.writes()[before..]).expect("both motors were told to stand still");
    (said, still, released)
}

/// Waits for the last of both motors to be told to stand still.
async fn both_still(rig: &Rig) -> Instant {
    for motor in [0, 1] {
        rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
    still_at(&rig.toy.writes()).expect("both were told")
}

/// Both motors turn; what was written before is forgotten.
async fn move_it(rig: &mut Rig) {
    rig.vibrate(10).await;
    rig.toy.clear_log();
}

/// Nothing moves, whatever programs ask for.
async fn refused(rig: &mut Rig) {
    let answer = rig
        .client
        .request("OutputCmd", output(rig.index, 0, "Vibrate", 15))
        .await;
    assert_eq!(answer.error_code(), Some(ERROR_DEVICE), "{answer:?}");
    stands_still(&rig.toy);
}

/// Programs may move the toy again, soon.
async fn goes_on(rig: &mut Rig) {
    let end = Instant::now() + waits::EVENT;
    loop {
        let answer = rig
            .client
            .request("OutputCmd", output(rig.index, 0, "Vibrate", 15))
            .await;
        if answer.error_code().is_none() {
            break;
        }
        assert!(Instant::now() < end, "programs are still refused: {answer:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    rig.toy.wait_for_write(|write| write.text() == level(0, 15)).await;
}

async fn alert(rig: &Rig, since: Mark, cause: &str) -> Alert {
    rig.vigil
        .wait_since(since, cause, |event| event.alert(cause).cloned())
        .await
}
