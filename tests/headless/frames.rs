//! WebSocket frames that no library sends: what is allowed is taken, what is not ends the session, and its toys stop.

use libtest_mimic::Trial;
use serde_json::Value;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use vigil_tests::{
    message::{message, output},
    raw_socket::{
        BINARY, CLOSE, CONTINUATION, FrameKind, LAST_FRAGMENT, PING, PONG, RawSocket, TEXT, client_frame,
        client_header, frames, text_frame,
    },
    trial::table,
    trials,
    vigil::{NO_LIMIT, NO_LIMIT_VIBRATOR, Vigil},
    waits,
};

use crate::ping_timeout::nothing_moves_after_the_stop;

/// Vigil's longest message.
const LONGEST: usize = 1024 * 1024;
const RESERVED_BITS: [u8; 3] = [0x40, 0x20, 0x10];
const MASKED: u8 = 0x80;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_what_breaks_the_websocket_protocol_ends_the_session,
        what_is_allowed_and_rare_is_taken,
        s5_half_a_frame_and_then_nothing,
        a_violation_is_told_before_the_end,
    ]
}

async fn s5_what_breaks_the_websocket_protocol_ends_the_session() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut rows = Vec::new();
    for (number, (what, bytes)) in forbidden().into_iter().enumerate() {
        let name = format!("Breaks {number}");
        let mark = vigil.mark();
        let mut socket = moving(&vigil, &name).await;
        let told = spawn_blocking(move || {
            // Vigil may close before all of it was sent.
            socket.try_send(&bytes);
            socket.read_to_end()
        });
        let told = last_words(&told.await.unwrap());
        let ended = vigil.wait_for_end_of(&name).await;
        assert_eq!(ended.cause, "violation", "{what}: {ended:?}");
        assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{what}: {ended:?}");
        // Told by the toy's own task: it may come after the end of the session.
        vigil.wait_for_stop(mark, 0).await;
        nothing_moves_after_the_stop(&vigil.events_since(mark), 0);
        rows.push([what.to_owned(), told, "no".to_owned()]);
    }
    table(
        "frames that are not allowed",
        ["input", "answer", "session lives"],
        &rows,
    );
    // Nobody else is kept out.
    let mut socket = RawSocket::join(vigil.address(), "Next");
    socket.send(&text_frame(r#"[{"Ping":{"Id":7}}]"#));
    answered(&mut socket, "a good message after all of it");
    vigil.stop().await;
}

async fn what_is_allowed_and_rare_is_taken() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    for (number, (what, bytes)) in allowed().into_iter().enumerate() {
        let mut socket = RawSocket::join(vigil.address(), &format!("Unusual {number}"));
        spawn_blocking(move || {
            socket.send(&bytes);
            answered(&mut socket, what);
            socket.send(&text_frame(r#"[{"Ping":{"Id":7}}]"#));
            answered(&mut socket, what);
        })
        .await
        .unwrap();
    }
    vigil.stop().await;
}

/// It is no answer to a heartbeat either.
async fn s5_half_a_frame_and_then_nothing() {
    let vigil = Vigil::start(&NO_LIMIT_VIBRATOR).await;
    let mut socket = moving(&vigil, "Half").await;
    let frame = text_frame(r#"[{"Ping":{"Id":7}}]"#);
    socket.send(&frame[..frame.len() / 2]);
    let ended = vigil.wait_for_end_of("Half").await;
    assert_eq!(ended.cause, "connection_silent", "{ended:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    nothing_moves_after_the_stop(&vigil.stop().await, 0);
}

async fn a_violation_is_told_before_the_end() {
    let vigil = Vigil::start(&NO_LIMIT).await;
    let mut socket = RawSocket::join(vigil.address(), "Is Told");
    socket.send(&client_frame(LAST_FRAGMENT | BINARY, b"\xff"));
    let bytes = spawn_blocking(move || socket.read_to_end()).await.unwrap();
    let told = last_words(&bytes);
    assert!(told.starts_with("Error 3") && told.ends_with("Close"), "{told}");
    vigil.stop().await;
}

/// What it is, and the bytes of it.
fn forbidden() -> Vec<(&'static str, Vec<u8>)> {
    let ping = br#"[{"Ping":{"Id":7}}]"#;
    let whole = |opcode, payload: &[u8]| client_frame(LAST_FRAGMENT | opcode, payload);
    let mut unmasked = whole(TEXT, ping);
    unmasked[1] &= !MASKED;
    // The mask goes with it.
    unmasked.drain(2..6);
    let half_mebibyte = vec![b' '; LONGEST / 2];
    let mut cases = vec![
        ("a binary frame that is no text", whole(BINARY, b"[\xff\xfe]")),
        ("a frame of 1 MiB and a byte", whole(TEXT, &vec![b' '; LONGEST + 1])),
        (
            "fragments of more than 1 MiB together",
            [
                client_frame(TEXT, &half_mebibyte),
                client_frame(CONTINUATION, &half_mebibyte),
                whole(CONTINUATION, b" "),
            ]
            .concat(),
        ),
        (
            "a length of 2^63 - 1",
            client_header(LAST_FRAGMENT | TEXT, u64::MAX >> 1),
        ),
        ("a length of 2^64 - 1", client_header(LAST_FRAGMENT | TEXT, u64::MAX)),
        ("text that is not UTF-8", whole(TEXT, b"[\xff\xfe]")),
        (
            "text that is not UTF-8, in fragments",
            [client_frame(TEXT, b"[\"\xe2\x82"), whole(CONTINUATION, b"\"]")].concat(),
        ),
        ("text that ends within a character", whole(TEXT, b"[\"\xe2\x82")),
        ("an unmasked frame", unmasked),
        ("a fragment of nothing", whole(CONTINUATION, ping)),
        (
            "a message within another's fragments",
            [client_frame(TEXT, b"["), whole(TEXT, ping)].concat(),
        ),
        ("a ping in fragments", client_frame(PING, b"")),
        ("a ping of 126 bytes", whole(PING, &[0; 126])),
        ("a Close frame with half a code", whole(CLOSE, &[3])),
        ("a Close frame whose reason is not UTF-8", whole(CLOSE, b"\x03\xe8\xff")),
        ("HTTP where a frame is due", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
    ];
    for bit in RESERVED_BITS {
        cases.push(("a reserved bit", whole(bit | TEXT, ping)));
    }
    for opcode in (3..=7).chain(11..=15) {
        cases.push(("a reserved opcode", whole(opcode, ping)));
    }
    cases
}

/// What it is, and bytes that hold one message.
fn allowed() -> Vec<(&'static str, Vec<u8>)> {
    let whole = |opcode, payload: &[u8]| client_frame(LAST_FRAGMENT | opcode, payload);
    let mut longest = br#"[{"Ping":{"Id":7}}]"#.to_vec();
    longest.resize(LONGEST, b' ');
    let mut masked = whole(TEXT, br#"[{"Ping":{"Id":7}}]"#);
    let mask = [0x12, 0x34, 0x56, 0x78];
    masked[2..6].copy_from_slice(&mask);
    for (byte, mask) in masked[6..].iter_mut().zip(mask.into_iter().cycle()) {
        *byte ^= mask;
    }
    vec![
        ("a frame of 1 MiB", whole(TEXT, &longest)),
        (
            "fragments of 1 MiB together",
            [
                client_frame(TEXT, &longest[..LONGEST / 2]),
                whole(CONTINUATION, &longest[LONGEST / 2..]),
            ]
            .concat(),
        ),
        ("a mask that is not zero", masked),
        ("a binary frame that is text", whole(BINARY, br#"[{"Ping":{"Id":7}}]"#)),
        (
            "the same in fragments",
            [
                client_frame(BINARY, br#"[{"Ping""#),
                whole(CONTINUATION, br#":{"Id":7}}]"#),
            ]
            .concat(),
        ),
        (
            "pings and pongs within fragments",
            [
                client_frame(TEXT, br#"[{"Ping":"#),
                whole(PING, b"one"),
                client_frame(CONTINUATION, br#"{"Id""#),
                whole(PONG, b"nobody asked"),
                whole(CONTINUATION, b":7}}]"),
            ]
            .concat(),
        ),
        (
            "fragments of nothing, before and after",
            [
                client_frame(TEXT, b""),
                client_frame(CONTINUATION, br#"[{"Ping":{"Id":7}}]"#),
                whole(CONTINUATION, b""),
            ]
            .concat(),
        ),
        (
            "a character in two fragments",
            [
                client_frame(TEXT, b"[{\"Ping\":{\"Id\":7,\"Note\":\"\xe2\x82"),
                whole(CONTINUATION, b"\xac\"}}]"),
            ]
            .concat(),
        ),
        (
            "a length in more bytes than it needs",
            [
                &[LAST_FRAGMENT | TEXT, MASKED | 0x7e, 0, 19, 0, 0, 0, 0][..],
                br#"[{"Ping":{"Id":7}}]"#,
            ]
            .concat(),
        ),
    ]
}

/// A program that moves a toy.
async fn moving(vigil: &Vigil, name: &str) -> RawSocket {
    let mark = vigil.mark();
    let mut socket = RawSocket::join(vigil.address(), name);
    let command = message("OutputCmd", 2, output(0, 0, "Vibrate", 10));
    socket.send(&text_frame(&Value::from(vec![command]).to_string()));
    vigil.wait_for_wish_since(mark, 0, 0, 10).await;
    let moved = socket.read_message(Instant::now() + waits::ANSWER);
    assert_eq!(moved.map(|answer| answer.kind).as_deref(), Some("Ok"));
    socket
}

/// The Ping with Id 7 in what was sent.
fn answered(socket: &mut RawSocket, what: &str) {
    let answer = socket.read_message(Instant::now() + waits::ANSWER);
    let answer = answer.unwrap_or_else(|| panic!("{what}: the connection ended"));
    assert_eq!((answer.kind.as_str(), answer.id()), ("Ok", 7), "{what}: {answer:?}");
}

/// What Vigil said until the end, in short.
fn last_words(bytes: &[u8]) -> String {
    let words = frames(bytes).0.into_iter().filter_map(|frame| match frame.kind {
        FrameKind::Text => {
            let said = vigil_tests::message::messages(str::from_utf8(&frame.payload).unwrap());
            let said: Vec<_> = said
                .iter()
                .map(|message| match message.error_code() {
                    Some(code) => format!("Error {code}, Id {}", message.id()),
                    None => message.kind.clone(),
                })
                .collect();
            Some(said.join(", "))
        }
        FrameKind::Close => Some("Close".to_owned()),
        _ => None,
    });
    let words: Vec<_> = words.collect();
    if words.is_empty() {
        "the end of the connection".to_owned()
    } else {
        words.join(", ")
    }
}
