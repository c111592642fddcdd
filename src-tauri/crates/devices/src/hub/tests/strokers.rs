//! Strokers that come back, and those of which nothing is known.

use super::*;

/// A movement of the only carriage that has done half of its way.
fn half_way(from: i32, to: i32) -> Movement {
    Movement {
        feature: 0,
        kind: OutputKind::HwPositionWithDuration,
        from,
        to,
        duration_ms: 10_000,
        sent: Moment::from_nanos(virtual_clock().now().as_nanos() - 5_000_000_000),
    }
}

#[tokio::test(start_paused = true)]
async fn s5_the_last_movement_of_a_carriage_is_known_before_it_is_written() {
    let (devices, index, _toy) = one(SimulatedKind::Stroker).await;
    let moved = devices.moved();
    drive(&devices, index, &slide(0, 0));
    settle().await;
    drive(&devices, index, &slide(100, 4000));
    settle().await;
    let toys = moved.borrow().clone();
    let [movement] = toys[&identity("a")].movements[..] else {
        panic!("{toys:?}");
    };
    assert_eq!((movement.from, movement.to, movement.duration_ms), (0, 100, 4000));
}

#[tokio::test(start_paused = true)]
async fn s4_a_stroker_that_comes_back_in_the_middle_of_a_slide_is_frozen_where_it_is() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    drive(&devices, index, &slide(0, 0));
    settle().await;
    drive(&devices, index, &slide(100, 4000));
    sleep(Duration::from_millis(1000)).await;
    lose(&devices, index, &toy).await;
    sleep(Duration::from_millis(800)).await;
    let (_, again) = arrive(&devices, "a", SimulatedKind::Stroker);
    settle().await;
    let (outputs, urgency) = last(&again);
    assert_eq!(urgency, Urgency::Stop);
    assert!((49..=51).contains(&outputs[0].1), "{outputs:?}");
}

#[tokio::test(start_paused = true)]
async fn s4_a_stroker_that_another_process_moved_is_frozen_where_it_is() {
    let devices = hub();
    devices.set_movements(&identity("a"), vec![half_way(20, 80)]);
    let (_, toy) = arrive(&devices, "a", SimulatedKind::Stroker);
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 50)], Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn s4_a_slide_whose_time_is_over_is_told_its_target() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    drive(&devices, index, &slide(100, 1000));
    sleep(Duration::from_millis(500)).await;
    lose(&devices, index, &toy).await;
    sleep(Duration::from_secs(5)).await;
    let (_, again) = arrive(&devices, "a", SimulatedKind::Stroker);
    let outcome = stopped(&devices).await;
    assert_eq!(outcome.result, StopResult::Confirmed);
    assert_eq!(last(&again), (vec![(0, 100)], Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn a_stroker_that_stood_still_when_its_link_was_lost_is_left_alone() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    drive(&devices, index, &slide(100, 1000));
    sleep(Duration::from_millis(500)).await;
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
    lose(&devices, index, &toy).await;
    let (_, again) = arrive(&devices, "a", SimulatedKind::Stroker);
    settle().await;
    assert!(again.writes().is_empty(), "{:?}", again.writes());
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
    // And is driven as before.
    drive(&devices, index, &slide(0, 1000));
    sleep(Duration::from_millis(500)).await;
    stopped(&devices).await;
    assert_eq!(last(&again), (vec![(0, 25)], Urgency::Stop));
}

#[tokio::test(start_paused = true)]
async fn s4_a_stroker_of_which_nothing_is_known_is_never_said_to_be_stopped() {
    let (devices, index, toy) = one(SimulatedKind::Stroker).await;
    let outcome = stopped(&devices).await;
    assert_eq!((outcome.result, outcome.attempts), (StopResult::NothingToTell, 0));
    assert!(toy.writes().is_empty());
    // Once Vigil has moved it, it knows what to tell it.
    drive(&devices, index, &slide(100, 1000));
    settle().await;
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
}

#[tokio::test(start_paused = true)]
async fn s4_motors_that_stop_do_not_hide_a_carriage_of_which_nothing_is_known() {
    let devices = hub();
    let mut description = describe(SimulatedKind::Vibrator);
    let carriage = describe(SimulatedKind::Stroker).features.remove(&0).unwrap();
    description.features.insert(9, carriage);
    let toy = Arc::<FaultyToy>::default();
    let index = devices.arrive(identity("a"), description, toy.clone()).unwrap();
    let outcome = stopped(&devices).await;
    assert_eq!(outcome.result, StopResult::NothingToTell);
    assert_eq!(last(&toy), (vec![(0, 0), (1, 0)], Urgency::Stop));
    // What a program moved is stopped, and that is what it is told.
    drive(&devices, index, &vibrate(0, 5));
    settle().await;
    assert_eq!(stopped(&devices).await.result, StopResult::Confirmed);
}

#[tokio::test(start_paused = true)]
async fn s5_the_carriage_of_a_toy_that_is_recognised_as_another_is_frozen_all_the_same() {
    let devices = hub();
    let movement = half_way(0, 100);
    let before = ToyIdentity {
        variant: None,
        ..identity("a")
    };
    let absent = Movement { feature: 7, ..movement };
    devices.set_movements(&before, vec![movement, absent]);
    let (_, toy) = arrive(&devices, "a", SimulatedKind::Stroker);
    settle().await;
    assert_eq!(last(&toy), (vec![(0, 50)], Urgency::Stop));
}
