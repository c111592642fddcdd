//! Toys in virtual time, through the same door as everybody else: [`Devices`].

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use tokio::{
    runtime::{Builder, Handle},
    time::{Instant, sleep},
};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, Output, OutputKind, StopScope},
};

use crate::{
    DeviceEvent, Devices,
    simulated::{Faults, SimulatedKind, SimulatedToy, describe},
    toy::{FeatureOutput, Urgency},
    virtual_clock::virtual_clock,
};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// After how many ms, which values by feature, and why.
type Written = (u128, Vec<(u32, i32)>, Urgency);

struct Rig {
    devices: Devices,
    toy: Arc<SimulatedToy>,
    lease: Lease,
    start: Instant,
}

impl Rig {
    fn new(kind: SimulatedKind) -> Self {
        let devices = Devices::new(virtual_clock(), Handle::current());
        let toy = Arc::new(SimulatedToy::default());
        devices.add(0, describe(kind), toy.clone()).unwrap();
        Self {
            devices,
            toy,
            lease: Lease::new(SessionId(1)),
            start: Instant::now(),
        }
    }

    fn vibrate(&self, feature: u32, value: i32) -> Result<(), CommandError> {
        self.devices.output(&self.lease, 0, &[vibration(feature, value)])
    }

    /// What took effect.
    fn writes(&self) -> Vec<Written> {
        let values = |outputs: Vec<FeatureOutput>| outputs.iter().map(|o| (o.feature, o.output.value)).collect();
        let writes = self.toy.writes().into_iter();
        writes
            .map(|(at, outputs, why)| ((at - self.start).as_millis(), values(outputs), why))
            .collect()
    }

    fn faults(&self, faults: Faults) {
        self.toy.set_faults(faults);
    }

    async fn stop(&self) -> crate::StopOutcome {
        self.devices.stop_everything().remove(0).outcome().await
    }
}

fn vibration(feature: u32, value: i32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind: OutputKind::Vibrate,
            value,
            duration_ms: None,
        },
    }
}

const STILL: [(u32, i32); 2] = [(0, 0), (1, 0)];

#[tokio::test(start_paused = true)]
async fn the_first_output_is_written_at_once_and_then_the_newest_wins_at_the_toys_pace() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    for value in 6..=9 {
        rig.vibrate(0, value).unwrap();
    }
    rig.vibrate(1, 20).unwrap();
    sleep(ms(50)).await;
    assert_eq!(
        rig.writes(),
        [
            (0, vec![(0, 5)], Urgency::Normal),
            (10, vec![(0, 9), (1, 20)], Urgency::Normal)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn s1_an_output_that_waits_is_not_written_once_its_lease_is_over() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    rig.vibrate(0, 9).unwrap();
    rig.lease.revoke();
    sleep(ms(100)).await;
    assert_eq!(rig.writes(), [(0, vec![(0, 5)], Urgency::Normal)]);
    assert_eq!(rig.vibrate(0, 1), Err(CommandError::SessionOver));
}

#[tokio::test(start_paused = true)]
async fn s3_a_stop_overtakes_what_waits_and_nothing_older_follows_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    rig.vibrate(0, 9).unwrap();
    rig.vibrate(1, 9).unwrap();
    let outcome = rig.stop().await;
    assert!(outcome.confirmed);
    sleep(ms(100)).await;
    assert_eq!(
        rig.writes(),
        [(0, vec![(0, 5)], Urgency::Normal), (1, STILL.to_vec(), Urgency::Stop)]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_after_a_stop_is_written_after_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        write_time: ms(150),
        ..Faults::default()
    });
    drop(rig.devices.stop_everything());
    rig.vibrate(0, 3).unwrap();
    sleep(ms(1000)).await;
    let writes = rig.writes();
    assert_eq!(writes[0].2, Urgency::Stop);
    assert_eq!(writes.last().unwrap().1, [(0, 3)]);
}

