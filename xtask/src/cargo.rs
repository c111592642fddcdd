//! The cargo that started us, for the builds we start.

use std::{env, path::PathBuf, process::Command};

use crate::{
    error::Error,
    process,
    workspace::{Profile, Workspace},
};

/// Set by `cargo run` for this very package. Build scripts that watch them (ring's does) would run again, and
/// all that depends on them, each time a person changes between `cargo build` and `cargo xtask`.
const SET_FOR_XTASK: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
];

pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    clean_environment(&mut command);
    command.current_dir(&workspace.root);
    command
}

/// Vigil without a window, as benchmarks and faults meet it.
pub(crate) fn release(workspace: &Workspace) -> Result<PathBuf, Error> {
    process::run(
        cargo(workspace)
            .args(["build", "--locked", "--release", "--package", "vigil"])
            .args(["--bin", "vigil", "--no-default-features"]),
    )?;
    Ok(workspace.built(Profile::Release, "vigil"))
}

/// For programs that start cargo themselves.
pub(crate) fn clean_environment(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let is_ours = name
            .to_str()
            .is_some_and(|name| SET_FOR_XTASK.iter().any(|prefix| name.starts_with(prefix)));
        if is_ours {
            command.env_remove(name);
        }
    }
}
