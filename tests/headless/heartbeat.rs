//! Whether the connection lives, apart from the program: WebSocket pings go out all the time, and whatever comes back
//! counts.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::{task::spawn_blocking, time::Instant};
use vigil_tests::{
    message::{message, output},
    raw_socket::{RawSocket, text_frame},
    trial::note,
    trials,
    vigil::Vigil,
    waits,
};

use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Talks";
/// A run in which the talking program itself was late proves nothing; so often it may be repeated.
const RUNS: usize = 5;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_the_heartbeat_goes_on_where_pings_are_off_and_messages_flow,
        s5_the_heartbeat_goes_on_where_pings_are_not_required_and_messages_flow,
    ]
}

async fn s5_the_heartbeat_goes_on_where_pings_are_off_and_messages_flow() {
    talks_and_falls_silent(
        &["--max-ping-time", "0", "--connection-limit", "5000"],
        Duration::from_secs(5),
    )
    .await;
}

async fn s5_the_heartbeat_goes_on_where_pings_are_not_required_and_messages_flow() {
    let where_supported = [
        "--max-ping-time",
        "400",
        "--ping-policy",
        "where-supported",
        "--connection-limit",
        "1000",
    ];
    talks_and_falls_silent(&where_supported, Duration::from_secs(1)).await;
}

async fn talks_and_falls_silent(arguments: &[&str], limit: Duration) {
    for _ in 0..RUNS {
        match talks(arguments, limit).await {
            Talked::InTime => return,
            Talked::Late(gap) => note(format!("proves nothing: the talking program itself was late, {gap:?}")),
        }
    }
    panic!("this machine is too loaded: the talking program was late in each of {RUNS} runs");
}

enum Talked {
    InTime,
    /// The program itself was late.
    Late(Duration),
}

/// Says something all the time and answers no heartbeat; then it says nothing any more.
async fn talks(arguments: &[&str], limit: Duration) -> Talked {
    let vigil = Vigil::start(&[arguments, &["--simulate", "vibrator"]].concat()).await;
    let joined = Instant::now();
    let mut socket = RawSocket::join(vigil.address(), NAME);
    socket.answer_no_heartbeats();
    let command = message("OutputCmd", 2, output(0, 0, "Vibrate", 10));
    socket.send(&frame(command));
    vigil.wait_for_wish(0, 0, 10).await;
    let talking = spawn_blocking(move || {
        let end = Instant::now() + limit * 2;
        let mut answers = 0;
        let mut longest = Duration::ZERO;
        let mut last = joined;
        while last < end {
            let sent = socket.try_send(&frame(message("RequestDeviceList", 3, json!({}))));
            longest = longest.max(last.elapsed());
            if !sent {
                break;
            }
            last = Instant::now();
            while let Some(answer) = socket.read_message(last + limit / 8) {
                answers += usize::from(answer.kind == "DeviceList");
            }
        }
        (socket, answers, last, longest)
    });
    let (mut socket, answers, last, longest) = talking.await.unwrap();
    // A little less than the limit: a message takes its time to be read.
    if longest >= limit * 9 / 10 {
        return Talked::Late(longest);
    }
    assert!(answers > 2, "no messages flowed");
    // Four within each limit, but for what a loaded machine leaves out.
    assert!(
        socket.heartbeats() >= 4,
        "{} heartbeats while messages flowed",
        socket.heartbeats()
    );
    assert!(
        vigil.events().iter().all(|event| event.stop_of(0).is_none()),
        "the toy was stopped, though messages came"
    );
    let ended = vigil
        .wait_long_for(limit, "the connection to count as dead", |event| {
            event.ended(NAME).cloned()
        })
        .await;
    let silent = last.elapsed();
    assert_eq!(ended.cause, "connection_silent", "{ended:?}");
    // Each message came a moment after it was sent.
    assert!(silent >= limit, "dead after {silent:?} already");
    assert!(silent <= limit + waits::LATENESS, "dead only after {silent:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    while socket.read_message(Instant::now() + waits::ANSWER).is_some() {}
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
    Talked::InTime
}

fn frame(message: Value) -> Vec<u8> {
    text_frame(&Value::from(vec![message]).to_string())
}
