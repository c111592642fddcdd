//! How fast the server is, beside the reference's: `cargo xtask bench server`.
//!
//! Both run on this machine and take turns, so that both meet the same noise; each figure is the median of its rounds.
//! The load sets TCP_NODELAY, sends text that was made before, and only counts the replies.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

mod link;
mod measure;
mod options;
mod process;
mod server;
mod table;
mod toy;

use std::process::ExitCode;

use measure::Round;
use options::Options;
use vigil_tests::{load, peer::Kind};

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(code) => return code,
    };
    let mut rounds: [Vec<Round>; 2] = Default::default();
    for round in 1..=options.rounds {
        for (rounds, kind) in rounds.iter_mut().zip(Kind::BOTH) {
            if options.only.is_none_or(|only| only == kind) {
                eprintln!("round {round} of {}: {}", options.rounds, kind.name());
                rounds.push(measure::round(kind, &options));
            }
        }
    }
    println!(
        "{} cores; {} rounds, taking turns; medians, with the lowest and highest round in brackets",
        load::cores(),
        options.rounds
    );
    let [vigil, engine] = rounds;
    table::print(&vigil, &engine);
    ExitCode::SUCCESS
}
