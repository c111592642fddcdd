//! What the window costs while it is open: `cargo xtask bench window`.
//!
//! The app is started as a person starts it, without WebDriver, which would change what is measured. What Vigil, its
//! guardian and WebKit's processes compute and hold is read from `/proc`; the display's own share is left out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails by panicking"
)]

mod app;
mod first_sight;
mod memory;
mod options;
mod programs;
mod scenes;
mod stops;

use std::{fs, process::ExitCode};

use tokio::runtime::Builder;

use options::Options;

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(code) => return code,
    };
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        println!("load of the machine before: {}", load());
        let mut within = true;
        if options.wants("start") {
            within &= first_sight::measure(options.rounds).await;
        }
        if options.wants("stop") {
            stops::measure(options.rounds).await;
        }
        within &= scenes::measure(&options).await;
        if options.wants("memory") {
            memory::measure(&options).await;
        }
        println!("\nload of the machine after: {}", load());
        if within || !options.keeps_goals {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    })
}

/// Processes that ran or wanted to, in the mean of 1, 5 and 15 minutes: what else a figure has in it.
fn load() -> String {
    fs::read_to_string("/proc/loadavg")
        .unwrap_or_default()
        .trim()
        .to_owned()
}
