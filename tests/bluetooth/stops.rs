//! A stop arrives, whatever the radio does. The times here are far above what is promised, since these machines are
//! noisy; `cargo xtask bench toys` measures them.

use std::{fs, time::Duration};

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{Bluez, Fault, Faults, Outcome, Timing, ToySpec};
use vigil_tests::{
    event::Event,
    raw_client::{ERROR_DEVICE, ERROR_PING, output},
    told::tell,
    trials,
    vigil::Mark,
    waits,
};

use crate::rig::{EDGE, NAME, Rig, last_level, level, stands_still, still_at, writes};

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
        s4_whoever_stops_from_outside_is_told_of_a_toy_that_never_answers,
        s4_while_the_link_is_lost,
        s1_a_toy_that_comes_back_is_stopped_first,
        s3_a_thousand_stops_a_second,
        s3_a_stop_while_the_toy_is_connecting,
        s5_a_session_ends_while_the_toy_is_connecting,
        s4_a_stop_command_while_an_earlier_write_hangs,
        s4_a_stop_while_the_link_drops,
        s4_a_stop_while_another_stop_runs,
        s4_a_stroker_is_frozen_mid_stroke,
        s4_a_stroker_that_comes_back_mid_stroke_is_frozen_where_it_is,
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
    stands_still(&rig.toy);
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

async fn s4_whoever_stops_from_outside_is_told_of_a_toy_that_never_answers() {
    let rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(writes(Fault::hang()));
    let told = tell(&["--stop"], rig.vigil.data_dir()).await;
    assert_eq!(told.code, 5, "{told:?}");
    let says = "Lovense Edge did not confirm that it stopped. If it still moves, switch it off by hand.";
    assert!(told.sentence.starts_with(says), "{told:?}");
    assert!(told.took < Duration::from_secs(2) + waits::LATENESS, "{told:?}");
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
    // The alert that told of the loss tells that, too, as soon as the toy has confirmed.
    let journal = rig.vigil.data_dir().join("alerts.jsonl");
    let begun = Instant::now();
    loop {
        let lines = fs::read_to_string(&journal).unwrap_or_default();
        let lost = lines.lines().rfind(|line| line.contains("toy_lost"));
        if lost.is_some_and(|line| line.contains("back_after_ms")) {
            break;
        }
        assert!(begun.elapsed() < waits::EVENT, "{lines}");
        sleep(waits::LOOK_AGAIN).await;
    }
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
    stands_still(&rig.toy);
    rig.vigil.stop().await;
}

/// A program that looks for a toy, whose link takes its time.
async fn connecting() -> Rig {
    let spec = ToySpec::of(EDGE).timing(Timing {
        connect: Duration::from_millis(400),
        resolve: Duration::from_millis(400),
        ..Timing::default()
    });
    let rig = Rig::looking(Bluez::start().await, spec, &[], |_, _| {}).await;
    rig.toy.wait_for_calls(|calls| calls.connect == 1).await;
    rig
}

async fn s3_a_stop_while_the_toy_is_connecting() {
    let mut rig = connecting().await;
    rig.client.ok("StopCmd", json!({})).await;
    let early = rig.client.refused("OutputCmd", output(0, 0, "Vibrate", 10)).await;
    assert_eq!(
        early, ERROR_DEVICE,
        "what is not here cannot be moved, nor when it comes"
    );
    for motor in [0, 1] {
        rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
    rig.back(Mark::default()).await;
    rig.vibrate(7).await;
    rig.vigil.stop().await;
}

async fn s5_a_session_ends_while_the_toy_is_connecting() {
    let Rig {
        client,
        vigil,
        toy,
        bluez: _bluez,
        ..
    } = connecting().await;
    client.vanish().await;
    vigil.wait_for_end_of(NAME).await;
    for motor in [0, 1] {
        toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
    stands_still(&toy);
    vigil.stop().await;
}

async fn s4_a_stop_command_while_an_earlier_write_hangs() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(writes(Fault::hang().once()));
    rig.wish(0, 20).await;
    rig.toy
        .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
        .await;
    rig.toy.clear_log();
    let begun = Instant::now();
    let stop = rig.client.send("StopCmd", json!({})).await;
    for motor in [0, 1] {
        let written = rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
        assert!(written.at - begun <= waits::LATENESS, "motor {motor}");
    }
    // What hangs could still take effect after it: so this stop is not confirmed, and the link is cut.
    assert_eq!(rig.client.answer(stop).await.kind, "Error");
    rig.toy.wait_until_disconnected().await;
    stands_still(&rig.toy);
    rig.vigil.stop_whatever_confirms().await;
}

async fn s4_a_stop_while_the_link_drops() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.set_faults(writes(Fault::hang()));
    let since = rig.vigil.mark();
    let stop = rig.client.send("StopCmd", json!({})).await;
    rig.toy
        .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
        .await;
    rig.toy.set_faults(Faults::default());
    rig.toy.clear_log();
    let dropped = Instant::now();
    rig.toy.drop_link();
    assert_eq!(rig.client.answer(stop).await.kind, "Error", "nobody confirmed it");
    assert!(dropped.elapsed() <= waits::LATENESS, "{:?}", dropped.elapsed());
    let lost = |event: &Event| event.alert("toy_lost").cloned();
    rig.vigil.wait_since(since, "an alert", lost).await;
    rig.back(since).await;
    for motor in [0, 1] {
        rig.toy.wait_for_write(|write| write.text() == level(motor, 0)).await;
    }
    rig.vigil.stop().await;
}

