//! Code of a toy that panics, and workers that end before their time.

use futures_util::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use vigil_core::message::{InputKind, Reading};

use super::*;
use crate::{
    ToyIdentity, Transport,
    toy::{HardwareError, Toy},
};

/// A toy on the screen whose code panics, here or there.
#[derive(Debug)]
struct Fragile {
    toy: Arc<FaultyToy>,
    panics_in: &'static [Place],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Read,
    Readings,
    Closed,
    Output,
}

impl Fragile {
    fn new(panics_in: &'static [Place]) -> Self {
        Self {
            toy: Arc::default(),
            panics_in,
        }
    }

    fn panics_in(&self, place: Place) -> bool {
        self.panics_in.contains(&place)
    }
}

impl Toy for Fragile {
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        assert!(
            !self.panics_in(Place::Output) || urgency == Urgency::Stop,
            "an output panics"
        );
        self.toy.clone().apply(outputs, urgency)
    }

    fn read(self: Arc<Self>, feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        async move {
            assert!(!self.panics_in(Place::Read), "a read panics");
            self.toy.clone().read(feature, kind).await
        }
        .boxed()
    }

    fn readings(&self) -> BoxStream<'static, (u32, Reading)> {
        if self.panics_in(Place::Readings) {
            stream::poll_fn(|_| panic!("readings panic")).boxed()
        } else {
            stream::pending().boxed()
        }
    }

    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        if self.panics_in(Place::Closed) {
            async { panic!("it panics whenever it is asked whether it is closed") }.boxed()
        } else {
            future::pending().boxed()
        }
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.toy.clone().disconnect()
    }
}

fn identity() -> ToyIdentity {
    ToyIdentity {
        transport: Transport::Bluetooth,
        address: "AA:BB:CC:DD:EE:FF".to_owned(),
        protocol: "lovense".to_owned(),
        variant: None,
    }
}

fn arrive(devices: &Devices, toy: Fragile) -> u32 {
    devices
        .arrive(identity(), describe(SimulatedKind::Vibrator), Arc::new(toy))
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn s5_a_toy_whose_battery_or_sensors_panic_is_still_driven_and_stopped() {
    for panics_in in [
        [Place::Read].as_slice(),
        &[Place::Readings],
        &[Place::Read, Place::Readings],
    ] {
        let devices = Devices::new(virtual_clock(), Handle::current());
        let fragile = Fragile::new(panics_in);
        let toy = fragile.toy.clone();
        let index = arrive(&devices, fragile);
        let lease = Lease::new(SessionId(1));
        sleep(ms(100)).await;
        devices.output(&lease, index, &[vibration(0, 5)]).unwrap();
        sleep(ms(100)).await;
        let outcome = devices.stop_everything().remove(0).outcome().await;
        assert_eq!(outcome.result, StopResult::Confirmed);
        let values: Vec<_> = toy.writes().iter().map(|write| write.1[0].output.value).collect();
        assert_eq!(values, [0, 5, 0]);
        assert!(!toy.was_disconnected());
    }
}

#[tokio::test(start_paused = true)]
async fn s5_a_write_that_panics_has_failed() {
    let devices = Devices::new(virtual_clock(), Handle::current());
    let mut events = devices.events();
    let fragile = Fragile::new(&[Place::Output]);
    let toy = fragile.toy.clone();
    let index = arrive(&devices, fragile);
    sleep(ms(100)).await;
    devices
        .output(&Lease::new(SessionId(1)), index, &[vibration(0, 5)])
        .unwrap();
    loop {
        if let DeviceEvent::WriteFailed { urgency, .. } = events.recv().await.unwrap() {
            assert_eq!(urgency, Urgency::Normal);
            break;
        }
    }
    let outcome = devices.stop_everything().remove(0).outcome().await;
    assert_eq!(outcome.result, StopResult::Confirmed);
    assert!(!toy.was_disconnected());
}

#[tokio::test(start_paused = true)]
async fn s5_a_worker_that_panics_again_and_again_cuts_the_link_and_the_person_is_told() {
    let devices = Devices::new(virtual_clock(), Handle::current());
    let mut events = devices.events();
    let fragile = Fragile::new(&[Place::Closed]);
    let toy = fragile.toy.clone();
    let index = arrive(&devices, fragile);
    loop {
        match events.recv().await.unwrap() {
            DeviceEvent::StopUnconfirmed { device, .. } => break assert_eq!(device, index),
            DeviceEvent::Removed { .. } => panic!("gone, and nobody was told"),
            _ => {}
        }
    }
    sleep(ms(10)).await;
    assert!(toy.was_disconnected());
    assert!(devices.states()[0].doubts.stop_unconfirmed);
    let refused = devices.output(&Lease::new(SessionId(1)), index, &[vibration(0, 5)]);
    assert_eq!(refused, Err(CommandError::Disconnected));
}

#[tokio::test(start_paused = true)]
async fn s5_a_worker_that_is_ended_from_outside_cuts_the_link_and_the_person_is_told() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let mut events = rig.devices.events();
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.devices.end_workers();
    sleep(ms(50)).await;
    assert!(rig.toy.was_disconnected());
    assert!(rig.devices.states()[0].doubts.stop_unconfirmed);
    assert!(rig.devices.snapshot().borrow().table.is_empty());
    let mut told = false;
    while let Ok(event) = events.try_recv() {
        told |= matches!(event, DeviceEvent::StopUnconfirmed { device: 0, .. });
    }
    assert!(told);
}
