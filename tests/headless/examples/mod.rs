//! The programs in `examples/`, as people run them.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `hidden_tab` | a story in a tab that nobody looks at |
//! | `ping_timeout` | `PingTimeoutExample` in every language: the same lines, and the same events of Vigil |
//! | `first_program` | the programs of `docs/first-program.md`, as they stand there |
//! | `story` | a Twine story in a browser |

mod first_program;
mod hidden_tab;
mod ping_timeout;
mod story;

use libtest_mimic::Trial;
use vigil_tests::{environment, trial};

pub(crate) fn tests() -> Vec<Trial> {
    let mut tests = ping_timeout::tests();
    tests.extend(first_program::tests());
    tests.extend(hidden_tab::tests());
    tests
}

/// A test that cannot be run is listed as ignored, and why is told at the end.
fn where_dotnet_is(tests: Vec<Trial>) -> Vec<Trial> {
    if environment::dotnet().is_some() {
        return tests;
    }
    for test in &tests {
        trial::note(format!(
            "NOT RUN: {}, because this machine has no .NET SDK",
            test.name()
        ));
    }
    tests.into_iter().map(|test| test.with_ignored_flag(true)).collect()
}
