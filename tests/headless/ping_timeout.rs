//! A program falls silent: its toys stop at the limit, not before and not much after.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message as Frame;
use vigil_tests::{
    event::Event,
    raw_client::{ERROR_PING, RawClient, message, output},
    trial::note,
    trials,
    vigil::Vigil,
    waits,
};

/// A run in which the program itself was late proves nothing; so often it may be repeated.
const RUNS: usize = 5;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s2_a_limit_of_60000_ms,
        s2_a_limit_of_1000_ms,
        s2_a_limit_of_250_ms,
        s2_a_limit_of_100_ms,
        s2_a_program_that_never_pings_is_out_at_the_limit,
    ]
}

async fn s2_a_limit_of_60000_ms() {
    falls_silent_after_three_pings(60_000).await;
}

async fn s2_a_limit_of_1000_ms() {
    falls_silent_after_three_pings(1_000).await;
}

async fn s2_a_limit_of_250_ms() {
    falls_silent_after_three_pings(250).await;
}

async fn s2_a_limit_of_100_ms() {
    falls_silent_after_three_pings(100).await;
}

async fn falls_silent_after_three_pings(limit_ms: u32) {
    for _ in 0..RUNS {
        if falls_silent(limit_ms).await {
            return;
        }
        note(format!(
            "limit {limit_ms} ms: proves nothing, the program was late itself"
        ));
    }
    panic!("this machine is too loaded: the program was late itself in each of {RUNS} runs");
}

/// False where the program was late itself.
async fn falls_silent(limit_ms: u32) -> bool {
    const NAME: &str = "Falls Silent";
    let limit = Duration::from_millis(limit_ms.into());
    let vigil = Vigil::start(&["--max-ping-time", &limit_ms.to_string(), "--simulate", "vibrator"]).await;
    let mut client = RawClient::connect(&vigil).await;
    let joining = Instant::now();
    let info = client.handshake(NAME).await;
    assert_eq!(info["MaxPingTime"], limit_ms);
    // All at once: a pause would be too long for the shortest limit, on a machine that does much else. It is the silence
    // after the last one that counts here.
    let mut messages = vec![message("OutputCmd", 2, output(0, 0, "Vibrate", 10))];
    messages.extend((3..=5).map(|id| message("Ping", id, json!({}))));
    // Not the answer's time: the limit counts from when the ping was received, which is after this moment.
    let last_ping = Instant::now();
    let sent = client
        .try_send_frame(Frame::text(Value::from(messages).to_string()))
        .await;
    if joining.elapsed() >= limit {
        return false;
    }
    sent.expect("the session lasts");
    let farewell = client.until_end(limit + waits::EVENT).await;

    vigil.wait_for_wish(0, 0, 10).await;
    let (at, _) = farewell.error(ERROR_PING);
    let silent = at - last_ping;
    assert!(
        silent >= limit,
        "S6: cut {silent:?} after the last ping, with a limit of {limit:?}"
    );
    assert!(
        silent <= limit + waits::LATENESS,
        "S2: cut only {silent:?} after the last ping, with {limit:?}"
    );

    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(
        (ended.cause.as_str(), ended.pings, ended.limit_ms),
        ("ping_timeout", 3, Some(limit_ms))
    );
    assert!(ended.silent_ms >= Some(limit_ms), "{ended:?}");
    assert!(
        (0.0..waits::LATENESS.as_secs_f64() * 1e3).contains(&ended.late_ms),
        "{ended:?}"
    );
    let toy = ended.toy(0).expect("the toy is told of");
    assert!(toy.confirmed && toy.still_after_ms >= Some(0.0), "{toy:?}");
    note(format!(
        "limit {limit_ms} ms: Error {:.2} ms after limit and last ping, stop {:.2} ms late, toy still after {:.2} ms",
        silent.saturating_sub(limit).as_secs_f64() * 1e3,
        ended.late_ms,
        toy.still_after_ms.unwrap_or_default(),
    ));
    vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    sleep(waits::AFTERMATH).await;
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
    true
}

async fn s2_a_program_that_never_pings_is_out_at_the_limit() {
    const NAME: &str = "Never Pings";
    let vigil = Vigil::start(&["--max-ping-time", "1000", "--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, NAME).await;
    // Other messages do not count.
    for value in 1..=3 {
        sleep(Duration::from_millis(100)).await;
        client.vibrate(0, 0, value).await;
    }
    client.until_end(waits::EVENT).await.error(ERROR_PING);
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!((ended.cause.as_str(), ended.pings), ("ping_timeout", 0));
    let alert = vigil
        .wait_for("an alert", |event| event.alert("ping_timeout").cloned())
        .await;
    assert!(
        alert.sentence.contains(NAME) && alert.sentence.contains("never"),
        "{}",
        alert.sentence
    );
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}

/// The toy was stopped, with every output at zero, and no program moved it any more.
pub(crate) fn nothing_moves_after_the_stop(events: &[Event], toy: u32) {
    let stopped = events.iter().position(|event| event.stop_of(toy).is_some());
    let stopped = stopped.unwrap_or_else(|| panic!("toy {toy} was never stopped: {events:#?}"));
    let stop = events[stopped].stop_of(toy).unwrap();
    let strengths = stop.outputs.iter().filter(|output| !output.output.contains("Position"));
    assert!(strengths.clone().all(|output| output.value == 0), "{stop:?}");
    let after = events[stopped..].iter().find_map(|event| event.wish_of(toy));
    assert!(after.is_none(), "S1: written after the stop: {after:?}");
}
