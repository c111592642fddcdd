//! The radio goes, or does not do what it is told.

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::sleep;
use vigil_bluez::{AdapterFaults, Bluez, Fault, Refusal, ToySpec, bluez::FIRST_ADAPTER};
use vigil_tests::{raw_client::RawClient, trials, vigil::Launch, waits};

use super::case::{Case, limit};
use crate::rig::{EDGE, NAME, Rig, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        switched_off_while_moving,
        s4_switched_off_and_the_links_told_of_later,
        switched_off_while_scanning,
        blocked_by_rfkill,
        pulled_while_moving,
        pulled_while_scanning,
        none_at_all_then_plugged_in,
        a_scan_is_refused,
        a_scan_ends_by_itself,
        of_two_the_chosen_one_is_used_also_after_a_restart,
    ]
}

async fn switched_off_while_moving() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "adapter switched off", "moving");
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    case.told(&rig, "off").await;
    assert!(!rig.bluez.is_adapter_powered(FIRST_ADAPTER), "nobody switches it on");
    case.ends();
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    case.comes_back(rig, "called back").await;
}

/// The word that the link is over comes when Vigil already looks at the radio anew. Seen with the real bluetoothd.
async fn s4_switched_off_and_the_links_told_of_later() {
    let rig = Rig::edge_moving(&[]).await;
    rig.bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            power_is_told_first: true,
            ..AdapterFaults::default()
        },
    );
    let mut case = Case::begin(
        &rig,
        "adapter switched off, word of it before word of the links",
        "moving",
    );
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    // Nobody is called with a radio that is off.
    let called = rig.toy.calls().connect;
    sleep(4 * waits::AFTERMATH).await;
    assert_eq!(rig.toy.calls().connect, called);
    case.ends();
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    case.comes_back(rig, "called back").await;
}

async fn switched_off_while_scanning() {
    let rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "adapter switched off", "scanning");
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    case.told(&rig, "off").await;
    case.ends();
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}

async fn blocked_by_rfkill() {
    let rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "rfkill blocks the adapter", "scanning");
    rig.bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            set_powered: Some(Fault::refuse(Refusal::blocked())),
            ..AdapterFaults::default()
        },
    );
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    case.told(&rig, "off").await;
    case.ends();
    rig.bluez.set_adapter_faults(FIRST_ADAPTER, AdapterFaults::default());
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}

async fn pulled_while_moving() {
    let rig = Rig::edge_moving(&[]).await;
    let mut case = Case::begin(&rig, "adapter unplugged", "moving");
    rig.bluez.unplug_adapter(FIRST_ADAPTER);
    case.alert(&rig, "toy_lost").await;
    case.given_up(&rig, limit::AT_ONCE).await;
    case.told(&rig, "absent").await;
    case.ends();
    rig.bluez.plug_adapter(FIRST_ADAPTER);
    case.comes_back(rig, "called back").await;
}

async fn pulled_while_scanning() {
    let rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "adapter unplugged", "scanning");
    rig.bluez.unplug_adapter(FIRST_ADAPTER);
    case.told(&rig, "absent").await;
    case.ends();
    rig.bluez.plug_adapter(FIRST_ADAPTER);
    rig.toy.come_back();
    case.comes_back(rig, "the scan goes on").await;
}

async fn none_at_all_then_plugged_in() {
    let mut rig = Rig::looking(Bluez::start_without_adapter().await, ToySpec::of(EDGE), &[], |_, _| {}).await;
    let mut case = Case::begin(&rig, "no adapter", "starting");
    rig.vigil
        .wait_for("the person to be told", |event| {
            event
                .bluetooth()
                .filter(|bluetooth| bluetooth.state == "absent")
                .cloned()
        })
        .await;
    case.ends();
    rig.bluez.plug_adapter(FIRST_ADAPTER);
    rig.bluetooth(case.since(), "a radio", |bluetooth| bluetooth.state == "ready")
        .await;
    // A scan that finds no radio is over at once, and the program was told so.
    rig.client.ok("StartScanning", json!({})).await;
    case.comes_back(rig, "found by itself; the toy by another scan").await;
}

async fn a_scan_is_refused() {
    let rig = Rig::looking(Bluez::start().await, ToySpec::of(EDGE), &[], |bluez, _| {
        bluez.set_adapter_faults(
            FIRST_ADAPTER,
            AdapterFaults {
                start_discovery: Some(Fault::failed()),
                ..AdapterFaults::default()
            },
        );
    })
    .await;
    let mut case = Case::begin(&rig, "StartDiscovery fails", "beginning to scan");
    let told = rig
        .vigil
        .wait_for("the person to be told", |event| {
            event
                .bluetooth()
                .filter(|bluetooth| bluetooth.sentence.is_some() && bluetooth.state == "ready")
                .cloned()
        })
        .await;
    assert!(!told.scanning, "{told:?}");
    case.ends();
    rig.bluez.set_adapter_faults(FIRST_ADAPTER, AdapterFaults::default());
    let since = case.since();
    rig.back(since).await;
    rig.bluetooth(since, "no more words", |bluetooth| {
        bluetooth.sentence.is_none() && bluetooth.scanning
    })
    .await;
    case.follows(rig, "asked again").await;
}

async fn a_scan_ends_by_itself() {
    let rig = Rig::looking_in_vain().await;
    let mut case = Case::begin(&rig, "Discovering ends by itself", "scanning");
    rig.bluez.end_scans(FIRST_ADAPTER);
    assert!(!rig.bluez.is_scanning());
    case.ends();
    rig.toy.come_back();
    case.comes_back(rig, "started again").await;
}

/// bluetoothd names them in any order, and the kernel numbers them in any order; so this is tried a few times.
async fn of_two_the_chosen_one_is_used_also_after_a_restart() {
    let mut bluez = Bluez::start().await;
    bluez.plug_adapter(1);
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    let chosen = bluez.adapter_address(1).to_string();
    let settings = json!({ "version": 1, "bluetooth": { "enabled": true, "adapter": chosen } });
    for round in 0..4 {
        let place = if bluez.adapter_address(0).to_string() == chosen {
            "hci0"
        } else {
            "hci1"
        };
        let vigil = Launch::new(&[])
            .bluetooth(bluez.environment())
            .settings(&settings)
            .start()
            .await;
        let used = vigil
            .wait_for("an adapter", |event| event.bluetooth()?.adapter.clone())
            .await;
        assert!(used.starts_with(place), "round {round}: {used}, not {place}");
        let mut client = RawClient::join(&vigil, NAME).await;
        client.ok("StartScanning", json!({})).await;
        added(&vigil).await;
        vigil.stop().await;
        toy.wait_until_disconnected().await;
        if round % 2 == 1 {
            bluez.kill().await;
            bluez.swap_adapters(0, 1);
            bluez.restart().await;
        }
    }
}
