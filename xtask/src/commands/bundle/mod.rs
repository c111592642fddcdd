//! The app, packed for the systems that people have.
//!
//! | file | what it does |
//! | --- | --- |
//! | `programs` | builds what is packed, so that two builds of one commit are equal |
//! | `papers` | licences of everything inside, and the bills of materials |
//! | `linux` | the `.deb`, the `.rpm` and the portable `.tar.gz` |
//! | `windows` | the installer and the portable `.zip` |
//! | `check` | the packages, installed and used |
//! | `sums` | SHA-256 of every package |
//!
//! Parts are put together in `target/bundle/parts`, packages lie in `target/bundle/packages`. On other systems than Linux,
//! Tauri's bundler does all of it.

#[cfg(target_os = "linux")]
mod check;
#[cfg(target_os = "linux")]
mod linux;
mod papers;
#[cfg(target_os = "linux")]
mod programs;
mod sums;
#[cfg(target_os = "linux")]
mod windows;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

#[cfg(target_os = "linux")]
use crate::workspace::Profile;
use crate::{
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    process,
    steps::Steps,
    ui,
    workspace::Workspace,
};

/// Texts of the licences of all that is inside: crates, then what vite leaves of the window's packages.
const LICENCES: &str = "third-party-licences.txt";

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// For Windows, from what `cargo xtask windows build --release` left in target/windows
    #[cfg(target_os = "linux")]
    #[arg(long)]
    windows: bool,
    /// Install what was packed last, use it, upgrade it and remove it: the .deb in clean systems (root); with --windows, the
    /// installer and the .zip under Wine
    #[cfg(target_os = "linux")]
    #[arg(long)]
    check: bool,
    /// Programs without optimisations, packed without effort: to try the packages themselves
    #[cfg(target_os = "linux")]
    #[arg(long, conflicts_with_all = ["windows", "check"])]
    debug: bool,
}

/// Where a package's parts and the packages themselves lie, and what they are told about time.
#[derive(Debug)]
struct Place {
    parts: PathBuf,
    packages: PathBuf,
    /// Of the commit: what two builds agree on, in seconds since 1970.
    epoch: String,
    /// Packed in a moment instead of small.
    #[cfg(target_os = "linux")]
    is_quick: bool,
}

pub(crate) fn bundle(workspace: &Workspace, asked: &Asked) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    if asked.check {
        let packages = packages(workspace);
        return if asked.windows {
            check::check_windows(workspace, &packages)
        } else {
            check::check(workspace, &packages)
        };
    }
    prerequisites::ensure(workspace, Purpose::Bundle)?;
    let node = Node::ensure(workspace)?;
    let place = Place::new(workspace, asked)?;
    let mut steps = Steps::default();
    steps.step("the window's content", || {
        ui::install_packages(workspace, &node)?;
        ui::build(workspace, &node)
    })?;
    steps.step("licences and bills of materials", || {
        papers::write(workspace, &node, &place)
    })?;
    pack(workspace, &node, &place, asked, &mut steps)?;
    let sums = steps.step("checksums", || sums::write(&place.packages))?;
    println!("\n{sums}");
    Ok(())
}

#[cfg(target_os = "linux")]
fn pack(workspace: &Workspace, _node: &Node, place: &Place, asked: &Asked, steps: &mut Steps) -> Result<(), Error> {
    if asked.windows {
        return windows::pack(workspace, place, steps);
    }
    let profile = if asked.debug { Profile::Dev } else { Profile::Release };
    steps.step("the programs", || programs::build(workspace, place, profile))?;
    linux::pack(workspace, place, steps)
}

/// The system's own kind of package, as tauri.conf.json says, made on that system.
#[cfg(not(target_os = "linux"))]
fn pack(workspace: &Workspace, node: &Node, place: &Place, _asked: &Asked, steps: &mut Steps) -> Result<(), Error> {
    steps.step("the package", || {
        let mut tauri = crate::tauri_cli::ensure(workspace, node)?;
        crate::cargo::clean_environment(&mut tauri);
        process::run(place.dated(tauri.arg("build")))
    })
}

/// Cargo.toml's own place, whatever CARGO_TARGET_DIR says: people are told of it.
fn packages(workspace: &Workspace) -> PathBuf {
    workspace.root.join("target").join("bundle").join("packages")
}

impl Place {
    /// Packages for Windows come to those for Linux.
    fn new(workspace: &Workspace, asked: &Asked) -> Result<Self, Error> {
        let packages = packages(workspace);
        let place = Self {
            parts: packages.with_file_name("parts"),
            packages,
            epoch: time_of_commit(&workspace.root),
            #[cfg(target_os = "linux")]
            is_quick: asked.debug,
        };
        #[cfg(target_os = "linux")]
        let keeps_packages = asked.windows;
        #[cfg(not(target_os = "linux"))]
        let keeps_packages = false;
        for (folder, is_kept) in [(&place.parts, false), (&place.packages, keeps_packages)] {
            if folder.exists() && !is_kept {
                fs::remove_dir_all(folder).map_err(file_error("empty", folder))?;
            }
            fs::create_dir_all(folder).map_err(file_error("make", folder))?;
        }
        Ok(place)
    }

    /// Every tool that writes times into what it makes knows this variable.
    fn dated<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        command.env("SOURCE_DATE_EPOCH", &self.epoch)
    }
}

/// Of an unpacked source archive there is none: 1980, before which zip knows no time.
fn time_of_commit(root: &Path) -> String {
    process::answer(
        Command::new("git")
            .current_dir(root)
            .args(["log", "-1", "--format=%ct"]),
    )
    .unwrap_or_else(|| "315532800".to_owned())
}

fn file_error(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_path_buf();
    move |source| Error::File { action, path, source }
}
