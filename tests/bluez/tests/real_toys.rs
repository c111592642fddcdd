//! Toys that people have, over the bus.

use libtest_mimic::Trial;
use serde_json::json;
use vigil_bluez::{
    Bluez, Toy, ToySpec,
    toys::{common, lovense},
};

use crate::{client::Client, trials};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        each_common_toy_is_found_and_has_its_characteristics,
        a_lovense_says_what_it_is,
        a_lelo_greets_who_subscribes,
    ]
}

/// A service that bluetoothd keeps to itself.
const HIDDEN: &str = "0000180f-0000-1000-8000-00805f9b34fb";

async fn each_common_toy_is_found_and_has_its_characteristics() {
    let bluez = Bluez::start().await;
    let toys: Vec<Toy> = common().iter().map(|model| bluez.add_toy(model.spec())).collect();
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    for toy in &toys {
        client.wait_for_event("DeviceDiscovered", toy).await;
    }
    client.call("stop_scan", json!({})).await.unwrap();
    for toy in &toys {
        let spec = toy.spec();
        assert_eq!(client.of(toy, "properties").await.unwrap()["name"], spec.name);
        client.of(toy, "connect").await.unwrap();
        let found = client.of(toy, "discover").await.unwrap();
        let found: Vec<&str> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["uuid"].as_str().unwrap())
            .collect();
        let seen = spec
            .services
            .iter()
            .filter(|service| service.uuid.to_string() != HIDDEN);
        for characteristic in seen.flat_map(|service| &service.characteristics) {
            assert!(
                found.contains(&characteristic.uuid.to_string().as_str()),
                "{}: {found:?}",
                spec.name
            );
        }
        client.of(toy, "disconnect").await.unwrap();
    }
}

async fn a_lovense_says_what_it_is() {
    let (toy, client, _bluez) = meet("Lovense Edge").await;
    let (tx, rx) = (toy.spec().endpoint("tx"), toy.spec().endpoint("rx"));
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": rx.to_string() });
    client.call("subscribe", characteristic).await.unwrap();
    client.write(&toy, tx, b"DeviceType;", false).await.unwrap();
    client
        .wait("its type", |event| event["bytes"] == json!(b"P:11:0082059AD3BD;"))
        .await;
    client.write(&toy, tx, b"Battery;", false).await.unwrap();
    client
        .wait("its battery", |event| event["bytes"] == json!(b"87;"))
        .await;
    client.write(&toy, tx, b"Vibrate2:20;", false).await.unwrap();
    client
        .wait("an acknowledgement", |event| event["bytes"] == json!(b"OK;"))
        .await;
    assert_eq!(lovense::levels(&toy.writes()), [("Vibrate2".to_owned(), 20)].into());
    assert!(!lovense::is_at_rest(&toy.writes()));
}

async fn a_lelo_greets_who_subscribes() {
    let (toy, client, _bluez) = meet("Lelo Hugo 2").await;
    let whitelist = toy.spec().endpoint("whitelist").to_string();
    let characteristic = json!({ "address": toy.address().to_string(), "characteristic": whitelist });
    client.call("subscribe", characteristic).await.unwrap();
    let told = client.wait_for_event("Notification", &toy).await;
    assert_eq!(told["bytes"], json!([1, 0, 0, 0, 0, 0, 0, 0]));
}

async fn meet(product: &str) -> (Toy, Client, Bluez) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(product));
    let client = Client::start(&bluez);
    client.call("scan", json!({})).await.unwrap();
    client.wait_for_event("DeviceDiscovered", &toy).await;
    for step in ["connect", "discover", "listen"] {
        client.of(&toy, step).await.unwrap();
    }
    (toy, client, bluez)
}
