//! Tests that documents name exist.

#![allow(clippy::panic, reason = "a test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

const DOCUMENT: &str = "docs/field-reports.md";
/// Where tests are.
const SOURCES: [&str; 2] = ["src-tauri", "tests"];

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from);
    root.unwrap_or_default()
}

fn read(folder: &Path, sources: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else {
        panic!("{} cannot be read", folder.display());
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                read(&path, sources);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            *sources += &fs::read_to_string(&path).unwrap_or_default();
        }
    }
}

/// What stands between backticks in the last column of its tables.
fn named(document: &str) -> Vec<&str> {
    let rows = document.lines().filter(|line| line.starts_with('|'));
    rows.filter_map(|row| row.trim_end_matches([' ', '|']).rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_test_that_the_reports_name_exists() {
    let document = fs::read_to_string(root().join(DOCUMENT)).unwrap_or_default();
    let mut sources = String::new();
    for folder in SOURCES {
        read(&root().join(folder), &mut sources);
    }
    let named = named(&document);
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<_> = named
        .iter()
        .filter(|test| !sources.contains(&format!("fn {test}(")))
        .collect();
    assert!(
        missing.is_empty(),
        "{DOCUMENT} names tests that are not there: {missing:?}"
    );
}
