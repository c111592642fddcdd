//! What can be typed after `cargo xtask`.

use clap::{Parser, Subcommand};

#[cfg(target_os = "linux")]
use crate::commands::{faults::Asked, windows};
use crate::{commands::bundle, prerequisites::Purpose};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Starts, checks, measures and packs Vigil", long_about = None)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Installs what is missing, builds Vigil and starts it; without a display it serves headless
    Run {
        /// Build with optimisations
        #[arg(long)]
        release: bool,
        /// Given to Vigil as they are, after `--`
        #[arg(last = true)]
        vigil_args: Vec<String>,
    },
    /// Everything CI checks, in the same order
    Test {
        /// Also the tests that take minutes
        #[arg(long)]
        long: bool,
    },
    /// Runs one benchmark on a release build; without a name, lists them
    Bench {
        name: Option<String>,
        /// Given to the benchmark as they are
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        bench_args: Vec<String>,
    },
    /// Runs Vigil with the real bluetoothd and a simulated radio, in a virtual machine (on Debian)
    #[cfg(unix)]
    Vm {
        /// Only these steps, after the first one; see tests/bluez-vm/README.md
        steps: Vec<String>,
    },
    /// Every fault that a stop may meet, against a release build: how long until the toy stands still
    #[cfg(target_os = "linux")]
    Faults(Asked),
    /// Builds vigil.exe and tries it under Wine; without parts, all of them (on Debian)
    #[cfg(target_os = "linux")]
    Windows(windows::Asked),
    /// Checks types and lints for macOS, without linking or running anything (on Debian)
    #[cfg(target_os = "linux")]
    Macos,
    /// Writes the TypeScript types of the border between the window and Rust, the manual page and the completions
    Bindings,
    /// Packs the app: .deb, .rpm and .tar.gz on Debian, and with --windows an installer and a .zip
    Bundle(bundle::Asked),
    /// Checks licences, sources and users of all dependencies (part of `test --long`)
    Deny {
        /// Also known vulnerabilities; their list is fetched from GitHub
        #[arg(long)]
        advisories: bool,
    },
    /// Fuzzes what comes from outside (part of `test --long`)
    Fuzz {
        /// How long each fuzzer runs
        #[arg(long, default_value_t = crate::fuzz::SECONDS)]
        seconds: u32,
    },
    /// Only installs what is missing
    Setup {
        /// What it shall be enough for [default: what `run` would start here]
        #[arg(long = "for", value_enum)]
        purpose: Option<Purpose>,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn arguments_after_two_dashes_are_for_vigil() {
        let cli = Cli::try_parse_from(["cargo xtask", "run", "--", "--port", "0"]).unwrap();
        assert!(matches!(cli.action, Action::Run { release: false, vigil_args } if vigil_args == ["--port", "0"]));
    }

    #[test]
    fn a_benchmark_takes_options_of_its_own() {
        let cli = Cli::try_parse_from(["cargo xtask", "bench", "stop", "--sessions", "10"]).unwrap();
        assert!(matches!(cli.action, Action::Bench { name: Some(name), bench_args }
            if name == "stop" && bench_args == ["--sessions", "10"]));
    }
}
