//! Every fault that a stop may meet, against a built Vigil: `cargo xtask faults`. See `README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a harness prints, and fails by panicking"
)]

mod case;
mod cases;
mod latency;
mod options;
mod rig;
mod run;
mod table;

use std::process::ExitCode;

use options::{Asked, USAGE};

fn main() -> ExitCode {
    match options::read() {
        Asked::Faults(options) => run::all(&options),
        Asked::Program(program) => rig::program::be(&program),
        Asked::Latency { rounds, only } => latency::measure(rounds, &only),
        Asked::List => {
            for case in cases::all() {
                let beside = if case.applies_to_the_reference() {
                    "+ engine"
                } else {
                    ""
                };
                println!("{:<34}{beside:<10}{}", case.name, case.fault);
            }
            ExitCode::SUCCESS
        }
        Asked::Unknown(option) => {
            eprintln!("{option} is not understood.\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}
