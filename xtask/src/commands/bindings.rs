//! What is written from Rust's own definitions: the TypeScript types of what crosses between the window and Rust, the manual
//! page and the shells' completions.

use crate::{
    cargo::cargo,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    workspace::Workspace,
};

/// The tests that compare the files with the definitions write them instead when told so.
pub(crate) fn bindings(workspace: &Workspace) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Headless)?;
    process::run(
        cargo(workspace)
            .args(["test", "--locked", "--package", "vigil"])
            .args(["--no-default-features", "--lib", "--", "bindings", "documents"])
            .env("VIGIL_WRITE_BINDINGS", "1"),
    )
}
