//! Lints of what is built for another system.

use std::process::Command;

use crate::{cross::Cross, error::Error, process, workspace::Workspace};

/// Crates that speak to a Linux of their own.
pub(super) const OF_LINUX: [&str; 3] = ["vigil-tests", "vigil-bluez", "xtask"];

/// With the window and without, tests included; warnings are errors. `prepare` adds what that system needs.
pub(super) fn for_system(workspace: &Workspace, cross: &Cross, prepare: impl Fn(&mut Command)) -> Result<(), Error> {
    let window: &[&str] = &["--workspace", "--features", "custom-protocol"];
    let headless: &[&str] = &["--package", "vigil", "--no-default-features"];
    for shape in [window, headless] {
        let mut cargo = cross.cargo(workspace, "clippy");
        prepare(&mut cargo);
        cargo.arg("--all-targets").args(shape);
        if shape == window {
            exclude(&mut cargo);
        }
        process::run(cargo.args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

pub(super) fn exclude(cargo: &mut Command) {
    for name in OF_LINUX {
        cargo.args(["--exclude", name]);
    }
}
