//! Every way in which a session ends, but for the missed ping: what the program moved is stopped, and nothing of it is
//! written afterwards (S5, S1).

use std::{net::Shutdown, time::Duration};

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::{Bytes, Message as Frame};
use vigil_tests::{
    event::{Ended, Event},
    raw_client::{ERROR_MESSAGE, ERROR_PING, ERROR_UNKNOWN, RawClient, message, output},
    raw_socket::{RawSocket, text_frame},
    trials,
    vigil::Vigil,
    waits,
};

use crate::ping_timeout::nothing_moves_after_the_stop;

const NAME: &str = "Moves A Toy";
/// Silence of a connection that counts as its death, in milliseconds.
const CONNECTION_LIMIT_MS: u32 = 5_000;
const CONNECTION_LIMIT: Duration = Duration::from_millis(CONNECTION_LIMIT_MS as u64);
/// Vigil's longest frame.
const LONGEST_FRAME: usize = 1024 * 1024;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_connection_that_answers_no_heartbeat,
        s5_the_disconnect_message,
        s5_a_close_frame,
        a_close_frame_is_answered_with_one,
        s5_a_reset,
        s5_a_half_closed_connection,
        s5_a_dropped_connection,
        s5_a_binary_frame,
        s5_a_frame_that_is_too_long,
        s5_a_frame_that_is_no_text,
        s5_sigterm_of_vigil,
        s5_ctrl_c_of_vigil,
        s5_sigterm_does_not_wait_for_a_frozen_program,
    ]
}

async fn s5_the_disconnect_message() {
    let (vigil, mut client) = moving().await;
    let id = client.send("Disconnect", json!({})).await;
    let farewell = client.until_end(waits::EVENT).await;
    let last = &farewell.messages.last().expect("it is answered").1;
    assert_eq!((last.kind.as_str(), last.id()), ("Ok", id));
    assert!(farewell.close.is_some(), "{farewell:?}");
    ended_with("goodbye", vigil).await;
}

async fn s5_a_close_frame() {
    let (vigil, mut client) = moving().await;
    client.send_frame(Frame::Close(None)).await;
    client.until_end(waits::EVENT).await;
    ended_with("goodbye", vigil).await;
}

/// Without it the program's library reports an abnormal end (1006).
async fn a_close_frame_is_answered_with_one() {
    let vigil = Vigil::start(&[]).await;
    let mut client = RawClient::join(&vigil, NAME).await;
    client.send_frame(Frame::Close(None)).await;
    let farewell = client.until_end(waits::EVENT).await;
    assert!(farewell.close.is_some(), "{farewell:?}");
    vigil.stop().await;
}

async fn s5_a_reset() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    // With nothing to linger for, the system ends the connection with RST.
    let mut client = RawClient::connect_by(&vigil, tokio::net::TcpStream::set_zero_linger).await;
    client.handshake(NAME).await;
    move_toy(&vigil, &mut client).await;
    client.vanish().await;
    let events = ended_with("connection_lost", vigil).await;
    assert!(
        events.iter().any(|event| event.alert("connection_lost").is_some()),
        "the person is told"
    );
}

async fn s5_a_dropped_connection() {
    let (vigil, client) = moving().await;
    client.vanish().await;
    ended_with("connection_lost", vigil).await;
}

/// The program's machine says that no more will come, and goes on listening.
async fn s5_a_half_closed_connection() {
    let (vigil, socket) = moving_by_hand().await;
    socket.stream().shutdown(Shutdown::Write).unwrap();
    ended_with("connection_lost", vigil).await;
}

/// A cable that was pulled, a computer that froze: the connection stands, but nobody is there.
async fn s5_a_connection_that_answers_no_heartbeat() {
    let (vigil, mut socket) = moving_by_hand().await;
    let before = Instant::now();
    let ended = vigil
        .wait_long_for(CONNECTION_LIMIT, "the connection to count as dead", |event| {
            event.ended(NAME).cloned()
        })
        .await;
    // Counted from the handshake, which was before; so only the end can be late here.
    assert!(
        before.elapsed() <= CONNECTION_LIMIT + waits::LATENESS,
        "{:?}",
        before.elapsed()
    );
    assert!(
        ended.silent_ms >= Some(CONNECTION_LIMIT_MS) && ended.limit_ms == Some(CONNECTION_LIMIT_MS),
        "{ended:?}"
    );
    vigil
        .wait_for("an alert", |event| event.alert("connection_silent").cloned())
        .await;
    let last = socket.read_message(Instant::now() + waits::ANSWER);
    assert_eq!(
        last.and_then(|message| message.error_code()),
        None,
        "the answer to the output comes first"
    );
    let last = socket.read_message(Instant::now() + waits::ANSWER);
    assert_eq!(last.and_then(|message| message.error_code()), Some(ERROR_PING));
    ended_with("connection_silent", vigil).await;
}

