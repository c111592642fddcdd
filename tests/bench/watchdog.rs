//! How late the watchdog is, with many sessions and every core busy: `cargo xtask bench watchdog`.
//!
//! All programs ping at as near the same instant as can be, then all fall silent: their limits run out together, and
//! each stops every toy. That is the worst case of promise S2. Nothing here is a goal but this: none is cut early (S6).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

mod options;
mod programs;

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    runtime::Builder,
    time::{Instant, sleep},
};
use vigil_tests::{
    event::{Ended, Event},
    figures::{milliseconds, percentile},
    load,
    vigil::Vigil,
};

use options::Options;
use programs::Outcome;

const TOYS: usize = 16;
/// From the last deadline on; then what was told has been told.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(code) => return code,
    };
    if let Err(sentence) = allow_files(options.sessions) {
        eprintln!("{sentence}");
        return ExitCode::FAILURE;
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(&options))
}

async fn run(options: &Options) -> ExitCode {
    let limit = options.limit.as_millis().to_string();
    let mut arguments = vec!["--max-ping-time", limit.as_str()];
    arguments.extend([["--simulate", "vibrator"]; TOYS].as_flattened());
    let vigil = Vigil::start(&arguments).await;

    // The programs have a thread of their own, so that Vigil's event stream does not hold them up.
    let (address, sessions, limit) = (vigil.address(), options.sessions, options.limit);
    let idle = options.idle;
    let (done, outcomes) = mpsc::sync_channel(1);
    let programs = thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let outcomes = runtime.block_on(programs::run(address, sessions, limit, TOYS, move || {
            (!idle).then(|| load::busy(load::cores()))
        }));
        done.send(outcomes).unwrap();
    });
    let outcomes = tokio::task::spawn_blocking(move || outcomes.recv())
        .await
        .unwrap()
        .expect("the programs failed");
    programs.join().unwrap();

    let ended = ends(&vigil, &outcomes).await;
    let early = report(options, &outcomes, &ended);
    if early == 0 && !outcomes.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every session is a socket here, and two handles there.
fn allow_files(sessions: usize) -> Result<(), String> {
    let needed = 2 * sessions as u64 + 200;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(needed),
        maximum,
    };
    setrlimit(Resource::Nofile, raised).map_err(|error| {
        format!(
            "{sessions} sessions need {needed} open files; this system allows {} ({error}). Ask for fewer with \
             --sessions.",
            maximum.unwrap_or_default()
        )
    })
}

/// What Vigil says of these sessions, by name.
async fn ends(vigil: &Vigil, outcomes: &[Outcome]) -> BTreeMap<String, Ended> {
    let names: BTreeSet<_> = outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
    let give_up = Instant::now() + PATIENCE;
    loop {
        let events = vigil.events();
        let ends: BTreeMap<_, _> = events
            .iter()
            .filter_map(Event::any_ended)
            .filter_map(|ended| Some((ended.name.clone()?, ended.clone())))
            .filter(|(name, _)| names.contains(name.as_str()))
            .collect();
        if ends.len() >= names.len() || Instant::now() >= give_up {
            let lost = events.iter().map(|event| {
                if let Event::EventsLost { count } = event {
                    *count
                } else {
                    0
                }
            });
            let lost: u64 = lost.sum();
            if lost > 0 {
                println!("{lost} events were lost; what they told is missing below");
            }
            return ends;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Prints the table; gives back how many were cut early.
fn report(options: &Options, outcomes: &[Outcome], ended: &BTreeMap<String, Ended>) -> usize {
    let limit = options.limit;
    let first = outcomes.iter().map(|outcome| outcome.last_ping).min();
    let last = outcomes.iter().map(|outcome| outcome.last_ping).max();
    let spread = first.zip(last).map(|(first, last)| last - first).unwrap_or_default();
    println!(
        "{} sessions, limit {} ms, {TOYS} toys; {} cores, {}",
        outcomes.len(),
        limit.as_millis(),
        load::cores(),
        if options.idle { "idle" } else { "every one kept busy" },
    );
    println!("the last pings left within {:.1} ms", milliseconds(spread));
    if outcomes.len() < options.sessions {
        println!(
            "{} more were cut off before, or not let in, and are left out",
            options.sessions - outcomes.len()
        );
    }

    let inside: Vec<f64> = ended.values().map(|ended| ended.late_ms).collect();
    let outside: Vec<f64> = outcomes.iter().map(|outcome| outcome.told_after(limit)).collect();
    let still: Vec<f64> = ended
        .values()
        .filter_map(|ended| {
            ended
                .toys
                .iter()
                .filter_map(|toy| toy.still_after_ms)
                .max_by(f64::total_cmp)
        })
        .collect();
    println!(
        "\n{:<56}{:>9}{:>9}{:>9}{:>9}",
        "milliseconds", "sessions", "p50", "p99", "max"
    );
    row("from the deadline until the stop was on its way", inside);
    row("from the deadline until the last toy stood still", still);
    row("from last ping + limit until the program had the Error", outside);

    let unconfirmed = ended
        .values()
        .flat_map(|ended| &ended.toys)
        .filter(|toy| !toy.confirmed)
        .count();
    println!("\nstops that were not confirmed: {unconfirmed}");
    let early_outside = outcomes
        .iter()
        .filter(|outcome| outcome.told_after(limit) < 0.0)
        .count();
    let early_inside = ended
        .values()
        .filter(|ended| ended.silent_ms.map(u128::from) < Some(limit.as_millis()))
        .count();
    println!("cut early: {early_outside} by the programs' clock, {early_inside} by Vigil's");
    early_outside + early_inside
}

fn row(what: &str, mut values: Vec<f64>) {
    println!(
        "{what:<56}{:>9}{:>9.2}{:>9.2}{:>9.2}",
        values.len(),
        percentile(&mut values, 50),
        percentile(&mut values, 99),
        percentile(&mut values, 100),
    );
}