async fn s4_a_stop_while_another_stop_runs() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    rig.toy.set_faults(writes(Fault::delay(Duration::from_millis(150))));
    let begun = Instant::now();
    let mut stops = Vec::new();
    for _ in 0..5 {
        stops.push(rig.client.send("StopCmd", json!({})).await);
        rig.toy
            .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
            .await;
    }
    for stop in stops {
        assert_eq!(rig.client.answer(stop).await.kind, "Ok");
    }
    assert!(begun.elapsed() <= 2 * Duration::from_millis(150) + waits::LATENESS);
    stands_still(&rig.toy);
    rig.vigil.stop().await;
}

/// A stroker is told a place and the time to get there. It stops where it is then, not where it was sent, and not at an
/// end.
async fn s4_a_stroker_is_frozen_mid_stroke() {
    const STROKE: Duration = Duration::from_secs(4);
    let mut rig = Rig::having(ToySpec::of("Kiiroo Keon"), &[]).await;
    let stroke = json!({
        "DeviceIndex": rig.index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": 99, "Duration": STROKE.as_millis() } },
    });
    rig.toy.clear_log();
    rig.client.ok("OutputCmd", stroke).await;
    let begun = rig.vigil.wait_for_wish(rig.index, 0, 99).await;
    sleep(STROKE / 2).await;
    let since = rig.vigil.mark();
    rig.client.ok("StopCmd", json!({})).await;
    let frozen = rig.vigil.wait_for_stop(since, rig.index).await;
    let share = (frozen.at_ms - begun.at_ms) / STROKE.as_secs_f64() / 1_000.0;
    let [stop] = frozen.outputs.as_slice() else {
        panic!("one carriage, one freeze: {frozen:?}");
    };
    let is = f64::from(stop.value);
    assert!(
        (is - 99.0 * share).abs() <= 1.5,
        "{is} of 99 after {share:.3} of the way"
    );
    assert!((40..99).contains(&stop.value), "this tries nothing: {frozen:?}");
    let told = rig.toy.writes().pop().unwrap();
    assert_eq!(told.bytes.last().copied().map(i32::from), Some(stop.value), "{told:?}");
    rig.vigil.stop().await;
}

/// Its link is lost in the middle of a stroke, and it goes on by itself. The first thing that it is told when it is back is
/// the place where it is by then.
async fn s4_a_stroker_that_comes_back_mid_stroke_is_frozen_where_it_is() {
    const STROKE: Duration = Duration::from_secs(20);
    let mut rig = Rig::having(ToySpec::of("Kiiroo Keon"), &[]).await;
    let stroke = json!({
        "DeviceIndex": rig.index,
        "FeatureIndex": 0,
        "Command": { "HwPositionWithDuration": { "Value": 99, "Duration": STROKE.as_millis() } },
    });
    rig.client.ok("OutputCmd", stroke).await;
    let begun = rig.vigil.wait_for_wish(rig.index, 0, 99).await;
    sleep(STROKE / 10).await;
    rig.toy.clear_log();
    let since = rig.vigil.mark();
    rig.toy.drop_link();
    let frozen = rig.vigil.wait_for_stop(since, rig.index).await;
    let share = (frozen.at_ms - begun.at_ms) / STROKE.as_secs_f64() / 1_000.0;
    let [stop] = frozen.outputs.as_slice() else {
        panic!("one carriage, one freeze: {frozen:?}");
    };
    let is = f64::from(stop.value);
    assert!(
        (is - 99.0 * share).abs() <= 1.5,
        "{is} of 99 after {share:.3} of the way"
    );
    assert!((5..99).contains(&stop.value), "this tries nothing: {frozen:?}");
    let places: Vec<_> = rig
        .toy
        .writes()
        .iter()
        .filter_map(|write| write.bytes.last().copied())
        .collect();
    assert_eq!(places.last().copied().map(i32::from), Some(stop.value), "{places:?}");
    rig.vigil.stop().await;
}
