//! Async functions as tests.

use std::{
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use libtest_mimic::{Arguments, Conclusion, Trial};
use tokio::time::timeout;

use crate::{environment, waits};

/// Tests at a time: they wait for limits to run out, and each has a Vigil of its own.
const AT_A_TIME: usize = 16;

/// What the tests measured, told at the end: in between it would tear the list of results apart.
static NOTES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Names async functions as tests; one that is written but not named here is reported by the compiler as unused.
#[macro_export]
macro_rules! trials {
    ($($test:ident),+ $(,)?) => {
        vec![$($crate::trial::trial(concat!(module_path!(), "::", stringify!($test)), $test)),+]
    };
}

/// One test, on a runtime of its own.
pub fn trial<F, Fut>(path: &str, test: F) -> Trial
where
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = ()>,
{
    // As the usual harness names them: without the program's own name.
    let name = path.split_once("::").map_or(path, |(_, name)| name);
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async { timeout(waits::TEST, test()).await })?;
        Ok(())
    })
}

/// Runs those that the command line asks for; then, one after the other, those that would starve the rest of processor
/// time.
pub fn run_then_alone(tests: Vec<Trial>, alone: Vec<Trial>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_A_TIME);
    let together = libtest_mimic::run(&arguments, tests);
    arguments.test_threads = Some(1);
    let alone = libtest_mimic::run(&arguments, alone);
    tell_notes();
    if together.has_failed() || alone.has_failed() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Runs those that the command line asks for.
pub fn run(tests: Vec<Trial>) -> Conclusion {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_A_TIME);
    let conclusion = libtest_mimic::run(&arguments, tests);
    tell_notes();
    conclusion
}

fn tell_notes() {
    for note in NOTES.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("{note}");
    }
}

/// A word about what a test measured.
pub fn note(note: String) {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner).push(note);
}

/// What was tried and what came of it, as Markdown; told only where it is asked for, since it is long.
pub fn table<const COLUMNS: usize>(title: &str, columns: [&str; COLUMNS], rows: &[[String; COLUMNS]]) {
    if !environment::tables_are_wanted() {
        return;
    }
    let line = |cells: &[&str]| format!("| {} |", cells.join(" | "));
    let head = [line(&columns), line(&["---"; COLUMNS])];
    let rows = rows.iter().map(|row| {
        // What would end the cell, or look like a mark of its own.
        let cells = row.each_ref().map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        line(&cells.each_ref().map(String::as_str))
    });
    let lines: Vec<_> = head.into_iter().chain(rows).collect();
    note(format!("\n{title}\n\n{}\n", lines.join("\n")));
}
