//! Links that break, and silence.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, Faults, LinkFault, Toy, bluez::FIRST_ADAPTER};

use crate::{
    central::{RX, TX, connected, discovered, edge, is_long},
    client::Client,
    trials,
};

const LIMIT: Duration = Duration::from_secs(30);

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![
        a_lost_link_is_told_and_writes_fail_at_once,
        notifications_go_on_after_a_reconnect,
        a_toy_that_bluetoothd_dropped_is_not_told_of,
        a_link_that_never_resolves_is_a_link,
        a_link_that_drops_while_connecting_is_told_but_connect_waits,
        a_connect_without_signal_is_a_connect,
        radio_silence,
        one_silent_toy,
        an_adapter_is_powered_off,
        an_adapter_is_unplugged,
        the_link_outlives_its_program,
    ];
    if is_long() {
        tests.extend(trials![a_connect_that_cannot_end_times_out_after_30_s]);
    }
    tests
}

async fn a_lost_link_is_told_and_writes_fail_at_once() {
    let (_bluez, toy, client) = connected().await;
    toy.drop_link();
    client.wait_for_event("DeviceDisconnected", &toy).await;
    let (answer, took) = client.begin_write(&toy, TX, b"1", true).await.timed().await;
    let error = answer.unwrap_err();
    assert!(error.contains("Not connected"), "{error}");
    assert!(took < Duration::from_secs(10));
    assert_eq!(client.of(&toy, "is_connected").await.unwrap(), false);
}

async fn notifications_go_on_after_a_reconnect() {
    let (_bluez, toy, client) = connected().await;
    subscribe(&client, &toy).await;
    toy.drop_link();
    toy.notify(RX, b"into the void");
    client.of(&toy, "connect").await.unwrap();
    toy.notify(RX, b"again");
    client
        .wait("a notification", |event| event["bytes"] == json!(b"again"))
        .await;
    assert_eq!(client.count("Notification"), 1);
}

async fn a_toy_that_bluetoothd_dropped_is_not_told_of() {
    let (bluez, toy, client) = connected().await;
    toy.vanish();
    // What is told comes in order.
    let later = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &later).await;
    assert_eq!(client.count("DeviceDisconnected"), 0);
    for what in ["connect", "is_connected", "disconnect"] {
        let error = client.of(&toy, what).await.unwrap_err();
        assert!(error.contains("UnknownObject"), "{what}: {error}");
    }
    let error = client.write(&toy, TX, b"1", true).await.unwrap_err();
    assert!(error.contains("UnknownObject"), "{error}");
    let found = client.count("DeviceDiscovered");
    toy.come_back();
    client.wait_for_more("DeviceDiscovered", found).await;
    client.of(&toy, "connect").await.unwrap();
    client.of(&toy, "discover").await.unwrap();
    client.write(&toy, TX, b"2", true).await.unwrap();
}

async fn a_link_that_never_resolves_is_a_link() {
    let (_bluez, toy, client) = discovered().await;
    toy.set_faults(Faults {
        link: LinkFault::NeverResolved,
        ..Faults::default()
    });
    let connect = client.begin_of(&toy, "connect").await;
    client.wait_for_event("DeviceConnected", &toy).await;
    assert_eq!(client.of(&toy, "is_connected").await.unwrap(), true);
    assert_eq!(client.of(&toy, "discover").await.unwrap(), json!([]));
    assert!(toy.is_connected() && !connect.is_answered());
    client.of(&toy, "disconnect").await.unwrap();
    client.wait_for_event("DeviceDisconnected", &toy).await;
}

async fn a_link_that_drops_while_connecting_is_told_but_connect_waits() {
    let (_bluez, toy, client) = discovered().await;
    toy.set_faults(Faults {
        link: LinkFault::Drops,
        ..Faults::default()
    });
    let connect = client.begin_of(&toy, "connect").await;
    client.wait_for_event("DeviceDisconnected", &toy).await;
    assert_eq!(client.of(&toy, "is_connected").await.unwrap(), false);
    assert!(!connect.is_answered());
}

async fn a_connect_without_signal_is_a_connect() {
    let (bluez, toy, client) = discovered().await;
    toy.set_faults(Faults {
        is_connected_unsignalled: true,
        ..Faults::default()
    });
    client.of(&toy, "connect").await.unwrap();
    let later = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &later).await;
    assert_eq!(client.count("DeviceConnected"), 0);
    assert_eq!(client.of(&toy, "is_connected").await.unwrap(), true);
}

