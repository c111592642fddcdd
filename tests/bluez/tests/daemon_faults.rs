//! No adapter, no bluetoothd, no bus.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{Bluez, Fault, Faults, bluez::FIRST_ADAPTER};

use crate::{
    central::{TX, connected, is_long},
    client::Client,
    trials,
};

const LIMIT: Duration = Duration::from_secs(30);

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![
        without_an_adapter_the_list_is_empty,
        a_second_adapter,
        without_bluetoothd_the_service_is_unknown,
        bluetoothd_is_killed_and_started_again,
        the_bus_dies_and_a_new_manager_works,
    ];
    if is_long() {
        tests.extend(trials![on_a_dead_bus_calls_hang_30_s]);
    }
    tests
}

async fn without_an_adapter_the_list_is_empty() {
    let bluez = Bluez::start_without_adapter().await;
    let client = Client::start(&bluez);
    assert_eq!(client.call("adapters", json!({})).await.unwrap(), json!([]));
}

async fn a_second_adapter() {
    let bluez = Bluez::start().await;
    bluez.plug_adapter(1);
    let client = Client::start(&bluez);
    let adapters = client.call("adapters", json!({})).await.unwrap();
    let names = adapters.as_array().unwrap();
    assert_eq!(names.len(), 2, "{adapters}");
    assert!(names[0].as_str().unwrap().starts_with("hci0 "), "{adapters}");
    assert!(names[1].as_str().unwrap().starts_with("hci1 "), "{adapters}");
    bluez.unplug_adapter(FIRST_ADAPTER);
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
}

async fn without_bluetoothd_the_service_is_unknown() {
    let mut bluez = Bluez::start_without_daemon().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    let client = Client::start(&bluez);
    let (answer, took) = client.begin("adapters", json!({})).await.timed().await;
    let error = answer.unwrap_err();
    assert!(error.contains("ServiceUnknown"), "{error}");
    assert!(took < Duration::from_secs(10));
    bluez.restart().await;
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
}

async fn bluetoothd_is_killed_and_started_again() {
    let (mut bluez, toy, client) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::hang().once()),
        ..Faults::default()
    });
    let hung = client.begin_write(&toy, TX, b"1", true).await;
    toy.wait_for_attempt(|_| true).await;
    bluez.kill().await;
    let error = hung.answer().await.unwrap_err();
    assert!(error.contains("NoReply"), "{error}");
    let error = client.write(&toy, TX, b"2", true).await.unwrap_err();
    assert!(error.contains("ServiceUnknown"), "{error}");
    let error = client.call("adapters", json!({})).await.unwrap_err();
    assert!(error.contains("ServiceUnknown"), "{error}");
    assert!(!toy.is_connected());

    bluez.restart().await;
    let found = client.count("DeviceDiscovered");
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_more("DeviceDiscovered", found).await;
    // Nobody was told, and the old stream of events goes on with the new bluetoothd.
    assert_eq!(client.count("DeviceDisconnected") + client.count("EventsEnded"), 0);
    client.of(&toy, "connect").await.unwrap();
    client.of(&toy, "discover").await.unwrap();
    client.write(&toy, TX, b"3", true).await.unwrap();
    assert_eq!(toy.writes().len(), 1);
}

async fn the_bus_dies_and_a_new_manager_works() {
    let (mut bluez, _toy, client) = connected().await;
    bluez.kill_bus().await;
    let dead = client.begin("adapters", json!({})).await;
    bluez.restart_bus().await;
    client.call("new_manager", json!({})).await.unwrap();
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
    assert!(!dead.is_answered());
    assert_eq!(client.count("DeviceDisconnected") + client.count("EventsEnded"), 0);
}

async fn on_a_dead_bus_calls_hang_30_s() {
    let (mut bluez, toy, client) = connected().await;
    bluez.kill_bus().await;
    let (answer, took) = client.begin_write(&toy, TX, b"1", true).await.timed().await;
    answer.unwrap_err();
    assert!(took >= LIMIT && took < LIMIT + Duration::from_secs(10), "{took:?}");
}
