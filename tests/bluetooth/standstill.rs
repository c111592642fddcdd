//! One of Vigil's own runtimes stands still, with no ping limit that would end anything: every toy is stopped, and the
//! person is told that it was Vigil.

use std::time::Duration;

use libtest_mimic::Trial;
use tokio::time::{Instant, timeout};
use vigil_bluez::Toy;
use vigil_tests::{
    event::{Alert, Event},
    shim::ThreadFault,
    trial::note,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

use crate::rig::{Rig, level, still_at};

const SESSIONS: &str = "vigil-sessions*";
const TOYS: &str = "vigil-toys*";

/// So long may a runtime show nothing (`timeouts::RUNTIME_STALL` of the server).
const STALL: Duration = Duration::from_secs(1);
/// On a machine that does much else. What is promised is measured by `cargo xtask faults`.
const STILL_WITHIN: Duration = Duration::from_secs(6);

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_the_sessions_runtime_stands_still_and_every_toy_stops,
        s5_the_toys_runtime_stands_still_and_the_guardian_stops_the_toy,
        s5_the_toys_runtime_stands_still_while_a_toy_that_moved_is_lost,
        a_toys_runtime_that_stands_still_while_nothing_moves_is_told_of_and_ends_nothing,
    ]
}

async fn s5_the_sessions_runtime_stands_still_and_every_toy_stops() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig { toy, vigil, .. } = rig;
    toy.clear_log();
    let mark = vigil.mark();
    let begun = Instant::now();
    let frozen = ThreadFault::start("freeze", vigil.id(), SESSIONS).unwrap();
    both_stopped(&toy, begun).await;
    drop(frozen);
    // It tells once it runs again.
    let alert = vigil
        .wait_since(mark, "the alert", |event| event.alert("vigil_late").cloned())
        .await;
    assert!(alert.sentence.starts_with("Vigil itself did not respond"), "{alert:?}");
    vigil.stop().await;
}

async fn s5_the_toys_runtime_stands_still_and_the_guardian_stops_the_toy() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig {
        bluez, toy, mut vigil, ..
    } = rig;
    let guardian = vigil.guardian().await;
    toy.clear_log();
    let begun = Instant::now();
    let frozen = ThreadFault::start("freeze", vigil.id(), TOYS).unwrap();
    // Nobody but the guardian can stop it, and it does once the process has ended itself.
    both_stopped(&toy, begun).await;
    // A process of which a thread is traced does not end before that thread is let go.
    drop(frozen);
    let status = vigil.exits().await;
    assert!(!status.success(), "{status}");
    guardian.has_left().await;
    let alerts = alerts(&vigil);
    assert!(
        alerts.iter().all(|alert| !alert.sentence.contains("None was moving")),
        "{alerts:?}"
    );
    if !alerts.iter().any(|alert| alert.sentence.starts_with("Vigil itself")) {
        // The process ends itself some milliseconds after it raised the alert, which a busy machine may need for other
        // things. Then the next Vigil tells.
        let launch = Launch::new(&[]).bluetooth(bluez.environment()).sharing_data_of(&vigil);
        let next = launch.start().await;
        let told = next
            .wait_for("the alert", |event| event.alert("vigil_killed").cloned())
            .await;
        assert!(told.sentence.contains("Lovense Edge"), "{told:?}");
        next.stop().await;
    }
}

/// Nobody in this process calls it back any more. Whether it moves is not known, and Vigil says nothing else.
async fn s5_the_toys_runtime_stands_still_while_a_toy_that_moved_is_lost() {
    let rig = Rig::edge_moving(&[]).await;
    let Rig {
        toy, mut vigil, client, ..
    } = rig;
    let guardian = vigil.guardian().await;
    lose(&toy, &vigil).await;
    toy.clear_log();
    let frozen = ThreadFault::start("freeze", vigil.id(), TOYS).unwrap();
    toy.come_back();
    for motor in [0, 1] {
        let told = toy.wait_for_write(|write| write.text() == level(motor, 0));
        timeout(waits::EVENT, told).await.expect("the guardian takes it back");
    }
    drop((frozen, client));
    let status = vigil.exits().await;
    assert!(!status.success(), "{status}");
    let alerts = alerts(&vigil);
    assert!(
        alerts.iter().all(|alert| !alert.sentence.contains("None was moving")),
        "{alerts:?}"
    );
    guardian.has_left().await;
}

async fn a_toys_runtime_that_stands_still_while_nothing_moves_is_told_of_and_ends_nothing() {
    let rig = Rig::edge(&[]).await;
    // Vigil has told that the search is over. Before that the runtime has work, and may stand still while it holds what
    // the controller reads: then the alert comes when it goes on.
    let mut has_searched = false;
    let searched = |event: &Event| match event {
        Event::Bluetooth(bluetooth) => {
            has_searched |= bluetooth.scanning;
            (has_searched && !bluetooth.scanning).then_some(())
        }
        _ => None,
    };
    rig.vigil.wait_for("the end of the search", searched).await;
    let mark = rig.vigil.mark();
    let frozen = ThreadFault::start("freeze", rig.vigil.id(), TOYS).unwrap();
    let alert = rig
        .vigil
        .wait_since(mark, "the alert", |event| event.alert("vigil_late").cloned())
        .await;
    assert!(alert.sentence.ends_with("None was moving."), "{alert:?}");
    drop(frozen);
    let Rig { vigil, .. } = rig;
    vigil.stop().await;
}

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

/// Both motors, within the stall's limit and a margin.
async fn both_stopped(toy: &Toy, since: Instant) {
    for motor in [0, 1] {
        let told = toy.wait_for_write(|write| write.text() == level(motor, 0));
        timeout(waits::EVENT, told).await.expect("a stop");
    }
    let after = still_at(&toy.writes())
        .expect("both motors")
        .saturating_duration_since(since);
    note(format!("a runtime stands still: both motors still after {after:?}"));
    assert!(after <= STALL + STILL_WITHIN, "{after:?}");
}

fn alerts(vigil: &Vigil) -> Vec<Alert> {
    let events = vigil.events().into_iter();
    events
        .filter_map(|event| match event {
            Event::Alert(alert) => Some(alert),
            _ => None,
        })
        .collect()
}
