//! What people who do this job reported from the field, sent to Vigil and to the reference: `cargo xtask bench field`.
//!
//! Each case is a report in public; what the two servers do with it is printed as a table, which
//! `docs/field-reports.md` keeps. The tests that hold Vigil's part are named in it. `--also PROGRAM` adds another Vigil,
//! such as one from before the reports were read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it prints a table, and fails by panicking"
)]

mod connections;
mod messages;
mod server;
mod toys;

use std::{ffi::OsString, pin::Pin, process::ExitCode};

use vigil_tests::{command_line, peer::Kind};

use self::server::Program;

/// What was seen, in a few words.
type Seen = Pin<Box<dyn Future<Output = String>>>;

struct Case {
    /// The project and the number of the report.
    report: &'static str,
    sent: &'static str,
    /// The test of Vigil's part.
    test: &'static str,
    /// What this server does.
    run: fn(Program) -> Seen,
}

/// A case whose `run` is an async function.
macro_rules! case {
    ($report:literal, $sent:literal, $test:literal, $run:path) => {
        $crate::Case {
            report: $report,
            sent: $sent,
            test: $test,
            run: |program| Box::pin($run(program)),
        }
    };
}
pub(crate) use case;

const USAGE: &str = "Options: --only PART (of a report's or a test's name), --also PROGRAM";

fn main() -> ExitCode {
    let (mut only, mut also) = (None, None::<OsString>);
    let read = command_line::read(USAGE, |option, words| {
        match option {
            "--only" => only = Some(words.next()?),
            "--also" => also = Some(words.next()?.into()),
            _ => return None,
        }
        Some(())
    });
    if let Err(code) = read {
        return code;
    }
    let mut programs = Vec::from(Kind::BOTH.map(Program::of));
    programs.extend(also.map(Program::vigil_at));
    let names = programs.iter().map(|program| format!(" {} |", program.name));
    println!("| report | what was sent |{} test |", names.collect::<String>());
    println!("| --- | --- |{} --- |", " --- |".repeat(programs.len()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let cases = [messages::cases(), connections::cases(), toys::cases()];
    for case in cases.into_iter().flatten() {
        let is_wanted = |part: &String| case.report.contains(part) || case.test.contains(part);
        if only.as_ref().is_some_and(|part| !is_wanted(part)) {
            continue;
        }
        let mut cells = vec![case.report.to_owned(), case.sent.to_owned()];
        for program in &programs {
            eprintln!("{}: {}", program.name, case.sent);
            cells.push(runtime.block_on((case.run)(program.clone())));
        }
        println!("| {} | `{}` |", cells.join(" | "), case.test);
    }
    ExitCode::SUCCESS
}
