//! Nothing is said twice.

use super::*;
use crate::timeouts;

fn spray() -> FeatureOutput {
    FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::Spray,
            value: 1,
            duration_ms: None,
        },
    }
}

fn slide(value: i32, duration_ms: u32) -> FeatureOutput {
    FeatureOutput {
        feature: 0,
        output: Output {
            kind: OutputKind::HwPositionWithDuration,
            value,
            duration_ms: Some(duration_ms),
        },
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_changed_is_written() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let both = |first, second| {
        let outputs = [vibration(0, first), vibration(1, second)];
        rig.devices.output(&rig.lease, 0, &outputs).unwrap();
    };
    for (first, second) in [(5, 9), (6, 9), (6, 9), (6, 8), (7, 8)] {
        both(first, second);
        sleep(ms(100)).await;
    }
    let written: Vec<_> = rig.writes().into_iter().map(|(_, outputs, _)| outputs).collect();
    assert_eq!(
        written,
        [vec![(0, 5), (1, 9)], vec![(0, 6)], vec![(1, 8)], vec![(0, 7)]]
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_not_confirmed_is_written_again() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.faults(Faults {
        fail_until: Some(Instant::now() + ms(100)),
        ..Faults::default()
    });
    rig.vibrate(0, 5).unwrap();
    sleep(ms(50)).await;
    rig.vibrate(0, 5).unwrap();
    sleep(ms(300)).await;
    assert_eq!(rig.writes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s3_stops_are_always_written_and_what_follows_them_too() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    for _ in 0..3 {
        rig.vibrate(0, 5).unwrap();
        sleep(ms(50)).await;
        rig.stop().await;
        rig.stop().await;
    }
    let why: Vec<_> = rig.writes().into_iter().map(|(_, _, why)| why).collect();
    assert_eq!(why, [Urgency::Normal, Urgency::Stop, Urgency::Stop].repeat(3));
}

#[tokio::test(start_paused = true)]
async fn a_zero_that_may_have_been_lost_on_the_air_is_said_again_after_a_while() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    for value in [5, 0, 0, 0] {
        rig.vibrate(0, value).unwrap();
        sleep(ms(500)).await;
    }
    assert_eq!(rig.writes().len(), 2);
    sleep(timeouts::AT_REST).await;
    rig.vibrate(0, 0).unwrap();
    sleep(ms(500)).await;
    assert_eq!(rig.writes().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_changes_is_written_although_the_program_wishes_the_same() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 20).unwrap();
    sleep(ms(50)).await;
    let identity = crate::ToyIdentity::simulated(0);
    let halved = crate::OutputPreferences {
        limit_percent: 50,
        ..crate::OutputPreferences::default()
    };
    let preferences = crate::ToyPreferences {
        outputs: [(0, [(OutputKind::Vibrate, halved)].into())].into(),
        ..crate::ToyPreferences::default()
    };
    rig.devices.set_preferences(&identity, preferences);
    sleep(ms(50)).await;
    rig.vibrate(0, 20).unwrap();
    sleep(ms(50)).await;
    let written: Vec<_> = rig.writes().into_iter().map(|(_, outputs, _)| outputs).collect();
    assert_eq!(written, [[(0, 20)], [(0, 10)]]);
}

#[tokio::test(start_paused = true)]
async fn a_timed_movement_is_left_out_only_once_the_carriage_has_arrived() {
    let rig = Rig::new(SimulatedKind::Stroker);
    let slides = |slide| rig.devices.output(&rig.lease, 0, &[slide]).unwrap();
    slides(slide(80, 1000));
    sleep(ms(500)).await;
    // Twice as fast for the rest.
    slides(slide(80, 250));
    sleep(ms(300)).await;
    assert_eq!(rig.writes().len(), 2);
    slides(slide(80, 250));
    sleep(ms(300)).await;
    assert_eq!(rig.writes().len(), 2, "it is there");
    slides(slide(10, 250));
    sleep(ms(300)).await;
    assert_eq!(rig.writes().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn every_spray_is_a_shot() {
    let devices = Devices::new(virtual_clock(), Handle::current());
    let toy = Arc::new(FaultyToy::default());
    let mut description = describe(SimulatedKind::Vibrator);
    let outputs = &mut description.features.get_mut(&0).unwrap().outputs;
    let range = outputs.remove(&OutputKind::Vibrate).unwrap();
    outputs.insert(OutputKind::Spray, range);
    devices.add(0, description, toy.clone()).unwrap();
    let lease = Lease::new(SessionId(1));
    for _ in 0..3 {
        devices.output(&lease, 0, &[spray()]).unwrap();
        sleep(ms(100)).await;
    }
    assert_eq!(toy.writes().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_gathered_is_written_as_one_change_and_a_stop_does_not_wait_for_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    let mut together = crate::Together::new(rig.lease.session());
    let gather = |together: &mut crate::Together, output| {
        rig.devices.gather(together, &rig.lease, 0, &[output]).unwrap();
    };
    gather(&mut together, vibration(0, 5));
    sleep(ms(50)).await;
    assert!(rig.writes().is_empty(), "the rest is under way");
    gather(&mut together, vibration(1, 9));
    together.release();
    sleep(ms(50)).await;
    gather(&mut together, vibration(0, 6));
    rig.stop().await;
    gather(&mut together, vibration(1, 3));
    together.release();
    sleep(ms(50)).await;
    let written: Vec<_> = rig.writes().into_iter().map(|(_, outputs, _)| outputs).collect();
    assert_eq!(written, [vec![(0, 5), (1, 9)], STILL.to_vec(), vec![(1, 3)]]);
}
