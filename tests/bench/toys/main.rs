//! How long until a toy hears of it, beside the reference: `cargo xtask bench toys`.
//!
//! A Lovense Edge on a simulated Bluetooth (`tests/bluez`): the same for both, which take turns. Every case has a
//! server, a bus and a toy of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

mod cases;
mod peer;

use std::process::ExitCode;

use cases::{CASES, Figures};
use peer::Kind;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let Some((rounds, only)) = options() else {
        eprintln!("Options: --rounds N (3), --only WORDS (cases with these in their first row)");
        return ExitCode::FAILURE;
    };
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    println!("{rounds} rounds; medians, with the lowest and highest in brackets; milliseconds\n");
    println!("{:<62}{:>26}{:>26}", "", Kind::Vigil.name(), Kind::Engine.name());
    for case in CASES.iter().filter(|case| case.rows[0].contains(&only)) {
        let mut figures = [Vec::new(), Vec::new()];
        for _ in 0..rounds {
            for (figures, kind) in figures.iter_mut().zip([Kind::Vigil, Kind::Engine]) {
                figures.push(runtime.block_on((case.run)(kind)));
            }
        }
        for (place, what) in case.rows.iter().enumerate() {
            let [ours, theirs] = figures.each_ref().map(|rounds| shown(rounds, place));
            println!("{what:<62}{ours:>26}{theirs:>26}");
        }
    }
    println!("\n-: not within {:?}", cases::PATIENCE);
    ExitCode::SUCCESS
}

/// How many rounds, of which cases; `None` where that is not understood.
fn options() -> Option<(usize, String)> {
    let (mut rounds, mut only) = (3, String::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(option) = arguments.next() {
        let value = arguments.next()?;
        match option.as_str() {
            "--rounds" => rounds = value.parse().ok().filter(|rounds| *rounds > 0)?,
            "--only" => only = value,
            _ => return None,
        }
    }
    Some((rounds, only))
}

fn shown(rounds: &[Figures], place: usize) -> String {
    let mut values: Vec<f64> = rounds.iter().filter_map(|figures| figures[place]).collect();
    if values.len() < rounds.len() {
        return match values.len() {
            0 => "-".to_owned(),
            some => format!("- in {} of {}", rounds.len() - some, rounds.len()),
        };
    }
    values.sort_by(f64::total_cmp);
    format!(
        "{:.1} ({:.1}..{:.1})",
        values[values.len() / 2],
        values[0],
        values[values.len() - 1]
    )
}
