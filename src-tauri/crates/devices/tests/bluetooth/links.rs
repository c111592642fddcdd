//! Found, connected, lost, back.

use tokio::{runtime, time::Instant};
use vigil_bluez::{Bluez, Fault, Faults, LinkFault, Toy, ToySpec, trial::Test};
use vigil_core::message::OutputKind;
use vigil_devices::{AdapterState, DeviceEvent, LinkState, NearbyState, OutputPreferences, Permission, Searcher};

use crate::{
    program::{Program, Told},
    toys::{edge, toaster},
};

pub(crate) fn tests() -> Vec<Test> {
    vigil_bluez::tests![
        a_toy_is_found_connected_moved_stopped_lost_and_back,
        a_stranger_is_seen_and_left_alone,
        nothing_is_connected_without_a_scan,
        s5_a_toy_that_a_killed_vigil_left_running_is_stopped_without_a_scan,
        a_toy_of_another_program_is_left_to_it_until_a_scan,
        the_signal_is_told,
        a_battery_that_bluetoothd_keeps_to_itself_is_read,
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
pub(crate) async fn connected() -> (Bluez, Toy, Program) {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    program.wait_until_added(1).await;
    program.wait_for_battery().await;
    (bluez, toy, program)
}

/// A toy in use whose first motor runs.
async fn moving() -> (Bluez, Toy, Program) {
    let (bluez, toy, program) = connected().await;
    program.vibrate(0, 20);
    toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
    (bluez, toy, program)
}

async fn a_toy_is_found_connected_moved_stopped_lost_and_back() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    let program = Program::start();
    program.wait_for_state(AdapterState::Ready).await;
    program.devices.start_search(Searcher::Person);
    assert_eq!(program.wait_until_added(1).await, (0, "Lovense Edge".to_owned()));
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
    assert_eq!(program.wait_for_battery().await, 77);

    program.vibrate(0, 10);
    program.vibrate(1, 5);
    toy.wait_for_write(|write| write.text() == "Vibrate2:5;").await;
    // Confirmed, too: a stop beside an output under way is written twice.
    program
        .wait_for("the output", 1, |told| match told {
            Told::Device(DeviceEvent::Written { outputs, .. }) => outputs
                .iter()
                .find(|written| (written.feature, written.output.value) == (1, 5))
                .map(drop),
            _ => None,
        })
        .await;
    let moved = toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
    assert!(!moved.with_response);
    toy.clear_log();
    assert!(program.stop().await.is_confirmed);
    let writes = toy.writes();
    let texts: Vec<_> = writes.iter().map(vigil_bluez::Write::text).collect();
    assert_eq!(texts, ["Vibrate1:0;", "Vibrate2:0;"]);
    assert!(
        writes.iter().all(|write| write.with_response),
        "a stop asks for the toy's word"
    );
    let state = program.devices.states().remove(0);
    assert_eq!(state.identity.address, toy.address().to_string());
    assert_eq!(state.identity.protocol, "lovense");
    assert_eq!(state.vitals.battery_percent, Some(77));

    toy.clear_log();
    toy.drop_link();
    program.wait_until_removed().await;
    program.wait_for_link(LinkState::Reconnecting).await;
    assert_eq!(program.wait_until_added(2).await.0, 0);
    toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
    program.vibrate(0, 3);
    toy.wait_for_write(|write| write.text() == "Vibrate1:3;").await;
}

async fn a_stranger_is_seen_and_left_alone() {
    let bluez = Bluez::start().await;
    let stranger = bluez.add_toy(toaster());
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    let seen = program.wait_for_nearby(NearbyState::Unknown).await;
    assert_eq!(seen, ("Toaster 3000".to_owned(), true));
    program.devices.stop_search(Searcher::Person);
    bluez.wait_for_end_of_scan().await;
    assert_eq!(stranger.calls().connect, 0);
}

async fn nothing_is_connected_without_a_scan() {
    let (bluez, toy, program) = connected().await;
    bluez.wait_for_scan().await;
    program.devices.stop_search(Searcher::Person);
    bluez.wait_for_end_of_scan().await;
    let second = bluez.add_toy(edge());
    program.stop().await;
    assert!(toy.is_connected());
    assert_eq!(second.calls().connect, 0);
}

async fn s5_a_toy_that_a_killed_vigil_left_running_is_stopped_without_a_scan() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    // Gone from one moment to the next, with every task and its connection to the bus.
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let used = toy.clone();
    let killed = runtime.spawn(async move {
        let program = Program::start();
        program.devices.start_search(Searcher::Person);
        program.wait_until_added(1).await;
        program.vibrate(0, 20);
        used.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
        program
    });
    let killed = killed.await.unwrap();
    runtime.shutdown_background();
    drop(killed);
    bluez.wait_for_end_of_scan().await;
    assert!(toy.is_connected(), "bluetoothd keeps the link");
    assert_eq!(toy.writes().last().unwrap().text(), "Vibrate1:20;", "no farewell");
    toy.clear_log();
    let next = Program::start_knowing(&toy);
    next.wait_until_added(1).await;
    toy.wait_for_write(|write| write.text() == "Vibrate1:0;").await;
    assert!(!bluez.is_scanning());
}

