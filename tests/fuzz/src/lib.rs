//! What holds whatever a program sends. Each check panics where it does not.
//!
//! | module | what |
//! | --- | --- |
//! | [`decode`] | a frame, in some version: every message in it has one result |
//! | [`session`] | a whole session, as a script: every request has one answer, and after the end there is silence |
//!
//! Inputs are text, so that the corpus can be read and written by hand. `cargo xtask test --long` runs each fuzzer for a
//! minute; by hand, from the root, with cargo-fuzz installed and the stable toolchain:
//!
//! ```sh
//! cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none session target/fuzz-corpus/session tests/fuzz/corpus/session
//! ```
//!
//! What is found is saved in `artifacts`; once it is put right, it belongs into `corpus`.

pub mod decode;
pub mod session;

mod devices;
mod script;
#[path = "../../../src-tauri/crates/core/tests/support/mod.rs"]
mod support;
mod told;
