//! The mock against btleplug, the library it is made for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod call_faults;
mod central;
mod client;
mod daemon_faults;
mod first_steps;
mod link_faults;
mod real_toys;

use std::{env, process::ExitCode};

use libtest_mimic::{Arguments, Trial};

/// Tests at a time, whatever the number of cores: they wait more than they compute.
const AT_A_TIME: usize = 16;

fn main() -> ExitCode {
    if env::var_os(client::ROLE).is_some() {
        return client::program::run();
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_A_TIME);
    let tests: Vec<Trial> = [
        first_steps::tests(),
        call_faults::tests(),
        link_faults::tests(),
        daemon_faults::tests(),
        real_toys::tests(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&arguments, tests).exit_code()
}
