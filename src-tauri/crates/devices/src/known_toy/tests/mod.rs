//! Known toys behind the worker, in virtual time.

mod turning;

use std::{sync::Arc, time::Duration};

use tokio::{runtime::Handle, time::sleep};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, InputKind, Output, OutputKind, Reading, StopScope},
};

use super::KnownToy;
use crate::{
    Devices, InputEvent, StopResult, ToyIdentity, Transport,
    link::{Endpoint, fake::FakeLink},
    reference::{Catalog, identify},
    toy::FeatureOutput,
    virtual_clock::virtual_clock,
};

/// A toy of this name, at index 0, past its first stop.
async fn toy(name: &str, endpoints: &[Endpoint]) -> (Devices, Arc<FakeLink>) {
    let link = FakeLink::new(name, endpoints);
    let devices = Devices::new(virtual_clock(), Handle::current());
    arrive(&devices, name, &link).await;
    (devices, link)
}

/// The toy of this name comes, or comes back.
async fn arrive(devices: &Devices, name: &str, link: &Arc<FakeLink>) {
    let catalog = Catalog::builtin().unwrap();
    let candidate = catalog.websocket_candidates(name).remove(0);
    let identified = identify(catalog, &candidate, link.clone()).await.unwrap();
    let identity = ToyIdentity {
        transport: Transport::Bluetooth,
        address: "fake".to_owned(),
        protocol: identified.protocol,
        variant: identified.variant,
    };
    let toy = Arc::new(KnownToy::new(link.clone(), identified.driver));
    devices.arrive(identity, identified.description, toy).unwrap();
    ms(300).await;
    link.take();
}

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

fn vibrate(value: i32) -> [FeatureOutput; 1] {
    [FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Vibrate,
            value,
            duration_ms: None,
        },
    }]
}

/// It forgets what it was told after a second.
async fn leten() -> (Devices, Arc<FakeLink>) {
    toy("T528-LT", &[Endpoint::Tx, Endpoint::Rx]).await
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_forgets_is_reminded_while_nothing_else_is_written() {
    let (devices, link) = leten().await;
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, 0, &vibrate(7)).unwrap();
    ms(3500).await;
    assert_eq!(link.take(), [[2, 7], [2, 7], [2, 7], [2, 7]]);
    for _ in 0..10 {
        devices.output(&lease, 0, &vibrate(9)).unwrap();
        ms(500).await;
    }
    assert_eq!(link.take().len(), 10, "who is told something needs no reminder");
    devices.stop_everything()[0].outcome().await;
    ms(2500).await;
    assert_eq!(
        link.take(),
        [[2, 0], [2, 0], [2, 0]],
        "a toy at rest is kept awake, at rest"
    );
}

#[tokio::test(start_paused = true)]
async fn s1_a_reminder_does_not_outlive_the_session() {
    let (devices, link) = leten().await;
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, 0, &vibrate(7)).unwrap();
    ms(500).await;
    link.take();
    lease.revoke();
    ms(5000).await;
    assert!(link.take().is_empty(), "the stop that comes is the next thing it hears");
    devices.stop_moved_by(SessionId(1))[0].outcome().await;
    assert_eq!(link.take(), [[2, 0]]);
}

#[tokio::test(start_paused = true)]
async fn s4_a_stop_waits_for_a_reminder_under_way_and_comes_after_it() {
    let (devices, link) = leten().await;
    devices.output(&Lease::new(SessionId(1)), 0, &vibrate(7)).unwrap();
    ms(950).await;
    link.set_write_time(Duration::from_millis(400));
    ms(100).await;
    link.set_write_time(Duration::ZERO);
    link.take();
    assert_eq!(
        devices.stop_everything()[0].outcome().await.result,
        StopResult::Confirmed
    );
    assert_eq!(link.take(), [[2, 0], [2, 7], [2, 0]]);
}

#[tokio::test(start_paused = true)]
async fn s4_a_link_that_is_lost_ends_the_worker_without_a_write() {
    let (devices, link) = leten().await;
    link.drop_link();
    ms(10).await;
    assert!(devices.snapshot().borrow().table.is_empty());
    assert!(devices.stop_everything().is_empty());
    assert!(link.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn s4_a_stroker_that_is_led_step_by_step_stops_where_it_is() {
    let (devices, link) = toy("LVS-BA001", &[Endpoint::Tx, Endpoint::Rx]).await;
    let slide = FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value: 100,
            duration_ms: Some(2000),
        },
    };
    devices.output(&Lease::new(SessionId(1)), 0, &[slide]).unwrap();
    ms(1000).await;
    assert_eq!(
        devices.stop_everything()[0].outcome().await.result,
        StopResult::Confirmed
    );
    let mut said = link.take().into_iter().map(|data| String::from_utf8(data).unwrap());
    let said = said.rfind(|said| said.starts_with("FSetSite:")).unwrap();
    ms(3000).await;
    let place = said.trim_start_matches("FSetSite:").trim_end_matches(';');
    assert!((40..=60).contains(&place.parse().unwrap()), "half-way: {said}");
    assert!(link.take().is_empty(), "it stays there");
}

