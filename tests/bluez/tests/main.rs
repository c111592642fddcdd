//! The mock against btleplug, the library it is made for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
mod central;
mod everyday;
mod links;

use std::process::ExitCode;

use vigil_bluez::trial;

fn main() -> ExitCode {
    trial::run(
        [everyday::tests(), calls::tests(), links::tests()]
            .into_iter()
            .flatten()
            .collect(),
    )
}