async fn a_toy_of_another_program_is_left_to_it_until_a_scan() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.connect_by_another_program();
    let program = Program::start();
    program.wait_for_state(AdapterState::Ready).await;
    program.wait_for_nearby(NearbyState::Toy).await;
    assert!(toy.attempts().is_empty());
    program.devices.start_search(Searcher::Person);
    program.wait_until_added(1).await;
}

async fn the_signal_is_told() {
    let (_bluez, _toy, program) = connected().await;
    let dbm = program.wait_for_toy("the signal", |toy| toy.vitals.rssi_dbm).await;
    assert!([-60, -59].contains(&dbm));
}

async fn a_battery_that_bluetoothd_keeps_to_itself_is_read() {
    let bluez = Bluez::start().await;
    bluez.add_toy(ToySpec::of("MagicMotion Equinox"));
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    assert_eq!(program.wait_for_battery().await, 87);
}

async fn a_toy_that_refuses_is_tried_again() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        connect: Some(Fault::failed().times(2)),
        ..Faults::default()
    });
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    program.wait_until_added(1).await;
    assert_eq!(toy.calls().connect, 3);
}

async fn a_link_that_drops_while_connecting_is_noticed_and_tried_again() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        link: LinkFault::Drops,
        ..Faults::default()
    });
    let program = Program::start();
    let begun = Instant::now();
    program.devices.start_search(Searcher::Person);
    toy.wait_for_calls(|calls| calls.connect >= 1).await;
    toy.set_faults(Faults::default());
    program.wait_until_added(1).await;
    assert!(begun.elapsed().as_secs() < 10, "the library notices after 30 s only");
}

async fn a_denied_toy_is_let_go_and_not_called_back() {
    let (bluez, toy, program) = moving().await;
    program.change_preferences(|preferences| preferences.permission = Permission::Denied);
    toy.wait_until_disconnected().await;
    assert!(
        toy.writes()
            .iter()
            .rev()
            .any(|write| write.text() == "Vibrate1:0;" && write.with_response)
    );
    program.wait_for_nearby(NearbyState::NotWanted).await;
    assert!(bluez.is_scanning());
    assert_eq!(toy.calls().connect, 1);
}

async fn a_toy_that_bluetoothd_forgot_is_found_again() {
    let (bluez, toy, program) = connected().await;
    program.devices.stop_search(Searcher::Person);
    bluez.wait_for_end_of_scan().await;
    toy.set_faults(Faults {
        connect: Some(Fault::failed().times(1)),
        ..Faults::default()
    });
    toy.drop_link();
    program.wait_for_link(LinkState::Reconnecting).await;
    // A scan of our own finds it again.
    bluez.wait_for_scan().await;
    toy.vanish();
    toy.come_back();
    program.wait_until_added(2).await;
    bluez.wait_for_end_of_scan().await;
}

async fn an_unsignalled_link_is_a_link() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.set_faults(Faults {
        is_connected_unsignalled: true,
        ..Faults::default()
    });
    let program = Program::start();
    program.devices.start_search(Searcher::Person);
    program.wait_until_added(1).await;
    program.vibrate(0, 1);
    toy.wait_for_write(|write| write.text() == "Vibrate1:1;").await;
}

async fn quitting_stops_and_lets_go() {
    let (bluez, toy, program) = moving().await;
    toy.clear_log();
    assert!(program.quit().await, "the toy confirmed its stop");
    assert_eq!(toy.writes()[0].text(), "Vibrate1:0;");
    assert!(!toy.is_connected());
    assert!(!bluez.is_scanning());
}

async fn a_limit_holds_at_once() {
    let (_bluez, toy, program) = moving().await;
    program.change_preferences(|preferences| {
        let limit = OutputPreferences {
            limit_percent: 50,
            ..OutputPreferences::default()
        };
        let outputs = preferences.outputs.entry(0).or_default();
        outputs.insert(OutputKind::Vibrate, limit);
    });
    toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
}
