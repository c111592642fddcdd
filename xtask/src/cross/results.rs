//! What test programs say at their end, counted.

use std::fmt::Write as _;

/// Of the programs of one run, in order.
#[derive(Debug, Default)]
pub(crate) struct Results {
    programs: Vec<Counts>,
    /// The program that runs.
    running: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    program: String,
    passed: u32,
    failed: u32,
    ignored: u32,
    left_out: u32,
}

/// The test that this line of a list names.
pub(crate) fn is_listed(line: &str) -> Option<&str> {
    line.strip_suffix(": test")
}

impl Results {
    /// A line that cargo or a test program printed.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some(running) = line.trim_start().strip_prefix("Running ") {
            self.running = Some(name(running));
        } else if let Some(counts) = line.strip_prefix("test result: ") {
            let count = |what: &str| {
                counts
                    .split(['.', ';'])
                    .find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
                    .unwrap_or(0)
            };
            self.programs.push(Counts {
                program: self.running.clone().unwrap_or_default(),
                passed: count("passed"),
                failed: count("failed"),
                ignored: count("ignored"),
                left_out: count("filtered out"),
            });
        }
    }

    pub(crate) fn failed(&self) -> u32 {
        self.programs.iter().map(|program| program.failed).sum()
    }

    pub(crate) fn passed(&self) -> u32 {
        self.programs.iter().map(|program| program.passed).sum()
    }

    /// As a table, without programs that have no tests.
    pub(crate) fn table(&self) -> String {
        let with_tests = || {
            self.programs.iter().filter(|counts| {
                **counts
                    != Counts {
                        program: counts.program.clone(),
                        ..Counts::default()
                    }
            })
        };
        let width = with_tests().map(|counts| counts.program.len()).max().unwrap_or(0);
        let mut table = format!("{:width$}  passed  failed  ignored  left out\n", "");
        for counts in with_tests() {
            let Counts {
                program,
                passed,
                failed,
                ignored,
                left_out,
            } = counts;
            // Writing to a string does not fail.
            let _ = writeln!(
                table,
                "{program:width$}  {passed:>6}  {failed:>6}  {ignored:>7}  {left_out:>8}"
            );
        }
        table
    }
}

/// Of `unittests src/lib.rs (target/deps/vigil_core-0123456789abcdef.exe)`.
fn name(running: &str) -> String {
    let path = running
        .rsplit_once('(')
        .map_or(running, |(_, path)| path.trim_end_matches(')'));
    let file = path.rsplit('/').next().unwrap_or(path);
    let file = file.strip_suffix(".exe").unwrap_or(file);
    file.rsplit_once('-').map_or(file, |(name, _)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_test_programs_say_is_counted() {
        let mut results = Results::default();
        for line in [
            "     Running unittests src/lib.rs (target/cross/x/debug/deps/vigil_core-0123456789abcdef.exe)",
            "test session::tests::a ... ok",
            "test result: ok. 33 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.10s",
            "     Running tests/wire/main.rs (target/cross/x/debug/deps/wire-0123456789abcdef.exe)",
            "test result: FAILED. 4 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "     Running unittests src/lib.rs (target/cross/x/debug/deps/empty-0123456789abcdef.exe)",
            "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            results.read(line);
        }
        assert_eq!((results.passed(), results.failed()), (37, 3));
        assert_eq!(
            results.table(),
            "            passed  failed  ignored  left out\n\
             vigil_core      33       0        1         2\n\
             wire             4       3        0         0\n"
        );
    }

    #[test]
    fn a_list_names_tests_and_nothing_else() {
        assert_eq!(is_listed("session::tests::a: test"), Some("session::tests::a"));
        assert_eq!(is_listed("33 tests, 0 benchmarks"), None);
        assert_eq!(is_listed("a: benchmark"), None);
    }
}
