//! Calls that fail, hang, are late or are lost; adapters, a bluetoothd and a bus that are not there.

use std::time::Duration;

use btleplug::api::{Central as _, CentralState, ScanFilter, WriteType};
use tokio::time::timeout;
use vigil_bluez::{AdapterFaults, Bluez, Fault, Faults, Outcome, Refusal, bluez::FIRST_ADAPTER, trial::Test};

use crate::central::{
    Central, LIMIT, MEANWHILE, Pending, RX, TX, adapters, connected, discovered, edge, is_long, refused,
};

pub(crate) fn tests() -> Vec<Test> {
    let mut tests = vigil_bluez::tests![
        each_call_can_be_refused_with_bluez_name,
        each_treatment_of_a_write,
        a_hung_write_holds_up_nobody_and_takes_effect_when_released,
        a_late_write_takes_effect_even_where_nobody_waits,
        a_busy_characteristic_refuses,
        a_hung_write_ends_with_the_link,
        a_hung_connect_ends_with_release_or_disconnect,
        an_adapter_refuses,
        bluetoothd_stands_still,
        adapters_and_bluetoothd_that_are_not_there,
        bluetoothd_is_killed_and_started_again,
        the_bus_dies_and_a_new_manager_works,
    ];
    if is_long() {
        tests.extend(vigil_bluez::tests![
            a_call_without_an_answer_times_out_after_30_s,
            on_a_dead_bus_calls_hang_30_s,
        ]);
    }
    tests
}

fn writes_are(fault: Fault) -> Faults {
    Faults {
        write: Some(fault),
        ..Faults::default()
    }
}

async fn each_call_can_be_refused_with_bluez_name() {
    let (_bluez, toy, _central, remote) = connected().await;
    toy.set_faults(Faults {
        write: Some(Fault::failed()),
        read: Some(Fault::refuse(Refusal::not_permitted())),
        start_notify: Some(Fault::refuse(Refusal::in_progress())),
        connect: Some(Fault::refuse(Refusal::failed("le-connection-abort-by-local"))),
        disconnect: Some(Fault::failed()),
        ..Faults::default()
    });
    let (answer, took) = remote.begin_write(b"1").timed().await;
    refused(answer, "org.bluez.Error.Failed");
    assert!(took < Duration::from_secs(10));
    assert!(matches!(toy.attempts()[0].outcome, Outcome::Refused(_)));
    refused(remote.read().await, "org.bluez.Error.NotPermitted");
    refused(remote.subscribe(RX).await, "org.bluez.Error.InProgress");
    refused(remote.disconnect().await, "org.bluez.Error.Failed");
    assert!(toy.is_connected());
    toy.drop_link();
    refused(remote.connect().await, "le-connection-abort-by-local");
    assert!(toy.writes().is_empty());
}

/// For a number of calls, for a while, late, lost.
async fn each_treatment_of_a_write() {
    let (_bluez, toy, _central, remote) = connected().await;
    toy.set_faults(writes_are(Fault::failed().times(2)));
    for is_refused in [true, true, false] {
        assert_eq!(remote.write(b"a number").await.is_err(), is_refused);
    }
    assert_eq!((toy.writes().len(), toy.attempts().len()), (1, 3));

    let window = Duration::from_millis(200);
    toy.set_faults(writes_are(Fault::failed().lasting(window)));
    while remote.write(b"a while").await.is_err() {}
    let attempts = &toy.attempts()[3..];
    let last = attempts.last().unwrap();
    assert!(attempts.len() > 1 && last.asked - attempts[0].asked >= window);

    toy.set_faults(writes_are(Fault::delay(window)));
    let (answer, took) = remote.begin_write(b"late").timed().await;
    answer.unwrap();
    assert!(took >= window, "{took:?}");

    toy.clear_log();
    toy.set_faults(writes_are(Fault::lose().once()));
    remote.write_to(TX, b"lost", WriteType::WithoutResponse).await.unwrap();
    assert!(toy.writes().is_empty(), "it looks like one that arrived");
    assert_eq!(toy.attempts().last().unwrap().outcome, Outcome::Lost);
}

