//! Found, connected, lost, back.

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::Instant;
use vigil_bluez::{Bluez, Fault, Faults, LinkFault, Toy};

use crate::{
    child::Child,
    toys::{edge, toaster},
    trials,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_toy_is_found_connected_moved_stopped_lost_and_back,
        a_stranger_is_seen_and_left_alone,
        nothing_is_connected_without_a_scan,
        s5_a_toy_that_a_killed_vigil_left_running_is_stopped_without_a_scan,
        a_toy_of_another_program_is_left_to_it_until_a_scan,
        the_signal_is_told,
        a_toy_that_refuses_is_tried_again,
        a_link_that_drops_while_connecting_is_noticed_and_tried_again,
        a_denied_toy_is_let_go_and_not_called_back,
        a_toy_that_bluetoothd_forgot_is_found_again,
        an_unsignalled_link_is_a_link,
        quitting_stops_and_lets_go,
        a_limit_holds_at_once,
    ]
}

/// A toy in use.
pub(crate) async fn connected() -> (Bluez, Toy, Child) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    child.wait_for("added").await;
    child.wait_for("battery").await;
    (bluez, toy, child)
}

fn link_of(event: &Value, link: &str) -> bool {
    event["event"] == "toys" && event["toys"][0]["link"] == link
}

async fn a_toy_is_found_connected_moved_stopped_lost_and_back() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let child = Child::start(&bluez);
    child.wait_for_state("ready").await;
    let begun = Instant::now();
    child.call("scan", json!({})).await;
    let added = child.wait_for("added").await;
    println!("from the scan to the toy: {:?}", begun.elapsed());
    assert_eq!(added["name"], "Lovense Edge");
    toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
    let first: Vec<_> = toy
        .writes()
        .iter()
        .map(vigil_bluez::Write::text)
        .filter(|text| text != "Battery;")
        .collect();
    assert_eq!(
        first,
        ["DeviceType;", "Vibrate1:0;", "Vibrate2:0;"],
        "stopped on arrival"
    );
    assert_eq!(child.wait_for("battery").await["percent"], 77);

    child.vibrate(0, 10).await;
    child.vibrate(1, 5).await;
    toy.wait_for_write(|write| write.text() == "Vibrate2:5;").await;
    // Confirmed, too: a stop beside an output under way is written twice.
    let latency = child
        .wait("the output", |event| {
            event["event"] == "written" && event["values"].as_array().is_some_and(|v| v.contains(&json!([1, 5])))
        })
        .await;
    println!("an output took {} ms", latency["took_ms"]);
    assert!(
        !toy.wait_for_write(|write| write.text() == "Vibrate1:10;")
            .await
            .with_response
    );
    toy.clear_log();
    let stop = child.stop().await;
    println!("the stop: {stop}");
    assert_eq!(stop[0]["confirmed"], true);
    let writes = toy.writes();
    let texts: Vec<_> = writes.iter().map(vigil_bluez::Write::text).collect();
    assert_eq!(texts, ["Vibrate1:0;", "Vibrate2:0;"]);
    assert!(
        writes.iter().all(|write| write.with_response),
        "a stop asks for the toy's word"
    );
    let toys = child.call("toys", json!({})).await;
    assert_eq!(toys[0]["address"], toy.address().to_string());
    assert_eq!(toys[0]["protocol"], "lovense");
    assert_eq!(toys[0]["battery"], 77);

    toy.clear_log();
    let lost = Instant::now();
    toy.drop_link();
    child.wait_for("removed").await;
    println!("the loss was seen after {:?}", lost.elapsed());
    child.wait("reconnecting", |event| link_of(event, "reconnecting")).await;
    child.wait_for_count("added", 2).await;
    println!("it was back after {:?}", lost.elapsed());
    assert_eq!(
        child.events().iter().rfind(|event| event["event"] == "added").unwrap()["device"],
        0
    );
    toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
    child.vibrate(0, 3).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:3;").await;
}

async fn a_stranger_is_seen_and_left_alone() {
    let bluez = Bluez::start().await;
    let stranger = bluez.add_toy(toaster());
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    let seen = child
        .wait("the stranger", |event| {
            event["event"] == "bluetooth" && event["nearby"][0]["name"] == "Toaster 3000"
        })
        .await;
    assert_eq!(seen["nearby"][0]["state"], "unknown");
    assert_eq!(seen["scanning"], true);
    child.call("stop_scan", json!({})).await;
    bluez.wait_for_end_of_scan().await;
    assert_eq!(stranger.calls().connect, 0);
}

