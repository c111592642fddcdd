//! Links that break, and silence.

use std::time::Duration;

use btleplug::api::{Central as _, Peripheral as _, ScanFilter};
use tokio::runtime;
use vigil_bluez::{Bluez, Faults, LinkFault, bluez::FIRST_ADAPTER, trial::Test};

use crate::central::{Central, RX, TX, adapters, connected, discovered, edge, is_long, refused};

pub(crate) fn tests() -> Vec<Test> {
    let mut tests = vigil_bluez::tests![
        a_lost_link_is_told_and_subscriptions_outlive_it,
        a_toy_that_bluetoothd_dropped_is_not_told_of,
        a_link_that_never_resolves_or_drops_is_told_but_connect_waits,
        a_connect_without_signal_is_a_connect,
        a_link_of_another_program_is_a_link,
        radio_silence,
        one_silent_toy,
        an_adapter_is_powered_off,
        an_adapter_is_unplugged,
        the_link_outlives_its_program,
    ];
    if is_long() {
        tests.extend(vigil_bluez::tests![a_connect_that_cannot_end_times_out_after_30_s]);
    }
    tests
}

fn links_are(link: LinkFault) -> Faults {
    Faults {
        link,
        ..Faults::default()
    }
}

async fn a_lost_link_is_told_and_subscriptions_outlive_it() {
    let (_bluez, toy, central, remote) = connected().await;
    remote.subscribe(RX).await.unwrap();
    toy.drop_link();
    central.wait_for("DeviceDisconnected", &toy).await;
    let (answer, took) = remote.begin_write(b"1").timed().await;
    refused(answer, "Not connected");
    assert!(took < Duration::from_secs(10));
    assert!(!remote.is_connected().await);
    toy.notify(RX, b"into the void");
    remote.connect().await.unwrap();
    toy.notify(RX, b"again");
    central.wait_for_notification(b"again").await;
    assert_eq!(central.count("Notification"), 1);
}

async fn a_toy_that_bluetoothd_dropped_is_not_told_of() {
    let (bluez, toy, central, remote) = connected().await;
    toy.vanish();
    // What is told comes in order.
    central.find(&bluez.add_toy(edge())).await;
    assert_eq!(central.count("DeviceDisconnected"), 0);
    refused(remote.connect().await, "UnknownObject");
    refused(remote.0.is_connected().await, "UnknownObject");
    refused(remote.disconnect().await, "UnknownObject");
    refused(remote.write(b"1").await, "UnknownObject");
    let found = central.count("DeviceDiscovered");
    toy.come_back();
    central.wait_for_more("DeviceDiscovered", found).await;
    central.take(&remote).await;
    remote.write(b"2").await.unwrap();
}

async fn a_link_that_never_resolves_or_drops_is_told_but_connect_waits() {
    let (bluez, toy, central, remote) = discovered().await;
    toy.set_faults(links_are(LinkFault::NeverResolved));
    let connect = remote.begin_connect();
    central.wait_for("DeviceConnected", &toy).await;
    assert!(remote.is_connected().await);
    remote.0.discover_services().await.unwrap();
    assert!(remote.0.characteristics().is_empty());
    assert!(toy.is_connected() && !connect.is_answered());
    remote.disconnect().await.unwrap();
    central.wait_for("DeviceDisconnected", &toy).await;

    let toy = bluez.add_toy(edge());
    let remote = central.find(&toy).await;
    toy.set_faults(links_are(LinkFault::Drops));
    let connect = remote.begin_connect();
    central.wait_for("DeviceDisconnected", &toy).await;
    assert!(!remote.is_connected().await && !connect.is_answered());
}

async fn a_connect_without_signal_is_a_connect() {
    let (bluez, toy, central, remote) = discovered().await;
    toy.set_faults(Faults {
        is_connected_unsignalled: true,
        ..Faults::default()
    });
    remote.connect().await.unwrap();
    central.find(&bluez.add_toy(edge())).await;
    assert_eq!(central.count("DeviceConnected"), 0);
    assert!(remote.is_connected().await);
}

async fn a_link_of_another_program_is_a_link() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    toy.connect_by_another_program();
    let central = Central::start().await;
    let remote = central.known(&toy).await.expect("bluetoothd has an object for it");
    assert!(remote.is_connected().await && !bluez.is_scanning());
    assert_eq!(remote.name().await, Some(toy.spec().name));
    remote.0.discover_services().await.unwrap();
    remote.write(b"1").await.unwrap();
    assert_eq!(toy.writes().len(), 1);
}

