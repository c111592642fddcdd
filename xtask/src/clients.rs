//! The official Buttplug clients, as programs use them: Vigil is tested with these, not with our own alone.

use std::path::PathBuf;

use crate::{cargo::cargo, error::Error, node::Node, process, python::Venv, ui, workspace::Workspace};

/// A workspace of its own, from the root.
pub(crate) const RUST_MANIFEST: &str = "tests/clients/rust/Cargo.toml";

/// Cargo's folder of what is built without optimisations.
const PROFILE: &str = "debug";

#[derive(Debug)]
pub(crate) struct Clients {
    /// A Python that has the client from `PyPI`.
    pub(crate) python: PathBuf,
    /// A folder whose `node_modules` has the client from npm.
    pub(crate) folder: PathBuf,
    /// A folder with the players that are built on the Rust client.
    pub(crate) rust: PathBuf,
}

/// The Python alone.
pub(crate) fn ensure_python(workspace: &Workspace) -> Result<PathBuf, Error> {
    Ok(python(workspace)?.python())
}

pub(crate) fn ensure(workspace: &Workspace, node: &Node) -> Result<Clients, Error> {
    let folder = workspace.clients();
    let venv = python(workspace)?;
    venv.ensure_aside(workspace, "buttplug-py", &folder.join("requirements-old.txt"))?;
    ui::install_locked(workspace, node, &folder, "clients-packages")?;
    Ok(Clients {
        python: venv.python(),
        rust: build_rust(workspace)?,
        folder,
    })
}

fn python(workspace: &Workspace) -> Result<Venv, Error> {
    let venv = Venv::new(workspace, "clients-venv");
    venv.ensure_from(workspace, &workspace.clients().join("requirements.txt"))?;
    Ok(venv)
}

/// Their lock file and their target folder are their own: nothing of them gets into Vigil's.
fn build_rust(workspace: &Workspace) -> Result<PathBuf, Error> {
    let target = workspace.target.join("clients-rust");
    process::run(
        cargo(workspace)
            .args(["build", "--workspace", "--locked", "--manifest-path", RUST_MANIFEST])
            .arg("--target-dir")
            .arg(&target),
    )?;
    Ok(target.join(PROFILE))
}