async fn nothing_is_connected_without_a_scan() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let child = Child::start(&bluez);
    child.wait_for_state("ready").await;
    child.call("scan", json!({})).await;
    bluez.wait_for_scan().await;
    child.wait_for("added").await;
    child.call("stop_scan", json!({})).await;
    bluez.wait_for_end_of_scan().await;
    let second = bluez.add_toy(edge());
    child.call("stop", json!({})).await;
    assert!(toy.is_connected());
    assert_eq!(second.calls().connect, 0);
}

async fn s5_a_toy_that_a_killed_vigil_left_running_is_stopped_without_a_scan() {
    let (bluez, toy, child) = connected().await;
    child.vibrate(0, 20).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
    child.kill().await;
    assert!(toy.is_connected(), "bluetoothd keeps the link");
    toy.clear_log();
    let next = Child::start_knowing(&bluez, &toy);
    next.wait_for("added").await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:0;").await;
    assert!(!bluez.is_scanning());
}

async fn a_toy_of_another_program_is_left_to_it_until_a_scan() {
    let (bluez, toy, other) = connected().await;
    toy.clear_log();
    let child = Child::start(&bluez);
    child.wait_for_state("ready").await;
    child
        .wait("it to be seen", |event| {
            event["event"] == "bluetooth" && event["nearby"][0]["state"] == "toy"
        })
        .await;
    assert!(toy.writes().is_empty());
    drop(other);
    child.call("scan", json!({})).await;
    child.wait_for("added").await;
}

async fn the_signal_is_told() {
    let (_bluez, _toy, child) = connected().await;
    let heard = |event: &Value| event["event"] == "toys" && event["toys"][0]["rssi"].is_i64();
    let toys = child.wait("the signal", heard).await;
    assert!([-60, -59].contains(&toys["toys"][0]["rssi"].as_i64().unwrap()));
}

async fn a_toy_that_refuses_is_tried_again() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        connect: Some(Fault::failed().times(2)),
        ..Faults::default()
    });
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    child.wait_for("added").await;
    assert_eq!(toy.calls().connect, 3);
}

async fn a_link_that_drops_while_connecting_is_noticed_and_tried_again() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        link: LinkFault::Drops,
        ..Faults::default()
    });
    let child = Child::start(&bluez);
    let begun = Instant::now();
    child.call("scan", json!({})).await;
    toy.wait_for_calls(|calls| calls.connect >= 1).await;
    toy.set_faults(Faults::default());
    child.wait_for("added").await;
    println!("after {:?}", begun.elapsed());
    assert!(begun.elapsed().as_secs() < 10, "the library notices after 30 s only");
}

async fn a_denied_toy_is_let_go_and_not_called_back() {
    let (bluez, toy, child) = connected().await;
    child.vibrate(0, 20).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
    child.call("deny", json!({ "device": 0 })).await;
    toy.wait_until_disconnected().await;
    assert!(
        toy.writes()
            .iter()
            .rev()
            .any(|write| write.text() == "Vibrate1:0;" && write.with_response)
    );
    child
        .wait("not wanted", |event| {
            event["event"] == "bluetooth" && event["nearby"][0]["state"] == "not_wanted"
        })
        .await;
    assert!(bluez.is_scanning());
    assert_eq!(toy.calls().connect, 1);
}

async fn a_toy_that_bluetoothd_forgot_is_found_again() {
    let (bluez, toy, child) = connected().await;
    child.call("stop_scan", json!({})).await;
    bluez.wait_for_end_of_scan().await;
    toy.set_faults(Faults {
        connect: Some(Fault::failed().times(1)),
        ..Faults::default()
    });
    toy.drop_link();
    child.wait("reconnecting", |event| link_of(event, "reconnecting")).await;
    // A scan of our own finds it again.
    bluez.wait_for_scan().await;
    toy.vanish();
    toy.come_back();
    child.wait_for_count("added", 2).await;
    bluez.wait_for_end_of_scan().await;
}

async fn an_unsignalled_link_is_a_link() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        is_connected_unsignalled: true,
        ..Faults::default()
    });
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    child.wait_for("added").await;
    child.vibrate(0, 1).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:1;").await;
}

async fn quitting_stops_and_lets_go() {
    let (bluez, toy, child) = connected().await;
    child.vibrate(0, 20).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
    toy.clear_log();
    let begun = Instant::now();
    assert_eq!(child.call("quit", json!({})).await["confirmed"], true);
    println!("quit after {:?}", begun.elapsed());
    assert_eq!(toy.writes()[0].text(), "Vibrate1:0;");
    assert!(!toy.is_connected());
    assert!(!bluez.is_scanning());
}

async fn a_limit_holds_at_once() {
    let (_bluez, toy, child) = connected().await;
    child.vibrate(0, 20).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
    child
        .call("limit", json!({ "device": 0, "feature": 0, "percent": 50 }))
        .await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
}
