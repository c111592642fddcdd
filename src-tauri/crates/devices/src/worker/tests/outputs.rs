//! Outputs: the newest wins, at the toy's pace, as long as its session lives.

use super::*;

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
            assert_eq!(rig.stop().await.result, StopResult::Confirmed);
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
async fn a_session_that_ends_stops_what_follows_its_outputs_and_no_more() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let other = Lease::new(SessionId(2));
    rig.vibrate(0, 5).unwrap();
    rig.devices.output(&other, 0, &[vibration(1, 7)]).unwrap();
    sleep(ms(50)).await;
    rig.lease.revoke();
    for ticket in rig.devices.stop_moved_by(SessionId(1)) {
        assert!(ticket.was_moving);
        assert_eq!(ticket.outcome().await.result, StopResult::Confirmed);
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
    assert!(rig.devices.release(rig.devices.held().unwrap()));
    rig.vibrate(0, 4).unwrap();
    sleep(ms(50)).await;
    assert_eq!(rig.writes().last().unwrap().1, [(0, 4)]);
}

#[tokio::test(start_paused = true)]
async fn s3_a_toy_that_the_person_holds_takes_no_output_until_it_is_released() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    let stop = rig.devices.hold_toy(0).unwrap().unwrap();
    assert!(stop.was_moving);
    // A program that goes on asking, five times a second.
    for _ in 0..50 {
        assert_eq!(rig.vibrate(0, 5), Err(CommandError::ToyHeld));
        sleep(ms(200)).await;
    }
    assert_eq!(stop.outcome().await.result, StopResult::Confirmed);
    assert_eq!(rig.writes().last().unwrap().1, STILL);
    let first = rig.devices.states()[0].held.unwrap();
    // Stopped once more: a release that was meant for the first stop ends nothing.
    drop(rig.devices.hold_toy(0).unwrap());
    let identity = rig.devices.identity(0).unwrap();
    assert!(!rig.devices.release_toy(&identity, first));
    assert_eq!(rig.vibrate(0, 5), Err(CommandError::ToyHeld));
    let second = rig.devices.states()[0].held.unwrap();
    assert!(rig.devices.release_toy(&identity, second));
    rig.vibrate(0, 4).unwrap();
    sleep(ms(50)).await;
    assert_eq!(rig.writes().last().unwrap().1, [(0, 4)]);
}

#[tokio::test(start_paused = true)]
async fn a_hold_of_one_toy_leaves_the_others_alone_and_one_of_all_leaves_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let other = Arc::new(FaultyToy::default());
    rig.devices
        .add(1, describe(SimulatedKind::Vibrator), other.clone())
        .unwrap();
    let vibrate_other = || rig.devices.output(&rig.lease, 1, &[vibration(0, 7)]);
    vibrate_other().unwrap();
    sleep(ms(50)).await;
    drop(rig.devices.hold_toy(0).unwrap());
    vibrate_other().unwrap();
    sleep(ms(50)).await;
    assert_eq!(other.writes().len(), 1, "it goes on as it did");
    drop(rig.devices.hold());
    assert_eq!(vibrate_other(), Err(CommandError::Held));
    assert!(rig.devices.release(rig.devices.held().unwrap()));
    vibrate_other().unwrap();
    assert_eq!(
        rig.vibrate(0, 5),
        Err(CommandError::ToyHeld),
        "it was stopped by itself"
    );
}

#[tokio::test(start_paused = true)]
async fn s4_the_stop_of_a_toy_that_is_held_is_written_again_until_it_is_confirmed() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(300)),
        ..Faults::default()
    });
    let stop = rig.devices.hold_toy(0).unwrap().unwrap().outcome().await;
    assert_eq!(stop.result, StopResult::Confirmed);
    assert!(stop.attempts > 1, "{stop:?}");
    assert_eq!(rig.writes().last().unwrap().1, STILL);
}
