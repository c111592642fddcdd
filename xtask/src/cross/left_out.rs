//! Tests that cannot run under Wine: the tables of `docs/windows.md` are the list. A name that no test has is an error.

use std::{collections::BTreeSet, fs};

use crate::{error::Error, workspace::Workspace};

const FILE: &str = "docs/windows.md";

/// What stands above a table of this kind; the name of its suite follows in backticks.
const HEADING: &str = "### Left out of ";

/// A test, or a module that ends in `::`, and why.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    reason: String,
}

/// What is left out of one suite.
#[derive(Debug)]
pub(crate) struct LeftOut {
    rows: Vec<Row>,
}

impl LeftOut {
    pub(crate) fn read(workspace: &Workspace, suite: &str) -> Result<Self, Error> {
        let path = workspace.root.join(FILE);
        let text = fs::read_to_string(&path).map_err(|source| Error::File {
            action: "read",
            path,
            source,
        })?;
        rows(&text, suite)
            .map(|rows| Self { rows })
            .map_err(|problem| Error::LeftOut { file: FILE, problem })
    }

    /// Those of the existing tests that are left out.
    pub(crate) fn of<'a>(&self, tests: &'a BTreeSet<String>) -> Result<Vec<&'a str>, Error> {
        let mut left_out = Vec::new();
        for row in &self.rows {
            let before = left_out.len();
            left_out.extend(tests.iter().map(String::as_str).filter(|test| row.means(test)));
            if left_out.len() == before {
                return Err(Error::LeftOut {
                    file: FILE,
                    problem: format!("there is no test of the name {}", row.name),
                });
            }
        }
        Ok(left_out)
    }

    pub(crate) fn print(&self) {
        for row in &self.rows {
            println!("    {}: {}", row.name, row.reason);
        }
    }
}

impl Row {
    fn means(&self, test: &str) -> bool {
        if self.name.ends_with("::") {
            test.starts_with(&self.name)
        } else {
            test == self.name
        }
    }
}

/// The rows of the table below the heading of this suite; a cell may hold several tests, each in backticks.
fn rows(text: &str, suite: &str) -> Result<Vec<Row>, String> {
    let heading = format!("{HEADING}`{suite}`");
    let mut lines = text.lines().skip_while(|line| **line != *heading);
    if lines.next().is_none() {
        return Err(format!("there is no heading \"{heading}\""));
    }
    let table = lines
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| line.starts_with("| `"));
    let mut rows = Vec::new();
    for line in table {
        let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
        let (Some(names), Some(reason)) = (cells.next(), cells.next()) else {
            return Err(format!("no test and reason: {line}"));
        };
        if reason.is_empty() {
            return Err(format!("no reason: {line}"));
        }
        rows.extend(names.split('`').skip(1).step_by(2).map(|name| Row {
            name: name.to_owned(),
            reason: reason.to_owned(),
        }));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
### Left out of `crates`

Some words.

| test | why |
| --- | --- |
| `a::b` `a::c` | no such thing there |
| `unix::` | of Unix |

### Left out of `headless`

| test | why |
| --- | --- |
| `x::y` | |
";

    fn tests(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_table_says_which_tests_and_why() {
        let left_out = LeftOut {
            rows: rows(TEXT, "crates").unwrap(),
        };
        assert_eq!(left_out.rows.len(), 3);
        assert_eq!(left_out.rows[2].reason, "of Unix");
        let all = tests(&["a::b", "a::bb", "a::c", "unix::d", "unix::e", "f"]);
        assert_eq!(left_out.of(&all).unwrap(), ["a::b", "a::c", "unix::d", "unix::e"]);
    }

    #[test]
    fn a_name_that_no_test_has_is_an_error() {
        let left_out = LeftOut {
            rows: rows(TEXT, "crates").unwrap(),
        };
        let error = left_out.of(&tests(&["a::b", "unix::d"])).unwrap_err().to_string();
        assert!(error.contains("a::c"), "{error}");
        let error = left_out.of(&tests(&["a::b", "a::c"])).unwrap_err().to_string();
        assert!(error.contains("unix::"), "{error}");
    }

    #[test]
    fn a_row_without_a_reason_and_a_suite_without_a_table_are_errors() {
        assert!(rows(TEXT, "headless").unwrap_err().contains("x::y"));
        assert!(rows(TEXT, "other").unwrap_err().contains("other"));
    }
}
