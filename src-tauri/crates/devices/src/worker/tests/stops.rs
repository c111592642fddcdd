//! Stops: of one thing, of all, and at the end.

use super::*;

#[tokio::test(start_paused = true)]
async fn s3_a_stop_overtakes_what_waits_and_nothing_older_follows_it() {
    let rig = Rig::new(SimulatedKind::Vibrator);
    rig.vibrate(0, 5).unwrap();
    sleep(ms(1)).await;
    rig.vibrate(0, 9).unwrap();
    rig.vibrate(1, 9).unwrap();
    let outcome = rig.stop().await;
    assert_eq!(outcome.result, StopResult::Confirmed);
    sleep(ms(100)).await;
    assert_eq!(
        rig.writes(),
        [(0, vec![(0, 5)], Urgency::Normal), (1, STILL.to_vec(), Urgency::Stop)]
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
        assert_eq!(ticket.outcome().await.result, StopResult::Confirmed);
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
    assert_eq!(rig.stop().await.result, StopResult::Confirmed);
    assert_eq!(rig.writes().last().unwrap(), &(520, vec![(0, 25)], Urgency::Stop));
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
    assert_eq!(
        rig.devices.remove(0).unwrap().outcome().await.result,
        StopResult::Confirmed
    );
    assert!(rig.devices.remove(0).is_none());
    assert_eq!(rig.vibrate(0, 5), Err(CommandError::UnknownDevice(0)));
    rig.devices
        .add(0, describe(SimulatedKind::Rotator), Arc::new(FaultyToy::default()))
        .unwrap();
}
