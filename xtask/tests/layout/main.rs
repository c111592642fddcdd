//! The arrows between modules go one way.
//!
//! What a module names of another one is an arrow to it, wherever it names it; what it names by way of a re-export is an
//! arrow to where the item is. Tests may look at everything and are left out. The arrows between the modules at the top of
//! each crate are listed in `arrows.txt`: a new one belongs there, so that it is seen; below the top there is no list, but
//! circles are found everywhere.

#![allow(clippy::panic, reason = "a test")]

mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use source::{Sources, circles};

/// Where the sources of each crate are.
const CRATES: [(&str, &str); 5] = [
    ("client", "src-tauri/crates/client/src"),
    ("core", "src-tauri/crates/core/src"),
    ("devices", "src-tauri/crates/devices/src"),
    ("server", "src-tauri/crates/server/src"),
    ("app", "src-tauri/src"),
];

fn sources() -> impl Iterator<Item = (&'static str, Sources)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from);
    let root = root.unwrap_or_default();
    CRATES
        .into_iter()
        .map(move |(name, folder)| (name, Sources::read(&root.join(folder))))
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let mut found = BTreeSet::new();
    for (name, sources) in sources() {
        for (parent, arrows) in sources.arrows() {
            let place = [&[name.to_owned()], parent.as_slice()].concat().join("::");
            for (from, to) in circles(&arrows) {
                let file = arrows[&(from.clone(), to.clone())].display().to_string();
                found.insert((place.clone(), format!("{from} -> {to}"), file));
            }
        }
    }
    assert!(found.is_empty(), "arrows that close a circle: {found:#?}");
}

#[test]
fn arrows_at_the_top_of_each_crate_are_listed() {
    let mut drawn = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, sources) in sources() {
        let at_the_top = sources.arrows().remove(&Vec::new()).unwrap_or_default();
        for (from, to) in at_the_top.into_keys() {
            drawn.entry(format!("{name}::{from}")).or_default().insert(to);
        }
    }
    let drawn: Vec<_> = drawn
        .into_iter()
        .map(|(from, to)| format!("{from} -> {}", to.into_iter().collect::<Vec<_>>().join(" ")))
        .collect();
    let listed: Vec<_> = include_str!("arrows.txt").lines().map(str::to_owned).collect();
    assert_eq!(drawn, listed, "left: the sources; right: tests/layout/arrows.txt");
}
