//! What works where nothing is wrong.

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::{Uuid, uuid};
use vigil_bluez::{Bluez, CharacteristicSpec, Flags, Outcome, Reply, Timing, ToySpec};

use crate::{
    central::{RX, SERVICE, TX, connected, discovered, edge},
    client::Client,
    trials,
};

const BATTERY_SERVICE: Uuid = uuid!("0000180f-0000-1000-8000-00805f9b34fb");
const BATTERY_LEVEL: Uuid = uuid!("00002a19-0000-1000-8000-00805f9b34fb");

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_scan_finds_the_toy,
        a_toy_that_is_switched_on_later_is_found,
        a_scan_for_a_service_finds_those_that_advertise_it,
        a_late_name_is_there_with_the_second_advertisement,
        signal_strength_goes_with_the_scan,
        services_are_discovered,
        the_battery_service_is_hidden,
        writes_with_and_without_response_arrive,
        a_wrong_kind_of_write_has_no_effect,
        a_value_is_read,
        notifications_arrive_after_subscribing,
        a_script_answers,
        a_toy_is_disconnected_and_found_again,
        connecting_takes_the_time_it_shall_take,
        the_gap_name_takes_the_place_of_the_advertised_one,
        a_second_connect_is_ok,
        two_toys_at_a_time,
    ]
}

async fn a_scan_finds_the_toy() {
    let bluez = Bluez::start().await;
    let spec = ToySpec {
        manufacturer_data: [(0x1234, vec![1, 2, 3])].into(),
        ..edge().advertise(SERVICE)
    };
    let toy = bluez.add_toy(spec);
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    assert!(bluez.is_scanning());
    client.wait_for_event("DeviceDiscovered", &toy).await;
    let properties = client.of(&toy, "properties").await.unwrap();
    assert_eq!(properties["name"], "LVS-Edge36");
    assert_eq!(properties["services"], json!([SERVICE.to_string()]));
    assert_eq!(properties["manufacturer_data"], json!({ "4660": [1, 2, 3] }));
    assert!([-60, -59].contains(&properties["rssi"].as_i64().unwrap()));
    // Each advertisement is told again.
    client.wait_for_event("RssiUpdate", &toy).await;
    client.wait_for_event("ManufacturerDataAdvertisement", &toy).await;
    client.call("stop_scan", json!({})).await.unwrap();
    bluez.wait_for_end_of_scan().await;
}

async fn a_toy_that_is_switched_on_later_is_found() {
    let bluez = Bluez::start().await;
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    let toy = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &toy).await;
}

async fn a_scan_for_a_service_finds_those_that_advertise_it() {
    let bluez = Bluez::start().await;
    let other = bluez.add_toy(edge());
    let wanted = bluez.add_toy(edge().advertise(SERVICE));
    let client = Client::start(&bluez);
    client
        .call("scan", json!({ "services": [SERVICE.to_string()] }))
        .await
        .unwrap();
    client.wait_for_event("RssiUpdate", &wanted).await;
    let known = client.call("peripherals", json!({})).await.unwrap();
    assert_eq!(known.as_array().unwrap().len(), 1, "{known}");
    assert_ne!(known[0]["address"], other.address().to_string());
}

async fn a_late_name_is_there_with_the_second_advertisement() {
    let bluez = Bluez::start().await;
    let client = Client::start(&bluez);
    // So that the events are listened to before the toy is there.
    client.call("scan", json!({})).await.unwrap();
    let toy = bluez.add_toy(ToySpec {
        is_name_in_first_advertisement: false,
        ..edge()
    });
    client.wait_for_event("DeviceDiscovered", &toy).await;
    client.wait_for_event("RssiUpdate", &toy).await;
    let properties = client.of(&toy, "properties").await.unwrap();
    assert_eq!(properties["name"], "LVS-Edge36");
}

async fn signal_strength_goes_with_the_scan() {
    let (bluez, toy, client) = discovered().await;
    toy.set_rssi(-80);
    client
        .wait("the new strength", |event| {
            event["text"].as_str().is_some_and(|text| text.contains("rssi: -80"))
        })
        .await;
    client.call("stop_scan", json!({})).await.unwrap();
    bluez.wait_for_end_of_scan().await;
    assert_eq!(client.of(&toy, "properties").await.unwrap()["rssi"], Value::Null);
}

