//! What becomes of outputs between a missed deadline and its verdict.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
};
use vigil_core::message::InputKind;

use super::*;
use crate::toy::{HardwareError, Toy};

#[tokio::test(start_paused = true)]
async fn s1_what_waits_when_a_lease_is_suspended_is_not_written() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    rig.vibrate(0, 9).unwrap();
    assert!(rig.lease.suspend());
    rig.vibrate(1, 3).unwrap();
    sleep(ms(500)).await;
    assert_eq!(rig.writes(), [(0, vec![(0, 5)], Urgency::Normal)]);
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_is_resumed_writes_the_newest() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    assert!(rig.lease.suspend());
    for value in 1..=9 {
        rig.vibrate(0, value).unwrap();
    }
    sleep(ms(100)).await;
    assert!(rig.lease.resume());
    rig.devices.resumed(rig.lease.session());
    sleep(ms(20)).await;
    assert_eq!(rig.writes(), [(100, vec![(0, 9)], Urgency::Normal)]);
}

#[tokio::test(start_paused = true)]
async fn s1_a_lease_that_is_revoked_after_it_was_suspended_writes_nothing() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    assert!(rig.lease.suspend());
    rig.vibrate(0, 9).unwrap();
    assert!(rig.lease.revoke());
    rig.devices.resumed(rig.lease.session());
    sleep(ms(500)).await;
    assert_eq!(rig.writes(), []);
}

#[tokio::test(start_paused = true)]
async fn s3_a_stop_drops_what_waits_for_a_verdict() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    assert!(rig.lease.suspend());
    rig.vibrate(0, 9).unwrap();
    assert_eq!(rig.stop().await.result, StopResult::Confirmed);
    assert!(rig.lease.resume());
    rig.devices.resumed(rig.lease.session());
    sleep(ms(500)).await;
    assert_eq!(rig.writes(), [(0, STILL.to_vec(), Urgency::Stop)]);
}

#[tokio::test(start_paused = true)]
async fn other_sessions_go_on_while_one_is_suspended() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let other = Lease::new(SessionId(2));
    assert!(rig.lease.suspend());
    rig.vibrate(0, 9).unwrap();
    for value in 1..=5 {
        rig.devices.output(&other, 0, &[vibration(1, value)]).unwrap();
        sleep(ms(20)).await;
    }
    assert!(rig.writes().iter().all(|(_, values, _)| values[0].0 == 1));
    assert_eq!(rig.writes().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn s1_a_limit_that_changes_while_a_lease_is_suspended_waits_for_the_verdict() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 20).unwrap();
    sleep(ms(50)).await;
    assert!(rig.lease.suspend());
    let output = crate::OutputPreferences {
        limit_percent: 50,
        ..crate::OutputPreferences::default()
    };
    let preferences = crate::ToyPreferences {
        outputs: [(0, [(OutputKind::Vibrate, output)].into())].into(),
        ..crate::ToyPreferences::default()
    };
    rig.devices
        .set_preferences(&crate::ToyIdentity::simulated(0), preferences);
    sleep(ms(100)).await;
    assert_eq!(rig.writes().len(), 1, "nothing moves");
    assert!(rig.lease.resume());
    rig.devices.resumed(rig.lease.session());
    sleep(ms(50)).await;
    assert_eq!(rig.writes().last().unwrap().1, [(0, 10)]);
}

#[tokio::test(start_paused = true)]
async fn s1_nothing_is_repeated_to_keep_a_toy_awake_while_its_lease_is_suspended() {
    let devices = Devices::new(virtual_clock(), Handle::current());
    let sleepy = Arc::new(Sleepy::default());
    devices
        .add(0, describe(SimulatedKind::Vibrator), sleepy.clone())
        .unwrap();
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, 0, &[vibration(0, 5)]).unwrap();
    sleep(ms(1500)).await;
    let before = sleepy.kept.load(Ordering::SeqCst);
    assert!(before > 0, "it is kept awake while its lease holds");
    assert!(lease.suspend());
    sleep(ms(5000)).await;
    assert_eq!(sleepy.kept.load(Ordering::SeqCst), before);
    assert!(lease.resume());
    sleep(ms(5000)).await;
    assert!(sleepy.kept.load(Ordering::SeqCst) > before);
}

/// A toy that falls asleep.
#[derive(Debug, Default)]
struct Sleepy {
    toy: Arc<FaultyToy>,
    kept: AtomicUsize,
}

impl Toy for Sleepy {
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        self.toy.clone().apply(outputs, urgency)
    }

    fn read(self: Arc<Self>, feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        self.toy.clone().read(feature, kind)
    }

    fn keep_alive_after(&self) -> Option<Duration> {
        Some(ms(500))
    }

    fn keep_alive(self: Arc<Self>) -> BoxFuture<'static, Result<(), HardwareError>> {
        self.kept.fetch_add(1, Ordering::SeqCst);
        future::ready(Ok(())).boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.toy.clone().disconnect()
    }
}