async fn radio_silence() {
    let (bluez, toy, central, remote) = connected().await;
    bluez.radio_silence();
    let write = remote.begin_write(b"1");
    assert!(remote.is_connected().await, "bluetoothd itself answers");
    assert!(!write.is_answered() && toy.writes().is_empty());
    let new = bluez.add_toy(edge());
    assert_eq!(central.adapter.peripherals().await.unwrap().len(), 1);
    bluez.end_radio_silence();
    write.answer().await.unwrap();
    assert_eq!(toy.writes().len(), 1);
    central.wait_for("DeviceDiscovered", &new).await;
}

async fn one_silent_toy() {
    let (bluez, toy, central, remote) = connected().await;
    let other = bluez.add_toy(edge());
    let remote_other = central.find(&other).await;
    toy.go_silent();
    let write = remote.begin_write(b"1");
    remote_other.connect().await.unwrap();
    assert!(!write.is_answered());
    // bluetoothd can give up a link by itself.
    remote.disconnect().await.unwrap();
    write.answer().await.unwrap_err();
    let connect = remote.begin_connect();
    assert!(remote_other.is_connected().await && !connect.is_answered());
    toy.come_back();
    connect.answer().await.unwrap();
}

async fn an_adapter_is_powered_off() {
    let (bluez, toy, central, remote) = connected().await;
    bluez.power_off_adapter(FIRST_ADAPTER);
    central.wait_for_text("StateUpdate(PoweredOff)").await;
    let told = central.told();
    let place = |kind: &str| told.iter().position(|told| told.is(kind)).unwrap();
    assert!(place("DeviceDisconnected") < place("StateUpdate"), "{told:?}");
    assert!(!bluez.is_scanning() && !toy.is_connected());
    refused(remote.connect().await, "org.bluez.Error.NotReady");
    central.scan().await;
    central.wait_for_text("StateUpdate(PoweredOn)").await;
    assert!(bluez.is_adapter_powered(FIRST_ADAPTER));
    remote.connect().await.unwrap();
}

async fn an_adapter_is_unplugged() {
    let (bluez, toy, central, remote) = connected().await;
    bluez.unplug_adapter(FIRST_ADAPTER);
    central.wait_for("DeviceDisconnected", &toy).await;
    central.wait_for_text("StateUpdate(PoweredOff)").await;
    refused(remote.write(b"1").await, "UnknownObject");
    refused(central.adapter.start_scan(ScanFilter::default()).await, "UnknownObject");
    assert!(adapters().await.unwrap().is_empty());
    bluez.plug_adapter(FIRST_ADAPTER);
    assert_eq!(adapters().await.unwrap().len(), 1);
    let found = central.count("DeviceDiscovered");
    central.scan().await;
    central.wait_for_more("DeviceDiscovered", found).await;
}

async fn the_link_outlives_its_program() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(edge());
    // A program with everything that it has, its connection to the bus above all: gone from one moment to the next.
    let program = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let used = toy.clone();
    let work = program.spawn(async move {
        let central = Central::start().await;
        central.scan().await;
        let remote = central.find(&used).await;
        central.take(&remote).await;
        remote.subscribe(RX).await.unwrap();
        remote.write(b"Vibrate:20;").await.unwrap();
        (central, remote)
    });
    let had = work.await.unwrap();
    assert!(bluez.is_scanning() && toy.is_subscribed(RX));
    program.shutdown_background();
    drop(had);
    bluez.wait_for_end_of_scan().await;
    toy.wait_until_unsubscribed(RX).await;
    assert!(toy.is_connected());
    assert_eq!(toy.last_write(TX).unwrap().text(), "Vibrate:20;");

    // Another program takes the toy over.
    let central = Central::start().await;
    let remote = central.known(&toy).await.unwrap();
    central.take(&remote).await;
    remote.write(b"Vibrate:0;").await.unwrap();
    assert_eq!(toy.last_write(TX).unwrap().text(), "Vibrate:0;");
}

async fn a_connect_that_cannot_end_times_out_after_30_s() {
    let bluez = Bluez::start().await;
    let central = Central::start().await;
    central.scan().await;
    let mut connects = Vec::new();
    for link in [LinkFault::NeverResolved, LinkFault::Drops] {
        let toy = bluez.add_toy(edge());
        toy.set_faults(links_are(link));
        connects.push(central.find(&toy).await.begin_connect());
    }
    for connect in connects {
        connect.times_out("ServiceDiscoveryTimedOut").await;
    }
}
