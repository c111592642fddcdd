//! What works where nothing is wrong.

use std::time::Duration;

use btleplug::api::{Central as _, CharPropFlags, Peripheral as _, ScanFilter, WriteType};
use tokio::time::Instant;
use uuid::{Uuid, uuid};
use vigil_bluez::{
    Bluez, CharacteristicSpec, Flags, Outcome, Reply, Timing, Toy, ToySpec,
    toys::{common, lovense},
    trial::Test,
};

use crate::central::{Central, RX, SERVICE, TX, connected, connected_as, discovered_as, edge, refused};

/// bluetoothd keeps it to itself.
const BATTERY_SERVICE: Uuid = uuid!("0000180f-0000-1000-8000-00805f9b34fb");
const BATTERY_LEVEL: Uuid = uuid!("00002a19-0000-1000-8000-00805f9b34fb");

pub(crate) fn tests() -> Vec<Test> {
    vigil_bluez::tests![
        a_scan_finds_toys_and_what_they_advertise,
        a_scan_for_a_service_finds_those_that_advertise_it,
        services_are_discovered_but_not_the_battery_service,
        writes_arrive_with_and_without_response_where_the_toy_takes_them,
        values_are_read_and_notified,
        a_toy_is_disconnected_and_found_again,
        connecting_takes_the_time_it_shall_take,
        the_gap_name_takes_the_place_of_the_advertised_one,
        two_toys_at_a_time,
        each_common_toy_is_found_and_has_its_characteristics,
        a_lovense_says_what_it_is,
        a_lelo_greets_who_subscribes,
    ]
}

async fn a_scan_finds_toys_and_what_they_advertise() {
    let (bluez, toy, central, remote) = discovered_as(ToySpec {
        manufacturer_data: [(0x1234, vec![1, 2, 3])].into(),
        ..edge().advertise(SERVICE)
    })
    .await;
    assert!(bluez.is_scanning());
    let properties = remote.0.properties().await.unwrap().unwrap();
    assert_eq!(properties.local_name.as_deref(), Some("LVS-Edge36"));
    assert_eq!(properties.services, [SERVICE]);
    assert_eq!(properties.manufacturer_data, [(0x1234, vec![1, 2, 3])].into());
    assert!([-60, -59].contains(&properties.rssi.unwrap()));
    // Each advertisement is told again.
    central.wait_for("RssiUpdate", &toy).await;
    central.wait_for("ManufacturerDataAdvertisement", &toy).await;
    toy.set_rssi(-80);
    central.wait_for_text("rssi: -80").await;
    // One that is switched on later, and whose name comes with its second advertisement.
    let late = bluez.add_toy(ToySpec {
        is_name_in_first_advertisement: false,
        ..edge()
    });
    let remote_late = central.find(&late).await;
    central.wait_for("RssiUpdate", &late).await;
    assert_eq!(remote_late.name().await.as_deref(), Some("LVS-Edge36"));
    // The strength of the signal goes with the scan.
    central.adapter.stop_scan().await.unwrap();
    bluez.wait_for_end_of_scan().await;
    assert_eq!(remote.0.properties().await.unwrap().unwrap().rssi, None);
}

async fn a_scan_for_a_service_finds_those_that_advertise_it() {
    let bluez = Bluez::start().await;
    let other = bluez.add_toy(edge());
    let wanted = bluez.add_toy(edge().advertise(SERVICE));
    let central = Central::start().await;
    let services = vec![SERVICE];
    central.adapter.start_scan(ScanFilter { services }).await.unwrap();
    central.wait_for("RssiUpdate", &wanted).await;
    assert!(central.known(&wanted).await.is_some() && central.known(&other).await.is_none());
}

