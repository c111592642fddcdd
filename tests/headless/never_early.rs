//! A program that pings in time is never cut, however loaded the machine (S6).

use std::{net::SocketAddr, thread, time::Duration};

use libtest_mimic::Trial;
use tokio::{task::spawn_blocking, time::Instant};
use vigil_tests::{
    environment, load,
    raw_socket::{RawSocket, ping_frame},
    trial::note,
    trials,
    vigil::Vigil,
    waits,
};

/// Gaps between two pings that were in time, over all runs.
const GAPS: u32 = 200;
/// A gap in which the pinging program itself was late proves nothing, and a new session begins; but not for ever. On a
/// machine with nothing else to do there are no such gaps.
const GIVE_UP_AFTER: Duration = Duration::from_secs(420);
const SCRIPTS: usize = 5;
/// The program listens until so long before a ping is due, then sleeps: a socket's timeout is less exact than a sleep.
const LISTEN_UNTIL: Duration = Duration::from_millis(15);

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = trials![
        s6_200_pings_at_nine_tenths_of_250_ms,
        s6_a_script_that_reads_only_when_it_pings,
    ];
    if environment::is_long() {
        tests.extend(trials![s6_200_pings_at_nine_tenths_of_1000_ms]);
    }
    tests
}

async fn s6_200_pings_at_nine_tenths_of_250_ms() {
    never_cut(Duration::from_millis(250)).await;
}

async fn s6_200_pings_at_nine_tenths_of_1000_ms() {
    never_cut(Duration::from_secs(1)).await;
}

/// Ping, read what came, sleep, and again: so are small scripts built. Heartbeats are answered only in between, which
/// must not matter for a program that pings in time.
async fn s6_a_script_that_reads_only_when_it_pings() {
    let vigil = Vigil::start(&["--max-ping-time", "1000"]).await;
    for number in 1..=SCRIPTS {
        let address = vigil.address();
        let name = format!("Script {number}");
        let run = spawn_blocking({
            let name = name.clone();
            move || script(address, &name, Duration::from_secs(1))
        });
        match run.await.unwrap() {
            End::Complete(socket) => {
                vigil.stop().await;
                drop(socket);
                return;
            }
            End::Cut => {
                let ended = vigil.wait_for_end_of(&name).await;
                panic!("S6: cut, though it pinged in time: {ended:?}");
            }
            End::Late(gap) => note(format!("{name} was late itself ({gap:?}), which proves nothing")),
        }
    }
    panic!("this machine is too loaded: the script was late in each of {SCRIPTS} runs");
}

fn script(address: SocketAddr, name: &str, limit: Duration) -> End {
    // Its clock starts somewhere within the handshake.
    let mut last = Instant::now();
    let mut socket = RawSocket::join(address, name);
    let start = Instant::now();
    for number in 0..5 {
        sleep_until(start + limit * 17 / 20 * number);
        let before = Instant::now();
        let sent = socket.try_send(&ping_frame(2));
        let gap = last.elapsed();
        if gap >= limit {
            return End::Late(gap);
        }
        let answer = socket.read_message(Instant::now() + waits::ANSWER);
        if !sent || answer.is_none_or(|answer| answer.kind != "Ok") {
            return End::Cut;
        }
        last = before;
    }
    End::Complete(socket)
}

/// A run of pings, each in time, and how it ended.
struct Run {
    gaps: u32,
    /// The longest gap of them.
    longest: Duration,
    end: End,
}

enum End {
    Complete(RawSocket),
    /// The program itself was late; so long was it silent.
    Late(Duration),
    /// Vigil cut it off.
    Cut,
}

async fn never_cut(limit: Duration) {
    let _busy = load::busy(load::cores());
    let vigil = Vigil::start(&[
        "--max-ping-time",
        &limit.as_millis().to_string(),
        "--simulate",
        "vibrator",
    ])
    .await;
    let give_up = Instant::now() + GIVE_UP_AFTER;
    let mut left = GAPS;
    let mut longest = Duration::ZERO;
    let mut late = Vec::new();
    while Instant::now() < give_up {
        let address = vigil.address();
        let name = format!("Punctual {}", late.len());
        // A thread of its own, which no other test's work can hold up.
        let run = spawn_blocking({
            let name = name.clone();
            move || {
                thread::spawn(move || ping_in_time(address, &name, limit, left))
                    .join()
                    .unwrap()
            }
        });
        let run = run.await.unwrap();
        left -= run.gaps;
        longest = longest.max(run.longest);
        match run.end {
            End::Complete(socket) => {
                let events = vigil.stop().await;
                drop(socket);
                let ended = events
                    .iter()
                    .find_map(|event| event.ended(&name))
                    .expect("the end is told");
                assert_eq!(ended.cause, "server_stopped", "S6: {ended:?}");
                note(format!(
                    "limit {limit:?}, every core busy: {GAPS} pings in time, at most {longest:?} apart: never cut ({} \
                     times the pinging program was late itself)",
                    late.len()
                ));
                return;
            }
            End::Cut => {
                let ended = vigil.wait_for_end_of(&name).await;
                panic!("S6: cut, though no two pings were more than {longest:?} apart, with {limit:?}: {ended:?}");
            }
            End::Late(gap) => late.push(gap),
        }
    }
    panic!("this machine is too loaded to prove anything: the pinging program was late itself, {late:?}");
}

/// Pings at nine tenths of the limit, on a schedule that does not drift.
fn ping_in_time(address: SocketAddr, name: &str, limit: Duration, gaps: u32) -> Run {
    // Its clock starts somewhere within the handshake.
    let joining = Instant::now();
    let mut socket = RawSocket::join(address, name);
    let period = limit * 9 / 10;
    let ping = ping_frame(2);
    let mut run = Run {
        gaps: 0,
        longest: Duration::ZERO,
        end: End::Cut,
    };
    let start = Instant::now();
    let mut last = start;
    let sent = socket.try_send(&ping);
    let gap = joining.elapsed();
    if gap >= limit {
        run.end = End::Late(gap);
        return run;
    }
    if !sent {
        return run;
    }
    while run.gaps < gaps {
        let due = start + period * (run.gaps + 1);
        let mut told = false;
        while let Some(message) = socket.read_message(due - LISTEN_UNTIL) {
            told |= message.kind == "Error";
        }
        sleep_until(due);
        let before = Instant::now();
        let sent = !told && socket.try_send(&ping);
        // From before the one ping to after the other: no gap that Vigil can have seen is longer. Where it was too long
        // it does not matter what Vigil did.
        let gap = last.elapsed();
        if gap >= limit {
            run.end = End::Late(gap);
            return run;
        }
        if !sent {
            return run;
        }
        run.gaps += 1;
        run.longest = run.longest.max(gap);
        last = before;
    }
    let answer = socket.read_message(Instant::now() + waits::ANSWER);
    if answer.is_some_and(|message| message.kind == "Ok") {
        run.end = End::Complete(socket);
    }
    run
}

#[allow(clippy::disallowed_methods, reason = "waiting between pings is what a program does")]
fn sleep_until(moment: Instant) {
    thread::sleep(moment.saturating_duration_since(Instant::now()));
}
