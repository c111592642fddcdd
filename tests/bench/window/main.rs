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
mod screen;

use std::process::ExitCode;

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
        if options.wants("start") {
            first_sight::measure(options.rounds).await;
        }
        let within = scenes::measure(&options).await;
        if options.wants("memory") {
            memory::measure(&options).await;
        }
        if within { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    })
}
