//! The window's content.

use std::path::Path;

use crate::{
    error::Error,
    node::Node,
    process,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

/// What the tools in `ui/` make themselves: no input of a build.
const NOT_SOURCE: [&str; 3] = ["node_modules", "dist", "coverage"];

/// `npm ci`, where the list of packages is not the one installed.
pub(crate) fn install_packages(workspace: &Workspace, node: &Node) -> Result<(), Error> {
    install_locked(workspace, node, &workspace.ui(), "ui-packages")
}

/// `npm run build`, where the sources are not the ones last built.
pub(crate) fn build(workspace: &Workspace, node: &Node) -> Result<(), Error> {
    let ui = workspace.ui();
    let inputs = Inputs::default().folder(&ui, &NOT_SOURCE)?;
    let stamp = Stamp::new(workspace, "ui-build", &inputs);
    if stamp.is_fresh(&ui.join("dist").join("index.html")) {
        println!("the window's content is built already");
        return Ok(());
    }
    process::run(node.npm(&ui).args(["run", "build"]))?;
    stamp.set()
}

pub(crate) fn script(workspace: &Workspace, node: &Node, name: &str) -> Result<(), Error> {
    process::run(node.npm(&workspace.ui()).args(["run", name]))
}

/// Whether all fits, and everybody can read and reach it: only a browser can tell.
pub(crate) fn browser_tests(workspace: &Workspace, node: &Node, browser: &Path) -> Result<(), Error> {
    process::run(
        node.npm(&workspace.ui())
            .args(["run", "test:browser"])
            .env("VIGIL_BROWSER", browser),
    )
}

/// `npm ci` in a folder with a lock file, once for each state of it.
pub(crate) fn install_locked(workspace: &Workspace, node: &Node, folder: &Path, stamp_name: &str) -> Result<(), Error> {
    let inputs = Inputs::default()
        .file(&folder.join("package.json"))?
        .file(&folder.join("package-lock.json"))?
        .value(node.version_text());
    let stamp = Stamp::new(workspace, stamp_name, &inputs);
    // npm writes this file last.
    if stamp.is_fresh(&folder.join("node_modules").join(".package-lock.json")) {
        println!("npm packages of {} are there already", folder.display());
        return Ok(());
    }
    process::run(node.npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.set()
}