async fn a_hung_write_holds_up_nobody_and_takes_effect_when_released() {
    let (_bluez, toy, _central, remote) = connected().await;
    toy.set_faults(writes_are(Fault::hang().once()));
    let hung = remote.begin_write(b"hung");
    toy.wait_for_attempt(|attempt| attempt.bytes == b"hung").await;
    remote.write(b"same characteristic").await.unwrap();
    remote.read().await.unwrap();
    assert!(!hung.is_answered());
    assert_eq!(toy.attempts()[0].outcome, Outcome::Waiting);
    assert_eq!(toy.last_write(TX).unwrap().text(), "same characteristic");
    toy.release();
    hung.answer().await.unwrap();
    // The old command is what the toy does now.
    let last = toy.last_write(TX).unwrap();
    assert_eq!(last.text(), "hung");
    assert!(last.asked < toy.writes()[0].asked && last.at > toy.writes()[0].at && last.order == 2);
}

async fn a_late_write_takes_effect_even_where_nobody_waits() {
    let (_bluez, toy, _central, remote) = connected().await;
    let delay = Duration::from_millis(300);
    toy.set_faults(writes_are(Fault::delay(delay)));
    let given_up = timeout(delay / 6, remote.write(b"2")).await;
    assert!(given_up.is_err() && toy.writes().is_empty());
    let write = toy.wait_for_write(|write| write.bytes == b"2").await;
    assert!(write.at - write.asked >= delay);
}

async fn a_busy_characteristic_refuses() {
    let (_bluez, toy, _central, remote) = connected().await;
    toy.set_faults(Faults {
        is_busy_while_writing: true,
        ..writes_are(Fault::hang().once())
    });
    let hung = remote.begin_write(b"1");
    toy.wait_for_attempt(|attempt| attempt.bytes == b"1").await;
    let answer = remote.write_to(TX, b"2", WriteType::WithoutResponse).await;
    refused(answer, "org.bluez.Error.InProgress");
    toy.release();
    hung.answer().await.unwrap();
    remote.write_to(TX, b"3", WriteType::WithoutResponse).await.unwrap();
}

async fn a_hung_write_ends_with_the_link() {
    let (_bluez, toy, _central, remote) = connected().await;
    toy.set_faults(writes_are(Fault::hang()));
    let hung = remote.begin_write(b"1");
    toy.wait_for_attempt(|_| true).await;
    remote.disconnect().await.unwrap();
    refused(hung.answer().await, "Not connected");
    assert!(matches!(toy.attempts()[0].outcome, Outcome::Refused(_)));
    toy.release();
    assert!(toy.writes().is_empty());
}

async fn a_hung_connect_ends_with_release_or_disconnect() {
    let (_bluez, toy, _central, remote) = discovered().await;
    toy.set_faults(Faults {
        connect: Some(Fault::hang()),
        ..Faults::default()
    });
    let connect = remote.begin_connect();
    toy.wait_for_calls(|calls| calls.connect == 1).await;
    remote.disconnect().await.unwrap();
    refused(connect.answer().await, "le-connection-abort-by-local");
    refused(remote.disconnect().await, "org.bluez.Error.NotConnected");
    let connect = remote.begin_connect();
    toy.wait_for_calls(|calls| calls.connect == 2).await;
    assert!(!toy.is_connected() && !connect.is_answered());
    toy.release();
    connect.answer().await.unwrap();
    assert!(toy.is_connected());
}

async fn an_adapter_refuses() {
    let bluez = Bluez::start().await;
    bluez.deny_access();
    refused(adapters().await, "org.freedesktop.DBus.Error.AccessDenied");
    bluez.allow_access();
    let central = Central::start().await;
    let scan = || central.adapter.start_scan(ScanFilter::default());
    bluez.power_off_adapter(FIRST_ADAPTER);
    bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            set_powered: Some(Fault::refuse(Refusal::blocked())),
            ..AdapterFaults::default()
        },
    );
    refused(scan().await, "org.bluez.Error.Blocked");
    bluez.set_adapter_faults(
        FIRST_ADAPTER,
        AdapterFaults {
            start_discovery: Some(Fault::refuse(Refusal::in_progress()).once()),
            ..AdapterFaults::default()
        },
    );
    refused(scan().await, "org.bluez.Error.InProgress");
    scan().await.unwrap();
}

