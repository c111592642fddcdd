//! Vigil for macOS, as far as that can be seen from Linux: its types and its lints. Nothing is linked or run.

use std::fs;

use crate::{
    commands::lint,
    cross::{Cross, MACOS},
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    steps::Steps,
    ui,
    workspace::Workspace,
};

pub(crate) fn macos(workspace: &Workspace) -> Result<(), Error> {
    let mut steps = Steps::default();
    let node = steps.step("prerequisites", || {
        prerequisites::ensure(workspace, Purpose::Macos)?;
        Node::ensure(workspace)
    })?;
    let cross = steps.step("standard library", || Cross::ensure(workspace, MACOS))?;
    steps.step("ui", || {
        ui::install_packages(workspace, &node)?;
        ui::build(workspace, &node)
    })?;
    // Build scripts ask for Apple's headers, which nothing that is checked here needs.
    let sdk = workspace.target.join("cross").join("no-sdk");
    fs::create_dir_all(&sdk).map_err(|source| Error::File {
        action: "make",
        path: sdk.clone(),
        source,
    })?;
    steps.last_step("types and lints", || {
        lint::for_system(workspace, &cross, |cargo| {
            cargo
                .env("CC_aarch64_apple_darwin", "clang")
                .env("CFLAGS_aarch64_apple_darwin", "-fobjc-exceptions")
                .env("SDKROOT", &sdk)
                // mac-notification-sys leaves its Objective-C out.
                .env("DOCS_RS", "1");
        })?;
        println!("\nVigil compiles for macOS. It was neither linked nor run.");
        Ok(())
    })
}
