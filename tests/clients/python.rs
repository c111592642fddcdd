//! `buttplug` from `PyPI`: pings at half the limit, from the same loop that the program runs in.

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::time::{Instant, sleep};
use vigil_tests::{event::Event, trials, vigil::Vigil, waits};

use super::{Player, Word, levels};
use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Python Player";
/// It pings every second, from a loop that a loaded machine holds up.
const LIMIT: Duration = Duration::from_secs(2);
const REQUIRED: [&str; 4] = ["--max-ping-time", "2000", "--simulate", "vibrator"];
/// So long does it play where it is left alone.
const SECONDS: u32 = 30;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s6_the_python_client_stays_for_30_s_and_leaves,
        s2_a_frozen_python_client_is_out_at_the_limit,
        s5_a_killed_python_client_is_noticed_at_once,
    ]
}

async fn s6_the_python_client_stays_for_30_s_and_leaves() {
    let vigil = Vigil::start(&REQUIRED).await;
    let player = Player::python(&vigil, SECONDS);
    // Its start is bounded here, so that the wait for its end is that of its play alone.
    player
        .wait_for(&Word::Connected {
            toys: vec!["Simulated Vibrator".to_owned()],
        })
        .await;
    assert_eq!(vigil.wait_for_program(NAME).await.watch, "required");
    let ended = vigil
        .wait_long_for(Duration::from_secs(SECONDS.into()), "its goodbye", |event| {
            event.ended(NAME).cloned()
        })
        .await;
    let words = player.ended().await;
    assert_eq!(words.last(), Some(&Word::Goodbye), "{words:?}");
    assert!(
        !words.iter().any(|word| matches!(word, Word::Lost | Word::Error { .. })),
        "{words:?}"
    );
    assert_eq!(ended.cause, "goodbye", "{ended:?}");
    assert!(
        ended.pings >= u64::from(SECONDS) * 2 / 3,
        "one a second is to be expected: {ended:?}"
    );

    let events = vigil.stop().await;
    let asked = levels(&words);
    assert_eq!(asked.len(), usize::try_from(SECONDS).unwrap());
    // The toy has two motors, and the client asks for one after the other.
    assert_eq!(taken(&events, 0), asked);
    assert_eq!(taken(&events, 1), asked);
    nothing_moves_after_the_stop(&events, 0);
}

async fn s2_a_frozen_python_client_is_out_at_the_limit() {
    let vigil = Vigil::start(&REQUIRED).await;
    let player = Player::python(&vigil, SECONDS);
    player.wait_for(&Word::Level { value: 3 }).await;
    player.0.signal(Signal::STOP);
    let frozen = Instant::now();
    let ended = vigil.wait_for_end_of(NAME).await;
    let after = frozen.elapsed();
    // Its last ping was up to half a limit before.
    assert!(after <= LIMIT + waits::LATENESS, "only after {after:?}");
    assert_eq!(
        (ended.cause.as_str(), ended.limit_ms),
        ("ping_timeout", Some(2_000)),
        "{ended:?}"
    );
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let alert = vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    assert!(alert.sentence.contains(NAME), "{alert:?}");

    // Woken up, it finds that it was put out.
    player.0.signal(Signal::CONT);
    player.wait_for(&Word::Lost).await;
    let words = player.0.since(vigil_tests::vigil::Mark::default());
    let told = words.iter().find_map(|word| match word {
        Word::Error { kind, .. } => Some(kind.as_str()),
        _ => None,
    });
    assert_eq!(told, Some("ButtplugPingError"), "{words:?}");
    sleep(waits::AFTERMATH).await;
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}

async fn s5_a_killed_python_client_is_noticed_at_once() {
    let vigil = Vigil::start(&REQUIRED).await;
    let player = Player::python(&vigil, SECONDS);
    player.wait_for(&Word::Level { value: 3 }).await;
    player.0.signal(Signal::KILL);
    let killed = Instant::now();
    let ended = vigil.wait_for_end_of(NAME).await;
    let after = killed.elapsed();
    assert!(
        after <= waits::LATENESS,
        "the system tells of it; noticed only after {after:?}"
    );
    assert_eq!(ended.cause, "connection_lost", "{ended:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}

/// The values that a motor took.
fn taken(events: &[Event], feature: u32) -> Vec<i32> {
    let outputs = events
        .iter()
        .filter_map(|event| event.wish_of(0))
        .flat_map(|wish| &wish.outputs);
    outputs
        .filter(|output| output.feature == feature)
        .map(|output| output.value)
        .collect()
}
