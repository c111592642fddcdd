//! Vigil itself stands still while its programs go on pinging in time: that is no fault of theirs (S6).

use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep},
};
use vigil_tests::{
    event::Event,
    load,
    raw_socket::{RawSocket, ping_frame},
    trial::note,
    trials,
    vigil::Vigil,
};

const NAME: &str = "Punctual";
const LIMIT: Duration = Duration::from_millis(500);
const PING_EVERY: Duration = Duration::from_millis(100);
/// After a stall.
const RECOVERY: Duration = Duration::from_millis(800);

/// A run in which the pinging program itself was late proves nothing; so often it may be repeated.
const RUNS: usize = 5;

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s6_pings_that_lie_unread_past_the_limit_count,
        s6_a_stall_past_the_limit_of_the_heartbeat_is_not_the_programs_fault,
    ]
}

/// With every core busy, so that Vigil's threads come to life in any order.
async fn s6_pings_that_lie_unread_past_the_limit_count() {
    let _busy = load::busy(load::cores());
    stand_still_for(Duration::from_millis(600), 8, Duration::ZERO).await;
}

/// The heartbeat's limit is a second here. Vigil asked for no sign of life in the meantime, and the answer to what it
/// asks afterwards takes as long as on a network without wires.
async fn s6_a_stall_past_the_limit_of_the_heartbeat_is_not_the_programs_fault() {
    stand_still_for(Duration::from_millis(1_500), 1, Duration::from_millis(20)).await;
}

async fn stand_still_for(time: Duration, times: u32, distance: Duration) {
    let vigil = Vigil::start(&[
        "--max-ping-time",
        "500",
        "--connection-limit",
        "1000",
        "--simulate",
        "vibrator",
    ])
    .await;
    for _ in 0..RUNS {
        let address = vigil.address();
        let end = Instant::now() + (time + RECOVERY) * times;
        let pinging = spawn_blocking(move || {
            // Its clock starts somewhere within the handshake.
            let joining = Instant::now();
            let mut socket = RawSocket::join(address, NAME);
            socket.answer_heartbeats_after(distance);
            ping_until(socket, joining, end)
        });
        for _ in 0..times {
            sleep(RECOVERY / 2).await;
            vigil.signal(Signal::STOP);
            sleep(time).await;
            vigil.signal(Signal::CONT);
            sleep(RECOVERY / 2).await;
        }
        match pinging.await.unwrap() {
            Pinged::InTime(socket) => {
                let events = vigil.stop().await;
                drop(socket);
                // Its toys may have been stopped meanwhile.
                let late = events
                    .iter()
                    .filter(|event| matches!(event, Event::VigilLate { .. }))
                    .count();
                note(format!(
                    "Vigil stood still {times} times for {time:?}: the program stayed; toys were stopped {late} times"
                ));
                return;
            }
            Pinged::Cut => {
                let ended = vigil.wait_for_end_of(NAME).await;
                panic!("S6: cut, though it pinged in time: {ended:?}");
            }
            Pinged::Late(gap) => note(format!("proves nothing: the pinging program itself was late, {gap:?}")),
        }
    }
    panic!("this machine is too loaded: the pinging program was late in each of {RUNS} runs");
}

enum Pinged {
    InTime(RawSocket),
    Cut,
    /// The program itself was late.
    Late(Duration),
}

/// Never waits for an answer: Vigil may be standing still.
fn ping_until(mut socket: RawSocket, mut last: Instant, end: Instant) -> Pinged {
    let ping = ping_frame(2);
    while Instant::now() < end {
        let due = last + PING_EVERY;
        let mut told = false;
        while let Some(answer) = socket.read_message(due) {
            told |= answer.kind == "Error";
        }
        let before = Instant::now();
        let sent = !told && socket.try_send(&ping);
        // Where this was too long it does not matter what Vigil did.
        let gap = last.elapsed();
        if gap >= LIMIT {
            return Pinged::Late(gap);
        }
        if !sent {
            return Pinged::Cut;
        }
        last = before;
    }
    Pinged::InTime(socket)
}
