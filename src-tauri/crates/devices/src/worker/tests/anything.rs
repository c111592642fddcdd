//! Whatever programs, the person and the radio do.

use std::sync::Mutex;

use futures_util::future::BoxFuture;
use vigil_core::message::InputKind;

use super::*;
use crate::toy::{HardwareError, Toy};

#[derive(Debug, Clone)]
enum Step {
    Vibrate(u32, i32),
    StopAll,
    StopFeature(u32),
    EndSession,
    /// The same, of a session whose loss stops every toy.
    LoseSession,
    Hold,
    Release,
    /// The same, of the toy alone.
    HoldToy,
    ReleaseToy,
    Suspend,
    Resume,
    Faults {
        write_ms: u64,
        fail_ms: u64,
        hang_ms: u64,
    },
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0_u32..2, 1..=20).prop_map(|(feature, value)| Step::Vibrate(feature, value)),
        2 => Just(Step::StopAll),
        1 => (0_u32..2).prop_map(Step::StopFeature),
        1 => Just(Step::EndSession),
        2 => Just(Step::LoseSession),
        1 => Just(Step::Hold),
        1 => Just(Step::Release),
        1 => Just(Step::HoldToy),
        1 => Just(Step::ReleaseToy),
        1 => Just(Step::Suspend),
        1 => Just(Step::Resume),
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
    fn s1_s3_s4_after_the_last_stop_a_toy_stands_still_or_is_given_up_on(
        steps in prop::collection::vec(step(), 0..40),
        is_session_lost in any::<bool>(),
    ) {
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
                    Step::LoseSession => {
                        rig.lease.revoke();
                        drop(rig.devices.stop_everything_that_may_move());
                        session += 1;
                        rig.lease = Lease::new(SessionId(session));
                    }
                    Step::Hold => drop(rig.devices.hold()),
                    Step::HoldToy => drop(rig.devices.hold_toy(0)),
                    Step::ReleaseToy => release_toy(&rig.devices),
                    Step::Release => {
                        rig.devices.held().map(|hold| rig.devices.release(hold));
                    }
                    Step::Suspend => {
                        rig.lease.suspend();
                    }
                    Step::Resume => {
                        rig.lease.resume();
                        rig.devices.resumed(rig.lease.session());
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
            let last = if is_session_lost {
                rig.devices.stop_everything_that_may_move()
            } else {
                rig.devices.stop_everything()
            };
            let confirmed = match last.into_iter().next() {
                Some(ticket) => ticket.outcome().await.result == StopResult::Confirmed,
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
                assert!(rig.devices.snapshot().borrow().table.is_empty());
            }
        });
    }
}

fn is_held(devices: &Devices) -> bool {
    devices.held().is_some() || devices.states().iter().any(|toy| toy.held.is_some())
}

fn release_toy(devices: &Devices) {
    if let Some(identity) = devices.identity(0)
        && let Some(hold) = devices.toy_held(&identity)
    {
        devices.release_toy(&identity, hold);
    }
}

/// A toy that notes whether an output was handed to it while it was held, or by a lease that did not hold.
#[derive(Debug)]
struct Witness {
    toy: Arc<FaultyToy>,
    devices: Mutex<Option<Devices>>,
    lease: Mutex<Lease>,
    seen: Mutex<Vec<String>>,
}

impl Toy for Witness {
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        let devices = self.devices.lock().unwrap().clone();
        if urgency == Urgency::Normal && devices.is_some_and(|devices| is_held(&devices)) {
            self.seen.lock().unwrap().push(format!("{outputs:?} while held"));
        }
        if urgency == Urgency::Normal && !self.lease.lock().unwrap().holds() {
            self.seen
                .lock()
                .unwrap()
                .push(format!("{outputs:?} without a lease that holds"));
        }
        self.toy.clone().apply(outputs, urgency)
    }

    fn read(self: Arc<Self>, feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        self.toy.clone().read(feature, kind)
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.toy.clone().disconnect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever waits or is about to be written: once a hold has begun, or a lease was suspended or has ended, no output
    /// is handed to the hardware.
    #[test]
    fn s1_s3_no_output_is_handed_to_the_hardware_while_held_or_without_a_lease(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let devices = Devices::new(virtual_clock(), Handle::current());
            let witness = Arc::new(Witness {
                toy: Arc::default(),
                devices: Mutex::new(Some(devices.clone())),
                lease: Mutex::new(Lease::new(SessionId(1))),
                seen: Mutex::default(),
            });
            devices.add(0, describe(SimulatedKind::Vibrator), witness.clone()).unwrap();
            let mut lease = witness.lease.lock().unwrap().clone();
            for step in steps {
                match step {
                    Step::Vibrate(feature, value) => drop(devices.output(&lease, 0, &[vibration(feature, value)])),
                    Step::StopAll => drop(devices.stop_everything()),
                    Step::StopFeature(feature) => {
                        let scope = StopScope { device: Some(0), feature: Some(feature), ..StopScope::EVERYTHING };
                        drop(devices.stop(scope));
                    }
                    // A new session begins only when nothing of the old one can be taken for its own.
                    Step::EndSession => {
                        lease.revoke();
                        drop(devices.stop_moved_by(lease.session()));
                        sleep(ms(2000)).await;
                        lease = Lease::new(SessionId(lease.session().0 + 1));
                        *witness.lease.lock().unwrap() = lease.clone();
                    }
                    Step::LoseSession => {
                        lease.revoke();
                        drop(devices.stop_everything_that_may_move());
                        sleep(ms(2000)).await;
                        lease = Lease::new(SessionId(lease.session().0 + 1));
                        *witness.lease.lock().unwrap() = lease.clone();
                    }
                    Step::Hold => drop(devices.hold()),
                    Step::HoldToy => drop(devices.hold_toy(0)),
                    Step::ReleaseToy => release_toy(&devices),
                    Step::Release => {
                        devices.held().map(|hold| devices.release(hold));
                    }
                    Step::Suspend => {
                        lease.suspend();
                    }
                    Step::Resume => {
                        lease.resume();
                        devices.resumed(lease.session());
                    }
                    Step::Faults { write_ms, fail_ms, hang_ms } => witness.toy.set_faults(Faults {
                        write_time: ms(write_ms),
                        fail_until: Some(Instant::now() + ms(fail_ms)),
                        hang_until: Some(Instant::now() + ms(hang_ms)),
                        disconnected: false,
                    }),
                    Step::Pass(passed) => sleep(ms(passed)).await,
                }
            }
            sleep(ms(5000)).await;
            let seen = witness.seen.lock().unwrap();
            assert!(seen.is_empty(), "{seen:?}");
            // The circle of toy and devices ends here.
            witness.devices.lock().unwrap().take();
        });
    }
}
