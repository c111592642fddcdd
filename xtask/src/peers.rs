//! The reference server, which benchmarks run beside Vigil.

use std::path::PathBuf;

use crate::{
    cargo::cargo,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, executable},
};

const VERSION: &str = "5.0.5";

/// Builds it where it is not there yet; that takes some minutes.
pub(crate) fn intiface_engine(workspace: &Workspace) -> Result<PathBuf, Error> {
    let program = workspace.peers().join("bin").join(executable("intiface-engine"));
    let stamp = Stamp::new(workspace, "intiface-engine", &Inputs::default().value(VERSION));
    if stamp.is_fresh(&program) {
        return Ok(program);
    }
    prerequisites::ensure(workspace, Purpose::Peers)?;
    println!(
        "building intiface-engine {VERSION} into {}",
        workspace.peers().display()
    );
    process::run(
        cargo(workspace)
            // Its manifest asks for a newer compiler than it needs.
            .args(["install", "--locked", "--ignore-rust-version", "--force"])
            .args(["--version", VERSION, "--root"])
            .arg(workspace.peers())
            .arg("intiface-engine"),
    )?;
    stamp.set()?;
    Ok(program)
}
