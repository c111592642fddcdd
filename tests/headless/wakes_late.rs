//! A program that slept through the end of its session, and first of all sends what has piled up in it, still reads why.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use libtest_mimic::Trial;
use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_tests::{
    long_trials,
    raw_client::{ERROR_INIT, ERROR_MESSAGE, ERROR_PING, ERROR_UNKNOWN, message, messages},
    raw_socket::{
        BINARY, FrameKind, LAST_FRAGMENT, PING, PONG, RawFrame, RawSocket, client_frame, frames, ping_frame, text_frame,
    },
    trial::note,
    trials,
    vigil::{Launch, Vigil},
    waits,
};

use rustix::process::Signal;

const NAME: &str = "Wakes Up Late";
const LIMIT_MS: &str = "1000";
const LIMIT: Duration = Duration::from_secs(1);
/// What a program sends at once when it wakes up: answers to old heartbeats, and the pings that its timer has missed.
const PILED_UP: usize = 8;
/// After what was sent, until a reset would be here.
const A_MOMENT: Duration = Duration::from_millis(200);
/// The Close frame's code of an end in order.
const NORMAL: [u8; 2] = 1_000_u16.to_be_bytes();
/// Vigil waits for so long for a program to close its connection.
const CLOSE: Duration = Duration::from_secs(1);

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![
        a_program_that_wakes_up_1500_ms_past_the_limit_reads_why,
        a_program_that_wakes_up_2500_ms_past_the_limit_reads_why,
        a_program_that_wakes_up_8000_ms_past_the_limit_reads_why,
        a_connection_that_was_silent_too_long_still_reads_why,
        a_program_that_never_did_its_handshake_still_reads_why,
        a_program_of_an_unknown_version_still_reads_why,
        a_program_that_broke_the_protocol_still_reads_why,
        a_program_that_goes_on_sending_still_reads_why,
        a_program_that_only_sends_is_cut_off_in_the_end,
        a_program_reads_that_vigil_was_shut_down,
        a_page_that_is_refused_reads_so_whatever_it_sent,
        programs_that_do_not_close_hold_up_no_shutdown_and_keep_no_port,
    ];
    tests.extend(long_trials![a_program_that_wakes_up_30_s_past_the_limit_reads_why]);
    tests
}

async fn a_program_that_wakes_up_1500_ms_past_the_limit_reads_why() {
    sleeps_past_the_limit(Duration::from_millis(1_500)).await;
}

async fn a_program_that_wakes_up_2500_ms_past_the_limit_reads_why() {
    sleeps_past_the_limit(Duration::from_millis(2_500)).await;
}

async fn a_program_that_wakes_up_8000_ms_past_the_limit_reads_why() {
    sleeps_past_the_limit(Duration::from_secs(8)).await;
}

async fn a_program_that_wakes_up_30_s_past_the_limit_reads_why() {
    sleeps_past_the_limit(Duration::from_secs(30)).await;
}

async fn sleeps_past_the_limit(time: Duration) {
    let vigil = Vigil::start(&["--max-ping-time", LIMIT_MS]).await;
    let mut program = RawSocket::join(vigil.address(), NAME);
    program.send(&ping_frame(2));
    sleep(LIMIT + time).await;
    wakes_up(&mut program).await;
    reads_why(program, ERROR_PING, "ping timeout");
    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "ping_timeout");
    vigil.stop().await;
}

async fn a_connection_that_was_silent_too_long_still_reads_why() {
    let vigil = Vigil::start(&["--connection-limit", LIMIT_MS]).await;
    let mut program = RawSocket::join(vigil.address(), NAME);
    vigil.wait_for_end_of(NAME).await;
    sleep(2 * CLOSE).await;
    wakes_up(&mut program).await;
    reads_why(program, ERROR_PING, "connection silent");
    vigil.stop().await;
}

async fn a_program_that_never_did_its_handshake_still_reads_why() {
    let vigil = Vigil::start(&[]).await;
    let mut program = RawSocket::connect(vigil.address());
    vigil.wait_for("the end", |event| event.any_ended().cloned()).await;
    sleep(2 * CLOSE).await;
    wakes_up(&mut program).await;
    reads_why(program, ERROR_INIT, "handshake timeout");
    vigil.stop().await;
}

async fn a_program_of_an_unknown_version_still_reads_why() {
    let vigil = Vigil::start(&[]).await;
    let mut program = RawSocket::connect(vigil.address());
    let version = json!({ "ClientName": NAME, "ProtocolVersionMajor": 9, "ProtocolVersionMinor": 0 });
    program.send(&text_frame(
        &json!([message("RequestServerInfo", 1, version)]).to_string(),
    ));
    sleep(2 * CLOSE).await;
    wakes_up(&mut program).await;
    reads_why(program, ERROR_INIT, "unsupported version");
    vigil.stop().await;
}

async fn a_program_that_broke_the_protocol_still_reads_why() {
    let vigil = Vigil::start(&[]).await;
    let mut program = RawSocket::join(vigil.address(), NAME);
    program.send(&client_frame(LAST_FRAGMENT | BINARY, &[0xff, 0xfe]));
    vigil.wait_for_end_of(NAME).await;
    sleep(2 * CLOSE).await;
    wakes_up(&mut program).await;
    reads_why(program, ERROR_MESSAGE, "protocol violation");
    vigil.stop().await;
}

