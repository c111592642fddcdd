//! Runs the cases, one after the other: they are timed.

use std::{any::Any, fs, panic, path::Path, process::ExitCode, time::Duration};

use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

use crate::{
    case::{Case, How, NotRun, Run, Seen},
    cases,
    options::Options,
    rig::Kind,
    table::{self, Column, Row},
};

/// One run of a case, start and recovery included.
const RUN_WITHIN: Duration = Duration::from_secs(90);
/// The reference is only for comparison: so often.
const RUNS_OF_REFERENCE: usize = 3;

pub(crate) fn all(options: &Options) -> ExitCode {
    // A failed run is told of in the table.
    panic::set_hook(Box::new(|_| {}));
    let runtime = Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let wanted: Vec<_> = cases::all()
        .into_iter()
        .filter(|case| options.wants(case.name))
        .collect();
    println!("{}", table::head(options.runs));
    let mut rows = Vec::new();
    for case in &wanted {
        let row = row(&runtime, case, options);
        println!("{}", row.line());
        rows.push(row);
    }
    if let Some(file) = &options.save {
        fs::write(file, table::markdown(&rows)).unwrap();
    }
    println!("\n{}", table::summary(&rows));
    let is_well = !rows.is_empty() && rows.iter().all(|row| row.faults().is_empty());
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn row(runtime: &Runtime, case: &'static Case, options: &Options) -> Row {
    let (run, is_compared) = match case.how {
        How::Run(run) => (run, false),
        How::BesideTheReference(run) => (run, options.is_reference_wanted),
        How::ByTest { below, test } => {
            return Row::by_test(case, below, test, test_is_there(below, test));
        }
    };
    let ours = column(runtime, run, Kind::Vigil, options.runs);
    let theirs = is_compared.then(|| column(runtime, run, Kind::Reference, options.runs.min(RUNS_OF_REFERENCE)));
    Row::tried(case, ours, theirs)
}

fn column(runtime: &Runtime, run: Run, kind: Kind, runs: usize) -> Column {
    let mut column = Column::default();
    for _ in 0..runs {
        match once(runtime, run, kind) {
            Ok(Ok(seen)) => column.seen.push(seen),
            Ok(Err(NotRun(why))) => {
                column.not_run = Some(why);
                break;
            }
            Err(why) => column.failures.push(why),
        }
    }
    column
}

/// An error is a run that went wrong in a way that no case foresaw.
fn once(runtime: &Runtime, run: Run, kind: Kind) -> Result<Result<Seen, NotRun>, String> {
    runtime.block_on(async {
        let task = tokio::spawn(run(kind));
        let abort = task.abort_handle();
        match timeout(RUN_WITHIN, task).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(error)) => Err(message(error.into_panic().as_ref())),
            Err(_) => {
                abort.abort();
                Err(format!("not over after {RUN_WITHIN:?}"))
            }
        }
    })
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic").to_owned()
}

/// A test of this name stands in a file below this folder, which is below the workspace.
pub(crate) fn test_is_there(below: &str, test: &str) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below);
    is_below(&folder, &format!("fn {test}("))
}

fn is_below(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            is_below(&path, text)
        } else {
            path.extension().is_some_and(|ending| ending == "rs")
                && fs::read_to_string(path).is_ok_and(|source| source.contains(text))
        }
    })
}
