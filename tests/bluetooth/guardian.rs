//! Vigil is killed, and its guardian stops what it moved. Times here are far above what is seen; `cargo xtask bench
//! toys` measures them.

mod handed_over;
mod hung;
mod new_vigil;
mod sockets;
mod stroker;

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Bluez, Toy, ToySpec};
use vigil_tests::{
    event::{Alert, Event},
    guardian::Guardian,
    raw_client::{RawClient, output},
    trial::note,
    trials,
    vigil::{Killed, Launch, Mark, Vigil},
    waits,
};

use crate::rig::{EDGE, Rig, added, last_level, level, still_at};

/// From SIGKILL to the last motor's stop.
const STILL_WITHIN: Duration = Duration::from_secs(5);

/// After so long a guardian has given up on a toy.
const GIVEN_UP: Duration = Duration::from_secs(20);

pub(crate) fn tests() -> Vec<Trial> {
    let of_subjects = [
        new_vigil::tests(),
        handed_over::tests(),
        hung::tests(),
        sockets::tests(),
        stroker::tests(),
    ];
    let mut tests = trials![
        s5_sigkill,
        s5_sigkill_beside_a_toy_of_another_program,
        s5_a_guardian_that_was_killed_is_replaced_and_knows_what_moves,
        s5_a_guardian_outlives_signals_and_the_session,
        where_no_guardian_stays_the_person_is_told_and_vigil_works,
        s5_a_toy_out_of_reach_is_given_up_on_and_told_of,
        s5_a_toy_that_comes_back_into_reach_is_stopped,
        s5_a_toy_that_goes_by_another_name_is_stopped,
        s4_sigkill_while_writes_fail,
        sigterm_is_a_goodbye,
        a_kill_while_nothing_moves_touches_no_toy,
        without_toys_that_could_come_there_is_no_guardian,
    ];
    tests.extend(of_subjects.into_iter().flatten());
    tests
}

async fn s5_sigkill() {
    let rig = Rig::edge_moving(&[]).await;
    let guardian = rig.vigil.guardian().await;
    rig.toy.clear_log();
    let killed_at = Instant::now();
    let Rig { toy, vigil, bluez, .. } = rig;
    let killed = vigil.kill().await;
    both_stopped(&toy).await;
    let after = still_at(&toy.writes()).expect("both motors") - killed_at;
    assert!(after <= STILL_WITHIN, "{after:?}");
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
    note(format!(
        "SIGKILL: both motors still after {after:?}, guardian gone after {:?}",
        killed_at.elapsed()
    ));
    assert!(!bluez.is_scanning(), "the link was there");
    for motor in [0, 1] {
        assert_eq!(last_level(&toy.writes(), motor), Some(level(motor, 0)));
    }

    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    let said = alert.sentence.replace('\u{a0}', " ");
    assert!(
        said.starts_with("Vigil was ended from outside")
            && said.contains("Lovense Edge was stopped ")
            && said.contains(" later."),
        "{said}"
    );
    let vigil = again(vigil, &bluez).await;
    assert!(alerts(&vigil).is_empty(), "it is told once");
    vigil.stop().await;
}

async fn s5_sigkill_beside_a_toy_of_another_program() {
    let bluez = Bluez::start().await;
    let other = bluez.add_toy(ToySpec::of(EDGE));
    let neighbour = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&neighbour, "Neighbour").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&neighbour).await;
    client.ok("StopScanning", json!({})).await;
    client.ok("OutputCmd", output(index, 0, "Vibrate", 10)).await;
    other.wait_for_write(|write| write.text() == level(0, 10)).await;

    let toy = bluez.add_toy(ToySpec::of("Lovense Lush"));
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    other.stop_advertising();
    client.ok("StartScanning", json!({})).await;
    let lush = vigil
        .wait_for("the Lush", |event| match event {
            Event::ToyAdded { toy, name } if name == "Lovense Lush" => Some(*toy),
            _ => None,
        })
        .await;
    client.ok("OutputCmd", output(lush, 0, "Vibrate", 10)).await;
    toy.wait_for_write(|write| write.text() == "Vibrate:10;").await;
    toy.clear_log();
    let guardian = vigil.guardian().await;
    other.clear_log();
    let _killed = vigil.kill().await;
    toy.wait_for_write(|write| write.text() == "Vibrate:0;").await;
    guardian.has_left().await;
    assert!(other.writes().is_empty(), "{:?}", other.writes());
    assert!(other.is_connected());
    neighbour.stop_whatever_confirms().await;
}

