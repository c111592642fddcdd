//! The source of the standard library, in the version of the compiler that is used here.
//!
//! Debian packs it for every compiler it has had lately. Its package is unpacked below the target folder, from a list of
//! packages that apt is told of for this once: nothing is installed, and no list of the machine's changes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    error::Error,
    prerequisites::apt::Archive,
    process,
    workspace::{Workspace, emptied},
};

const PACKAGE: &str = "rust-src";

/// Where it is looked for. What a suite has is replaced in time; backports keep several versions.
const SUITES: [&str; 3] = ["trixie-backports", "forky", "sid"];

/// The folder `library` of the source.
pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    let version = compiler(workspace)?;
    if let Some(library) = of_the_toolchain(workspace) {
        return Ok(library);
    }
    let folder = workspace.tools().join("rust-src");
    let library = folder.join(format!("usr/src/rustc-{version}/library"));
    // The last thing that is put there.
    let is_complete = folder.join(format!("{version}.complete"));
    if is_complete.exists() {
        return Ok(library);
    }
    println!(
        "unpacking the source of Rust's standard library, {version}, into {}",
        folder.display()
    );
    let failed = |source| Error::File {
        action: "write",
        path: folder.clone(),
        source,
    };
    emptied(&folder)?;
    let package = download(&version, &folder)?;
    unpack(&package, &folder, &format!("./usr/src/rustc-{version}/library"))?;
    fs::remove_file(package).map_err(failed)?;
    if !library.join("std").is_dir() {
        return Err(Error::NotInstalled("the source of Rust's standard library"));
    }
    fs::write(is_complete, "").map_err(failed)?;
    Ok(library)
}

fn download(compiler: &str, folder: &Path) -> Result<PathBuf, Error> {
    let mut seen = Vec::new();
    for suite in SUITES {
        let archive = Archive::open(&folder.join("apt"), suite)?;
        let known = archive.versions(PACKAGE);
        if let Some(newest) = known.iter().find(|known| is_of(known, compiler)) {
            return archive.download(PACKAGE, newest, folder);
        }
        seen.extend(known);
    }
    Err(Error::NoStdSource {
        version: compiler.to_owned(),
        known: seen.join(", "),
    })
}

/// Only this folder of the package: most of it is the compiler.
fn unpack(package: &Path, into: &Path, only: &str) -> Result<(), Error> {
    let start = |source| Error::Start {
        program: "dpkg-deb".to_owned(),
        source,
    };
    let mut files = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--directory"]).arg(into).arg(only);
    if let Some(archive) = files.stdout.take() {
        tar.stdin(archive);
    }
    process::run(&mut tar)?;
    let status = files.wait().map_err(start)?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Failed {
            command: format!("dpkg-deb --fsys-tarfile {}", package.display()),
            status,
        })
    }
}

/// `rustup component add rust-src` puts it there.
fn of_the_toolchain(workspace: &Workspace) -> Option<PathBuf> {
    let root = process::answer(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(&workspace.root),
    )?;
    let library = Path::new(&root).join("lib/rustlib/src/rust/library");
    library.join("std").is_dir().then_some(library)
}

fn compiler(workspace: &Workspace) -> Result<String, Error> {
    let said = process::answer(Command::new("rustc").arg("--version").current_dir(&workspace.root));
    said.as_deref()
        .and_then(version)
        .map(str::to_owned)
        .ok_or(Error::NotInstalled("rustc"))
}

/// Of `rustc 1.95.0 (59807616e 2026-04-14)`.
fn version(said: &str) -> Option<&str> {
    said.strip_prefix("rustc ")?.split_whitespace().next()
}

/// Whether a package of this version is what this compiler was built from.
fn is_of(package: &str, compiler: &str) -> bool {
    package
        .strip_prefix(compiler)
        .is_some_and(|rest| rest.starts_with(['+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_to_be_of_the_compilers_own_version() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some("1.95.0"));
        assert_eq!(version("rustc 1.97.0-nightly (1)"), Some("1.97.0-nightly"));
        assert_eq!(version("gcc"), None);
        assert!(is_of("1.95.0+dfsg1-2~bpo13+1", "1.95.0"));
        assert!(is_of("1.95.0-1", "1.95.0"));
        assert!(!is_of("1.95.01+dfsg1-2", "1.95.0"));
        assert!(!is_of("1.94.1+dfsg1-1", "1.95.0"));
    }
}
