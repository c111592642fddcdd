//! Programs that take more than their share: Vigil's memory stays bounded, and nobody beside them feels it.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::{task::spawn_blocking, time::Instant};
use vigil_tests::{
    message::{message, output},
    punctual::Punctual,
    raw_socket::{CONTINUATION, LAST_FRAGMENT, PING, RawSocket, TEXT, client_frame, client_header, text_frame},
    trial::note,
    trials,
    usage::Usage,
    vigil::{Launch, Mark, Vigil},
    waits,
};

const GREEDY: &str = "Greedy";
const BESIDE: &str = "Beside";
/// Of the program beside.
const LIMIT: Duration = Duration::from_millis(250);
/// What Vigil's memory may grow by: the longest message a few times over, and what the allocator keeps.
const GROWTH_KIB: u64 = 10 * 1024;
/// Of the program beside, while another is greedy on a machine that does much else.
const USUAL_ANSWER: Duration = Duration::from_millis(100);

/// Toys make the list of them long.
const TOYS: usize = 32;
const HUGE: u64 = 100 * 1024 * 1024;
const REQUESTS: u32 = 200_000;
const WEBSOCKET_PINGS: usize = 50_000;
const PINGS_PER_MESSAGE: usize = 100;
/// What a slow reader takes at a time, and how often: far less than is written for it.
const SLOWLY: usize = 16 * 1024;
const SLOWLY_EVERY: Duration = Duration::from_millis(50);
/// Longer than any limit for a program that takes nothing.
const LONG_ENOUGH: Duration = Duration::from_secs(12);
/// What is written at once.
const PIECE: usize = 64 * 1024;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s5_a_program_that_never_reads_is_out,
        s5_a_program_that_never_reads_is_out_sooner_if_the_connections_limit_is_short,
        s6_a_program_that_reads_slowly_stays,
        a_flood_of_requests_is_answered,
        a_flood_of_websocket_pings,
        s2_a_flood_of_websocket_pings_is_no_ping,
        a_frame_of_100_mb_takes_no_memory,
        fragments_of_100_mb_take_no_memory,
    ]
}

async fn s5_a_program_that_never_reads_is_out() {
    let arguments = ["--simulate", "vibrator"].repeat(TOYS);
    let vigil = Vigil::start(&arguments).await;
    // The connection's limit, ten seconds, is longer than what a program may take to read.
    never_reads(vigil, &["not_reading"]).await;
}

/// Here the connection's limit is a second, shorter than what a program may take to read.
async fn s5_a_program_that_never_reads_is_out_sooner_if_the_connections_limit_is_short() {
    let vigil = start(TOYS).await;
    never_reads(vigil, &["connection_silent"]).await;
}