async fn s5_a_guardian_that_was_killed_is_replaced_and_knows_what_moves() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    let first = vigil.guardian().await;
    first.signal(Signal::KILL);
    first.has_left().await;
    let second = vigil.guardian().await;
    assert_ne!(first, second);
    toy.clear_log();
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    second.has_left().await;
}

async fn where_no_guardian_stays_the_person_is_told_and_vigil_works() {
    let mut rig = Rig::edge(&[]).await;
    for _ in 0..4 {
        let guardian = rig.vigil.guardian().await;
        guardian.signal(Signal::KILL);
        guardian.has_left().await;
    }
    rig.vigil
        .wait_for("the alert", |event| {
            matches!(event, Event::Alert(alert) if alert.cause == "guardian_missing").then_some(())
        })
        .await;
    rig.client.ok("OutputCmd", output(rig.index, 0, "Vibrate", 10)).await;
    rig.toy.wait_for_write(|write| write.text() == level(0, 10)).await;
    // Another attempt is made, and this one stays.
    let Rig { toy, vigil, .. } = rig;
    let guardian = vigil.guardian().await;
    toy.clear_log();
    let _killed = vigil.kill().await;
    toy.wait_for_write(|write| write.text() == level(0, 0)).await;
    guardian.has_left().await;
}

async fn s5_a_guardian_outlives_signals_and_the_session() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    let guardian = vigil.guardian().await;
    assert_eq!(guardian.session(), guardian.id(), "no terminal's signals reach it");
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        guardian.signal(signal);
    }
    toy.clear_log();
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    guardian.has_left().await;
}

async fn s5_a_toy_out_of_reach_is_given_up_on_and_told_of() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    lose(&toy, &vigil).await;
    let killed_at = Instant::now();
    let killed = vigil.kill().await;
    guardian.has_left_after(GIVEN_UP).await;
    assert!(killed_at.elapsed() >= GIVEN_UP);
    note(format!(
        "a toy out of reach: the guardian left after {:?}",
        killed_at.elapsed()
    ));
    let vigil = successor(&killed, &bluez).await;
    let alert = told_of_the_kill(&vigil).await;
    assert!(
        alert.sentence.contains("Lovense Edge could not be reached"),
        "{alert:?}"
    );
    assert!(alert.hint.is_some_and(|hint| hint.contains("by hand")));
    vigil.stop_whatever_confirms().await;
}

async fn s5_a_toy_that_comes_back_into_reach_is_stopped() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let guardian = vigil.guardian().await;
    lose(&toy, &vigil).await;
    let _killed = vigil.kill().await;
    toy.clear_log();
    bluez.wait_for_scan().await;
    toy.come_back();
    both_stopped(&toy).await;
    guardian.has_left().await;
    assert!(!toy.is_connected());
    assert!(!bluez.is_scanning());
}

/// Once connected it goes by its GAP name, as with the real bluetoothd; what it understands cannot be told from that.
async fn s5_a_toy_that_goes_by_another_name_is_stopped() {
    let (bluez, toy, vigil, _client) = renamed_and_moving().await;
    let guardian = vigil.guardian().await;
    vigil.kill().await;
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
    let written: Vec<_> = toy.writes().into_iter().map(|write| write.bytes).collect();
    assert!(written.iter().all(|bytes| bytes == &RENAMED_STOPS), "{written:?}");
    assert!(written.len() >= 2, "one of them is the greeting's: {written:?}");
    assert!(!bluez.is_scanning(), "the link was there");
}

