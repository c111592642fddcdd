//! The Bluetooth back end against a bluetoothd that is ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
mod adapters;
#[cfg(target_os = "linux")]
mod links;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
mod stops;
#[cfg(target_os = "linux")]
mod toys;
#[cfg(target_os = "linux")]
mod unknown;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let tests = [links::tests(), stops::tests(), adapters::tests(), unknown::tests()];
    vigil_bluez::trial::run(tests.into_iter().flatten().collect())
}

/// The mock is one of `BlueZ`.
#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
