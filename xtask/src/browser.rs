//! A Chromium, for the tests that open a web page in a real browser.

use std::path::PathBuf;

use crate::process;

/// By any of the names under which systems have it.
const NAMES: [&str; 3] = ["chromium", "google-chrome-stable", "google-chrome"];

/// Programs from a snap see neither the tests' files nor their profile.
const SNAPS: &str = "/snap";

pub(crate) fn find() -> Option<PathBuf> {
    NAMES
        .iter()
        .filter_map(|name| process::find(name))
        .find(|path| !path.starts_with(SNAPS))
}
