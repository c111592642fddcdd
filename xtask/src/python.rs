//! Python, and packages from `PyPI` in an environment of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::Error,
    process,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

/// The oldest that the official Python client runs on.
const USABLE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

/// A Python that can make an environment; Debian packs that part on its own.
pub(crate) fn is_usable() -> bool {
    interpreter().is_some_and(|python| process::answer(Command::new(python).args(["-c", USABLE])).is_some())
}

#[derive(Debug)]
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    pub(crate) fn new(workspace: &Workspace, name: &str) -> Self {
        Self {
            folder: workspace.tools().join(name),
        }
    }

    pub(crate) fn python(&self) -> PathBuf {
        if cfg!(windows) {
            self.folder.join("Scripts").join("python.exe")
        } else {
            self.folder.join("bin").join("python")
        }
    }

    /// Makes the environment anew where `requirements` (pip's, one a line) are not what it was made for.
    pub(crate) fn ensure(&self, workspace: &Workspace, requirements: &str) -> Result<(), Error> {
        let interpreter = interpreter().ok_or(Error::NotInstalled("Python"))?;
        let version = process::answer(Command::new(&interpreter).arg("--version"));
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        // An environment holds its own place: in a moved checkout it has to be made again.
        let inputs = Inputs::default().value((requirements, version, &self.folder));
        let stamp = Stamp::new(workspace, &name, &inputs);
        if stamp.is_fresh(&self.python()) {
            return Ok(());
        }
        println!(
            "installing from PyPI into {}: {}",
            self.folder.display(),
            packages(requirements).join(" ")
        );
        process::run(
            Command::new(interpreter)
                .args(["-m", "venv", "--clear"])
                .arg(&self.folder),
        )?;
        process::run(
            Command::new(self.python())
                .args(["-m", "pip", "install", "--quiet", "--no-input"])
                .arg("--disable-pip-version-check")
                .args(packages(requirements)),
        )?;
        stamp.set()
    }

    pub(crate) fn ensure_from(&self, workspace: &Workspace, list: &Path) -> Result<(), Error> {
        self.ensure(workspace, &read(list)?)
    }

    /// Packages without what they need, in a folder of the environment where it does not look by itself: for modules
    /// that have the name of another.
    pub(crate) fn ensure_aside(&self, workspace: &Workspace, name: &str, list: &Path) -> Result<(), Error> {
        let requirements = read(list)?;
        let folder = self.folder.join(name);
        let inputs = Inputs::default().value((&requirements, &folder));
        let stamp = Stamp::new(workspace, name, &inputs);
        if stamp.is_fresh(&folder) {
            return Ok(());
        }
        println!(
            "installing from PyPI into {}: {}",
            folder.display(),
            packages(&requirements).join(" ")
        );
        process::run(
            Command::new(self.python())
                .args(["-m", "pip", "install", "--quiet", "--no-input"])
                .args(["--disable-pip-version-check", "--no-deps", "--upgrade", "--target"])
                .arg(&folder)
                .args(packages(&requirements)),
        )?;
        stamp.set()
    }
}

fn read(list: &Path) -> Result<String, Error> {
    fs::read_to_string(list).map_err(|source| Error::File {
        action: "read",
        path: list.to_owned(),
        source,
    })
}

fn interpreter() -> Option<PathBuf> {
    process::find("python3").or_else(|| process::find("python"))
}

fn packages(requirements: &str) -> Vec<&str> {
    requirements
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_in_a_list_of_packages_are_left_out() {
        assert_eq!(packages("# why\na==1\n\n b==2 \n"), ["a==1", "b==2"]);
    }
}
