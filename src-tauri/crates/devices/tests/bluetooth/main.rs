//! The Bluetooth back end against a bluetoothd that is ours.

// What they print is the times that they saw.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[cfg(target_os = "linux")]
mod adapters;
#[cfg(target_os = "linux")]
mod battery;
#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod links;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
mod stops;
#[cfg(target_os = "linux")]
mod toys;

use std::process::ExitCode;

/// Tests at a time, whatever the number of cores: they wait more than they compute.
#[cfg(target_os = "linux")]
const AT_A_TIME: usize = 16;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    if std::env::var_os(child::ROLE).is_some() {
        return program::run();
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_A_TIME);
    let tests = [links::tests(), stops::tests(), adapters::tests(), battery::tests()];
    libtest_mimic::run(&arguments, tests.into_iter().flatten().collect()).exit_code()
}

/// The mock is one of `BlueZ`.
#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}

/// Makes tests of async functions, each on a runtime of its own.
#[cfg(target_os = "linux")]
macro_rules! trials {
    ($($test:ident),* $(,)?) => {
        vec![$(libtest_mimic::Trial::test(stringify!($test), || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on($test());
            Ok(())
        })),*]
    };
}
#[cfg(target_os = "linux")]
use trials;
