//! Vigil for Windows, run by Wine: what is different there. `cargo xtask windows` runs this, and most of `headless` as well.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod guardian;
mod settings;
mod window;

use std::process::ExitCode;

use vigil_tests::trial;

fn main() -> ExitCode {
    let tests = [guardian::tests(), settings::tests(), window::tests()];
    trial::run(tests.into_iter().flatten().collect()).exit_code()
}
