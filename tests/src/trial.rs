//! Async functions as tests.

use std::{
    collections::BTreeMap,
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

/// Tables that several tests write, by their titles: the columns, and the rows in order.
static TABLES: Mutex<BTreeMap<&str, Table>> = Mutex::new(BTreeMap::new());

type Table = (Vec<&'static str>, Vec<Vec<String>>);

/// Names async functions as tests; one that is written but not named here is reported by the compiler as unused.
#[macro_export]
macro_rules! trials {
    ($($test:ident),+ $(,)?) => {
        vec![$($crate::trial::trial(concat!(module_path!(), "::", stringify!($test)), $test)),+]
    };
}

/// The same for tests that wait for minutes: they are run where that is asked for, else they count as ignored.
#[macro_export]
macro_rules! long_trials {
    ($($test:ident),+ $(,)?) => {
        $crate::trials![$($test),+]
            .into_iter()
            .map(|trial| trial.with_ignored_flag(!$crate::environment::is_long()))
            .collect::<Vec<_>>()
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
    for (title, (columns, mut rows)) in std::mem::take(&mut *TABLES.lock().unwrap_or_else(PoisonError::into_inner)) {
        rows.sort();
        note(markdown(title, &columns, &rows));
    }
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
    if environment::tables_are_wanted() {
        let rows: Vec<_> = rows.iter().map(|row| row.to_vec()).collect();
        note(markdown(title, &columns, &rows));
    }
}

/// A row of a table to which several tests contribute; told at the end, sorted.
pub fn row<const COLUMNS: usize>(title: &'static str, columns: [&'static str; COLUMNS], row: [String; COLUMNS]) {
    if environment::tables_are_wanted() {
        let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, rows) = tables.entry(title).or_insert_with(|| (columns.to_vec(), Vec::new()));
        rows.push(row.into());
    }
}

fn markdown(title: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let columns: Vec<_> = columns.iter().map(ToString::to_string).collect();
    let head = [line(&columns), line(&vec!["---".to_owned(); columns.len()])];
    // What would end the cell, or look like a mark of its own.
    let cells = |row: &Vec<String>| {
        row.iter()
            .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
            .collect::<Vec<_>>()
    };
    let lines: Vec<_> = head
        .into_iter()
        .chain(rows.iter().map(|row| line(&cells(row))))
        .collect();
    format!("\n{title}\n\n{}\n", lines.join("\n"))
}
