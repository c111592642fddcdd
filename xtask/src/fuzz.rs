//! The fuzzers of `tests/fuzz`, each for a while. They need no nightly compiler: without a sanitizer, the flags that
//! cargo-fuzz gives are stable ones, and the code under test has no unsafe block for a sanitizer to look at.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cargo::{self, cargo},
    error::Error,
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, executable},
};

/// A pinned tool fails on no other day than ours.
const VERSION: &str = "0.13.2";

const TARGETS: [&str; 2] = ["decode", "session"];

/// How long each runs among the tests that take minutes.
pub(crate) const SECONDS: u32 = 60;

/// One input that takes longer counts as a hang, in seconds. The slowest take milliseconds.
const HANG_S: u32 = 10;

/// Long enough for a session of dozens of messages; what is larger than that has tests of its own.
const LONGEST_INPUT: u32 = 4096;

/// How much of a fuzzer's output is shown where it found something.
const SHOWN_LINES: usize = 60;

/// Runs every fuzzer on the committed corpus and what earlier runs found. A crash or a hang is an error.
pub(crate) fn run(workspace: &Workspace, seconds: u32) -> Result<(), Error> {
    let cargo_fuzz = ensure(workspace)?;
    // cargo-fuzz has no --locked.
    process::run(
        cargo(workspace)
            .args(["fetch", "--locked", "--manifest-path"])
            .arg(folder(workspace).join("Cargo.toml")),
    )?;
    TARGETS
        .iter()
        .try_for_each(|target| run_one(workspace, &cargo_fuzz, target, seconds))
}

fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    let program = workspace.tools().join("bin").join(executable("cargo-fuzz"));
    let stamp = Stamp::new(workspace, "cargo-fuzz", &Inputs::default().value(VERSION));
    if stamp.is_fresh(&program) {
        return Ok(program);
    }
    println!("building cargo-fuzz {VERSION} into {}", workspace.tools().display());
    process::run(
        cargo(workspace)
            .args(["install", "--quiet", "--locked", "--debug", "--force"])
            .args(["--version", VERSION, "--root"])
            .arg(workspace.tools())
            .arg("cargo-fuzz"),
    )?;
    stamp.set()?;
    Ok(program)
}

fn run_one(workspace: &Workspace, cargo_fuzz: &Path, target: &str, seconds: u32) -> Result<(), Error> {
    let build = |action: &str| {
        let mut command = Command::new(cargo_fuzz);
        cargo::clean_environment(&mut command);
        command
            .current_dir(&workspace.root)
            .env("CARGO", cargo(workspace).get_program())
            .args([action, "--sanitizer", "none", "--fuzz-dir"])
            .arg(folder(workspace))
            .arg("--target-dir")
            .arg(workspace.target.join("fuzz"))
            .arg(target);
        command
    };
    process::run(&mut build("build"))?;

    // What is found goes into the first folder; the committed corpus is only read.
    let found = workspace.target.join("fuzz-corpus").join(target);
    let log = workspace.target.join(format!("fuzz-{target}.log"));
    fs::create_dir_all(&found).map_err(|source| Error::File {
        action: "create",
        path: found.clone(),
        source,
    })?;
    let log_file = File::create(&log).map_err(|source| Error::File {
        action: "write",
        path: log.clone(),
        source,
    })?;
    let mut fuzzer = build("run");
    fuzzer
        .arg(&found)
        .arg(folder(workspace).join("corpus").join(target))
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={HANG_S}"))
        .arg(format!("-max_len={LONGEST_INPUT}"))
        .arg(format!("-dict={}", folder(workspace).join("protocol.dict").display()))
        .arg("-print_final_stats=1")
        .stderr(log_file);
    let outcome = process::run(&mut fuzzer);
    let said = fs::read(&log).map_err(|source| Error::File {
        action: "read",
        path: log,
        source,
    })?;
    let said = String::from_utf8_lossy(&said);
    let summary = summary(&said);
    if outcome.is_ok() {
        println!("{target}: {summary}, no crash, no hang");
    } else {
        println!("{}\n{target}: {summary}; what it found stands above", last_lines(&said));
    }
    outcome
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests").join("fuzz")
}

/// From libFuzzer's last words.
fn summary(said: &str) -> String {
    let after = |mark: &str| {
        let line = said.lines().rev().find(|line| line.contains(mark))?;
        line[line.find(mark)? + mark.len()..].split_whitespace().next()
    };
    let unknown = "an unknown number of";
    format!(
        "{} executions, {} per second, {} edges covered",
        after("stat::number_of_executed_units:").unwrap_or(unknown),
        after("stat::average_exec_per_sec:").unwrap_or(unknown),
        after(" cov: ").unwrap_or(unknown),
    )
}

fn last_lines(said: &str) -> String {
    let lines: Vec<_> = said.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_found_in_the_fuzzers_last_words() {
        let said = "#42\tINITED cov: 2381 ft: 5179 corp: 39/11586b exec/s: 0 rss: 31Mb\n\
            #4089408\tDONE   cov: 5761 ft: 27900 corp: 9070/4537Kb lim: 1647 exec/s: 12354 rss: 50Mb\n\
            Done 4089408 runs in 331 second(s)\n\
            stat::number_of_executed_units: 4089408\n\
            stat::average_exec_per_sec:     12354\n";
        assert_eq!(
            summary(said),
            "4089408 executions, 12354 per second, 5761 edges covered"
        );
        assert!(summary("nothing").starts_with("an unknown number of executions"));
    }
}