async fn services_are_discovered() {
    let (_bluez, toy, client) = connected().await;
    let found = client.of(&toy, "discover").await.unwrap();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    let tx = found.iter().find(|found| found["uuid"] == TX.to_string()).unwrap();
    assert_eq!(tx["service"], SERVICE.to_string());
    assert_eq!(tx["flags"], "CharPropFlags(WRITE_WITHOUT_RESPONSE | WRITE)");
    assert_eq!(tx["descriptors"], 0);
    let rx = found.iter().find(|found| found["uuid"] == RX.to_string()).unwrap();
    assert_eq!(rx["flags"], "CharPropFlags(READ | NOTIFY)");
    assert_eq!(rx["descriptors"], 1);
    assert_eq!(client.of(&toy, "mtu").await.unwrap(), 247);
}

/// As bluetoothd's battery plugin does since 5.48.
async fn the_battery_service_is_hidden() {
    let bluez = Bluez::start().await;
    let level = CharacteristicSpec::new(BATTERY_LEVEL, Flags::READ).value([90]);
    let toy = bluez.add_toy(edge().service(BATTERY_SERVICE, vec![level]));
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    client.of(&toy, "connect").await.unwrap();
    let found = client.of(&toy, "discover").await.unwrap();
    assert!(
        found
            .as_array()
            .unwrap()
            .iter()
            .all(|found| found["service"] == SERVICE.to_string()),
        "{found}"
    );
}

async fn writes_with_and_without_response_arrive() {
    let (_bluez, toy, client) = connected().await;
    client.write(&toy, TX, b"Vibrate:1;", true).await.unwrap();
    client.write(&toy, TX, b"Vibrate:2;", false).await.unwrap();
    let writes = toy.writes();
    assert_eq!(writes.len(), 2);
    assert_eq!(
        (writes[0].text().as_str(), writes[0].with_response),
        ("Vibrate:1;", true)
    );
    assert_eq!(
        (writes[1].text().as_str(), writes[1].with_response),
        ("Vibrate:2;", false)
    );
    assert_eq!((writes[0].service, writes[0].characteristic), (SERVICE, TX));
    assert!(writes[0].order < writes[1].order && writes[0].at <= writes[1].at);
    assert_eq!(toy.last_write(TX).unwrap().text(), "Vibrate:2;");
    assert_eq!(toy.calls().write, 2);
}

async fn a_wrong_kind_of_write_has_no_effect() {
    let bluez = Bluez::start().await;
    let requests = CharacteristicSpec::new(TX, Flags::WRITE);
    let commands = CharacteristicSpec::new(RX, Flags::WRITE_WITHOUT_RESPONSE);
    let toy = bluez.add_toy(ToySpec::new("X").service(SERVICE, vec![requests, commands]));
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    client.of(&toy, "connect").await.unwrap();
    client.of(&toy, "discover").await.unwrap();
    client.write(&toy, TX, b"1", true).await.unwrap();
    client.write(&toy, RX, b"2", false).await.unwrap();
    // As the real bluetoothd: it sends the command, and the toy ignores it.
    client.write(&toy, TX, b"3", false).await.unwrap();
    assert_eq!(toy.attempts()[2].outcome, Outcome::Lost);
    let error = client.write(&toy, RX, b"4", true).await.unwrap_err();
    assert!(error.contains("org.bluez.Error.NotPermitted"), "{error}");
    assert_eq!(toy.writes().len(), 2);
}

async fn a_value_is_read() {
    let (_bluez, toy, client) = connected().await;
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": RX.to_string() });
    assert_eq!(client.call("read", characteristic.clone()).await.unwrap(), json!([7]));
    toy.set_value(RX, [8, 9]);
    assert_eq!(client.call("read", characteristic).await.unwrap(), json!([8, 9]));
}