/// The end is noticed in the middle of what it sends, as with a frame that is too long.
async fn a_program_that_goes_on_sending_still_reads_why() {
    const MUCH: usize = 4 * 1024 * 1024;
    let vigil = Vigil::start(&[]).await;
    let mut program = RawSocket::join(vigil.address(), NAME);
    assert!(
        program.try_send(&text_frame(&" ".repeat(MUCH))),
        "the connection was reset"
    );
    vigil.wait_for_end_of(NAME).await;
    sleep(2 * CLOSE).await;
    reads_why(program, ERROR_MESSAGE, "protocol violation");
    vigil.stop().await;
}

async fn a_program_that_only_sends_is_cut_off_in_the_end() {
    let vigil = Vigil::start(&["--max-ping-time", LIMIT_MS]).await;
    let mut program = RawSocket::join(vigil.address(), NAME);
    vigil.wait_for_end_of(NAME).await;
    let before = Instant::now();
    let much = text_frame(&" ".repeat(64 * 1024));
    let mut sent = 0;
    while program.try_send(&much) {
        sent += much.len();
    }
    note(format!(
        "a program that only sends was cut off after {sent} bytes and {:?}",
        before.elapsed()
    ));
    assert!(before.elapsed() < waits::EVENT, "{:?}", before.elapsed());
    vigil.stop().await;
}

async fn a_program_reads_that_vigil_was_shut_down() {
    let vigil = Vigil::start(&[]).await;
    let program = RawSocket::join(vigil.address(), NAME);
    vigil.stop().await;
    reads_why(program, ERROR_UNKNOWN, "shutting down");
}

async fn a_page_that_is_refused_reads_so_whatever_it_sent() {
    let vigil = Vigil::start(&[]).await;
    let mut page = TcpStream::connect(vigil.address()).unwrap();
    let address = vigil.address();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nOrigin: https://page.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    page.write_all(request.as_bytes()).unwrap();
    page.write_all(&vec![b'x'; 256 * 1024]).unwrap();
    sleep(A_MOMENT).await;
    page.set_read_timeout(Some(waits::ANSWER)).unwrap();
    let mut answer = String::new();
    page.read_to_string(&mut answer).expect("the answer, then the end");
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(answer.contains("may not connect"), "{answer}");
    vigil.stop().await;
}

async fn programs_that_do_not_close_hold_up_no_shutdown_and_keep_no_port() {
    const PROGRAMS: usize = 20;
    let mut alone = Vigil::start(&["--max-ping-time", LIMIT_MS]).await;
    let (_, usual) = alone.exits_after(Signal::TERM).await;
    let mut vigil = Vigil::start(&["--max-ping-time", LIMIT_MS]).await;
    let address = vigil.address();
    let names: Vec<_> = (0..PROGRAMS).map(|number| format!("{NAME} {number}")).collect();
    let programs: Vec<_> = names.iter().map(|name| RawSocket::join(address, name)).collect();
    for name in &names {
        vigil.wait_for_end_of(name).await;
    }
    // By now no connection waits any more; only their sockets are open.
    sleep(2 * CLOSE).await;
    let (status, took) = vigil.exits_after(Signal::TERM).await;
    note(format!(
        "{PROGRAMS} programs that do not close: gone after {took:?}, alone after {usual:?}"
    ));
    assert!(status.success(), "{status}");
    assert!(took < usual + waits::LATENESS, "{took:?}, alone {usual:?}");
    let next = Launch::new(&[]).port(address.port()).start().await;
    assert_eq!(next.address(), address);
    drop(programs);
    next.stop().await;
}

/// Sends what has piled up, then the answer to one heartbeat more, and reads nothing yet.
///
/// No write may fail. Linux itself keeps what lies unread after a reset, unlike other systems; but libraries that cannot
/// write give their connection up, with all that lies there: the official C# client's, for one.
async fn wakes_up(program: &mut RawSocket) {
    let pong = client_frame(LAST_FRAGMENT | PONG, &[]);
    for id in 3..3 + PILED_UP {
        let missed = ping_frame(u32::try_from(id).unwrap());
        for frame in [&pong, &client_frame(LAST_FRAGMENT | PING, b"?"), &missed] {
            assert!(program.try_send(frame), "the connection is gone");
        }
    }
    // The answer to a write is a reset where there is no connection; the next write finds it.
    sleep(A_MOMENT).await;
    assert!(program.try_send(&pong), "the connection was reset");
}

/// The last that lie there are Vigil's own Error with this code, and a Close frame with this reason; then the connection
/// ends in order.
fn reads_why(program: RawSocket, code: u64, reason: &str) {
    let (mut stream, mut bytes) = program.into_parts();
    stream.set_read_timeout(Some(waits::ANSWER)).unwrap();
    stream.read_to_end(&mut bytes).expect("the end, and no reset");
    let (frames, rest) = frames(&bytes);
    let [.., error, close] = frames.as_slice() else {
        panic!("the reason was lost; there came {frames:?}");
    };
    let error = messages(str::from_utf8(&error.payload).unwrap());
    assert_eq!(error[0].error_code(), Some(code), "{error:?}");
    assert_eq!(error[0].id(), 0, "{error:?}");
    let wanted = RawFrame {
        kind: FrameKind::Close,
        payload: [&NORMAL, reason.as_bytes()].concat(),
    };
    assert_eq!((close, rest), (&wanted, &[][..]));
}
