//! `cargo xtask`: the one entry for everything done with this project, from the first start to what CI checks.

// The bans in clippy.toml are for what runs beside toys; this waits for compilers.
#![allow(clippy::disallowed_methods)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks on its output"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "in a test it is a check"))]

mod browser;
mod caddy;
mod cargo;
mod cli;
mod clients;
mod commands;
#[cfg(target_os = "linux")]
mod cross;
mod display;
mod error;
mod examples;
mod fuzz;
mod node;
mod prerequisites;
mod process;
mod python;
mod stamp;
mod steps;
#[cfg(not(target_os = "linux"))]
mod tauri_cli;
mod tools;
mod ui;
#[cfg(unix)]
mod vm;
#[cfg(target_os = "linux")]
mod wine;
mod workspace;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match commands::dispatch(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}
