//! What `cargo xtask` hands to the tests. A test never skips what is missing: it fails, and says what to do.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// Vigil without a window.
pub fn headless_binary() -> PathBuf {
    path("VIGIL_HEADLESS_BIN")
}

/// Whether that is a program for Windows, which Wine runs.
pub fn is_under_wine() -> bool {
    is_set("VIGIL_WINE")
}

/// A path, as the Vigil under test names it.
pub fn as_vigil_names(path: &Path) -> OsString {
    if is_under_wine() {
        // Wine's drive for all that is there.
        format!("Z:{}", path.display()).replace('/', "\\").into()
    } else {
        path.into()
    }
}

/// A Python that has the official client.
pub fn python() -> PathBuf {
    path("VIGIL_PYTHON")
}

pub fn node() -> PathBuf {
    path("VIGIL_NODE")
}

/// The folder with the clients' scripts, whose `node_modules` has the official client.
pub fn clients() -> PathBuf {
    path("VIGIL_CLIENTS")
}

/// What is in this file of the clients' folder. The official clients there are installed, not part of the repository.
pub fn client_file(name: &str) -> Vec<u8> {
    let file = clients().join(name);
    fs::read(&file)
        .unwrap_or_else(|error| panic!("{}: {error}. `cargo xtask test` installs the clients.", file.display()))
}

/// A Chromium, or what is built on it.
pub fn browser() -> PathBuf {
    path("VIGIL_BROWSER")
}

/// The reverse proxy of `docs/wss.md`.
pub fn caddy() -> PathBuf {
    path("VIGIL_CADDY")
}

/// The folder with the players that are built on the Rust client.
pub fn rust_clients() -> PathBuf {
    path("VIGIL_RUST_CLIENTS")
}

/// The example in Rust, built.
pub fn rust_example() -> PathBuf {
    path("VIGIL_EXAMPLE_RUST")
}

/// The folder with the examples, built.
pub fn examples() -> PathBuf {
    path("VIGIL_EXAMPLES")
}

/// The .NET program that the C# example was built with; `None` if this machine has no .NET.
pub fn dotnet() -> Option<PathBuf> {
    env::var_os("VIGIL_DOTNET").map(|_| path("VIGIL_DOTNET"))
}

/// Whether the tests that take minutes are wanted.
pub fn is_long() -> bool {
    is_set("VIGIL_LONG")
}

/// Whether to print tables of what was tried: by themselves, or with the tests that take minutes.
pub fn tables_are_wanted() -> bool {
    is_set("VIGIL_TABLES") || is_long()
}

/// The path in this variable.
pub fn path(variable: &str) -> PathBuf {
    let path = env::var_os(variable).map_or_else(|| {
        panic!(
            "{variable} is not set. Run these tests with `cargo xtask test`, which builds what they need and sets it."
        )
    }, PathBuf::from);
    assert!(
        path.exists(),
        "{variable} names {}, which is not there. Run `cargo xtask test`.",
        path.display()
    );
    path
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}