async fn services_are_discovered_but_not_the_battery_service() {
    let level = CharacteristicSpec::new(BATTERY_LEVEL, Flags::READ).value([90]);
    let (_bluez, _toy, _central, remote) = connected_as(edge().service(BATTERY_SERVICE, vec![level])).await;
    let found: Vec<_> = remote
        .0
        .characteristics()
        .into_iter()
        .map(|found| {
            (
                found.service_uuid,
                found.uuid,
                found.properties,
                found.descriptors.len(),
            )
        })
        .collect();
    let tx = CharPropFlags::WRITE_WITHOUT_RESPONSE | CharPropFlags::WRITE;
    let rx = CharPropFlags::READ | CharPropFlags::NOTIFY;
    assert_eq!(found, [(SERVICE, TX, tx, 0), (SERVICE, RX, rx, 1)]);
    assert_eq!(remote.0.mtu(), 247);
}

async fn writes_arrive_with_and_without_response_where_the_toy_takes_them() {
    let requests = CharacteristicSpec::new(TX, Flags::WRITE);
    let commands = CharacteristicSpec::new(RX, Flags::WRITE_WITHOUT_RESPONSE);
    let spec = ToySpec::new("X").service(SERVICE, vec![requests, commands]);
    let (_bluez, toy, _central, remote) = connected_as(spec).await;
    let (request, command) = (WriteType::WithResponse, WriteType::WithoutResponse);
    remote.write_to(TX, b"1", request).await.unwrap();
    remote.write_to(RX, b"2", command).await.unwrap();
    // As the real bluetoothd: it sends the command, and the toy ignores it.
    remote.write_to(TX, b"3", command).await.unwrap();
    assert_eq!(toy.attempts()[2].outcome, Outcome::Lost);
    let answer = remote.write_to(RX, b"4", request).await;
    refused(answer, "org.bluez.Error.NotPermitted");
    let writes = toy.writes();
    let seen: Vec<_> = writes
        .iter()
        .map(|write| (write.service, write.characteristic, write.text(), write.with_response))
        .collect();
    assert_eq!(
        seen,
        [
            (SERVICE, TX, "1".to_owned(), true),
            (SERVICE, RX, "2".to_owned(), false)
        ]
    );
    assert!(writes[0].order < writes[1].order && writes[0].at <= writes[1].at);
    assert_eq!(toy.last_write(TX).unwrap().text(), "1");
    assert_eq!(toy.calls().write, 4);
}

async fn values_are_read_and_notified() {
    let (_bluez, toy, central, remote) = connected_as(edge().script(|write| match write.bytes.as_slice() {
        b"Battery;" => vec![Reply::notify(RX, "87;")],
        _ => vec![],
    }))
    .await;
    assert_eq!(remote.read().await.unwrap(), [7]);
    toy.set_value(RX, [8, 9]);
    assert_eq!(remote.read().await.unwrap(), [8, 9]);
    toy.notify(RX, b"too early");
    remote.subscribe(RX).await.unwrap();
    assert!(toy.is_subscribed(RX));
    toy.notify(RX, b"now");
    toy.notify(RX, b"now");
    central.wait_for_more("Notification", 1).await;
    remote.write(b"Battery;").await.unwrap();
    central.wait_for_notification(b"87;").await;
    toy.on_write(|_| vec![Reply::notify(RX, "86;")]);
    remote.write(b"Battery;").await.unwrap();
    central.wait_for_notification(b"86;").await;
    remote.0.unsubscribe(&remote.find(RX).unwrap()).await.unwrap();
    toy.notify(RX, b"too late");
    // What is told comes in order, so that this would come after what should not come.
    remote.disconnect().await.unwrap();
    central.wait_for("DeviceDisconnected", &toy).await;
    assert_eq!(central.count("Notification"), 4);
}

async fn a_toy_is_disconnected_and_found_again() {
    let (_bluez, toy, central, remote) = connected().await;
    assert!(toy.is_connected());
    central.wait_for("DeviceConnected", &toy).await;
    assert!(remote.is_connected().await);
    // A second time is no error.
    remote.connect().await.unwrap();
    let heard = central.count("RssiUpdate");
    remote.disconnect().await.unwrap();
    central.wait_for("DeviceDisconnected", &toy).await;
    assert!(!toy.is_connected());
    assert_eq!(toy.calls().disconnect, 1);
    // It advertises again, while the scan goes on.
    central.wait_for_more("RssiUpdate", heard).await;
    remote.connect().await.unwrap();
    assert_eq!(toy.calls().connect, 3);
}