/// It asks for long answers and takes none of them.
async fn never_reads(vigil: Vigil, causes: &[&str]) {
    let usage = vigil.usage();
    let beside = Punctual::start(vigil.address(), BESIDE, LIMIT);
    let mut greedy = join_and_move(&vigil).await;
    let before = usage.peak_kib();
    let begun = Instant::now();
    let asking = thread::spawn(move || {
        let request = text_frame(r#"[{"RequestDeviceList":{"Id":7}}]"#);
        let mut requests = 0_u64;
        // It waits where Vigil reads no more, and ends with the connection.
        while greedy.try_send(&request) {
            requests += 1;
        }
        requests
    });
    let ended = vigil.wait_for_end_of(GREEDY).await;
    let after = begun.elapsed();
    assert!(causes.contains(&ended.cause.as_str()), "{ended:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    let requests = spawn_blocking(move || asking.join().unwrap()).await.unwrap();
    let grown = grown_since(usage, before);
    let fared = beside.finish().await;
    assert!(fared.usual() <= USUAL_ANSWER, "{}", fared.told());
    vigil.stop().await;
    note(format!(
        "never reads: out ({}) after {after:.1?} and {requests} requests, memory + {grown} KiB; beside it {}",
        ended.cause,
        fared.told()
    ));
}

/// It has far more answers waiting than any buffer holds, and reads them all the time, one small piece after the other.
async fn s6_a_program_that_reads_slowly_stays() {
    let arguments = ["--simulate", "vibrator"].repeat(TOYS);
    let vigil = Vigil::start(&arguments).await;
    let (stream, _) = RawSocket::join(vigil.address(), GREEDY).into_parts();
    let asking = {
        let mut stream = stream.try_clone().unwrap();
        thread::spawn(move || {
            let requests = text_frame(r#"[{"RequestDeviceList":{"Id":7}}]"#).repeat(100);
            while stream.write_all(&requests).is_ok() {}
        })
    };
    let begun = Instant::now();
    let reading = spawn_blocking(move || {
        let mut piece = vec![0; SLOWLY];
        while begun.elapsed() < LONG_ENOUGH {
            pause(SLOWLY_EVERY);
            let read = (&stream).read(&mut piece).expect("it is cut off though it reads");
            assert!(read > 0, "it is cut off though it reads, after {:?}", begun.elapsed());
        }
        stream.shutdown(Shutdown::Both).unwrap();
    });
    reading.await.unwrap();
    spawn_blocking(move || asking.join().unwrap()).await.unwrap();
    assert_eq!(vigil.wait_for_end_of(GREEDY).await.cause, "connection_lost");
    vigil.stop().await;
}

#[allow(
    clippy::disallowed_methods,
    reason = "a program that takes its time; there is no event to wait for"
)]
fn pause(time: Duration) {
    thread::sleep(time);
}

async fn a_flood_of_requests_is_answered() {
    let vigil = start(0).await;
    let usage = vigil.usage();
    let beside = Punctual::start(vigil.address(), BESIDE, LIMIT);
    let address = vigil.address();
    let before = usage.peak_kib();
    let begun = Instant::now();
    let answers = spawn_blocking(move || {
        let greedy = RawSocket::join(address, GREEDY);
        let some = text_frame(r#"[{"RequestDeviceList":{"Id":7}}]"#).repeat(1_000);
        send_and_count(greedy, vec![some; REQUESTS as usize / 1_000], u64::from(REQUESTS))
    });
    let answers = answers.await.unwrap();
    let took = begun.elapsed();
    assert_eq!(answers, u64::from(REQUESTS), "each is answered");
    let grown = grown_since(usage, before);
    let fared = beside.finish().await;
    assert!(fared.usual() <= USUAL_ANSWER, "{}", fared.told());
    vigil.stop().await;
    note(format!(
        "{REQUESTS} requests as fast as they go: {took:.1?}, memory + {grown} KiB; beside them {}",
        fared.told()
    ));
}

async fn a_flood_of_websocket_pings() {
    let vigil = start(0).await;
    let usage = vigil.usage();
    let beside = Punctual::start(vigil.address(), BESIDE, LIMIT);
    let greedy = RawSocket::join(vigil.address(), GREEDY);
    let before = usage.peak_kib();
    let messages = WEBSOCKET_PINGS / PINGS_PER_MESSAGE;
    let answers = spawn_blocking(move || {
        let mut some = client_frame(LAST_FRAGMENT | PING, b"?").repeat(PINGS_PER_MESSAGE);
        some.extend(text_frame(r#"[{"Ping":{"Id":7}}]"#));
        send_and_count(greedy, vec![some; messages], messages as u64)
    });
    let answers = answers.await.unwrap();
    if answers < messages as u64 {
        let ended = vigil.wait_for_end_of(GREEDY).await;
        panic!("{answers} messages were answered, then: {ended:?}");
    }
    let grown = grown_since(usage, before);
    let fared = beside.finish().await;
    assert!(fared.usual() <= USUAL_ANSWER, "{}", fared.told());
    vigil.stop().await;
    note(format!(
        "{WEBSOCKET_PINGS} WebSocket pings: memory + {grown} KiB; beside them {}",
        fared.told()
    ));
}

/// They prove that the connection lives, and nothing about the program.
async fn s2_a_flood_of_websocket_pings_is_no_ping() {
    const LIMIT: Duration = Duration::from_millis(500);
    let vigil = Vigil::start(&["--max-ping-time", "500", "--simulate", "vibrator"]).await;
    let mut greedy = join_and_move(&vigil).await;
    let begun = Instant::now();
    let flooding = thread::spawn(move || {
        let pings = client_frame(LAST_FRAGMENT | PING, b"?").repeat(PINGS_PER_MESSAGE);
        while greedy.try_send(&pings) {}
    });
    vigil.wait_for_stop(Mark::default(), 0).await;
    let after = begun.elapsed();
    assert!(
        after <= LIMIT + waits::LATENESS,
        "S2: the toy was stopped only after {after:?}"
    );
    let ended = vigil.wait_for_end_of(GREEDY).await;
    assert_eq!(ended.cause, "ping_timeout", "{ended:?}");
    spawn_blocking(move || flooding.join().unwrap()).await.unwrap();
    vigil.stop().await;
}

async fn a_frame_of_100_mb_takes_no_memory() {
    is_refused_without_memory("a frame of 100 MB", |stream| {
        let header = client_header(LAST_FRAGMENT | TEXT, HUGE);
        let piece = vec![b' '; PIECE];
        stream.write_all(&header)?;
        for _ in 0..HUGE / PIECE as u64 {
            stream.write_all(&piece)?;
        }
        Ok(())
    })
    .await;
}

async fn fragments_of_100_mb_take_no_memory() {
    is_refused_without_memory("fragments of 100 MB together", |stream| {
        let piece = vec![b' '; PIECE];
        stream.write_all(&client_frame(TEXT, &piece))?;
        for _ in 0..HUGE / PIECE as u64 {
            stream.write_all(&client_frame(CONTINUATION, &piece))?;
        }
        Ok(())
    })
    .await;
}

async fn is_refused_without_memory(
    what: &'static str,
    send: impl FnOnce(&mut TcpStream) -> std::io::Result<()> + Send + 'static,
) {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let usage = vigil.usage();
    let greedy = join_and_move(&vigil).await;
    let before = usage.peak_kib();
    let begun = Instant::now();
    let sending = thread::spawn(move || {
        let (mut stream, _) = greedy.into_parts();
        send(&mut stream).expect_err("all of it was taken");
    });
    let ended = vigil.wait_for_end_of(GREEDY).await;
    let after = begun.elapsed();
    assert_eq!(ended.cause, "violation", "{ended:?}");
    assert!(ended.toy(0).is_some_and(|toy| toy.confirmed), "{ended:?}");
    assert!(after <= waits::LATENESS, "{what}: closed only after {after:?}");
    spawn_blocking(move || sending.join().unwrap()).await.unwrap();
    let grown = grown_since(usage, before);
    vigil.stop().await;
    note(format!("{what}: out after {after:.1?}, memory + {grown} KiB"));
}

/// In KiB; it must not be much.
fn grown_since(usage: Usage, before: u64) -> u64 {
    let grown = usage.peak_kib() - before;
    assert!(grown <= GROWTH_KIB, "Vigil's memory grew by {grown} KiB");
    grown
}

/// With a limit that holds for everybody but the greedy one.
async fn start(toys: usize) -> Vigil {
    let arguments = ["--simulate", "vibrator"].repeat(toys);
    let limit_ms = u64::try_from(LIMIT.as_millis()).unwrap();
    Launch::new(&arguments)
        .settings(&json!({
            "version": 1,
            "ping": { "limit_ms": limit_ms, "connection_limit_ms": 1000, "exempt_programs": [GREEDY] },
        }))
        .start()
        .await
}

/// A program that moves the first toy.
async fn join_and_move(vigil: &Vigil) -> RawSocket {
    let mut socket = RawSocket::join(vigil.address(), GREEDY);
    let command = message("OutputCmd", 2, output(0, 0, "Vibrate", 10));
    socket.send(&text_frame(&Value::from(vec![command]).to_string()));
    vigil.wait_for_wish_since(Mark::default(), 0, 0, 10).await;
    socket
}

/// Sends on one thread and reads on the other, until the connection ends or so many messages have come. Gives back how
/// many have.
fn send_and_count(mut socket: RawSocket, pieces: Vec<Vec<u8>>, messages: u64) -> u64 {
    let mut writing = socket.stream().try_clone().unwrap();
    let sending = thread::spawn(move || {
        // An error is the end of the connection.
        pieces.iter().all(|piece| writing.write_all(piece).is_ok())
    });
    let count = socket.count_messages(messages);
    let _ = sending.join();
    count
}
