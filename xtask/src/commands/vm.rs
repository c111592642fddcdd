//! Vigil with the real bluetoothd, in a virtual machine.

use crate::{
    cargo::cargo,
    error::Error,
    prerequisites::{self, Purpose},
    process,
    vm::{self, Tested},
    workspace::{Profile, Workspace},
};

pub(crate) fn vm(workspace: &Workspace, steps: &[String]) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Vm)?;
    let build = |package, program, features: &[&str]| {
        process::run(
            cargo(workspace)
                .args(["build", "--locked", "--package", package, "--bin", program])
                .args(features),
        )
    };
    build("vigil-tests", "bluez-vm", &[])?;
    build("vigil", "vigil", &["--no-default-features"])?;
    let tested = Tested {
        vigil: workspace.built(Profile::Dev, "vigil"),
        test: workspace.built(Profile::Dev, "bluez-vm"),
    };
    vm::run(workspace, &tested, steps)
}
