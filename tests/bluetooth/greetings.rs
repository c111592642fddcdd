//! Nothing moves before somebody asks for it, and what is asked for is what happens: also where a link is new.

use std::sync::{Arc, Mutex};

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::sleep;
use vigil_bluez::{Bluez, Fault, Faults, Logind, Reply, Toy, ToySpec};
use vigil_tests::{
    raw_client::{ERROR_DEVICE, RawClient, output},
    trials,
    vigil::{Launch, Mark},
    waits,
};

use crate::rig::{Rig, added, writes};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_we_vibe_does_not_move_until_it_is_asked_to,
        s5_a_we_vibe_that_comes_back_hears_a_stop_first,
        s5_a_we_vibe_that_the_guardian_takes_back_hears_a_stop_first,
        s5_a_greeting_that_breaks_moves_nothing,
        s5_a_link_that_is_lost_during_a_greeting_is_made_again_and_moves_nothing,
        s5_a_greeting_while_every_toy_is_held_moves_nothing,
        a_nora_turns_the_way_that_was_asked_for_on_a_new_link,
        a_nora_turns_the_way_that_was_asked_for_in_a_new_vigil,
    ]
}

/// Its handler greets it with both motors at 9 of 15.
const WE_VIBE: &str = "WeVibe Sync";
const STILL: [u8; 8] = [0x0f, 0, 0, 0, 0, 0, 0, 0];

async fn s5_a_we_vibe_does_not_move_until_it_is_asked_to() {
    let rig = Rig::having(ToySpec::of(WE_VIBE), &[]).await;
    rig.vigil.wait_for_stop(Mark::default(), rig.index).await;
    sleep(waits::AFTERMATH).await;
    hears_stops_alone(&rig.toy);
    rig.vigil.stop().await;
}

async fn s5_a_we_vibe_that_comes_back_hears_a_stop_first() {
    let mut rig = Rig::having(ToySpec::of(WE_VIBE), &[]).await;
    rig.client.vibrate(rig.index, 0, 2).await;
    rig.vigil.wait_for_wish(rig.index, 0, 2).await;
    rig.toy.clear_log();
    let since = rig.vigil.mark();
    rig.toy.drop_link();
    rig.gone(since).await;
    rig.back(since).await;
    rig.vigil.wait_for_stop(since, rig.index).await;
    sleep(waits::AFTERMATH).await;
    hears_stops_alone(&rig.toy);
    rig.vigil.stop().await;
}

async fn s5_a_we_vibe_that_the_guardian_takes_back_hears_a_stop_first() {
    let mut rig = Rig::having(ToySpec::of(WE_VIBE), &[]).await;
    rig.client.vibrate(rig.index, 0, 2).await;
    rig.vigil.wait_for_wish(rig.index, 0, 2).await;
    let guardian = rig.vigil.guardian().await;
    rig.toy.clear_log();
    let Rig { toy, vigil, .. } = rig;
    vigil.kill().await;
    toy.wait_until_disconnected().await;
    guardian.has_left().await;
    hears_stops_alone(&toy);
    // One of them is the greeting's.
    assert!(toy.writes().len() >= 2, "{:?}", toy.writes());
}

async fn s5_a_greeting_that_breaks_moves_nothing() {
    for fault in [Fault::failed().once(), Fault::hang().once(), Fault::lose().once()] {
        let rig = Rig::looking(Bluez::start().await, ToySpec::of(WE_VIBE), &[], |_, toy| {
            toy.set_faults(writes(fault.clone()));
        })
        .await;
        rig.toy.wait_for_attempt(|_| true).await;
        // Its link is cut and made again, or the write passed for written.
        let index = added(&rig.vigil).await;
        rig.vigil.wait_for_stop(Mark::default(), index).await;
        hears_stops_alone(&rig.toy);
        assert!(!rig.toy.writes().is_empty());
        let attempts = rig.toy.attempts();
        assert!(attempts.iter().all(|attempt| attempt.bytes == STILL), "{attempts:?}");
        rig.vigil.stop_whatever_confirms().await;
    }
}

async fn s5_a_link_that_is_lost_during_a_greeting_is_made_again_and_moves_nothing() {
    let rig = Rig::looking(Bluez::start().await, ToySpec::of(WE_VIBE), &[], |_, toy| {
        toy.set_faults(writes(Fault::hang()));
    })
    .await;
    rig.toy.wait_for_attempt(|_| true).await;
    let since = rig.vigil.mark();
    rig.toy.drop_link();
    rig.toy.set_faults(Faults::default());
    // It was not here before, and it is now.
    rig.back(since).await;
    rig.vigil.wait_for_stop(since, rig.index).await;
    sleep(waits::AFTERMATH).await;
    hears_stops_alone(&rig.toy);
    assert!(
        rig.toy.writes().len() >= 2,
        "a greeting and a stop: {:?}",
        rig.toy.writes()
    );
    rig.vigil.stop().await;
}

