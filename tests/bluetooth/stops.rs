//! A stop arrives, whatever the radio does. The times here are far above what is promised, since these machines are
//! noisy; `cargo xtask bench toys` measures them.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Fault, Faults, Outcome};
use vigil_tests::{
    event::Event,
    raw_client::{ERROR_PING, output},
    trials, waits,
};

use crate::rig::{NAME, Rig, last_level, level, still_at};

/// Long enough for a toy to be found and moved without a ping, also on a busy machine.
const LIMIT: Duration = Duration::from_secs(8);
const WATCHED: [&str; 2] = ["--max-ping-time", "8000"];

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s2_pings_end,
        s5_the_socket_breaks,
        s5_sigterm,
        s4_while_every_write_takes_150_ms,
        s4_while_writes_fail_for_600_ms,
        s4_while_an_earlier_write_hangs,
        s4_a_toy_that_never_answers_is_cut_and_told_of,
        s4_while_the_link_is_lost,
        s1_a_toy_that_comes_back_is_stopped_first,
        s3_a_thousand_stops_a_second,
    ]
}

async fn s2_pings_end() {
    let mut rig = Rig::edge_moving(&WATCHED).await;
    rig.client.ok("Ping", json!({})).await;
    let pinged = Instant::now();
    rig.toy.clear_log();
    rig.client.until_end(LIMIT + waits::EVENT).await.error(ERROR_PING);
    let ended = rig.vigil.wait_for_end_of(NAME).await;
    assert_eq!((ended.cause.as_str(), ended.limit_ms), ("ping_timeout", Some(8_000)));
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let writes = rig.toy.writes();
    let after = still_at(&writes).expect("both motors") - pinged;
    assert!(after <= LIMIT + waits::LATENESS, "{after:?}");
    sleep(waits::AFTERMATH).await;
    stands_still(&rig);
    rig.vigil.stop().await;
}

async fn s5_the_socket_breaks() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    let broken = Instant::now();
    let Rig { client, .. } = rig;
    client.vanish().await;
    let ended = rig.vigil.wait_for_end_of(NAME).await;
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let after = still_at(&rig.toy.writes()).expect("both motors") - broken;
    assert!(after <= waits::LATENESS, "{after:?}");
    rig.vigil.stop().await;
}

async fn s5_sigterm() {
    let rig = Rig::edge_moving(&[]).await;
    rig.vigil.stop().await;
    for motor in [0, 1] {
        assert_eq!(last_level(&rig.toy.writes(), motor), Some(level(motor, 0)));
    }
}

async fn s4_while_every_write_takes_150_ms() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    rig.toy.set_faults(writes(Fault::delay(Duration::from_millis(150))));
    let Rig { client, .. } = rig;
    client.vanish().await;
    let ended = rig.vigil.wait_for_end_of(NAME).await;
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
    for motor in [0, 1] {
        assert_eq!(last_level(&rig.toy.writes(), motor), Some(level(motor, 0)));
    }
    rig.vigil.stop().await;
}

async fn s4_while_writes_fail_for_600_ms() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    rig.toy
        .set_faults(writes(Fault::failed().lasting(Duration::from_millis(600))));
    let broken = Instant::now();
    let Rig { client, .. } = rig;
    client.vanish().await;
    let ended = rig.vigil.wait_for_end_of(NAME).await;
    assert!(ended.toy(rig.index).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let after = still_at(&rig.toy.writes()).expect("both motors") - broken;
    assert!(after <= Duration::from_millis(600) + waits::LATENESS, "{after:?}");
    rig.vigil.stop().await;
}

async fn s4_while_an_earlier_write_hangs() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(writes(Fault::hang().once()));
    rig.client.ok("OutputCmd", output(rig.index, 0, "Vibrate", 20)).await;
    rig.toy
        .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
        .await;
    rig.toy.clear_log();
    let broken = Instant::now();
    let Rig { client, .. } = rig;
    client.vanish().await;
    // The hung write is not waited for.
    for motor in [0, 1] {
        let stop = rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
        let after = stop.at - broken;
        assert!(after <= waits::LATENESS, "motor {motor}: {after:?}");
    }
    // It may yet take effect: so the toy counts as stopped only after it, or its link is cut.
    rig.vigil.wait_for_end_of(NAME).await;
    rig.vigil.stop().await;
}

async fn s4_a_toy_that_never_answers_is_cut_and_told_of() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(writes(Fault::hang()));
    let Rig { client, .. } = rig;
    client.vanish().await;
    let ended = rig.vigil.wait_for_end_of(NAME).await;
    assert!(ended.toy(rig.index).is_some_and(|toy| !toy.confirmed), "{ended:?}");
    rig.vigil
        .wait_for("an alert", |event| event.alert("stop_unconfirmed").cloned())
        .await;
    rig.toy.wait_until_disconnected().await;
    rig.vigil.stop_whatever_confirms().await;
}

async fn s4_while_the_link_is_lost() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.drop_link();
    let alert = rig
        .vigil
        .wait_for("an alert", |event| event.alert("toy_lost").cloned())
        .await;
    assert!(alert.sentence.contains("Lovense Edge"), "{alert:?}");
    rig.vigil
        .wait_for("the toy to be gone", |event| {
            matches!(event, Event::ToyRemoved { .. }).then_some(())
        })
        .await;
    rig.vigil.stop_whatever_confirms().await;
}

async fn s1_a_toy_that_comes_back_is_stopped_first() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.drop_link();
    rig.toy.wait_until_disconnected().await;
    let Rig { client, .. } = rig;
    client.vanish().await;
    rig.vigil.wait_for_end_of(NAME).await;
    rig.toy.clear_log();
    rig.toy.wait_until_connected().await;
    for motor in [0, 1] {
        rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
    let told_to_move = rig
        .toy
        .writes()
        .into_iter()
        .find(|write| write.text().starts_with("Vibrate") && !write.text().ends_with(":0;"));
    assert!(told_to_move.is_none(), "{told_to_move:?}");
    rig.vigil.stop().await;
}

async fn s3_a_thousand_stops_a_second() {
    let mut rig = Rig::edge_moving(&[]).await;
    let begun = Instant::now();
    for round in 0..1_000 {
        rig.client
            .send("OutputCmd", output(rig.index, round % 2, "Vibrate", 5))
            .await;
        rig.client.send("StopCmd", json!({})).await;
    }
    rig.client.ok("StopCmd", json!({})).await;
    let after = begun.elapsed();
    assert!(after <= waits::EVENT, "{after:?}");
    sleep(waits::AFTERMATH).await;
    stands_still(&rig);
    rig.vigil.stop().await;
}

fn stands_still(rig: &Rig) {
    for motor in [0, 1] {
        assert_eq!(last_level(&rig.toy.writes(), motor), Some(level(motor, 0)));
    }
}

fn writes(fault: Fault) -> Faults {
    Faults {
        write: Some(fault),
        ..Faults::default()
    }
}