async fn connecting_takes_the_time_it_shall_take() {
    let moment = Duration::from_millis(150);
    let (_bluez, _toy, _central, remote) = discovered_as(edge().timing(Timing {
        connect: moment,
        resolve: moment,
        disconnect: moment,
    }))
    .await;
    let since = Instant::now();
    remote.connect().await.unwrap();
    assert!(since.elapsed() >= 2 * moment, "{:?}", since.elapsed());
    let since = Instant::now();
    remote.disconnect().await.unwrap();
    assert!(since.elapsed() >= moment, "{:?}", since.elapsed());
}

async fn the_gap_name_takes_the_place_of_the_advertised_one() {
    let (_bluez, toy, _central, remote) = discovered_as(ToySpec {
        gap_name: Some("Nordic_UART".to_owned()),
        ..edge()
    })
    .await;
    assert_eq!(remote.name().await.as_deref(), Some("LVS-Edge36"));
    remote.connect().await.unwrap();
    assert_eq!(remote.name().await.as_deref(), Some("Nordic_UART"));
    toy.rename("Something else");
    assert_eq!(remote.name().await.as_deref(), Some("Something else"));
}

async fn two_toys_at_a_time() {
    let (bluez, toy, central, remote) = connected().await;
    let other = bluez.add_toy(edge());
    let remote_other = central.find(&other).await;
    central.take(&remote_other).await;
    remote_other.write(b"other").await.unwrap();
    remote.write(b"toy").await.unwrap();
    assert_eq!(toy.writes()[0].text(), "toy");
    assert_eq!(other.writes()[0].text(), "other");
    assert!(other.writes()[0].order < toy.writes()[0].order);
}

async fn each_common_toy_is_found_and_has_its_characteristics() {
    let bluez = Bluez::start().await;
    let toys: Vec<Toy> = common().iter().map(|model| bluez.add_toy(model.spec())).collect();
    let central = Central::start().await;
    central.scan().await;
    for toy in &toys {
        let remote = central.find(toy).await;
        let spec = toy.spec();
        assert_eq!(remote.name().await, Some(spec.name.clone()));
        central.take(&remote).await;
        let seen = spec.services.iter().filter(|service| service.uuid != BATTERY_SERVICE);
        for characteristic in seen.flat_map(|service| &service.characteristics) {
            let uuid = characteristic.uuid;
            assert!(remote.find(uuid).is_some(), "{}: {uuid}", spec.name);
        }
        remote.disconnect().await.unwrap();
    }
}

async fn a_lovense_says_what_it_is() {
    let (_bluez, toy, central, remote) = connected_as(ToySpec::of("Lovense Edge")).await;
    let (tx, rx) = (toy.spec().endpoint("tx"), toy.spec().endpoint("rx"));
    remote.subscribe(rx).await.unwrap();
    for (asked, told) in [
        ("DeviceType;", "P:11:0082059AD3BD;"),
        ("Battery;", "87;"),
        ("Vibrate2:20;", "OK;"),
    ] {
        let write = remote.write_to(tx, asked.as_bytes(), WriteType::WithoutResponse);
        write.await.unwrap();
        central.wait_for_notification(told.as_bytes()).await;
    }
    assert_eq!(lovense::levels(&toy.writes()), [("Vibrate2".to_owned(), 20)].into());
    assert!(!lovense::is_at_rest(&toy.writes()));
}

async fn a_lelo_greets_who_subscribes() {
    let (_bluez, toy, central, remote) = connected_as(ToySpec::of("Lelo Hugo 2")).await;
    remote.subscribe(toy.spec().endpoint("whitelist")).await.unwrap();
    central.wait_for_notification(&[1, 0, 0, 0, 0, 0, 0, 0]).await;
}
