//! The TypeScript types of what crosses between the window and Rust.

use crate::{
    cargo::cargo,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    workspace::Workspace,
};

/// The test that compares the file with the Rust types writes it instead when told so.
pub(crate) fn bindings(workspace: &Workspace) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Headless)?;
    process::run(
        cargo(workspace)
            .args(["test", "--locked", "--package", "vigil"])
            .args(["--no-default-features", "bindings"])
            .env("VIGIL_WRITE_BINDINGS", "1"),
    )
}
