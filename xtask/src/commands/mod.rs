//! One file for each thing that can be asked for.

mod bench;
mod bindings;
pub(crate) mod bundle;
mod deny;
#[cfg(target_os = "linux")]
pub(crate) mod faults;
#[cfg(target_os = "linux")]
mod lint;
#[cfg(target_os = "linux")]
mod macos;
mod run;
mod setup;
mod test;
#[cfg(unix)]
mod vm;
#[cfg(target_os = "linux")]
pub(crate) mod windows;

use std::process::ExitCode;

use crate::{
    cli::{Action, Cli},
    error::Error,
    fuzz,
    workspace::{Profile, Workspace},
};

pub(crate) fn dispatch(cli: Cli) -> Result<ExitCode, Error> {
    let workspace = Workspace::locate();
    match cli.action {
        Action::Run { release, vigil_args } => {
            let profile = if release { Profile::Release } else { Profile::Dev };
            return run::run(&workspace, profile, vigil_args);
        }
        Action::Test { long } => test::test(&workspace, long)?,
        Action::Bench { name, bench_args } => bench::bench(&workspace, name, &bench_args)?,
        #[cfg(unix)]
        Action::Vm { steps } => vm::vm(&workspace, &steps)?,
        #[cfg(target_os = "linux")]
        Action::Faults(asked) => faults::faults(&workspace, &asked)?,
        #[cfg(target_os = "linux")]
        Action::Windows(asked) => windows::windows(&workspace, &asked)?,
        #[cfg(target_os = "linux")]
        Action::Macos => macos::macos(&workspace)?,
        Action::Bindings => bindings::bindings(&workspace)?,
        Action::Bundle(asked) => bundle::bundle(&workspace, &asked)?,
        Action::Deny { advisories } => deny::deny(&workspace, advisories)?,
        Action::Fuzz { seconds } => fuzz::run(&workspace, seconds)?,
        Action::Setup { purpose } => setup::setup(&workspace, purpose)?,
    }
    Ok(ExitCode::SUCCESS)
}
