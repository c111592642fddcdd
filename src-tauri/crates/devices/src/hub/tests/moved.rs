//! What a guardian has to know.

use super::*;

#[tokio::test(start_paused = true)]
async fn s5_what_was_moved_is_known_until_its_stop_is_confirmed() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    let moved = devices.moved();
    assert!(moved.borrow().is_empty(), "its first stop moves nothing");
    let lease = Lease::new(SessionId(1));
    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    assert_eq!(
        *moved.borrow().as_ref(),
        MovedToys::from([(
            identity("a"),
            MovedToy {
                index,
                movements: Vec::new()
            }
        )]),
        "before it is written"
    );
    settle().await;
    devices.output(&lease, index, &vibrate(0, 0)).unwrap();
    settle().await;
    assert_eq!(moved.borrow().len(), 1, "a program's zero asks for no confirmation");
    let motor = |feature| vigil_core::message::StopScope {
        device: Some(index),
        feature: Some(feature),
        ..vigil_core::message::StopScope::EVERYTHING
    };
    devices.output(&lease, index, &vibrate(1, 5)).unwrap();
    settle().await;
    devices.stop(motor(0)).unwrap()[0].outcome().await;
    assert_eq!(moved.borrow().len(), 1, "the other motor still turns");
    devices.stop(motor(1)).unwrap()[0].outcome().await;
    assert!(moved.borrow().is_empty());

    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    settle().await;
    lose(&devices, index, &toy).await;
    assert_eq!(moved.borrow().len(), 1, "nobody knows what it does");
    let (again, _) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(again, index);
    settle().await;
    assert!(moved.borrow().is_empty(), "stopped on arrival");
}

#[tokio::test(start_paused = true)]
async fn s5_a_toy_that_is_given_up_on_or_sent_away_is_moved_no_more() {
    let devices = hub();
    let moved = devices.moved();
    let lease = Lease::new(SessionId(1));
    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    settle().await;
    lose(&devices, index, &toy).await;
    devices.note_link(index, LinkState::Reconnecting);
    assert_eq!(moved.borrow().len(), 1);
    devices.note_link(index, LinkState::Lost);
    assert!(moved.borrow().is_empty());

    let (index, toy) = arrive(&devices, "b", SimulatedKind::Vibrator);
    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    settle().await;
    toy.set_faults(Faults {
        disconnected: true,
        ..Faults::default()
    });
    assert_eq!(
        devices.remove(index).unwrap().outcome().await.result,
        StopResult::Unconfirmed
    );
    settle().await;
    assert!(moved.borrow().is_empty());

    let (index, toy) = arrive(&devices, "c", SimulatedKind::Vibrator);
    devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    settle().await;
    lose(&devices, index, &toy).await;
    assert_eq!(moved.borrow().len(), 1);
    assert!(devices.forget(&identity("c")).is_none());
    assert!(moved.borrow().is_empty(), "forgotten while it is away");
}

#[tokio::test(start_paused = true)]
async fn s5_a_toy_that_is_let_go_unconfirmed_stays_moved() {
    let devices = hub();
    let moved = devices.moved();
    let lease = Lease::new(SessionId(1));
    let (confirms, _toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    let (fails, failing) = arrive(&devices, "b", SimulatedKind::Vibrator);
    let (lost, toy) = arrive(&devices, "c", SimulatedKind::Vibrator);
    for index in [confirms, fails, lost] {
        devices.output(&lease, index, &vibrate(0, 5)).unwrap();
    }
    settle().await;
    lose(&devices, lost, &toy).await;
    failing.set_faults(Faults {
        disconnected: true,
        ..Faults::default()
    });
    assert!(!devices.shut_down().await);
    let left =
        |moved: &tokio::sync::watch::Receiver<Arc<MovedToys>>| moved.borrow().keys().cloned().collect::<Vec<_>>();
    assert_eq!(left(&moved), [identity("b"), identity("c")]);
    // As the end of their transport does it afterwards.
    devices.let_go(Transport::Bluetooth).await;
    assert_eq!(left(&moved), [identity("b"), identity("c")]);
}

#[tokio::test(start_paused = true)]
async fn toys_of_the_screen_move_with_this_process() {
    let devices = hub();
    devices
        .add(0, describe(SimulatedKind::Vibrator), Arc::<FaultyToy>::default())
        .unwrap();
    devices.output(&Lease::new(SessionId(1)), 0, &vibrate(0, 5)).unwrap();
    assert!(devices.moved().borrow().is_empty());
}