#[tokio::test(start_paused = true)]
async fn s4_slow_writes_both_motors_stand_still_within_one_write_time() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.faults(Faults {
        write_time: ms(150),
        ..Faults::default()
    });
    let outcome = rig.stop().await;
    assert!(outcome.confirmed);
    assert_eq!(outcome.attempts, 1);
    assert_eq!(rig.writes()[1], (200, STILL.to_vec(), Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn s4_failing_writes_are_repeated_until_one_succeeds() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    let until = Instant::now() + ms(600);
    rig.faults(Faults {
        fail_until: Some(until),
        ..Faults::default()
    });
    let outcome = rig.stop().await;
    assert!(outcome.confirmed);
    assert!(
        Instant::now() - until < ms(100),
        "within 100 ms of the first write that can succeed"
    );
    assert!(outcome.attempts > 10);
    assert!(!rig.toy.was_disconnected());
}

#[tokio::test(start_paused = true)]
async fn s4_a_toy_that_never_confirms_loses_its_link_within_a_second_and_the_person_is_told() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let mut events = rig.devices.events();
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(60_000)),
        ..Faults::default()
    });
    let begun = Instant::now();
    let outcome = rig.stop().await;
    assert!(!outcome.confirmed);
    assert!(begun.elapsed() < ms(1000));
    sleep(ms(10)).await;
    assert!(rig.toy.was_disconnected());
    assert!(rig.devices.table().borrow().is_empty());
    assert!(rig.devices.states()[0].stop_unconfirmed);
    assert_eq!(rig.vibrate(0, 1), Err(CommandError::Disconnected));
    let mut told = false;
    while let Ok(event) = events.try_recv() {
        told |= matches!(event, DeviceEvent::StopUnconfirmed { device: 0, .. });
    }
    assert!(told);
}

#[tokio::test(start_paused = true)]
async fn s4_a_hung_write_does_not_hold_up_the_stop_and_is_stopped_once_more_when_it_lands() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        hang_until: Some(Instant::now() + ms(500)),
        ..Faults::default()
    });
    rig.vibrate(0, 20).unwrap();
    sleep(ms(1)).await;
    rig.faults(Faults::default());
    let outcome = rig.stop().await;
    assert!(outcome.confirmed);
    assert_eq!(
        rig.writes(),
        [
            (1, STILL.to_vec(), Urgency::Stop),
            (500, vec![(0, 20)], Urgency::Normal),
            (500, STILL.to_vec(), Urgency::Stop)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn s4_a_write_that_hangs_for_good_costs_the_link() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        hang_until: Some(Instant::now() + ms(30_000)),
        ..Faults::default()
    });
    rig.vibrate(0, 20).unwrap();
    sleep(ms(1)).await;
    let begun = Instant::now();
    assert!(!rig.stop().await.confirmed);
    assert!(begun.elapsed() < ms(1000));
    sleep(ms(10)).await;
    assert!(rig.toy.was_disconnected());
}

#[tokio::test(start_paused = true)]
async fn an_output_that_is_never_answered_is_noticed_without_anybody_asking_for_a_stop() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        hang_until: Some(Instant::now() + ms(30_000)),
        ..Faults::default()
    });
    rig.vibrate(0, 20).unwrap();
    sleep(ms(3100)).await;
    assert!(rig.toy.was_disconnected());
}

#[tokio::test(start_paused = true)]
async fn an_output_that_fails_is_written_again_and_the_newest_wins() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(500)),
        ..Faults::default()
    });
    rig.vibrate(0, 5).unwrap();
    sleep(ms(100)).await;
    rig.vibrate(0, 0).unwrap();
    sleep(ms(600)).await;
    let writes = rig.writes();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!((&writes[0].1, writes[0].2), (&vec![(0, 0)], Urgency::Normal));
}

#[tokio::test(start_paused = true)]
async fn s1_an_output_that_failed_is_not_written_again_once_its_lease_is_over_or_a_stop_came() {
    for stops in [false, true] {
        let rig = Rig::new(SimulatedKind::Vibrator);
        rig.faults(Faults {
            fail_until: Some(Instant::now() + ms(500)),
            ..Faults::default()
        });
        rig.vibrate(0, 5).unwrap();
        sleep(ms(100)).await;
        if stops {
            assert!(rig.stop().await.confirmed);
        } else {
            rig.lease.revoke();
        }
        sleep(ms(900)).await;
        let wished = rig.writes().iter().any(|(_, _, why)| *why == Urgency::Normal);
        assert!(!wished, "{:?}", rig.writes());
    }
}

