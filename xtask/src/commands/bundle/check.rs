//! Packages, installed as people install them, used, upgraded and removed: the `.deb` in clean systems, what Windows gets
//! under Wine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::file_error;
use crate::{
    clients,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    steps::Steps,
    wine::Wine,
    workspace::Workspace,
};

/// Debian's names for 12 and 13.
const SYSTEMS: [&str; 2] = ["bookworm", "trixie"];
const MIRROR: &str = "http://deb.debian.org/debian";

pub(super) fn check(workspace: &Workspace, packages: &Path) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::BundleCheck)?;
    let package = package(packages, ".deb")?;
    let python = clients::ensure_python(workspace)?;
    let mut steps = Steps::default();
    for name in SYSTEMS {
        steps.step(name, || {
            let system = clean_system(workspace, name)?;
            process::run(
                Command::new(&python)
                    .arg(workspace.root.join("tests").join("installed").join("try_package.py"))
                    .arg(&system)
                    .arg(&package),
            )
        })?;
    }
    Ok(())
}

/// In the Windows that the tests have, too: nothing of Vigil may be left in it afterwards.
pub(super) fn check_windows(workspace: &Workspace, packages: &Path) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Windows)?;
    let setup = package(packages, "-setup.exe")?;
    let archive = package(packages, ".zip")?;
    let python = clients::ensure_python(workspace)?;
    let wine = Wine::ensure(workspace)?;
    process::run(
        Command::new(&python)
            .arg(workspace.root.join("tests").join("installed").join("try_installer.py"))
            .args([wine.runner(), wine.prefix(), setup, archive]),
    )
}

fn package(packages: &Path, ending: &'static str) -> Result<PathBuf, Error> {
    fs::read_dir(packages)
        .map_err(file_error("read", packages))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().ends_with(ending))
        .ok_or(Error::NotPacked(ending))
}

/// A new one for each run, from files that were fetched once.
fn clean_system(workspace: &Workspace, name: &str) -> Result<PathBuf, Error> {
    let folder = workspace.root.join("target").join("bundle").join("systems");
    let system = folder.join(name);
    let archive = folder.join(format!("{name}.tar"));
    if system.exists() {
        // What a run that was broken off has mounted there is not ours to remove.
        process::run(
            Command::new("rm")
                .args(["--recursive", "--force", "--one-file-system"])
                .arg(&system),
        )?;
    }
    fs::create_dir_all(&system).map_err(file_error("make", &system))?;
    if archive.exists() {
        process::run(Command::new("tar").arg("-xpf").arg(&archive).arg("-C").arg(&system))?;
        return Ok(system);
    }
    process::run(
        Command::new("debootstrap")
            .args(["--variant=minbase", "--include=ca-certificates", name])
            .arg(&system)
            .arg(MIRROR),
    )?;
    let unfinished = archive.with_extension("unfinished");
    process::run(
        Command::new("tar")
            .arg("-cf")
            .arg(&unfinished)
            .arg("-C")
            .arg(&system)
            .arg("."),
    )?;
    fs::rename(&unfinished, &archive).map_err(file_error("rename", &unfinished))?;
    Ok(system)
}
