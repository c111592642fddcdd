//! What was asked and not answered yet when the limit ran out is answered too, before the end is announced.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::SocketAddr,
    thread,
};

use libtest_mimic::Trial;
use tokio::task::spawn_blocking;
use vigil_tests::{
    message::{ERROR_PING, Message, messages},
    raw_socket::{FrameKind, RawSocket, frames, text_frame},
    trial::note,
    trials,
    vigil::Vigil,
};

const NAME: &str = "Flood";
const LIMIT_MS: &str = "300";
/// Each stop is confirmed by so many toys, which takes its time.
const TOYS: usize = 32;
/// As many requests as may be open, nearly.
const REQUESTS_IN_A_FRAME: u32 = 1000;
/// More than Vigil reads until it has had enough.
const FRAMES: u32 = 1500;
/// The handshake has the one before.
const FIRST_ID: u32 = 2;

pub(crate) fn tests() -> Vec<Trial> {
    trials![every_open_request_is_answered_before_the_end]
}

/// A program that sends everything but pings, as fast as it can: when its time is up, requests are under way. Every
/// toy is on the screen and answers at once, so that a program in no hurry would have none open.
async fn every_open_request_is_answered_before_the_end() {
    let mut arguments = vec!["--max-ping-time", LIMIT_MS];
    arguments.extend([["--simulate", "vibrator"]; TOYS].as_flattened());
    let vigil = Vigil::start(&arguments).await;
    let address = vigil.address();
    let bytes = spawn_blocking(move || flood(address)).await.unwrap();

    let (frames, rest) = frames(&bytes);
    assert!(rest.is_empty(), "half a frame");
    let answers: Vec<Message> = frames
        .iter()
        .filter(|frame| frame.kind == FrameKind::Text)
        .flat_map(|frame| messages(str::from_utf8(&frame.payload).unwrap()))
        .collect();
    let (last, requests) = answers.split_last().expect("it is answered");
    assert_eq!((last.id(), last.error_code()), (0, Some(ERROR_PING)), "{last:?}");
    assert_eq!(frames.last().map(|frame| frame.kind), Some(FrameKind::Close));

    let was_open = |answer: &&Message| answer.error_code() == Some(ERROR_PING);
    let open = requests.iter().filter(was_open).count();
    assert!(
        open > 0,
        "no request was open when the limit ran out, so this proves nothing"
    );
    let at_the_end = requests.iter().rev().take_while(was_open).count();
    assert_eq!(
        open, at_the_end,
        "the open requests are answered together, just before the end"
    );
    let ids: BTreeSet<_> = requests.iter().map(Message::id).collect();
    assert_eq!(ids.len(), requests.len(), "a request was answered twice");
    let all: BTreeSet<_> = (FIRST_ID..=*ids.last().unwrap()).collect();
    assert_eq!(ids, all, "a request was not answered at all");
    note(format!(
        "{} requests answered, {open} of them with code 2 as the limit ran out",
        requests.len()
    ));

    let ended = vigil.wait_for_end_of(NAME).await;
    assert_eq!(ended.cause, "ping_timeout");
    assert!(ended.toys.iter().all(|toy| toy.confirmed), "{ended:?}");
    vigil.stop().await;
}

/// Sends and reads on threads of their own, and looks at nothing meanwhile, so that Vigil is the slower one. Gives back
/// all that came until the connection ended.
fn flood(address: SocketAddr) -> Vec<u8> {
    // Made beforehand.
    let frames: Vec<_> = (0..FRAMES)
        .map(|number| stops(FIRST_ID + number * REQUESTS_IN_A_FRAME))
        .collect();
    let (mut stream, mut bytes) = RawSocket::join(address, NAME).into_parts();
    let mut outgoing = stream.try_clone().unwrap();
    let sending = thread::spawn(move || {
        // An error is the end: Vigil closed the connection.
        frames.iter().all(|frame| outgoing.write_all(frame).is_ok())
    });
    // How the connection ends does not matter: what came before is here.
    let _ = stream.read_to_end(&mut bytes);
    let _ = sending.join();
    bytes
}

/// A frame full of requests, the first with this Id.
fn stops(first: u32) -> Vec<u8> {
    // By hand, since there are so many.
    let stops: Vec<_> = (first..first + REQUESTS_IN_A_FRAME)
        .map(|id| format!("{{\"StopCmd\":{{\"Id\":{id}}}}}"))
        .collect();
    text_frame(&format!("[{}]", stops.join(",")))
}
