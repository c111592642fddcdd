//! A toy that the person stopped stays stopped, wherever it has been meanwhile.

use super::*;

fn hold(devices: &Devices, index: u32) {
    drop(devices.hold_toy(index).unwrap());
}

fn moves(devices: &Devices, index: u32) -> Result<(), CommandError> {
    devices.output(&Lease::new(SessionId(1)), index, &vibrate(0, 5))
}

#[tokio::test(start_paused = true)]
async fn s3_a_toy_that_was_lost_while_held_is_held_when_it_comes_back() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    moves(&devices, index).unwrap();
    settle().await;
    hold(&devices, index);
    lose(&devices, index, &toy).await;
    assert!(
        devices.states()[0].held.is_some(),
        "it can be seen while the toy is away"
    );

    let (index, toy) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(moves(&devices, index), Err(CommandError::ToyHeld));
    settle().await;
    let writes = toy.writes();
    assert!(writes.iter().all(|write| write.2 == Urgency::Stop), "{writes:?}");
    let held = devices.toy_held(&identity("a")).unwrap();
    assert!(devices.release_toy(&identity("a"), held));
    moves(&devices, index).unwrap();
}

#[tokio::test(start_paused = true)]
async fn s3_a_toy_that_is_stopped_while_it_is_away_is_held_when_it_comes_back() {
    let (devices, index, toy) = one(SimulatedKind::Vibrator).await;
    lose(&devices, index, &toy).await;
    assert!(
        devices.hold_toy(index).unwrap().is_none(),
        "there is nothing to write to"
    );
    let (index, _) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(moves(&devices, index), Err(CommandError::ToyHeld));
}

#[tokio::test(start_paused = true)]
async fn a_toy_that_was_sent_away_is_held_when_it_is_let_in_again_and_not_once_it_was_forgotten() {
    let (devices, index, _toy) = one(SimulatedKind::Vibrator).await;
    hold(&devices, index);
    let denied = ToyPreferences {
        permission: Permission::Denied,
        ..ToyPreferences::default()
    };
    devices.set_preferences(&identity("a"), denied);
    settle().await;
    devices.set_preferences(&identity("a"), ToyPreferences::default());
    let (index, _) = arrive(&devices, "a", SimulatedKind::Vibrator);
    assert_eq!(moves(&devices, index), Err(CommandError::ToyHeld));
    drop(devices.forget(&identity("a")));
    settle().await;
    let (index, _) = arrive(&devices, "a", SimulatedKind::Vibrator);
    moves(&devices, index).unwrap();
}

#[tokio::test(start_paused = true)]
async fn another_toy_of_the_screen_in_the_place_of_a_held_one_is_not_held() {
    let devices = hub();
    let add = || devices.add(0, describe(SimulatedKind::Vibrator), Arc::<FaultyToy>::default());
    add().unwrap();
    hold(&devices, 0);
    drop(devices.remove(0));
    add().unwrap();
    assert!(devices.states()[0].held.is_none());
    moves(&devices, 0).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_held_toy_that_names_its_own_address_is_not_forgotten_for_others() {
    let devices = hub();
    let (index, toy) = arrive_over_websocket(&devices, "held");
    hold(&devices, index);
    lose(&devices, index, &toy).await;
    for n in 0..2 * limits::REMEMBERED_WEBSOCKET_TOYS {
        let (index, toy) = arrive_over_websocket(&devices, &n.to_string());
        lose(&devices, index, &toy).await;
    }
    let (index, _) = arrive_over_websocket(&devices, "held");
    assert_eq!(moves(&devices, index), Err(CommandError::ToyHeld));
}
