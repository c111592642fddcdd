//! The official clients that never ping: `buttplug` from npm, with its connector for Node, and `buttplug_client` from
//! crates.io.

use libtest_mimic::Trial;
use vigil_tests::{trials, vigil::Vigil};

use super::{Player, Word, levels};
use crate::ping_timeout::nothing_moves_after_the_stop;

const JAVASCRIPT: &str = "JavaScript Player";
const RUST: &str = "Rust Player";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s2_the_javascript_client_is_out_at_the_limit_where_pings_are_required,
        s2_the_rust_client_is_out_at_the_limit_where_pings_are_required,
        the_javascript_client_stays_where_pings_are_not_required,
        the_rust_client_stays_where_pings_are_not_required,
    ]
}

async fn s2_the_javascript_client_is_out_at_the_limit_where_pings_are_required() {
    is_out_where_pings_are_required(JAVASCRIPT, Player::javascript).await;
}

async fn s2_the_rust_client_is_out_at_the_limit_where_pings_are_required() {
    let words = is_out_where_pings_are_required(RUST, Player::rust).await;
    let told = words.iter().any(|word| matches!(word, Word::Error { .. }));
    assert!(told, "the program hears why: {words:?}");
}

async fn the_javascript_client_stays_where_pings_are_not_required() {
    stays_where_pings_are_not_required(JAVASCRIPT, Player::javascript).await;
}

async fn the_rust_client_stays_where_pings_are_not_required() {
    stays_where_pings_are_not_required(RUST, Player::rust).await;
}

/// Gives back all that the player said.
async fn is_out_where_pings_are_required(name: &str, start: impl FnOnce(&Vigil, u32) -> Player) -> Vec<Word> {
    let vigil = Vigil::start(&["--max-ping-time", "1000", "--simulate", "vibrator"]).await;
    let player = start(&vigil, 30);
    let ended = vigil.wait_for_end_of(name).await;
    assert_eq!((ended.cause.as_str(), ended.pings), ("ping_timeout", 0), "{ended:?}");
    let words = player.ended().await;
    assert_eq!(words.last(), Some(&Word::Lost), "{words:?}");
    let alert = vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    assert!(
        alert.sentence.contains(name) && alert.sentence.contains("never"),
        "{alert:?}"
    );
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
    words
}

async fn stays_where_pings_are_not_required(name: &str, start: impl FnOnce(&Vigil, u32) -> Player) {
    let arguments = [
        "--max-ping-time",
        "1000",
        "--ping-policy",
        "where-supported",
        "--simulate",
        "vibrator",
    ];
    let vigil = Vigil::start(&arguments).await;
    let player = start(&vigil, 4);
    let ended = vigil.wait_for_end_of(name).await;
    assert_eq!(ended.cause, "goodbye", "{ended:?}");
    let words = player.ended().await;
    assert_eq!(
        (levels(&words), words.last()),
        (vec![1, 2, 3, 4], Some(&Word::Goodbye)),
        "{words:?}"
    );
    for level in 1..=4 {
        vigil.wait_for_wish(0, 0, level).await;
    }
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}
