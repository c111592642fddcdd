//! The app, packed for this system.

use crate::{
    cargo::clean_environment,
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    process, tauri_cli, ui,
    workspace::Workspace,
};

pub(crate) fn bundle(workspace: &Workspace) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Bundle)?;
    let node = Node::ensure(workspace)?;
    ui::install_packages(workspace, &node)?;
    ui::build(workspace, &node)?;
    let mut tauri = tauri_cli::ensure(workspace, &node)?;
    tauri.arg("build");
    if cfg!(target_os = "linux") {
        tauri.args(["--bundles", "deb"]);
        // Which tray library the package depends on; without it Tauri looks for the headers of one, and needs
        // them for nothing else.
        tauri.env("TAURI_LINUX_AYATANA_APPINDICATOR", "1");
    }
    clean_environment(&mut tauri);
    process::run(&mut tauri)
}
