//! Many programs at once, each with its own watch.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::sleep;
use vigil_tests::{
    event::ToyOutput,
    raw_client::{ERROR_PING, RawClient, output},
    trials,
    vigil::{Launch, Mark, Vigil},
    waits,
};

const LIMIT_MS: &str = "600";
const PING_EVERY: Duration = Duration::from_millis(100);

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_lost_program_stops_every_toy,
        s5_or_only_what_it_moved_where_the_person_wants_it_so
    ]
}

async fn s5_a_lost_program_stops_every_toy() {
    let vigil = Launch::new(&[
        "--max-ping-time",
        LIMIT_MS,
        "--simulate",
        "vibrator",
        "--simulate",
        "rotator",
    ]);
    let vigil = vigil.start().await;
    let (mut alive, _) = one_of_two_falls_silent(&vigil).await;

    let ended = vigil.wait_for_end_of("Silent").await;
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed) && ended.toy(1).is_some_and(|toy| toy.confirmed));
    let stop = vigil.wait_for_stop(Mark::default(), 0).await;
    assert_eq!(features(&stop), [0, 1], "all of the toy that the other one moved");
    vigil.wait_for_stop(Mark::default(), 1).await;

    // The one that pings goes on.
    alive.ping().await;
    alive.vibrate(0, 0, 7).await;
    vigil.wait_for_wish(0, 0, 7).await;
    alive.stay(Duration::from_secs(1), Some(PING_EVERY)).await;
    assert!(vigil.events().iter().all(|event| event.ended("Alive").is_none()));
    vigil.stop().await;
}

async fn s5_or_only_what_it_moved_where_the_person_wants_it_so() {
    let vigil = Launch::new(&[
        "--max-ping-time",
        LIMIT_MS,
        "--simulate",
        "vibrator",
        "--simulate",
        "rotator",
    ])
    .settings(&json!({ "version": 1, "lost_program_stops_every_toy": false }))
    .start()
    .await;
    let (mut alive, mark) = one_of_two_falls_silent(&vigil).await;

    let ended = vigil.wait_for_end_of("Silent").await;
    assert_eq!(ended.toys.len(), 2, "{ended:?}");
    // It moved the tip of the first toy and the whole of the second one; the shaft is the other program's.
    let stop = vigil.wait_for_stop(mark, 0).await;
    assert_eq!(features(&stop), [1], "{stop:?}");
    vigil.wait_for_stop(mark, 1).await;
    sleep(waits::AFTERMATH).await;
    let stops = vigil.events_since(mark);
    let shaft = stops
        .iter()
        .filter_map(|event| event.stop_of(0))
        .find(|stop| features(stop).contains(&0));
    assert!(shaft.is_none(), "{shaft:?}");
    alive.ping().await;
    vigil.stop().await;
}

/// Both move a motor of the first toy, the silent one the second toy too. Gives back the other one, which pings.
async fn one_of_two_falls_silent(vigil: &Vigil) -> (RawClient, Mark) {
    let mark = vigil.mark();
    let mut alive = RawClient::join(vigil, "Alive").await;
    let mut silent = RawClient::join(vigil, "Silent").await;
    alive.vibrate(0, 0, 10).await;
    silent.vibrate(0, 1, 10).await;
    silent.ok("OutputCmd", output(1, 0, "Rotate", -10)).await;
    let (farewell, ()) = tokio::join!(
        silent.until_end(waits::EVENT),
        alive.stay(Duration::from_secs(1), Some(PING_EVERY))
    );
    farewell.error(ERROR_PING);
    (alive, mark)
}

fn features(output: &ToyOutput) -> Vec<u32> {
    output.outputs.iter().map(|output| output.feature).collect()
}
