//! Programs from crates.io that tests and benchmarks use, built for this project alone.

use std::path::PathBuf;

use crate::{
    cargo::cargo,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, executable},
};

#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    /// Pinned: a tool that changes fails on no other day than ours.
    version: &'static str,
    options: &'static [&'static str],
    /// Below the target directory. Nothing here touches the machine.
    folder: &'static str,
    /// What it needs to be built.
    purpose: Option<Purpose>,
}

/// Without optimisations a build takes a third of the time, and these have little to do.
const QUICK: &[&str] = &["--quiet", "--debug"];

/// Puts `WebDriver` in front of a Tauri window.
pub(crate) const TAURI_DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "2.1.0",
    options: QUICK,
    folder: "tools",
    purpose: None,
};

/// Looks at licences, sources and users of all dependencies.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    options: QUICK,
    folder: "tools",
    purpose: None,
};

/// Collects the licences of everything inside.
pub(crate) const CARGO_ABOUT: Tool = Tool {
    name: "cargo-about",
    version: "0.9.3",
    // Its program is a feature of the library. Without optimisations it compares texts for half an hour.
    options: &["--quiet", "--features", "cli"],
    folder: "tools",
    purpose: None,
};

/// Writes the bill of materials.
pub(crate) const CARGO_CYCLONEDX: Tool = Tool {
    name: "cargo-cyclonedx",
    version: "0.5.9",
    options: QUICK,
    folder: "tools",
    purpose: None,
};

/// The reference server, which benchmarks and faults run beside Vigil; building it takes some minutes.
pub(crate) const INTIFACE_ENGINE: Tool = Tool {
    name: "intiface-engine",
    version: "5.0.5",
    // Its manifest asks for a newer compiler than it needs.
    options: &["--ignore-rust-version"],
    folder: "peers",
    purpose: Some(Purpose::Peers),
};

impl Tool {
    /// Builds it if it is not there yet.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result<PathBuf, Error> {
        let folder = workspace.target.join(self.folder);
        let program = folder.join("bin").join(executable(self.name));
        let stamp = Stamp::new(workspace, self.name, &Inputs::default().value(self.version));
        if stamp.is_fresh(&program) {
            return Ok(program);
        }
        if let Some(purpose) = self.purpose {
            prerequisites::ensure(workspace, purpose)?;
        }
        println!("building {} {} into {}", self.name, self.version, folder.display());
        process::run(
            cargo(workspace)
                .args(["install", "--locked", "--force", "--version", self.version])
                .args(self.options)
                .arg("--root")
                .arg(&folder)
                .arg(self.name),
        )?;
        stamp.set()?;
        Ok(program)
    }
}
