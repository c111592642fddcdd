//! The parts of the Rust toolchain beyond the compiler.

use std::process::Command;

use crate::{error::Error, process};

/// What cargo is asked for, and the rustup component that brings it.
const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

pub(crate) fn ensure_components(cargo: impl Fn() -> Command) -> Result<(), Error> {
    let missing: Vec<_> = COMPONENTS
        .iter()
        .filter(|(subcommand, _)| process::answer(cargo().args([*subcommand, "--version"])).is_none())
        .map(|(_, component)| *component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "Missing in the Rust toolchain: {} (checks of style and of common mistakes)",
        missing.join(", ")
    );
    if process::find("rustup").is_none() {
        println!("Install them from where this Rust came from, or use https://rustup.rs");
        return Err(Error::Missing);
    }
    let mut command = Command::new("rustup");
    command.args(["component", "add"]).args(&missing);
    println!("running: {}", process::line(&command));
    process::run(&mut command)
}
