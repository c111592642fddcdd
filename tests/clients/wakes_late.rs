//! The official clients, frozen over the end of their session: what they hear when they go on.

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::time::sleep;
use vigil_tests::{
    trials,
    vigil::{Mark, Vigil},
    waits,
};

use super::{Player, Word};

const PYTHON: &str = "Python Player";
const JAVASCRIPT: &str = "JavaScript Player";
const RUST: &str = "Rust Player";
/// Longer than any of them plays.
const SECONDS: u32 = 60;
/// From the end of the session until the program goes on: so long that the connection's task is gone, and so long that
/// heartbeats and pings have piled up besides.
const FROZEN: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_millis(2_500),
    Duration::from_secs(8),
];

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        a_frozen_python_client_hears_why,
        a_frozen_javascript_client_learns_that_it_is_out,
        a_frozen_rust_client_learns_that_it_is_out,
    ]
}

async fn a_frozen_python_client_hears_why() {
    for time in FROZEN {
        let words = frozen_for(time, PYTHON, Player::python).await;
        let told = words
            .iter()
            .any(|word| matches!(word, Word::Error { kind, .. } if kind == "ButtplugPingError"));
        assert!(told, "{time:?}: {words:?}");
    }
}

/// It prints the Error, and tells the program nothing but the end.
async fn a_frozen_javascript_client_learns_that_it_is_out() {
    for time in FROZEN {
        frozen_for(time, JAVASCRIPT, Player::javascript).await;
    }
}

/// In about one run of three it forgets the Error that it has received, since a command of the program fails first.
async fn a_frozen_rust_client_learns_that_it_is_out() {
    for time in FROZEN {
        frozen_for(time, RUST, Player::rust).await;
    }
}

/// Frozen until so long after the end of its session; gives back all that it said.
async fn frozen_for(time: Duration, name: &str, start: impl FnOnce(&Vigil, u32) -> Player) -> Vec<Word> {
    let vigil = Vigil::start(&["--max-ping-time", "1500", "--simulate", "vibrator"]).await;
    let player = start(&vigil, SECONDS);
    vigil.wait_for_program(name).await;
    player
        .0
        .wait("its first level", waits::START, Mark::default(), |word| {
            matches!(word, Word::Level { .. }).then_some(())
        })
        .await;
    player.0.signal(Signal::STOP);
    let ended = vigil.wait_for_end_of(name).await;
    assert_eq!(ended.cause, "ping_timeout", "{ended:?}");
    sleep(time).await;
    player.0.signal(Signal::CONT);
    player.wait_for(&Word::Lost).await;
    let words = player.0.since(Mark::default());
    vigil.stop().await;
    words
}
