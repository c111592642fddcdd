//! The radio, the system's service and the toy fail, and come back; Vigil needs no new start.

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::json;
use tokio::time::sleep;
use vigil_bluez::{AdapterFaults, Bluez, Fault, Faults, ToySpec, bluez::FIRST_ADAPTER};
use vigil_tests::{
    event::Event,
    raw_client::RawClient,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

use crate::rig::{EDGE, Rig, added};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_radio_that_is_switched_off_and_on,
        s4_a_link_that_is_lost_between_two_looks_at_the_radio,
        s5_a_toy_that_was_left_under_another_name_is_let_go,
        a_radio_that_is_pulled_and_put_back,
        a_service_that_dies_and_is_started_again,
        a_service_that_is_started_late,
        a_radio_that_is_put_in_late,
        a_toy_that_refuses_to_connect_at_first,
    ]
}

async fn a_radio_that_is_switched_off_and_on() {
    let rig = Rig::edge_moving(&[]).await;
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    gone(&rig.vigil).await;
    // Nobody is called with a radio that is off.
    sleep(waits::AFTERMATH).await;
    let called = rig.toy.calls().connect;
    sleep(4 * waits::AFTERMATH).await;
    assert_eq!(rig.toy.calls().connect, called);
    let mark = rig.vigil.mark();
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    back(&rig.vigil, mark).await;
    rig.vigil.stop().await;
}

/// The word that the link is over comes when Vigil already looks at the radio anew. Seen with the real bluetoothd.
async fn s4_a_link_that_is_lost_between_two_looks_at_the_radio() {
    let rig = Rig::edge_moving(&[]).await;
    rig.bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            power_is_told_first: true,
            ..AdapterFaults::default()
        },
    );
    rig.bluez.power_off_adapter(FIRST_ADAPTER);
    gone(&rig.vigil).await;
    let mark = rig.vigil.mark();
    rig.bluez.power_on_adapter(FIRST_ADAPTER);
    back(&rig.vigil, mark).await;
    rig.vigil.stop().await;
}

/// Once connected it goes by its GAP name, as with the real bluetoothd; a new Vigil does not know what it understands.
async fn s5_a_toy_that_was_left_under_another_name_is_let_go() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec {
        gap_name: Some("Nothing Known".to_owned()),
        ..ToySpec::of("WeVibe Sync")
    });
    let launch = || Launch::new(&[]).bluetooth(bluez.environment());
    let vigil = launch().start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    client.ok("StopScanning", json!({})).await;
    client.vibrate(index, 0, 5).await;
    vigil.wait_for_wish(index, 0, 5).await;
    let again = launch().sharing_data_of(&vigil);
    vigil.signal(Signal::KILL);
    drop(vigil);
    let vigil = again.start().await;
    toy.wait_until_disconnected().await;
    vigil.stop().await;
}

async fn a_radio_that_is_pulled_and_put_back() {
    let rig = Rig::edge_moving(&[]).await;
    rig.bluez.unplug_adapter(FIRST_ADAPTER);
    gone(&rig.vigil).await;
    let mark = rig.vigil.mark();
    rig.bluez.plug_adapter(FIRST_ADAPTER);
    back(&rig.vigil, mark).await;
    rig.vigil.stop().await;
}

async fn a_service_that_dies_and_is_started_again() {
    let mut rig = Rig::edge_moving(&[]).await;
    rig.bluez.kill().await;
    gone(&rig.vigil).await;
    let mark = rig.vigil.mark();
    rig.bluez.restart().await;
    back(&rig.vigil, mark).await;
    rig.vigil.stop().await;
}

async fn a_service_that_is_started_late() {
    let mut bluez = Bluez::start_without_daemon().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    let _toy = bluez.add_toy(ToySpec::of(EDGE));
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    bluez.restart().await;
    scan_until_found(&vigil).await;
    vigil.stop().await;
}

async fn a_radio_that_is_put_in_late() {
    let bluez = Bluez::start_without_adapter().await;
    let _toy = bluez.add_toy(ToySpec::of(EDGE));
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    scan_until_found(&vigil).await;
    vigil.stop().await;
}

async fn a_toy_that_refuses_to_connect_at_first() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(EDGE));
    toy.set_faults(Faults {
        connect: Some(Fault::failed().times(2)),
        ..Faults::default()
    });
    let vigil = Launch::new(&[]).bluetooth(bluez.environment()).start().await;
    let mut client = RawClient::join(&vigil, "Looks").await;
    client.ok("StartScanning", json!({})).await;
    added(&vigil).await;
    assert!(toy.calls().connect >= 3, "{:?}", toy.calls());
    vigil.stop().await;
}

/// A scan that finds no radio is over at once; a person tries again, and so does this.
async fn scan_until_found(vigil: &Vigil) {
    let mut client = RawClient::join(vigil, "Looks").await;
    loop {
        client.ok("StartScanning", json!({})).await;
        tokio::select! {
            _ = added(vigil) => return,
            () = finished(&mut client) => {}
        }
    }
}

/// Lists of toys come in between.
async fn finished(client: &mut RawClient) {
    while client.next().await.kind != "ScanningFinished" {}
}

async fn gone(vigil: &Vigil) {
    vigil
        .wait_for("the toy to be gone", |event| {
            matches!(event, Event::ToyRemoved { .. }).then_some(())
        })
        .await;
}

async fn back(vigil: &Vigil, mark: vigil_tests::vigil::Mark) {
    vigil
        .wait_since(mark, "the toy to be back", |event| {
            matches!(event, Event::ToyAdded { .. }).then_some(())
        })
        .await;
}
