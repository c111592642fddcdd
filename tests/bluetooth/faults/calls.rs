//! Single calls to the toy are refused, late or never answered.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, Fault, Faults, LinkFault, ToySpec};
use vigil_tests::{long_trials, trials};

use super::case::{Case, limit};
use crate::rig::{EDGE, Rig, connects, level, stands_still, writes};

pub(crate) fn tests() -> Vec<Trial> {
    let quick = trials![
        writes_fail_for_a_moment,
        s4_writes_fail_for_good,
        s4_an_output_is_never_answered,
        s4_a_stop_is_never_answered,
        s4_writes_are_answered_after_5_s,
        connect_fails,
        notifications_fail,
        notifications_are_never_answered,
    ];
    let long = long_trials![connect_is_never_answered, services_are_never_resolved];
    quick.into_iter().chain(long).collect()
}

/// Programs "stop" a toy by the output 0, too: it may not get lost.
async fn writes_fail_for_a_moment() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.toy.clear_log();
    let mut case = Case::begin(&rig, "WriteValue fails for 600 ms", "moving; the program sends 0");
    rig.toy
        .set_faults(writes(Fault::failed().lasting(Duration::from_millis(600))));
    case.ends();
    rig.vibrate(0).await;
    case.dealt_with("still", Duration::from_millis(600));
    stands_still(&rig.toy);
    case.follows(rig, "written again").await;
}

async fn s4_writes_fail_for_good() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "WriteValue fails", "moving; the program sends 0");
    rig.toy.set_faults(writes(Fault::failed()));
    rig.wish(0, 0).await;
    case.alert(&rig, "stop_unconfirmed").await;
    case.given_up(&rig, limit::OUTPUT).await;
    rig.toy.wait_until_disconnected().await;
    case.ends();
    rig.toy.set_faults(Faults::default());
    case.comes_back(rig, "called back").await;
}

async fn s4_an_output_is_never_answered() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "WriteValue never answers", "moving; the program sends 20");
    rig.toy.set_faults(writes(Fault::hang().once()));
    rig.wish(0, 20).await;
    case.alert(&rig, "stop_unconfirmed").await;
    case.given_up(&rig, limit::OUTPUT).await;
    case.ends();
    // The stop was not held up by it.
    let stopped = rig.toy.wait_for_write(|write| write.text() == level(1, 0)).await;
    assert!(stopped.with_response);
    case.comes_back(rig, "called back").await;
}

async fn s4_a_stop_is_never_answered() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "WriteValue never answers", "moving; the program stops it");
    rig.toy.set_faults(writes(Fault::hang()));
    let answer = rig.client.request("StopCmd", json!({})).await;
    assert_eq!(
        answer.kind, "Error",
        "a stop that is not confirmed is not Ok: {answer:?}"
    );
    case.alert(&rig, "stop_unconfirmed").await;
    case.given_up(&rig, limit::LADDER).await;
    rig.toy.wait_until_disconnected().await;
    case.ends();
    rig.toy.set_faults(Faults::default());
    case.comes_back(rig, "called back").await;
}

async fn s4_writes_are_answered_after_5_s() {
    let mut rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "WriteValue answers after 5 s", "moving; the program sends 20");
    rig.toy.set_faults(writes(Fault::delay(Duration::from_secs(5))));
    rig.wish(0, 20).await;
    case.alert(&rig, "stop_unconfirmed").await;
    case.given_up(&rig, limit::OUTPUT).await;
    rig.toy.wait_until_disconnected().await;
    let late = rig.toy.writes().into_iter().find(|write| write.text() == level(0, 20));
    assert!(late.is_none(), "it would move again, with nobody there: {late:?}");
    case.ends();
    rig.toy.set_faults(Faults::default());
    case.comes_back(rig, "called back").await;
}

/// A toy that cannot be connected; the person is told, and it comes in when it can.
async fn cannot_connect(fault: &'static str, faults: Faults, limit: Duration) {
    let rig = Rig::looking(Bluez::start().await, ToySpec::of(EDGE), &[], |_, toy| {
        toy.set_faults(faults);
    })
    .await;
    let mut case = Case::begin(&rig, fault, "connecting");
    rig.toy.wait_for_calls(|calls| calls.connect >= 1).await;
    case.counts_from_now();
    case.told_of_the_toy(&rig, limit).await;
    case.dealt_with("given up", limit);
    case.ends();
    rig.toy.set_faults(Faults::default());
    let since = case.since();
    rig.back(since).await;
    let told = rig.bluetooth(since, "no more words", |bluetooth| bluetooth.sentence.is_none());
    told.await;
    case.follows(rig, "tried again").await;
}

async fn connect_fails() {
    cannot_connect("Connect fails", connects(Fault::failed()), limit::AT_ONCE).await;
}

async fn notifications_fail() {
    let faults = Faults {
        start_notify: Some(Fault::failed()),
        ..Faults::default()
    };
    cannot_connect("StartNotify fails", faults, limit::AT_ONCE).await;
}

async fn notifications_are_never_answered() {
    let faults = Faults {
        start_notify: Some(Fault::hang()),
        ..Faults::default()
    };
    cannot_connect("StartNotify never answers", faults, Duration::from_secs(3)).await;
}

async fn connect_is_never_answered() {
    cannot_connect("Connect never answers", connects(Fault::hang()), limit::CONNECT).await;
}

async fn services_are_never_resolved() {
    let faults = Faults {
        link: LinkFault::NeverResolved,
        ..Faults::default()
    };
    cannot_connect("ServicesResolved never comes", faults, limit::CONNECT).await;
}
