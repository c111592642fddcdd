//! How long until a toy hears of it, beside the reference: `cargo xtask bench toys`. Both take turns. Each case gives a
//! figure for each of its rows, in milliseconds.

use std::{pin::Pin, process::ExitCode, time::Duration};

use rustix::process::Signal;
use tokio::time::{Instant, sleep_until, timeout};
use vigil_bluez::{Fault, Faults, Outcome};
use vigil_tests::{
    figures::{milliseconds, percentile, spread},
    raw_client::output,
};

use crate::{
    case::Stop,
    rig::{Kind, PATIENCE, Rig, Setup, level},
};

/// Runs out only where it is meant to.
const NO_HURRY_MS: u32 = 60_000;
const LIMIT_MS: u32 = 1_000;
/// So many outputs are timed at each rate.
const OUTPUTS: u32 = 100;

/// `None`: not within [`PATIENCE`].
type Figures = Vec<Option<f64>>;

type Run = fn(Kind) -> Pin<Box<dyn Future<Output = Figures>>>;

struct Case {
    rows: &'static [&'static str],
    run: Run,
}

const CASES: [Case; 10] = [
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

pub(crate) fn measure(rounds: usize, only: &str) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    println!("{rounds} rounds; medians, with the lowest and highest in brackets; milliseconds\n");
    let [ours, theirs] = Kind::BOTH.map(Kind::name);
    println!("{:<62}{ours:>26}{theirs:>26}", "");
    for case in CASES.iter().filter(|case| case.rows[0].contains(only)) {
        let mut figures = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            for (figures, kind) in figures.iter_mut().zip(Kind::BOTH) {
                figures.push(runtime.block_on((case.run)(kind)));
            }
        }
        for (place, what) in case.rows.iter().enumerate() {
            let [ours, theirs] = figures.each_ref().map(|rounds| shown(rounds, place));
            println!("{what:<62}{ours:>26}{theirs:>26}");
        }
    }
    println!("\n-: not within {PATIENCE:?}");
    ExitCode::SUCCESS
}

fn shown(rounds: &[Figures], place: usize) -> String {
    let values: Vec<f64> = rounds.iter().filter_map(|figures| figures[place]).collect();
    match rounds.len() - values.len() {
        0 => spread(&values),
        _ if values.is_empty() => "-".to_owned(),
        missing => format!("- in {missing} of {}", rounds.len()),
    }
}

async fn outputs(kind: Kind, per_second: u32) -> Figures {
    let mut rig = Rig::moving(kind, Setup::limit(NO_HURRY_MS)).await;
    let mut latencies = Vec::new();
    let mut due = Instant::now();
    for count in 0..OUTPUTS {
        due += Duration::from_secs(1) / per_second;
        sleep_until(due).await;
        // One motor, always another value than before.
        let value = 1 + count % 19;
        let sent = Instant::now();
        let body = output(rig.index, 0, "Vibrate", i32::try_from(value).unwrap());
        rig.client().send("OutputCmd", body).await;
        // Where outputs come faster than the toy takes them, this one may be left out for a newer one.
        let told = timeout(PATIENCE, rig.toy.wait_for_attempt(|attempt| attempt.asked >= sent)).await;
        if let Ok(told) = told {
            latencies.push(milliseconds(told.asked - sent));
        }
    }
    let all = latencies.len() == usize::try_from(OUTPUTS).unwrap();
    let figures = [50, 99].map(|percent| all.then(|| percentile(&mut latencies, percent)));
    figures.to_vec()
}

async fn pings_end(kind: Kind) -> Figures {
    let mut rig = Rig::moving(kind, Setup::limit(LIMIT_MS)).await;
    let pinged = rig.client().ping().await;
    rig.toy.clear_log();
    vec![both_stopped(&rig, pinged).await]
}

async fn socket_breaks(kind: Kind, write: Option<Fault>) -> Figures {
    let mut rig = Rig::moving(kind, Setup::limit(NO_HURRY_MS)).await;
    rig.toy.clear_log();
    rig.toy.set_faults(Faults {
        write,
        ..Faults::default()
    });
    let broken = Instant::now();
    rig.lose_client().await;
    vec![both_stopped(&rig, broken).await]
}

async fn hung(kind: Kind) -> Figures {
    let mut rig = Rig::moving(kind, Setup::limit(NO_HURRY_MS)).await;
    rig.toy.set_faults(Faults {
        write: Some(Fault::hang().once()),
        ..Faults::default()
    });
    let body = output(rig.index, 0, "Vibrate", 20);
    rig.client().ok("OutputCmd", body).await;
    rig.toy
        .wait_for_attempt(|attempt| attempt.outcome == Outcome::Waiting)
        .await;
    rig.toy.clear_log();
    let broken = Instant::now();
    rig.lose_client().await;
    let stop = level(0, 0);
    let told = timeout(
        PATIENCE,
        rig.toy
            .wait_for_attempt(|attempt| attempt.asked >= broken && attempt.bytes == stop.as_bytes()),
    )
    .await;
    vec![told.ok().map(|told| milliseconds(told.asked - broken))]
}

async fn signalled(kind: Kind, signal: Signal) -> Figures {
    let rig = Rig::moving(kind, Setup::limit(NO_HURRY_MS)).await;
    rig.toy.clear_log();
    let sent = Instant::now();
    rig.server.signal(signal);
    vec![both_stopped(&rig, sent).await]
}

/// Until the last of both motors' stops took effect.
async fn both_stopped(rig: &Rig, since: Instant) -> Option<f64> {
    match rig.stopped(since).await {
        (Stop::After(time), _) => Some(milliseconds(time)),
        _ => None,
    }
}
