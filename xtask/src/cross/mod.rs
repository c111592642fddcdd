//! Building for other systems from Linux.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | the cargo that builds for another system |
//! | `std_source` | the source of the standard library, where the toolchain has none for that system |
//! | `left_out` | tests that cannot run under Wine, with reasons |
//! | `results` | what test programs say at their end |

mod left_out;
mod results;
mod std_source;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub(crate) use self::{
    left_out::LeftOut,
    results::{Results, is_listed},
};
use crate::{cargo::cargo, error::Error, process, workspace::Workspace};

/// Its name for cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct System(pub(crate) &'static str);

pub(crate) const WINDOWS: System = System("x86_64-pc-windows-gnu");
pub(crate) const MACOS: System = System("aarch64-apple-darwin");

/// GNU ld cannot number every symbol of the reference's `buttplug_server`, which is also built as a DLL that nobody
/// loads. No DLL of ours exports anything.
const WINDOWS_FLAGS: &str = "-Clink-arg=-Wl,--exclude-all-symbols";

/// Where the standard library of that system comes from.
#[derive(Debug)]
enum Std {
    /// The toolchain has it (`rustup target add`).
    Installed,
    /// Built from this folder, its `library`.
    Source(PathBuf),
}

/// A toolchain for another system.
#[derive(Debug)]
pub(crate) struct Cross {
    system: System,
    std: Std,
}

impl Cross {
    pub(crate) fn ensure(workspace: &Workspace, system: System) -> Result<Self, Error> {
        let std = if is_installed(workspace, system) {
            Std::Installed
        } else {
            Std::Source(std_source::ensure(workspace)?)
        };
        Ok(Self { system, std })
    }

    /// `cargo COMMAND` for that system, with a target folder of its own: what is set here would otherwise make the usual
    /// builds of this checkout start from nothing.
    pub(crate) fn cargo(&self, workspace: &Workspace, command: &str) -> Command {
        let mut cargo = cargo(workspace);
        cargo
            .args([command, "--locked", "--target", self.system.0, "--target-dir"])
            .arg(folder(workspace))
            // They fill the disk, and nobody debugs these programs here.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0");
        if self.system == WINDOWS {
            cargo.env(self.variable("RUSTFLAGS"), WINDOWS_FLAGS);
        }
        if let Std::Source(library) = &self.std {
            cargo
                // The flag below is for nightly toolchains otherwise.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("__CARGO_TESTS_ONLY_SRC_ROOT", library)
                .arg("-Zbuild-std=std,panic_abort,panic_unwind,test");
        }
        cargo
    }

    /// With what test programs are started.
    pub(crate) fn runner(&self, cargo: &mut Command, runner: &Path) {
        cargo.env(self.variable("RUNNER"), runner);
    }

    /// Where a program was put.
    pub(crate) fn built(&self, workspace: &Workspace, profile: &str, file: &str) -> PathBuf {
        folder(workspace).join(self.system.0).join(profile).join(file)
    }

    fn variable(&self, name: &str) -> String {
        format!("CARGO_TARGET_{}_{name}", self.system.0.to_uppercase().replace('-', "_"))
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("cross")
}

fn is_installed(workspace: &Workspace, system: System) -> bool {
    let folder = process::answer(
        Command::new("rustc")
            .args(["--print", "target-libdir", "--target", system.0])
            .current_dir(&workspace.root),
    );
    folder.is_some_and(|folder| Path::new(&folder).is_dir())
}
