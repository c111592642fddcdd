//! Who has to ping, and what holds for those who never do.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;
use vigil_tests::{
    raw_client::{ERROR_PING, RawClient},
    raw_socket::RawSocket,
    trials,
    vigil::{Launch, NO_LIMIT, Vigil},
    waits,
};

const LIMIT: Duration = Duration::from_millis(400);
const WHERE_SUPPORTED: [&str; 6] = [
    "--max-ping-time",
    "400",
    "--ping-policy",
    "where-supported",
    "--simulate",
    "vibrator",
];

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        where_supported_a_program_that_never_pings_stays,
        where_supported_a_program_that_pings_in_time_is_held_to_it,
        s6_where_supported_a_program_with_a_rhythm_of_its_own_stays,
        s5_where_supported_a_dead_connection_is_noticed,
        an_exempt_program_is_told_zero_and_stays,
        a_ping_without_a_limit_is_answered,
    ]
}

async fn where_supported_a_program_that_never_pings_stays() {
    let vigil = Vigil::start(&WHERE_SUPPORTED).await;
    let mut client = RawClient::connect(&vigil).await;
    let info = client.handshake("Never Pings").await;
    assert_eq!(info["MaxPingTime"], 400, "it is told the limit all the same");
    assert_eq!(vigil.wait_for_program("Never Pings").await.watch, "where_supported");
    client.vibrate(0, 0, 10).await;
    client.stay(LIMIT * 7 / 2, None).await;
    client.vibrate(0, 0, 11).await;
    vigil.wait_for_wish(0, 0, 11).await;
    assert!(vigil.events().iter().all(|event| event.stop_of(0).is_none()));
    vigil.stop().await;
}

async fn where_supported_a_program_that_pings_in_time_is_held_to_it() {
    let vigil = Vigil::start(&WHERE_SUPPORTED).await;
    let mut client = RawClient::join(&vigil, "Pings").await;
    client.stay(LIMIT * 2, None).await;
    // The first comes late, and those after it in time. One more, since a loaded machine may keep one of them waiting.
    for _ in 0..4 {
        client.ping().await;
        client.stay(LIMIT / 4, None).await;
    }
    let ping = client.ping().await;
    let farewell = client.until_end(LIMIT + waits::EVENT).await;
    let (at, _) = farewell.error(ERROR_PING);
    assert!(at - ping >= LIMIT, "S6: cut after {:?}", at - ping);
    assert!(
        at - ping <= LIMIT + waits::LATENESS,
        "S2: cut only after {:?}",
        at - ping
    );
    let ended = vigil.wait_for_end_of("Pings").await;
    assert_eq!((ended.cause.as_str(), ended.pings), ("ping_timeout", 5));
    vigil.stop().await;
}

/// It knows no limit: it pings every now and then, or once, or a few times at once.
async fn s6_where_supported_a_program_with_a_rhythm_of_its_own_stays() {
    let vigil = Vigil::start(&WHERE_SUPPORTED).await;
    let mut client = RawClient::join(&vigil, "Its Own Rhythm").await;
    for level in 1..=4 {
        client.vibrate(0, 0, level).await;
        client.stay(LIMIT * 5 / 4, None).await;
        client.ping().await;
        client.ping().await;
    }
    client.vibrate(0, 0, 5).await;
    client.stay(LIMIT * 3, None).await;
    vigil.wait_for_wish(0, 0, 5).await;
    assert!(vigil.events().iter().all(|event| event.stop_of(0).is_none()));
    vigil.stop().await;
}

async fn s5_where_supported_a_dead_connection_is_noticed() {
    let vigil = Vigil::start(&[&WHERE_SUPPORTED[..], &["--connection-limit", "1500"]].concat()).await;
    let _dead = RawSocket::join(vigil.address(), "Dead");
    let ended = vigil.wait_for_end_of("Dead").await;
    assert_eq!(
        (ended.cause.as_str(), ended.limit_ms),
        ("connection_silent", Some(1_500)),
        "its own limit, whatever that for pings is"
    );
    vigil.stop().await;
}

async fn an_exempt_program_is_told_zero_and_stays() {
    let vigil = Launch::new(&["--simulate", "vibrator"])
        .settings(&json!({ "version": 1, "ping": { "limit_ms": 400, "exempt_programs": ["Old Player"] } }))
        .start()
        .await;
    let mut exempt = RawClient::connect(&vigil).await;
    assert_eq!(
        exempt.handshake("old player").await["MaxPingTime"],
        0,
        "case does not matter"
    );
    assert_eq!(vigil.wait_for_program("old player").await.watch, "exempt");
    let mut other = RawClient::connect(&vigil).await;
    assert_eq!(other.handshake("Old Player 2").await["MaxPingTime"], 400);
    other.until_end(LIMIT + waits::EVENT).await.error(ERROR_PING);
    exempt.stay(LIMIT * 3, None).await;
    exempt.vibrate(0, 0, 5).await;
    exempt.ping().await;
    // Having pinged once does not bind it.
    exempt.stay(LIMIT * 3, None).await;
    exempt.ping().await;
    vigil.stop().await;
}

async fn a_ping_without_a_limit_is_answered() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut client = RawClient::connect(&vigil).await;
    assert_eq!(client.handshake("Pings All The Same").await["MaxPingTime"], 0);
    assert_eq!(vigil.wait_for_program("Pings All The Same").await.watch, "off");
    client.ping().await;
    client.ping().await;
    vigil.stop().await;
}
