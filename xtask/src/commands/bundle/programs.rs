//! What is packed: on Linux two programs, since WebKit costs a process 40 MB also where it opens no window.

use std::{env, fs, path::Path, process::Command};

use super::{Place, file_error};
use crate::{
    cargo::cargo,
    error::Error,
    process,
    workspace::{Profile, Workspace, executable},
};

/// The program that is started, and the one with the window, which it becomes if there is one to open.
const HEADLESS: &str = "vigil";
const WITH_WINDOW: &str = "vigil-window";

pub(super) fn build(workspace: &Workspace, place: &Place, profile: Profile) -> Result<(), Error> {
    build_one(
        workspace,
        place,
        profile,
        &["--features", "custom-protocol"],
        WITH_WINDOW,
    )?;
    build_one(workspace, place, profile, &["--no-default-features"], HEADLESS)
}

fn build_one(
    workspace: &Workspace,
    place: &Place,
    profile: Profile,
    features: &[&str],
    name: &str,
) -> Result<(), Error> {
    let mut build = cargo(workspace);
    place
        .dated(&mut build)
        .args(["build", "--locked", "--package", "vigil", "--bin", "vigil"])
        .args(features);
    // Builds without optimisations are for nobody else, and share what the tests have compiled.
    if profile == Profile::Release {
        build
            .arg("--release")
            .env("CARGO_ENCODED_RUSTFLAGS", without_paths(workspace));
    }
    process::run(&mut build)?;
    let output = workspace.built(profile, "vigil");
    let program = place.parts.join(executable(name));
    fs::copy(&output, &program).map_err(file_error("copy", &output))?;
    strip(&program)
}

/// The folders of whoever built it are nobody's business, and differ from build to build.
fn without_paths(workspace: &Workspace) -> String {
    let home = env::var_os("CARGO_HOME")
        .map(Into::into)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec![format!("--remap-path-prefix={}=vigil", workspace.root.display())];
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags.join("\u{1f}")
}

/// Names of functions are a fifth of a program. A panic says its place in the source without them.
fn strip(program: &Path) -> Result<(), Error> {
    process::run(Command::new("strip").arg("--strip-all").arg(program))
}
