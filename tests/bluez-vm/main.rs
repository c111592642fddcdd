//! Vigil with the real bluetoothd, inside a virtual machine: `cargo xtask vm`. See `README.md`.
//!
//! | module | what it is about |
//! | --- | --- |
//! | `script` | which steps, in which order |
//! | `steps` | what is tried |
//! | `rig` | Vigil, the program that moves the toy, the toy |
//! | `system` | the message bus, the radio and bluetoothd |
//! | `toy` | a toy with a controller of its own |
//! | `table` | what was seen |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a test: it prints, and fails by panicking"
)]

mod rig;
mod script;
mod steps;
mod system;
mod table;
mod toy;

use tokio::runtime::Builder;

fn main() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => runtime.block_on(script::run()),
        [mode, address, toy] if mode == rig::PROGRAM_MODE => {
            runtime.block_on(rig::move_and_wait(address.parse().unwrap(), toy.parse().unwrap()));
        }
        other => panic!("no arguments are expected, but there are {other:?}"),
    }
}