async fn radio_silence() {
    let (bluez, toy, client) = connected().await;
    bluez.radio_silence();
    let write = client.begin_write(&toy, TX, b"1", true).await;
    let connected = client.of(&toy, "is_connected").await.unwrap();
    assert_eq!(connected, true, "bluetoothd itself answers");
    assert!(!write.is_answered() && toy.writes().is_empty());
    let new = bluez.add_toy(edge());
    assert_eq!(
        client
            .call("peripherals", json!({}))
            .await
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    bluez.end_radio_silence();
    write.answer().await.unwrap();
    assert_eq!(toy.writes().len(), 1);
    client.wait_for_event("DeviceDiscovered", &new).await;
}

async fn one_silent_toy() {
    let (bluez, toy, client) = connected().await;
    let other = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &other).await;
    toy.go_silent();
    let write = client.begin_write(&toy, TX, b"1", false).await;
    client.of(&other, "connect").await.unwrap();
    assert!(!write.is_answered());
    // bluetoothd can give up a link by itself.
    client.of(&toy, "disconnect").await.unwrap();
    write.answer().await.unwrap_err();
    let connect = client.begin_of(&toy, "connect").await;
    client.of(&other, "is_connected").await.unwrap();
    assert!(!connect.is_answered());
    toy.come_back();
    connect.answer().await.unwrap();
}

async fn an_adapter_is_powered_off() {
    let (bluez, toy, client) = connected().await;
    bluez.power_off_adapter(FIRST_ADAPTER);
    client.wait_for_text("StateUpdate(PoweredOff)").await;
    let kinds: Vec<String> = client
        .events()
        .iter()
        .map(|event| event["event"].as_str().unwrap().to_owned())
        .collect();
    let place = |kind: &str| kinds.iter().position(|known| known == kind).unwrap();
    assert!(place("DeviceDisconnected") < place("StateUpdate"), "{kinds:?}");
    assert!(!bluez.is_scanning() && !toy.is_connected());
    let error = client.of(&toy, "connect").await.unwrap_err();
    assert!(error.contains("org.bluez.Error.NotReady"), "{error}");
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_text("StateUpdate(PoweredOn)").await;
    assert!(bluez.is_adapter_powered(FIRST_ADAPTER));
    client.of(&toy, "connect").await.unwrap();
}

async fn an_adapter_is_unplugged() {
    let (bluez, toy, client) = connected().await;
    bluez.unplug_adapter(FIRST_ADAPTER);
    client.wait_for_event("DeviceDisconnected", &toy).await;
    client.wait_for_text("StateUpdate(PoweredOff)").await;
    let error = client.write(&toy, TX, b"1", true).await.unwrap_err();
    assert!(error.contains("UnknownObject"), "{error}");
    let error = client.call("scan", json!({})).await.unwrap_err();
    assert!(error.contains("UnknownObject"), "{error}");
    assert_eq!(client.call("adapters", json!({})).await.unwrap(), json!([]));
    bluez.plug_adapter(FIRST_ADAPTER);
    assert_eq!(
        client
            .call("adapters", json!({}))
            .await
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let found = client.count("DeviceDiscovered");
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_more("DeviceDiscovered", found).await;
}

async fn the_link_outlives_its_program() {
    let (bluez, toy, client) = connected().await;
    subscribe(&client, &toy).await;
    client.write(&toy, TX, b"Vibrate:20;", true).await.unwrap();
    client.kill().await;
    bluez.wait_for_end_of_scan().await;
    toy.wait_until_unsubscribed(RX).await;
    assert!(toy.is_connected());
    assert_eq!(toy.last_write(TX).unwrap().text(), "Vibrate:20;");

    // Another program takes the toy over.
    let client = Client::start(&bluez);
    client.of(&toy, "connect").await.unwrap();
    client.of(&toy, "discover").await.unwrap();
    client.write(&toy, TX, b"Vibrate:0;", true).await.unwrap();
    assert_eq!(toy.last_write(TX).unwrap().text(), "Vibrate:0;");
}

async fn a_connect_that_cannot_end_times_out_after_30_s() {
    let bluez = Bluez::start().await;
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    let mut connects = Vec::new();
    for link in [LinkFault::NeverResolved, LinkFault::Drops] {
        let toy = bluez.add_toy(edge());
        toy.set_faults(Faults {
            link,
            ..Faults::default()
        });
        client.wait_for_event("DeviceDiscovered", &toy).await;
        connects.push(client.begin_of(&toy, "connect").await);
    }
    for connect in connects {
        let (answer, took) = connect.timed().await;
        let error = answer.unwrap_err();
        assert!(error.contains("ServiceDiscoveryTimedOut"), "{error}");
        assert!(took >= LIMIT && took < LIMIT + Duration::from_secs(10), "{took:?}");
    }
}

async fn subscribe(client: &Client, toy: &Toy) {
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": RX.to_string() });
    client.call("subscribe", characteristic).await.unwrap();
}
