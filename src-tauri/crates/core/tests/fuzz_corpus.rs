//! What the fuzzers check, with the stable toolchain, over the corpus that is committed: `tests/fuzz`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking, and then say where"
)]

use std::{fs, path::Path};

#[allow(unreachable_pub, reason = "it is a crate of its own for the fuzzers")]
#[path = "../../../../tests/fuzz/src/lib.rs"]
mod properties;

#[test]
fn every_frame_of_the_corpus() {
    replay("decode", properties::decode::check);
}

#[test]
fn every_session_of_the_corpus() {
    replay("session", properties::session::check);
}

fn replay(target: &str, check: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fuzz/corpus")
        .join(target);
    let mut seeds = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The fuzzers read text too.
        let Ok(input) = fs::read_to_string(&path) else {
            continue;
        };
        println!("{}", path.file_name().unwrap().to_string_lossy());
        check(&input);
        seeds += 1;
    }
    assert!(seeds > 20, "{seeds} seeds in {}", folder.display());
}
