//! The programs in `examples/`, ready to be run by the tests.

use std::{path::PathBuf, process::Command};

use crate::{
    cargo::cargo,
    error::Error,
    node::Node,
    process, ui,
    workspace::{Profile, Workspace},
};

/// The package of the Rust example.
const RUST: &str = "ping-timeout-example";
const CSHARP: &str = "csharp/PingTimeoutExample";

#[derive(Debug)]
pub(crate) struct Examples {
    /// With npm packages, and with what TypeScript and Twee are compiled to.
    pub(crate) folder: PathBuf,
    /// The Rust example.
    pub(crate) rust: PathBuf,
    /// The .NET that the C# example was built with, if there is one. It is no prerequisite, because Debian has none.
    pub(crate) dotnet: Option<PathBuf>,
}

pub(crate) fn ensure(workspace: &Workspace, node: &Node) -> Result<Examples, Error> {
    let folder = workspace.examples();
    ui::install_locked(workspace, node, &folder, "examples-packages")?;
    for script in ["build", "test"] {
        process::run(node.npm(&folder).args(["run", script]))?;
    }
    process::run(cargo(workspace).args(["build", "--locked", "--package", RUST]))?;
    let dotnet = process::find("dotnet");
    if let Some(dotnet) = &dotnet {
        process::run(
            Command::new(dotnet)
                .args([
                    "build",
                    "--nologo",
                    "--configuration",
                    "Release",
                    "--property:OutputPath=bin/Release",
                ])
                .current_dir(folder.join(CSHARP)),
        )?;
    }
    Ok(Examples {
        folder,
        rust: workspace.built(Profile::Dev, RUST),
        dotnet,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tests run the Python example in the environment of the clients.
    #[test]
    fn the_python_example_asks_for_what_the_tests_run_it_with() {
        let workspace = Workspace::locate();
        let packages = |file: PathBuf| {
            let text = std::fs::read_to_string(file).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            packages(workspace.examples().join("python/requirements.txt")),
            packages(workspace.clients().join("requirements.txt"))
        );
    }
}
