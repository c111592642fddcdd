//! Whatever programs, the person and the radio do.

use super::*;

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
