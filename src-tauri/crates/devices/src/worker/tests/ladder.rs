//! What a stop does where the radio is slow, fails, hangs or is gone.

use super::*;

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
    assert_eq!(outcome.result, StopResult::Confirmed);
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
    assert_eq!(outcome.result, StopResult::Confirmed);
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
    assert_eq!(outcome.result, StopResult::Unconfirmed);
    assert!(begun.elapsed() < ms(1000));
    sleep(ms(10)).await;
    assert!(rig.toy.was_disconnected());
    assert!(rig.devices.snapshot().borrow().table.is_empty());
    assert!(rig.devices.states()[0].doubts.stop_unconfirmed);
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
    assert_eq!(outcome.result, StopResult::Confirmed);
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
    assert_eq!(rig.stop().await.result, StopResult::Unconfirmed);
    assert!(begun.elapsed() < ms(1000));
    sleep(ms(10)).await;
    assert!(rig.toy.was_disconnected());
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
    assert_eq!(outcome.result, StopResult::Unconfirmed);
    sleep(ms(1)).await;
    assert!(rig.devices.snapshot().borrow().table.is_empty());
    assert!(
        rig.devices.stop_everything().is_empty(),
        "there is nothing left to stop"
    );
}
