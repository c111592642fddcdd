//! The official Buttplug clients, as programs use them: Vigil is tested with these, not with our own alone.

use std::path::PathBuf;

use crate::{error::Error, node::Node, python::Venv, ui, workspace::Workspace};

#[derive(Debug)]
pub(crate) struct Clients {
    /// A Python that has the client from `PyPI`.
    pub(crate) python: PathBuf,
    /// A folder whose `node_modules` has the client from npm.
    pub(crate) folder: PathBuf,
}

pub(crate) fn ensure(workspace: &Workspace, node: &Node) -> Result<Clients, Error> {
    let folder = workspace.clients();
    let venv = Venv::new(workspace, "clients-venv");
    venv.ensure_from(workspace, &folder.join("requirements.txt"))?;
    venv.ensure_aside(workspace, "buttplug-py", &folder.join("requirements-old.txt"))?;
    ui::install_locked(workspace, node, &folder, "clients-packages")?;
    Ok(Clients {
        python: venv.python(),
        folder,
    })
}
