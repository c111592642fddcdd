//! The Tauri command line, which packs the app. Not one of the window's packages: only `bundle` needs it, and a lock file
//! would have to name its binaries for every system.

use std::{fs, process::Command};

use crate::{error::Error, node::Node, process, workspace::Workspace};

/// The newest of the line that the app is built with.
const PACKAGE: &str = "@tauri-apps/cli@2.12.5";

/// The command, started from the root; installed where it is not there yet.
pub(crate) fn ensure(workspace: &Workspace, node: &Node) -> Result<Command, Error> {
    let folder = workspace.tools().join("tauri-cli");
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let program = folder.join("node_modules").join(".bin").join(name);
    if !program.exists() {
        println!("installing {PACKAGE} into {}", folder.display());
        fs::create_dir_all(&folder).map_err(|source| Error::File {
            action: "make",
            path: folder.clone(),
            source,
        })?;
        let mut install = node.npm(&folder);
        process::run(install.args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
            ".",
            PACKAGE,
        ]))?;
    }
    let mut command = Command::new(program);
    command.current_dir(&workspace.root);
    node.put_first_on_path(&mut command);
    Ok(command)
}
