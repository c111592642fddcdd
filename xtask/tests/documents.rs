//! Tests that documents name exist.

#![allow(clippy::panic, reason = "a test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

const DOCUMENT: &str = "docs/field-reports.md";
/// Has tables of tests that are left out under Wine, below headings of this kind.
const WINDOWS: &str = "docs/windows.md";
const LEFT_OUT: &str = "### Left out of ";
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

fn sources() -> String {
    let mut sources = String::new();
    for folder in SOURCES {
        read(&root().join(folder), &mut sources);
    }
    sources
}

#[test]
fn every_test_that_the_reports_name_exists() {
    let document = fs::read_to_string(root().join(DOCUMENT)).unwrap_or_default();
    let sources = sources();
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

/// `cargo xtask windows` looks at the whole names; this is what takes no build.
#[test]
fn every_test_that_is_left_out_under_wine_exists() {
    let document = fs::read_to_string(root().join(WINDOWS)).unwrap_or_default();
    let sources = sources();
    let (_, tables) = document.split_once(LEFT_OUT).unwrap_or_default();
    let first_cells = tables
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let named: Vec<_> = first_cells
        .flat_map(|cell| cell.split('`').step_by(2))
        .filter(|name| !name.trim().is_empty())
        .collect();
    assert!(named.len() > 3, "{named:?}");
    let missing: Vec<_> = named
        .iter()
        .filter(|name| {
            let declared = match name.strip_suffix("::") {
                Some(module) => format!("mod {};", module.rsplit("::").next().unwrap_or_default()),
                None => format!("fn {}(", name.rsplit("::").next().unwrap_or_default()),
            };
            !sources.contains(&declared)
        })
        .collect();
    assert!(
        missing.is_empty(),
        "{WINDOWS} names tests that are not there: {missing:?}"
    );
}