const RENAMED_STOPS: [u8; 8] = [0x0f, 0, 0, 0, 0, 0, 0, 0];

/// A toy that nobody knows by the name that it has while it is connected.
async fn renamed_and_moving() -> (Bluez, Toy, Vigil, RawClient) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec {
        gap_name: Some("Nothing Known".to_owned()),
        ..ToySpec::of("WeVibe Sync")
    });
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    client.vibrate(index, 0, 5).await;
    vigil.wait_for_wish(index, 0, 5).await;
    toy.stop_advertising();
    toy.clear_log();
    (bluez, toy, vigil, client)
}

async fn s4_sigkill_while_writes_fail() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    let guardian = vigil.guardian().await;
    toy.clear_log();
    toy.set_faults(vigil_bluez::Faults {
        write: Some(vigil_bluez::Fault::failed().lasting(Duration::from_millis(1500))),
        ..vigil_bluez::Faults::default()
    });
    let _killed = vigil.kill().await;
    both_stopped(&toy).await;
    guardian.has_left().await;
    assert!(!toy.is_connected());
}

async fn sigterm_is_a_goodbye() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    let guardian = vigil.guardian().await;
    let data_dir = vigil.data_dir().to_owned();
    let connects = toy.calls().connect;
    // Before the directory goes with the last Vigil that has it.
    let kept = Launch::new(&[]).sharing_data_of(&vigil);
    vigil.stop().await;
    assert_eq!(guardian.name(), "", "it left before Vigil did");
    assert_eq!(toy.calls().connect, connects, "it touched nothing");
    assert!(!data_dir.join("guardian.json").exists());
    assert!(!data_dir.join("logs").join("guardian.log").exists(), "it did not act");
    drop(kept);
}

async fn a_kill_while_nothing_moves_touches_no_toy() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.client.ok("StopCmd", json!({})).await;
    let guardian = rig.vigil.guardian().await;
    // The guardian hears of it a little later than the program, and nobody says when.
    sleep(waits::AFTERMATH).await;
    rig.toy.clear_log();
    let killed = rig.vigil.kill().await;
    guardian.has_left().await;
    assert!(rig.toy.writes().is_empty());
    assert!(!killed.data_dir().join("guardian.json").exists());
}

async fn without_toys_that_could_come_there_is_no_guardian() {
    let vigil = Launch::new(&["--simulate", "vibrator"]).start().await;
    assert!(Guardian::all(vigil.data_dir()).is_empty());
    vigil.stop().await;
}

/// Out of reach, and Vigil knows.
async fn lose(toy: &Toy, vigil: &Vigil) {
    toy.stop_advertising();
    toy.drop_link();
    toy.go_silent();
    vigil
        .wait_for("the loss", |event| {
            matches!(event, Event::ToyRemoved { .. }).then_some(())
        })
        .await;
}

async fn both_stopped(toy: &Toy) {
    for motor in [0, 1] {
        toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
}

/// With the data of the one that was killed.
async fn successor(killed: &Killed, bluez: &Bluez) -> Vigil {
    let launch = Launch::new(&[]).bluetooth(bluez.environment());
    launch.succeeding(killed).start().await
}

/// The alert about it, as soon as it is raised.
async fn told_of_the_kill(vigil: &Vigil) -> Alert {
    vigil
        .wait_since(Mark::default(), "the alert", |event| match event {
            Event::Alert(alert) if alert.cause == "vigil_killed" => Some(alert.clone()),
            _ => None,
        })
        .await
}

/// Ends it in order, and starts it again with the same data.
async fn again(vigil: Vigil, bluez: &Bluez) -> Vigil {
    let launch = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&vigil);
    vigil.stop().await;
    launch.start().await
}

fn alerts(vigil: &Vigil) -> Vec<Event> {
    let mut events = vigil.events();
    events.retain(|event| matches!(event, Event::Alert(_)));
    events
}