#[tokio::test(start_paused = true)]
async fn s4_a_toy_that_refuses_all_outputs_is_stopped_or_given_up_on_without_anybody_asking_for_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let mut events = rig.devices.events();
    rig.vibrate(0, 5).unwrap();
    sleep(ms(100)).await;
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(60_000)),
        ..Faults::default()
    });
    rig.vibrate(0, 0).unwrap();
    let begun = Instant::now();
    let mut failures = 0;
    loop {
        match events.recv().await.unwrap() {
            DeviceEvent::WriteFailed { .. } => failures += 1,
            DeviceEvent::StopUnconfirmed { .. } => break,
            _ => {}
        }
    }
    assert!(
        begun.elapsed() <= crate::timeouts::OUTPUT_WRITE + crate::timeouts::CUT_LINK_AFTER + ms(100),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        (20..200).contains(&failures),
        "{failures}: asked again, but not in a tight loop"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_a_link_that_is_gone_is_told_at_once() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.faults(Faults {
        disconnected: true,
        ..Faults::default()
    });
    let outcome = rig.stop().await;
    assert!(!outcome.confirmed);
    sleep(ms(1)).await;
    assert!(rig.devices.table().borrow().is_empty());
    assert!(
        rig.devices.stop_everything().is_empty(),
        "there is nothing left to stop"
    );
}