async fn bluetoothd_stands_still() {
    let (bluez, _toy, central, remote) = discovered().await;
    let heard = central.count("RssiUpdate");
    bluez.freeze();
    let asked = remote.clone();
    let mut call = Box::pin(async move { asked.name().await });
    assert!(timeout(MEANWHILE, &mut call).await.is_err());
    bluez.thaw();
    call.await.unwrap();
    central.wait_for_more("RssiUpdate", heard).await;
}

async fn adapters_and_bluetoothd_that_are_not_there() {
    let mut bluez = Bluez::start_without_daemon().await;
    let (answer, took) = Pending::begin(adapters()).timed().await;
    refused(answer, "ServiceUnknown");
    assert!(took < Duration::from_secs(10));
    bluez.restart().await;
    assert!(adapters().await.unwrap().is_empty());
    bluez.plug_adapter(FIRST_ADAPTER);
    bluez.plug_adapter(1);
    let mut names = Vec::new();
    for adapter in adapters().await.unwrap() {
        names.push(adapter.adapter_info().await.unwrap());
    }
    names.sort();
    assert!(
        names.len() == 2 && names[0].starts_with("hci0 ") && names[1].starts_with("hci1 "),
        "{names:?}"
    );
    bluez.unplug_adapter(FIRST_ADAPTER);
    assert_eq!(adapters().await.unwrap().len(), 1);
}

async fn bluetoothd_is_killed_and_started_again() {
    let (mut bluez, toy, central, remote) = connected().await;
    toy.set_faults(writes_are(Fault::hang().once()));
    let hung = remote.begin_write(b"1");
    toy.wait_for_attempt(|_| true).await;
    bluez.kill().await;
    refused(hung.answer().await, "NoReply");
    refused(remote.write(b"2").await, "ServiceUnknown");
    refused(adapters().await, "ServiceUnknown");
    assert!(!toy.is_connected());

    bluez.restart().await;
    let found = central.count("DeviceDiscovered");
    central.scan().await;
    central.wait_for_more("DeviceDiscovered", found).await;
    // Nobody was told, and the old stream of events goes on with the new bluetoothd.
    assert_eq!(central.count("DeviceDisconnected") + central.count("EventsEnded"), 0);
    central.take(&remote).await;
    remote.write(b"3").await.unwrap();
    assert_eq!(toy.writes().len(), 1);
}

async fn the_bus_dies_and_a_new_manager_works() {
    let (mut bluez, _toy, central, _remote) = connected().await;
    bluez.kill_bus().await;
    let adapter = central.adapter.clone();
    let dead: Pending<CentralState> = Pending::begin(async move { adapter.adapter_state().await });
    bluez.restart_bus().await;
    assert_eq!(adapters().await.unwrap().len(), 1);
    assert!(!dead.is_answered());
    assert_eq!(central.count("DeviceDisconnected") + central.count("EventsEnded"), 0);
}

/// All that hang, side by side: WriteValue, ReadValue, StartNotify, Connect.
async fn a_call_without_an_answer_times_out_after_30_s() {
    let (bluez, toy, central, remote) = connected().await;
    let stranger = bluez.add_toy(edge());
    let remote_stranger = central.find(&stranger).await;
    let hang = || Some(Fault::hang());
    toy.set_faults(Faults {
        write: hang(),
        read: hang(),
        start_notify: hang(),
        ..Faults::default()
    });
    stranger.set_faults(Faults {
        connect: hang(),
        ..Faults::default()
    });
    let (reader, listener) = (remote.clone(), remote.clone());
    let calls = [
        remote.begin_write(b"1"),
        Pending::begin(async move { reader.read().await.map(drop) }),
        Pending::begin(async move { listener.subscribe(RX).await }),
        remote_stranger.begin_connect(),
    ];
    for call in calls {
        call.times_out("Timeout").await;
    }
}

async fn on_a_dead_bus_calls_hang_30_s() {
    let (mut bluez, _toy, _central, remote) = connected().await;
    bluez.kill_bus().await;
    let (answer, took) = remote.begin_write(b"1").timed().await;
    answer.unwrap_err();
    assert!(took >= LIMIT && took < LIMIT + Duration::from_secs(10), "{took:?}");
}