async fn s5_a_greeting_while_every_toy_is_held_moves_nothing() {
    let bluez = Bluez::start().await;
    let logind = Logind::start(&bluez).await;
    let mut rig = Rig::looking(bluez, ToySpec::of(WE_VIBE), &[], |_, _| {}).await;
    rig.index = added(&rig.vigil).await;
    logind.wait_for_inhibitor().await;
    rig.client.vibrate(rig.index, 0, 2).await;
    rig.vigil.wait_for_wish(rig.index, 0, 2).await;
    logind.prepare_for_sleep(true).await;
    logind.wait_for_release().await;
    rig.toy.clear_log();
    let since = rig.vigil.mark();
    rig.toy.drop_link();
    rig.gone(since).await;
    rig.back(since).await;
    rig.vigil.wait_for_stop(since, rig.index).await;
    let wish = output(rig.index, 0, "Vibrate", 3);
    let answer = rig.client.request("OutputCmd", wish).await;
    assert_eq!(answer.error_code(), Some(ERROR_DEVICE), "{answer:?}");
    sleep(waits::AFTERMATH).await;
    hears_stops_alone(&rig.toy);
    assert!(
        rig.toy.writes().len() >= 2,
        "a greeting and a stop: {:?}",
        rig.toy.writes()
    );
    rig.vigil.stop().await;
}

fn hears_stops_alone(toy: &Toy) {
    let writes: Vec<_> = toy.writes().into_iter().map(|write| write.bytes).collect();
    assert!(writes.iter().all(|bytes| bytes == &STILL), "{writes:?}");
}

#[derive(Debug)]
struct Turning {
    clockwise: bool,
    speed: i32,
}

/// A Nora as its firmware has it. It cannot say which way it turns.
fn nora() -> (ToySpec, Arc<Mutex<Turning>>) {
    let turning = Arc::new(Mutex::new(Turning {
        clockwise: true,
        speed: 0,
    }));
    let spec = ToySpec::of("Lovense Nora");
    let (rx, its_own) = (spec.endpoint("rx"), turning.clone());
    let spec = spec.script(move |write| {
        let text = write.text();
        let (name, value) = text.trim_end_matches(';').split_once(':').unwrap_or((&text, ""));
        let mut turning = its_own.lock().unwrap();
        match name {
            "DeviceType;" => return vec![Reply::notify(rx, "A:11:0082059AD3BD;")],
            "RotateChange;" => turning.clockwise = !turning.clockwise,
            "Rotate" => turning.speed = value.parse().unwrap(),
            "RotateClockwise" | "RotateAntiClockwise" => {
                turning.clockwise = name == "RotateClockwise";
                turning.speed = value.parse().unwrap();
            }
            _ => {}
        }
        vec![Reply::notify(rx, "OK;")]
    });
    (spec, turning)
}

async fn rotate(client: &mut RawClient, index: u32, value: i32) {
    client.ok("OutputCmd", output(index, 1, "Rotate", value)).await;
}

fn is_turning(turning: &Mutex<Turning>) -> i32 {
    let Turning { clockwise, speed } = *turning.lock().unwrap();
    if clockwise { speed } else { -speed }
}

async fn a_nora_turns_the_way_that_was_asked_for_on_a_new_link() {
    let (spec, turning) = nora();
    let mut rig = Rig::having(spec, &[]).await;
    rotate(&mut rig.client, rig.index, -10).await;
    rig.vigil.wait_for_wish(rig.index, 1, -10).await;
    assert_eq!(is_turning(&turning), -10);
    let since = rig.vigil.mark();
    rig.toy.drop_link();
    rig.gone(since).await;
    rig.back(since).await;
    rig.vigil.wait_for_stop(since, rig.index).await;
    rotate(&mut rig.client, rig.index, 8).await;
    rig.vigil.wait_for_wish_since(since, rig.index, 1, 8).await;
    assert_eq!(is_turning(&turning), 8);
    rig.vigil.stop().await;
    assert_eq!(is_turning(&turning), 0);
}

async fn a_nora_turns_the_way_that_was_asked_for_in_a_new_vigil() {
    let (spec, turning) = nora();
    let mut rig = Rig::having(spec, &[]).await;
    rotate(&mut rig.client, rig.index, -10).await;
    rig.vigil.wait_for_wish(rig.index, 1, -10).await;
    let guardian = rig.vigil.guardian().await;
    let Rig { toy, vigil, bluez, .. } = rig;
    let killed = vigil.kill().await;
    guardian.has_left().await;
    assert_eq!(is_turning(&turning), 0);
    let launch = Launch::new(&[]).bluetooth(bluez.environment());
    let vigil = launch.succeeding(&killed).start().await;
    let mut client = RawClient::join(&vigil, "Moves A Toy").await;
    client.ok("StartScanning", json!({})).await;
    let index = added(&vigil).await;
    vigil.wait_for_stop(Mark::default(), index).await;
    rotate(&mut client, index, 10).await;
    vigil.wait_for_wish(index, 1, 10).await;
    assert_eq!(is_turning(&turning), 10);
    vigil.stop().await;
    drop(toy);
}
