//! The adapter and its service come and go.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use vigil_bluez::{Bluez, bluez::FIRST_ADAPTER, trial::Test};
use vigil_devices::{AdapterState, NearbyState, Searcher};

use crate::{links::connected, program::Program, toys::edge};

pub(crate) fn tests() -> Vec<Test> {
    vigil_bluez::tests![
        no_adapter_is_absent_and_one_that_is_plugged_in_is_found,
        an_adapter_that_is_off_stays_off_and_scans_when_it_is_on,
        an_adapter_that_repeats_what_is_known_is_not_asked_to_scan_anew,
        an_adapter_that_is_switched_all_the_time_is_not_asked_to_scan_each_time,
        no_service_is_missing_and_appears,
        no_permission_is_told,
        a_bluetoothd_that_dies_is_noticed_and_a_scan_goes_on_with_the_next,
        a_bus_that_dies_is_noticed_and_the_next_one_used,
        an_adapter_that_is_pulled_out_and_back,
    ]
}

async fn no_adapter_is_absent_and_one_that_is_plugged_in_is_found() {
    let bluez = Bluez::start_without_adapter().await;
    let program = Program::start();
    program.wait_for_state(AdapterState::Absent).await;
    bluez.plug_adapter(FIRST_ADAPTER);
    program.wait_for_state(AdapterState::Ready).await;
}

async fn an_adapter_that_is_off_stays_off_and_scans_when_it_is_on() {
    let bluez = Bluez::start().await;
    bluez.power_off_adapter(FIRST_ADAPTER);
    bluez.add_toy(edge());
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    program.wait_for_state(AdapterState::Off).await;
    assert!(!bluez.is_adapter_powered(FIRST_ADAPTER), "nobody switched it on");
    bluez.power_on_adapter(FIRST_ADAPTER);
    program.wait_until_added(1).await;
}

async fn an_adapter_that_repeats_what_is_known_is_not_asked_to_scan_anew() {
    let bluez = Bluez::start().await;
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    bluez.wait_for_scan().await;
    for _ in 0..100 {
        bluez.repeat_powered(FIRST_ADAPTER);
        sleep(Duration::from_millis(5)).await;
    }
    // It has heard all of them by then.
    bluez.add_toy(edge());
    program.wait_until_added(1).await;
    assert_eq!(bluez.discovery_calls(FIRST_ADAPTER), 1);
}

async fn an_adapter_that_is_switched_all_the_time_is_not_asked_to_scan_each_time() {
    let bluez = Bluez::start().await;
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    bluez.wait_for_scan().await;
    let begun = Instant::now();
    for _ in 0..50 {
        bluez.power_off_adapter(FIRST_ADAPTER);
        sleep(Duration::from_millis(10)).await;
        bluez.power_on_adapter(FIRST_ADAPTER);
        sleep(Duration::from_millis(20)).await;
    }
    bluez.wait_for_scan().await;
    // One a second.
    let most = begun.elapsed().as_secs() + 2;
    let calls = bluez.discovery_calls(FIRST_ADAPTER);
    assert!(calls <= most, "{calls} in {:?}", begun.elapsed());
}

async fn no_service_is_missing_and_appears() {
    let mut bluez = Bluez::start_without_daemon().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    let program = Program::start();
    program.wait_for_state(AdapterState::ServiceMissing).await;
    bluez.restart().await;
    program.wait_for_state(AdapterState::Ready).await;
}

async fn no_permission_is_told() {
    let bluez = Bluez::start().await;
    bluez.deny_access();
    let program = Program::start();
    program.wait_for_state(AdapterState::NoPermission).await;
    bluez.allow_access();
    program.wait_for_state(AdapterState::Ready).await;
}

async fn a_bluetoothd_that_dies_is_noticed_and_a_scan_goes_on_with_the_next() {
    let (mut bluez, _toy, program) = connected().await;
    program.wait_for_nearby(NearbyState::Connected).await;
    bluez.kill().await;
    let told = program.wait_for_state(AdapterState::ServiceMissing).await;
    assert_eq!(told.nearby, [], "nothing is heard any more");
    program.wait_until_removed().await;
    bluez.restart().await;
    program.wait_until_added(2).await;
    bluez.wait_for_scan().await;
}

async fn a_bus_that_dies_is_noticed_and_the_next_one_used() {
    let (mut bluez, _toy, program) = connected().await;
    bluez.kill_bus().await;
    program.wait_for_state(AdapterState::BusMissing).await;
    program.wait_until_removed().await;
    bluez.restart_bus().await;
    program.wait_until_added(2).await;
}

async fn an_adapter_that_is_pulled_out_and_back() {
    let (bluez, _toy, program) = connected().await;
    bluez.unplug_adapter(FIRST_ADAPTER);
    program.wait_for_state(AdapterState::Absent).await;
    program.wait_until_removed().await;
    bluez.plug_adapter(FIRST_ADAPTER);
    program.wait_until_added(2).await;
}