async fn notifications_arrive_after_subscribing() {
    let (_bluez, toy, client) = connected().await;
    toy.notify(RX, b"too early");
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": RX.to_string() });
    client.call("subscribe", characteristic.clone()).await.unwrap();
    assert!(toy.is_subscribed(RX));
    toy.notify(RX, b"now");
    toy.notify(RX, b"now");
    client
        .wait("the last notification", |event| event["bytes"] == json!(b"now"))
        .await;
    client.call("unsubscribe", characteristic).await.unwrap();
    toy.notify(RX, b"too late");
    // What is told comes in order, so that this would come after what should not come.
    client.of(&toy, "disconnect").await.unwrap();
    client.wait_for_event("DeviceDisconnected", &toy).await;
    assert_eq!(client.count("Notification"), 2);
}

async fn a_script_answers() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge().script(|write| match write.bytes.as_slice() {
        b"Battery;" => vec![Reply::notify(RX, "87;")],
        _ => vec![],
    }));
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    for step in ["connect", "discover", "listen"] {
        client.of(&toy, step).await.unwrap();
    }
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": RX.to_string() });
    client.call("subscribe", characteristic).await.unwrap();
    client.write(&toy, TX, b"Battery;", false).await.unwrap();
    let told = client.wait_for_event("Notification", &toy).await;
    assert_eq!(told["bytes"], json!(b"87;"));
    toy.on_write(|_| vec![Reply::notify(RX, "86;")]);
    client.write(&toy, TX, b"Battery;", false).await.unwrap();
    client
        .wait("another answer", |event| event["bytes"] == json!(b"86;"))
        .await;
}

async fn a_toy_is_disconnected_and_found_again() {
    let (_bluez, toy, client) = connected().await;
    assert!(toy.is_connected());
    client.wait_for_event("DeviceConnected", &toy).await;
    assert_eq!(client.of(&toy, "is_connected").await.unwrap(), true);
    let heard = client.count("RssiUpdate");
    client.of(&toy, "disconnect").await.unwrap();
    client.wait_for_event("DeviceDisconnected", &toy).await;
    assert!(!toy.is_connected());
    assert_eq!(toy.calls().disconnect, 1);
    // It advertises again, while the scan goes on.
    client.wait_for_more("RssiUpdate", heard).await;
    client.of(&toy, "connect").await.unwrap();
    assert_eq!(toy.calls().connect, 2);
}

async fn connecting_takes_the_time_it_shall_take() {
    let bluez = Bluez::start().await;
    let moment = std::time::Duration::from_millis(150);
    let toy = bluez.add_toy(edge().timing(Timing {
        connect: moment,
        resolve: moment,
        disconnect: moment,
    }));
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    let since = Instant::now();
    client.of(&toy, "connect").await.unwrap();
    assert!(since.elapsed() >= 2 * moment, "{:?}", since.elapsed());
    let since = Instant::now();
    client.of(&toy, "disconnect").await.unwrap();
    assert!(since.elapsed() >= moment, "{:?}", since.elapsed());
}

async fn the_gap_name_takes_the_place_of_the_advertised_one() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec {
        gap_name: Some("Nordic_UART".to_owned()),
        ..edge()
    });
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    assert_eq!(client.of(&toy, "properties").await.unwrap()["name"], "LVS-Edge36");
    client.of(&toy, "connect").await.unwrap();
    assert_eq!(client.of(&toy, "properties").await.unwrap()["name"], "Nordic_UART");
    toy.rename("Something else");
    assert_eq!(client.of(&toy, "properties").await.unwrap()["name"], "Something else");
}

async fn a_second_connect_is_ok() {
    let (_bluez, toy, client) = connected().await;
    client.of(&toy, "connect").await.unwrap();
}

async fn two_toys_at_a_time() {
    let (bluez, toy, client) = connected().await;
    let other = bluez.add_toy(edge());
    client.wait_for_event("DeviceDiscovered", &other).await;
    client.of(&other, "connect").await.unwrap();
    client.of(&other, "discover").await.unwrap();
    client.write(&other, TX, b"other", false).await.unwrap();
    client.write(&toy, TX, b"toy", false).await.unwrap();
    assert_eq!(toy.writes()[0].text(), "toy");
    assert_eq!(other.writes()[0].text(), "other");
    assert!(other.writes()[0].order < toy.writes()[0].order);
}
