//! tauri-driver, which puts `WebDriver` in front of a Tauri window.

use std::path::PathBuf;

use crate::{
    cargo::cargo,
    error::Error,
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, executable},
};

/// The newest stable one: cargo would take the 3.0 alpha neither, but a pinned tool fails on no other day than ours.
const VERSION: &str = "2.1.0";

pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    let program = workspace.tools().join("bin").join(executable("tauri-driver"));
    let stamp = Stamp::new(workspace, "tauri-driver", &Inputs::default().value(VERSION));
    if stamp.is_fresh(&program) {
        return Ok(program);
    }
    println!("building tauri-driver {VERSION} into {}", workspace.tools().display());
    process::run(
        cargo(workspace)
            // A build without optimisations takes a third of the time, and a proxy of a few requests needs none.
            .args(["install", "--quiet", "--locked", "--debug", "--force"])
            .args(["--version", VERSION, "--root"])
            .arg(workspace.tools())
            .arg("tauri-driver"),
    )?;
    stamp.set()?;
    Ok(program)
}
