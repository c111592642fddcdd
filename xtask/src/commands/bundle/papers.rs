//! What is inside, and under which licences.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{LICENCES, Place, file_error};
use crate::{
    cargo::{cargo, clean_environment},
    error::Error,
    node::Node,
    process,
    stamp::{Inputs, Stamp},
    tools::{CARGO_ABOUT, CARGO_CYCLONEDX},
    workspace::Workspace,
};

/// CycloneDX, of the crates and of the window's packages.
const BILL: &str = "vigil.cdx";
const WINDOW_BILL: &str = "vigil-window-content.cdx.json";

pub(super) fn write(workspace: &Workspace, node: &Node, place: &Place) -> Result<(), Error> {
    licences(workspace, node, place)?;
    bill_of_crates(workspace, place)?;
    bill_of_the_window(workspace, node, place)
}

fn licences(workspace: &Workspace, node: &Node, place: &Place) -> Result<(), Error> {
    let crates = licences_of_crates(workspace)?;
    let crates = fs::read_to_string(&crates).map_err(file_error("read", &crates))?;
    let window = process::output(
        Command::new(node.program())
            .arg(workspace.packaging().join("window-licences.mjs"))
            .arg(workspace.ui()),
    )?;
    let text = place.parts.join(LICENCES);
    fs::write(&text, format!("{crates}\n{window}")).map_err(file_error("write", &text))
}

/// Comparing all texts takes a minute or two: they are kept for as long as the crates are the same.
fn licences_of_crates(workspace: &Workspace) -> Result<PathBuf, Error> {
    let packaging = workspace.packaging();
    let (config, template) = (packaging.join("about.toml"), packaging.join("licences.hbs"));
    let text = workspace.target.join("tools").join("licences-of-crates.txt");
    let inputs = Inputs::default()
        .file(&workspace.root.join("Cargo.lock"))?
        .file(&config)?
        .file(&template)?;
    let stamp = Stamp::new(workspace, "licences", &inputs);
    if stamp.is_fresh(&text) {
        return Ok(text);
    }
    let tool = CARGO_ABOUT.ensure(workspace)?;
    // It reads the metadata of all systems' crates, and asks nobody on the network; those of other systems may be missing.
    process::run(cargo(workspace).args(["fetch", "--locked"]))?;
    let mut about = Command::new(tool);
    clean_environment(&mut about);
    about
        .current_dir(&workspace.root)
        .args([
            "generate",
            "--locked",
            "--offline",
            "--fail",
            "--features",
            "custom-protocol",
        ])
        .arg("--config")
        .arg(config)
        .arg("--output-file")
        .arg(&text)
        .arg(template);
    process::run(&mut about)?;
    stamp.set()?;
    Ok(text)
}

/// It writes one file beside each crate's manifest; the app's names all of them.
fn bill_of_crates(workspace: &Workspace, place: &Place) -> Result<(), Error> {
    let tool = CARGO_CYCLONEDX.ensure(workspace)?;
    let mut command = cargo(workspace);
    // Cargo's own variables tell it which cargo to ask.
    let outcome = process::run(
        place
            .dated(command.arg("cyclonedx"))
            .env("PATH", first_on_path(&tool))
            .args([
                "--format",
                "json",
                "--spec-version",
                "1.5",
                "--features",
                "custom-protocol",
            ])
            .args(["--override-filename", BILL]),
    );
    let name = format!("{BILL}.json");
    let written = workspace.root.join(&name);
    let bill = outcome.and_then(|()| fs::read(&written).map_err(file_error("read", &written)));
    // Also what lies in the packages' folder under that name.
    remove_all(&workspace.root, &name)?;
    let file = place.packages.join(&name);
    fs::write(&file, bill?).map_err(file_error("write", &file))
}

fn bill_of_the_window(workspace: &Workspace, node: &Node, place: &Place) -> Result<(), Error> {
    let bill = process::output(
        place.dated(
            Command::new(node.program())
                .arg(workspace.packaging().join("window-bill.mjs"))
                .arg(workspace.ui()),
        ),
    )?;
    let file = place.packages.join(WINDOW_BILL);
    fs::write(&file, bill).map_err(file_error("write", &file))
}

/// The tool that cargo finds there as its subcommand, before all others.
fn first_on_path(tool: &Path) -> std::ffi::OsString {
    let folder = tool.parent().map(Path::to_path_buf);
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(folder.into_iter().chain(std::env::split_paths(&path))).unwrap_or(path)
}

/// It writes one beside the manifest of each crate; they are parts of the first.
fn remove_all(root: &Path, name: &str) -> Result<(), Error> {
    let found = process::output(
        Command::new("git")
            .current_dir(root)
            .args(["ls-files", "--others", "--ignored", "--exclude", name, "--", name])
            .arg(format!(":(glob)**/{name}")),
    )?;
    for file in found.lines().map(|file| root.join(file)) {
        fs::remove_file(&file).map_err(file_error("remove", &file))?;
    }
    Ok(())
}