async fn s5_a_binary_frame() {
    violates(Frame::Binary(Bytes::from_static(&[0xff, 0xfe]))).await;
}

async fn s5_a_frame_that_is_too_long() {
    violates(Frame::text(" ".repeat(LONGEST_FRAME + 1))).await;
}

async fn s5_a_frame_that_is_no_text() {
    let (vigil, mut socket) = moving_by_hand().await;
    let mut frame = text_frame("....");
    let length = frame.len();
    frame[length - 2..].copy_from_slice(&[0xff, 0xfe]);
    socket.send(&frame);
    ended_with("violation", vigil).await;
}

async fn violates(frame: Frame) {
    let (vigil, mut client) = moving().await;
    // Vigil may close before all of it was sent.
    let _ = client.try_send_frame(frame).await;
    let farewell = client.until_end(waits::EVENT).await;
    let told = farewell
        .messages
        .iter()
        .filter_map(|(_, message)| message.error_code())
        .collect::<Vec<_>>();
    assert!(told.is_empty() || told == [ERROR_MESSAGE], "{farewell:?}");
    let events = ended_with("violation", vigil).await;
    assert!(
        events.iter().any(|event| event.alert("protocol_violation").is_some()),
        "the person is told"
    );
}

async fn s5_sigterm_of_vigil() {
    vigil_is_told_to_stop_by(Signal::TERM).await;
}

async fn s5_ctrl_c_of_vigil() {
    vigil_is_told_to_stop_by(Signal::INT).await;
}

async fn vigil_is_told_to_stop_by(signal: Signal) {
    let (vigil, mut client) = moving().await;
    vigil.signal(signal);
    let farewell = client.until_end(waits::EXIT).await;
    farewell.error(ERROR_UNKNOWN);
    let events = vigil.ended().await;
    stopped_in_order(&events);
}

async fn s5_sigterm_does_not_wait_for_a_frozen_program() {
    let (vigil, _socket) = moving_by_hand().await;
    let events = vigil.stop().await;
    stopped_in_order(&events);
}

fn stopped_in_order(events: &[Event]) {
    let ended = events
        .iter()
        .find_map(|event| event.ended(NAME))
        .expect("the end is told");
    assert_eq!(ended.cause, "server_stopped");
    assert!(matches!(
        events.last(),
        Some(Event::Stopped {
            all_toys_confirmed: true
        })
    ));
    nothing_moves_after_the_stop(events, 0);
}

/// A program that moves a toy, with more outputs under way, and no ping limit.
async fn moving() -> (Vigil, RawClient) {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut client = RawClient::join(&vigil, NAME).await;
    move_toy(&vigil, &mut client).await;
    (vigil, client)
}

async fn move_toy(vigil: &Vigil, client: &mut RawClient) {
    client.vibrate(0, 0, 10).await;
    vigil.wait_for_wish(0, 0, 10).await;
    // More than the toy takes at its pace: some still wait when the end comes.
    for (value, feature) in (1..=20).zip([0, 1].into_iter().cycle()) {
        client.send("OutputCmd", output(0, feature, "Vibrate", value)).await;
    }
}

/// The same, with a connection that does nothing by itself.
async fn moving_by_hand() -> (Vigil, RawSocket) {
    let limit_ms = CONNECTION_LIMIT_MS.to_string();
    let vigil = Vigil::start(&["--connection-limit", &limit_ms, "--simulate", "vibrator"]).await;
    let mut socket = RawSocket::join(vigil.address(), NAME);
    let command = message("OutputCmd", 2, output(0, 0, "Vibrate", 10));
    socket.send(&text_frame(&Value::from(vec![command]).to_string()));
    vigil.wait_for_wish(0, 0, 10).await;
    (vigil, socket)
}

/// The session ended for this cause, its toy was stopped and stays so. Gives back all events.
async fn ended_with(cause: &str, vigil: Vigil) -> Vec<Event> {
    let ended: Ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, cause, "{ended:?}");
    let toy = ended.toy(0).expect("its toy was stopped");
    assert!(toy.confirmed, "{toy:?}");
    sleep(waits::AFTERMATH).await;
    let events = vigil.stop().await;
    nothing_moves_after_the_stop(&events, 0);
    events
}
