use std::path::{Path, PathBuf};

use crate::environment::path;

/// The window's binary.
pub(super) fn app() -> PathBuf {
    path("VIGIL_BIN")
}

pub(super) fn tauri_driver() -> PathBuf {
    path("VIGIL_TAURI_DRIVER")
}

pub(super) fn webkit_driver() -> PathBuf {
    path("VIGIL_WEBKIT_DRIVER")
}

/// A window needs a screen; tests open theirs on one that nobody sees.
pub(super) fn expect_a_display() {
    let is_set = std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty());
    assert!(
        is_set,
        "DISPLAY is not set. Run these tests with `cargo xtask test`, which opens a display for them."
    );
}

/// Where tests of the window leave files for people.
pub(super) fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}