#[tokio::test(start_paused = true)]
async fn a_thousand_stops_a_second_end_in_a_toy_that_stands_still() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        write_time: ms(30),
        ..Faults::default()
    });
    let mut tickets = Vec::new();
    for n in 0..1000 {
        rig.vibrate(0, n % 20).unwrap();
        tickets.extend(rig.devices.stop_everything());
        sleep(ms(1)).await;
    }
    for ticket in tickets {
        assert!(ticket.outcome().await.confirmed);
    }
    assert_eq!(rig.writes().last().unwrap().1, STILL);
    assert!(
        rig.writes().len() < 100,
        "stops that come together are written together"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_a_stroker_is_frozen_where_it_is() {
    let rig = Rig::new(SimulatedKind::Stroker);
    let output = |value, duration| Output {
        kind: OutputKind::HwPositionWithDuration,
        value,
        duration_ms: Some(duration),
    };
    let slide = |value, duration| {
        [FeatureOutput {
            feature: 0,
            output: output(value, duration),
        }]
    };
    rig.devices.output(&rig.lease, 0, &slide(0, 0)).unwrap();
    sleep(ms(20)).await;
    rig.devices.output(&rig.lease, 0, &slide(100, 2000)).unwrap();
    sleep(ms(500)).await;
    assert!(rig.stop().await.confirmed);
    assert_eq!(rig.writes().last().unwrap(), &(520, vec![(0, 25)], Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_stops_what_follows_its_outputs_and_no_more() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let other = Lease::new(SessionId(2));
    rig.vibrate(0, 5).unwrap();
    rig.devices.output(&other, 0, &[vibration(1, 7)]).unwrap();
    sleep(ms(50)).await;
    rig.lease.revoke();
    for ticket in rig.devices.stop_moved_by(SessionId(1)) {
        assert!(ticket.was_moving);
        assert!(ticket.outcome().await.confirmed);
    }
    assert_eq!(rig.writes().last().unwrap().1, [(0, 0)]);
    assert!(rig.devices.stop_moved_by(SessionId(1)).is_empty());
    assert_eq!(rig.devices.states()[0].movers, [SessionId(2)].into());
}

#[tokio::test(start_paused = true)]
async fn while_the_person_holds_every_toy_no_output_is_taken() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    drop(rig.devices.hold());
    assert_eq!(rig.vibrate(0, 5), Err(CommandError::Held));
    sleep(ms(50)).await;
    assert_eq!(rig.writes().last().unwrap().1, STILL);
    rig.devices.release();
    rig.vibrate(0, 4).unwrap();
    sleep(ms(50)).await;
    assert_eq!(rig.writes().last().unwrap().1, [(0, 4)]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_without_outputs_stops_nothing_and_an_unknown_target_is_an_error() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let scope = StopScope::EVERYTHING;
    assert!(
        rig.devices
            .stop(StopScope {
                outputs: false,
                ..scope
            })
            .unwrap()
            .is_empty()
    );
    let nobody = StopScope {
        device: Some(9),
        ..scope
    };
    assert_eq!(rig.devices.stop(nobody).unwrap_err(), CommandError::UnknownDevice(9));
    let nothing = StopScope {
        device: Some(0),
        feature: Some(9),
        ..scope
    };
    assert!(matches!(
        rig.devices.stop(nothing),
        Err(CommandError::UnknownFeature { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn s5_closing_stops_then_cuts_the_link_and_ends_in_time() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    let begun = Instant::now();
    assert!(rig.devices.shut_down().await);
    assert!(begun.elapsed() < ms(100));
    assert_eq!(rig.writes().last().unwrap().1, STILL);
    assert!(rig.toy.was_disconnected());
}

#[tokio::test(start_paused = true)]
async fn a_removed_toy_stops_and_leaves_room_for_another() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    assert!(rig.devices.remove(0).unwrap().outcome().await.confirmed);
    assert!(rig.devices.remove(0).is_none());
    assert_eq!(rig.vibrate(0, 5), Err(CommandError::UnknownDevice(0)));
    rig.devices
        .add(0, describe(SimulatedKind::Rotator), Arc::new(SimulatedToy::default()))
        .unwrap();
}

#[derive(Debug, Clone)]
enum Step {
    Vibrate(u32, i32),
    StopAll,
    StopFeature(u32),
    EndSession,
    Faults { write_ms: u64, fail_ms: u64, hang_ms: u64 },
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0_u32..2, 1..=20).prop_map(|(feature, value)| Step::Vibrate(feature, value)),
        2 => Just(Step::StopAll),
        1 => (0_u32..2).prop_map(Step::StopFeature),
        1 => Just(Step::EndSession),
        2 => (0_u64..200, 0_u64..400, 0_u64..400)
            .prop_map(|(write_ms, fail_ms, hang_ms)| Step::Faults { write_ms, fail_ms, hang_ms }),
        5 => (0_u64..120).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever programs want and however the radio fails: after the last stop the toy stands still for good, or its
    /// link was cut and the stop's outcome says so.
    #[test]
    fn s1_s3_s4_after_the_last_stop_a_toy_stands_still_or_is_given_up_on(steps in prop::collection::vec(step(), 0..40)) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut rig = Rig::new(SimulatedKind::Vibrator);
            let mut session = 1;
            for step in steps {
                match step {
                    Step::Vibrate(feature, value) => drop(rig.vibrate(feature, value)),
                    Step::StopAll => drop(rig.devices.stop_everything()),
                    Step::StopFeature(feature) => {
                        let scope = StopScope { device: Some(0), feature: Some(feature), ..StopScope::EVERYTHING };
                        drop(rig.devices.stop(scope));
                    }
                    Step::EndSession => {
                        rig.lease.revoke();
                        drop(rig.devices.stop_moved_by(SessionId(session)));
                        session += 1;
                        rig.lease = Lease::new(SessionId(session));
                    }
                    Step::Faults { write_ms, fail_ms, hang_ms } => rig.faults(Faults {
                        write_time: ms(write_ms),
                        fail_until: Some(Instant::now() + ms(fail_ms)),
                        hang_until: Some(Instant::now() + ms(hang_ms)),
                        disconnected: false,
                    }),
                    Step::Pass(passed) => sleep(ms(passed)).await,
                }
            }
            rig.lease.revoke();
            let confirmed = match rig.devices.stop_everything().pop() {
                Some(ticket) => ticket.outcome().await.confirmed,
                None => false,
            };
            let writes_at_the_end = rig.writes().len();
            sleep(ms(60_000)).await;
            if confirmed {
                let mut values = [0; 2];
                for (_, outputs, _) in rig.writes() {
                    for (feature, value) in outputs {
                        values[feature as usize] = value;
                    }
                }
                assert_eq!(values, [0, 0], "{:?}", rig.writes());
                // A stop written twice may be answered twice; nothing else comes after.
                assert!(rig.writes()[writes_at_the_end..].iter().all(|write| write.2 == Urgency::Stop));
            } else {
                assert!(rig.toy.was_disconnected());
                assert!(rig.devices.table().borrow().is_empty());
            }
        });
    }
}
