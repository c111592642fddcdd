//! Every fault that a stop may meet, against a release build; `tests/faults/README.md` says how.

use std::path::PathBuf;

use crate::{
    cargo::{self, cargo},
    error::Error,
    prerequisites::{self, Purpose},
    process,
    tools::INTIFACE_ENGINE,
    workspace::Workspace,
};

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// Only those with one of these in their names; `--list` prints them
    names: Vec<String>,
    /// How often each is tried
    #[arg(long, default_value_t = 10)]
    runs: usize,
    /// This Vigil instead of a release build of this checkout
    #[arg(long)]
    binary: Option<PathBuf>,
    /// This intiface-engine beside it instead of one that is built first, which takes minutes
    #[arg(long, conflicts_with = "vigil_only")]
    engine: Option<PathBuf>,
    /// Without intiface-engine beside it
    #[arg(long)]
    vigil_only: bool,
    /// Also writes the table into this file, as Markdown
    #[arg(long)]
    save: Option<PathBuf>,
    /// Only prints the names
    #[arg(long)]
    list: bool,
}

pub(crate) fn faults(workspace: &Workspace, asked: &Asked) -> Result<(), Error> {
    prerequisites::ensure(workspace, Purpose::Faults)?;
    let mut faults = cargo(workspace);
    faults.args(["run", "--locked", "--package", "vigil-tests", "--bin", "faults", "--"]);
    if asked.list {
        return process::run(faults.arg("--list"));
    }
    let binary = match &asked.binary {
        Some(binary) => binary.clone(),
        None => cargo::release(workspace)?,
    };
    faults.args(["--runs", &asked.runs.to_string()]).args(&asked.names);
    if let Some(file) = &asked.save {
        faults.arg("--save").arg(file);
    }
    if asked.vigil_only {
        faults.arg("--vigil-only");
    } else {
        let engine = match &asked.engine {
            Some(engine) => engine.clone(),
            None => INTIFACE_ENGINE.ensure(workspace)?,
        };
        faults.env("VIGIL_INTIFACE_ENGINE", engine);
    }
    process::run(faults.env("VIGIL_HEADLESS_BIN", binary))
}
