//! Every protocol that the device configuration knows, one toy of each: found, introduced, moved, stopped.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use libtest_mimic::Trial;
use serde_json::{Value, json};
use vigil_bluez::{
    Bluez, Toy, ToySpec,
    toys::{bluetooth_protocols, common, models},
};

use crate::{child::Child, trials};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        one_toy_of_each_protocol,
        the_common_toys,
        a_battery_that_bluetoothd_keeps_to_itself_is_read,
    ]
}

/// Protocols that the configuration names and nobody has written: the reference server cannot drive them either.
const WITHOUT_HANDLER: [&str; 6] = ["cueme", "kiiroo-v1", "libo-karen", "muse", "sayberx", "twerkingbutt"];

/// Toys at a time.
const AT_A_TIME: usize = 16;

/// Has every toy found, moved as far as it can, and stopped; gives back those of which that cannot be said.
async fn put_through(toys: Vec<ToySpec>) -> BTreeSet<String> {
    let groups = toys.chunks(AT_A_TIME).map(put_group_through);
    join_all(groups).await.into_iter().flatten().collect()
}

async fn put_group_through(specs: &[ToySpec]) -> BTreeSet<String> {
    let bluez = Bluez::start().await;
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    let toys: Vec<Toy> = specs.iter().map(|spec| bluez.add_toy(spec.clone())).collect();
    let mut failed: BTreeSet<String> = join_all(toys.iter().map(|toy| put_one_through(&child, toy)))
        .await
        .into_iter()
        .flatten()
        .collect();
    let failures = child
        .events()
        .into_iter()
        .filter(|event| event["event"] == "write_failed");
    failed.extend(failures.map(|event| event.to_string()));
    failed
}

/// What went wrong, if anything did.
async fn put_one_through(child: &Child, toy: &Toy) -> Option<String> {
    let name = toy.spec().name;
    let arrived = child.look_for(|event| state_of(event, toy).is_some()).await;
    let Some(device) = arrived.and_then(|event| state_of(&event, toy)) else {
        return Some(format!("{name} was not connected: {}", reason(child, toy)));
    };
    child.call("move", json!({ "device": device })).await;
    let stopped = child.call("stop_one", json!({ "device": device })).await;
    (stopped["confirmed"] != true).then(|| format!("{name} did not stop: {stopped}"))
}

/// The toy's index, once it is there.
fn state_of(event: &Value, toy: &Toy) -> Option<u64> {
    let toys = event["toys"].as_array()?;
    let toy = toys
        .iter()
        .find(|state| state["address"] == toy.address().to_string() && state["link"] == "connected")?;
    toy["device"].as_u64()
}

/// Why it could not be connected, as the back end tells it.
fn reason(child: &Child, toy: &Toy) -> String {
    let address = toy.address().to_string();
    let mut told = child.events().into_iter().rev().filter_map(|event| {
        let nearby = event["nearby"]
            .as_array()?
            .iter()
            .find(|nearby| nearby["address"] == address)?;
        Some(format!("{} {}", nearby["state"], nearby["reason"]))
    });
    told.next().unwrap_or_default()
}

async fn one_toy_of_each_protocol() {
    let toys = bluetooth_protocols()
        .into_iter()
        .filter(|protocol| !WITHOUT_HANDLER.contains(&protocol.as_str()))
        .filter_map(|protocol| models(&protocol).pop())
        .map(|model| model.spec());
    let failed = put_through(toys.collect()).await;
    assert!(failed.is_empty(), "{failed:#?}");
}

async fn the_common_toys() {
    let failed = put_through(common().iter().map(vigil_bluez::toys::Model::spec).collect()).await;
    assert!(failed.is_empty(), "{failed:#?}");
}

async fn a_battery_that_bluetoothd_keeps_to_itself_is_read() {
    let bluez = Bluez::start().await;
    bluez.add_toy(ToySpec::of("MagicMotion Equinox"));
    let child = Child::start(&bluez);
    child.call("scan", json!({})).await;
    assert_eq!(child.wait_for("battery").await["percent"], 87);
}
