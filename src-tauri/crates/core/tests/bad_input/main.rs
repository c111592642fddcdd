//! What no honest program sends: each has its answer, and the session lives on.
//!
//! | module | what |
//! | --- | --- |
//! | `cases` | what is sent, and what comes back |
//! | `program` | a session with one toy, as a program sees it |
//!
//! `cargo test -p vigil-core --test bad_input -- --nocapture` prints all of it as a table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking; the table is for people"
)]

mod cases;
mod program;
#[path = "../support/mod.rs"]
mod support;

use std::{
    thread,
    time::{Duration, Instant},
};

use self::{
    cases::{Case, Speaker, Told},
    program::Program,
};

/// Little beside the 8 MiB of a main thread: nothing may recurse as deep as a program nests.
const STACK_BYTES: usize = 256 * 1024;

/// Generous: the slowest takes a fraction of a second without optimisations. What is not linear takes minutes.
const SLOWEST: Duration = Duration::from_secs(20);

#[test]
fn every_bad_input_has_its_answer_and_the_session_lives() {
    let run = || {
        println!("| a program of | sends | for example | is told | session | ms |");
        println!("| --- | --- | --- | --- | --- | --- |");
        cases::all().iter().for_each(check);
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(run).unwrap();
    thread.join().unwrap();
}

#[allow(clippy::disallowed_methods, reason = "nothing sleeps here")]
fn check(case: &Case) {
    let mut program = match case.speaker {
        Speaker::Version(version) => Program::active(version),
        Speaker::Newcomer => Program::new(),
    };
    let started = Instant::now();
    let told = program.send(&case.frame);
    let took = started.elapsed();
    let shown: String = case.frame.chars().take(100).collect();
    assert_eq!(told, case.told, "{}: {shown}", case.what);
    assert!(took < SLOWEST, "{}: {took:?}", case.what);

    // A good message after the bad one.
    match case.speaker {
        Speaker::Version(_) => assert_eq!(program.send(r#"[{"Ping":{"Id":99}}]"#), [Told::Ok(99)], "{}", case.what),
        Speaker::Newcomer if program.is_active() => {
            assert_eq!(program.send(r#"[{"Ping":{"Id":99}}]"#), [Told::Ok(99)], "{}", case.what);
        }
        Speaker::Newcomer => assert_eq!(program.hello(4), [Told::ServerInfo(1)], "{}", case.what),
    }
    println!("{}", row(case, took));
}

fn row(case: &Case, took: Duration) -> String {
    let speaker = match case.speaker {
        Speaker::Version(version) => format!("v{version}"),
        Speaker::Newcomer => "none yet".to_owned(),
    };
    let mut example: String = case.frame.chars().take(90).collect();
    if example.len() < case.frame.len() {
        example.push('…');
    }
    let example = example.replace('|', "\\|").replace(char::is_control, "␀");
    let told = match case.told.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.to_string(),
        [first, .., last] => format!("{} answers: {first} … {last}", case.told.len()),
    };
    format!(
        "| {speaker} | {} | `{example}` | {told} | lives | {:.1} |",
        case.what,
        took.as_secs_f64() * 1000.0
    )
}
