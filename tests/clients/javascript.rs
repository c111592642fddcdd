//! `buttplug` from npm, with its connector for Node: never pings.

use libtest_mimic::Trial;
use vigil_tests::{trials, vigil::Vigil};

use super::{Player, Word, levels};
use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "JavaScript Player";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s2_the_javascript_client_is_out_at_the_limit_where_pings_are_required,
        the_javascript_client_stays_where_pings_are_not_required,
    ]
}

async fn s2_the_javascript_client_is_out_at_the_limit_where_pings_are_required() {
    let vigil = Vigil::start(&["--max-ping-time", "1000", "--simulate", "vibrator"]).await;
    let player = Player::javascript(&vigil, 30);
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!((ended.cause.as_str(), ended.pings), ("ping_timeout", 0), "{ended:?}");
    let words = player.ended().await;
    assert_eq!(words.last(), Some(&Word::Lost), "{words:?}");
    let alert = vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    assert!(alert.sentence.contains("never"), "{alert:?}");
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}

async fn the_javascript_client_stays_where_pings_are_not_required() {
    let arguments = [
        "--max-ping-time",
        "1000",
        "--ping-policy",
        "where-supported",
        "--simulate",
        "vibrator",
    ];
    let vigil = Vigil::start(&arguments).await;
    let player = Player::javascript(&vigil, 4);
    let ended = vigil.wait_for_end_of(NAME).await;
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