#[tokio::test(start_paused = true)]
async fn a_sensor_speaks_to_those_who_asked_and_is_switched_off_with_the_last_of_them() {
    let (devices, link) = toy("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]).await;
    let mut readings = devices.readings();
    let (one, two) = (SessionId(1), SessionId(2));
    for session in [one, two, two] {
        devices
            .subscribe(session, 0, 0, InputKind::Pressure)
            .unwrap()
            .await
            .unwrap();
    }
    assert_eq!(link.subscribed(), [Endpoint::RxPressure], "switched on once");
    link.notify(Endpoint::RxPressure, &[0, 1, 4, 1, 2, 5, 0xd3]);
    let expected = InputEvent {
        device: 0,
        feature: 0,
        reading: Reading {
            kind: InputKind::Pressure,
            value: 0x102,
        },
        sessions: Arc::new([one, two].into()),
    };
    assert_eq!(readings.recv().await.unwrap(), expected);
    devices.unsubscribe(one, StopScope::EVERYTHING, None).await;
    assert_eq!(link.subscribed(), [Endpoint::RxPressure]);
    link.notify(Endpoint::RxPressure, &[0, 1, 4, 0, 7, 5, 0xd3]);
    assert_eq!(*readings.recv().await.unwrap().sessions, [two].into());
    devices.unsubscribe(two, StopScope::EVERYTHING, None).await;
    assert!(link.subscribed().is_empty());
    assert!(matches!(
        devices.subscribe(one, 0, 2, InputKind::Battery),
        Err(CommandError::UnsupportedInput { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_is_lost_takes_its_subscriptions_with_it() {
    let (devices, link) = toy("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]).await;
    let session = SessionId(1);
    devices
        .subscribe(session, 0, 0, InputKind::Pressure)
        .unwrap()
        .await
        .unwrap();
    link.drop_link();
    ms(10).await;
    devices.unsubscribe(session, StopScope::EVERYTHING, None).await;
    assert_eq!(
        link.subscribed(),
        [Endpoint::RxPressure],
        "nobody can switch it off any more"
    );
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_comes_back_speaks_to_those_who_listened() {
    let (devices, link) = toy("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]).await;
    let (stays, leaves) = (SessionId(1), SessionId(2));
    let mut readings = devices.readings();
    for session in [stays, leaves] {
        devices
            .subscribe(session, 0, 0, InputKind::Pressure)
            .unwrap()
            .await
            .unwrap();
    }
    link.drop_link();
    ms(10).await;
    devices.unsubscribe(leaves, StopScope::EVERYTHING, None).await;
    let back = FakeLink::new("Boost", &[Endpoint::RxPressure, Endpoint::RxBLEBattery]);
    arrive(&devices, "Boost", &back).await;
    assert_eq!(back.subscribed(), [Endpoint::RxPressure]);
    back.notify(Endpoint::RxPressure, &[0, 1, 4, 1, 2, 5, 0xd3]);
    assert_eq!(*readings.recv().await.unwrap().sessions, [stays].into());
    devices.unsubscribe(stays, StopScope::EVERYTHING, None).await;
    assert!(back.subscribed().is_empty());
}

/// A vibrator with two motors, each with packets of its own.
#[tokio::test(start_paused = true)]
async fn an_output_that_a_stop_of_another_feature_overtook_is_written_after_it() {
    let link = FakeLink::new("LVS-P36", &[Endpoint::Tx, Endpoint::Rx]);
    link.answer(b"DeviceType;", Endpoint::Rx, b"P:11:0082059AD3BD;");
    let devices = Devices::new(virtual_clock(), Handle::current());
    arrive(&devices, "LVS-P36", &link).await;
    let [first] = vibrate(10);
    let second = FeatureOutput { feature: 1, ..first };
    link.set_write_time(Duration::from_millis(100));
    devices.output(&Lease::new(SessionId(1)), 0, &[first, second]).unwrap();
    ms(50).await;
    link.set_write_time(Duration::ZERO);
    let of_first = StopScope {
        device: Some(0),
        feature: Some(0),
        ..StopScope::EVERYTHING
    };
    for ticket in devices.stop(of_first).unwrap() {
        assert_eq!(ticket.outcome().await.result, StopResult::Confirmed);
    }
    ms(500).await;
    let said: Vec<_> = link
        .take()
        .into_iter()
        .map(|data| String::from_utf8(data).unwrap())
        .collect();
    let last = |motor: &str| said.iter().rfind(|said| said.starts_with(motor)).map(String::as_str);
    assert_eq!(last("Vibrate1"), Some("Vibrate1:0;"), "{said:?}");
    assert_eq!(last("Vibrate2"), Some("Vibrate2:10;"), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn s4_a_machine_with_one_switch_for_on_and_off_counts_as_stopped_only_if_it_was_moved() {
    let (devices, link) = toy("fmachine", &[Endpoint::Tx, Endpoint::Rx]).await;
    let stop = async || devices.stop_everything()[0].outcome().await.result;
    assert_eq!(stop().await, StopResult::NothingToTell);
    assert!(link.take().is_empty(), "a stop could start it");
    let oscillate = FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Oscillate,
            value: 5,
            duration_ms: None,
        },
    };
    devices.output(&Lease::new(SessionId(1)), 0, &[oscillate]).unwrap();
    ms(5000).await;
    assert!(devices.moved().borrow().len() == 1 && !link.take().is_empty());
    assert_eq!(stop().await, StopResult::Confirmed);
    assert!(devices.moved().borrow().is_empty());
}

#[tokio::test(start_paused = true)]
async fn s4_a_machine_with_one_switch_that_is_lost_while_it_runs_stays_among_the_moved() {
    let (devices, link) = toy("fmachine", &[Endpoint::Tx, Endpoint::Rx]).await;
    let oscillate = FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Oscillate,
            value: 5,
            duration_ms: None,
        },
    };
    devices.output(&Lease::new(SessionId(1)), 0, &[oscillate]).unwrap();
    ms(5000).await;
    link.drop_link();
    ms(10).await;
    let again = FakeLink::new("fmachine", &[Endpoint::Tx, Endpoint::Rx]);
    arrive(&devices, "fmachine", &again).await;
    ms(5000).await;
    assert_eq!(devices.moved().borrow().len(), 1, "nobody could tell it to stop");
}
