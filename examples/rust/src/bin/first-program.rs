//! The Rust program of `docs/first-program.md`, as it stands there: `build.rs` takes it from the page.

#![allow(clippy::print_stdout, reason = "an example says what happens")]

include!(concat!(env!("OUT_DIR"), "/first_program.rs"));
