//! Every crate inside Vigil has a licence that `deny.toml` allows, so that a new dependency fails here and not when a
//! package is built.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use spdx::{Expression, ParseMode};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The strings of the list that begins with these words.
fn list(file: &str, begins: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let (_, after) = text.split_once(begins).unwrap();
    let (list, _) = after.split_once(']').unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The licence of every crate that Vigil with its window is linked with here. `cargo xtask deny` looks at every system.
fn licences() -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--package",
            "vigil",
            "--features",
            "custom-protocol",
        ])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}\t{l}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.trim_end_matches(" (*)").split_once('\t'))
        .map(|(name, licence)| (name.to_owned(), licence.to_owned()))
        .collect()
}

#[test]
fn every_crate_inside_has_a_licence_that_is_allowed() {
    let allowed = list("deny.toml", "\nallow = [");
    assert_eq!(
        list("src-tauri/packaging/about.toml", "accepted = ["),
        allowed,
        "both files say the same"
    );
    let licences = licences();
    assert!(licences.len() > 200, "only {} crates", licences.len());
    for (name, licence) in licences {
        let expression = Expression::parse_mode(&licence, ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{name}: {licence:?}: {error}"));
        let is_allowed = expression.evaluate(|needed| allowed.contains(&needed.to_string()));
        assert!(is_allowed, "{name} is under {licence}, which deny.toml does not allow");
    }
}
