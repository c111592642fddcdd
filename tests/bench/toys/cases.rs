//! What is measured: each case gives a figure for each of its rows, in milliseconds.

use std::{pin::Pin, time::Duration};

use rustix::process::Signal;
use serde_json::json;
use tokio::time::{Instant, sleep_until, timeout};
use vigil_bluez::{Fault, Faults, Outcome, Toy};
use vigil_tests::{
    figures::{milliseconds, percentile},
    raw_client::output,
};

use crate::peer::{Kind, Peer, level};

/// What has not happened by then does not happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// Runs out only where it is meant to.
const NO_HURRY_MS: u32 = 60_000;
const LIMIT_MS: u32 = 1_000;
/// So many outputs are timed at each rate.
const OUTPUTS: u32 = 100;

/// `None`: not within [`PATIENCE`].
pub(crate) type Figures = Vec<Option<f64>>;

type Run = fn(Kind) -> Pin<Box<dyn Future<Output = Figures>>>;

pub(crate) struct Case {
    pub(crate) rows: &'static [&'static str],
    pub(crate) run: Run,
}

pub(crate) const CASES: [Case; 10] = [
    Case {
        rows: &["output, 4 a second: until the toy is written, p50", "  p99"],
        run: |kind| Box::pin(outputs(kind, 4)),
    },
    Case {
        rows: &["output, 10 a second: until the toy is written, p50", "  p99"],
        run: |kind| Box::pin(outputs(kind, 10)),
    },
    Case {
        rows: &["output, 40 a second: until the toy is written, p50", "  p99"],
        run: |kind| Box::pin(outputs(kind, 40)),
    },
    Case {
        rows: &["limit 1000, last ping: until both motors are told to stop"],
        run: |kind| Box::pin(pings_end(kind)),
    },
    Case {
        rows: &["the socket breaks: until both motors are told to stop"],
        run: |kind| Box::pin(socket_breaks(kind, None)),
    },
    Case {
        rows: &["  and every write takes 150 ms: until both have stopped"],
        run: |kind| {
            let slow = Fault::delay(Duration::from_millis(150));
            Box::pin(socket_breaks(kind, Some(slow)))
        },
    },
    Case {
        rows: &["  and writes fail for 600 ms: until both have stopped"],
        run: |kind| {
            let failing = Fault::failed().lasting(Duration::from_millis(600));
            Box::pin(socket_breaks(kind, Some(failing)))
        },
    },
    Case {
        rows: &["  and one earlier write hangs: until a stop is on its way"],
        run: |kind| Box::pin(hung(kind)),
    },
    Case {
        rows: &["SIGTERM of the server: until both have stopped"],
        run: |kind| Box::pin(signalled(kind, Signal::TERM)),
    },
    Case {
        rows: &["SIGKILL of the server: until both have stopped"],
        run: |kind| Box::pin(signalled(kind, Signal::KILL)),
    },
];

async fn outputs(kind: Kind, per_second: u32) -> Figures {
    let mut peer = Peer::moving(kind, NO_HURRY_MS).await;
    let mut latencies = Vec::new();
    let mut due = Instant::now();
    for count in 0..OUTPUTS {
        due += Duration::from_secs(1) / per_second;
        sleep_until(due).await;
        // One motor, always another value than before.
        let value = 1 + count % 19;
        let sent = Instant::now();
        let body = output(peer.index, 0, "Vibrate", i32::try_from(value).unwrap());
        peer.client().send("OutputCmd", body).await;
        // Where outputs come faster than the toy takes them, this one may be left out for a newer one.
        let told = timeout(PATIENCE, peer.toy.wait_for_attempt(|attempt| attempt.asked >= sent)).await;
        if let Ok(told) = told {
            latencies.push(milliseconds(told.asked - sent));
        }
    }
    let all = latencies.len() == usize::try_from(OUTPUTS).unwrap();
    let figures = [50, 99].map(|percent| all.then(|| percentile(&mut latencies, percent)));
    figures.to_vec()
}

async fn pings_end(kind: Kind) -> Figures {
    let mut peer = Peer::moving(kind, LIMIT_MS).await;
    peer.client().ok("Ping", json!({})).await;
    let pinged = Instant::now();
    peer.toy.clear_log();
    vec![both_stopped(&peer.toy, pinged).await]
}

async fn socket_breaks(kind: Kind, write: Option<Fault>) -> Figures {
    let mut peer = Peer::moving(kind, NO_HURRY_MS).await;
    peer.toy.clear_log();
    peer.toy.set_faults(Faults {
        write,
        ..Faults::default()
    });
    let broken = Instant::now();
    peer.lose_client().await;
    vec![both_stopped(&peer.toy, broken).await]
}

async fn hung(kind: Kind) -> Figures {
    let mut peer = Peer::moving(kind, NO_HURRY_MS).await;
    peer.toy.set_faults(Faults {
        write: Some(Fault::hang().once()),
        ..Faults::default()
    });
    let body = output(peer.index, 0, "Vibrate", 20);
    peer.client().ok("OutputCmd", body).await;
    peer.toy
        .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
        .await;
    peer.toy.clear_log();
    let broken = Instant::now();
    peer.lose_client().await;
    let stop = level(0, 0);
    let told = timeout(
        PATIENCE,
        peer.toy
            .wait_for_attempt(|attempt| attempt.asked >= broken && attempt.bytes == stop.as_bytes()),
    )
    .await;
    vec![told.ok().map(|told| milliseconds(told.asked - broken))]
}

async fn signalled(kind: Kind, signal: Signal) -> Figures {
    let peer = Peer::moving(kind, NO_HURRY_MS).await;
    peer.toy.clear_log();
    let sent = Instant::now();
    peer.signal(signal);
    vec![both_stopped(&peer.toy, sent).await]
}

/// Until the last of both motors' stops took effect.
async fn both_stopped(toy: &Toy, since: Instant) -> Option<f64> {
    let mut last = since;
    for motor in [0, 1] {
        let stop = level(motor, 0);
        let left = PATIENCE.saturating_sub(since.elapsed());
        let write = timeout(left, toy.wait_for_write(|write| write.text() == stop))
            .await
            .ok()?;
        last = last.max(write.at);
    }
    Some(milliseconds(last - since))
}
