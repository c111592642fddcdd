//! What can go wrong, told so that a person knows what to do next.

use std::{io, path::PathBuf, process::ExitStatus, time::Duration};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("could not start {program}: {source}")]
    Start { program: String, source: io::Error },

    #[error("this command failed ({status}):\n  {command}")]
    Failed { command: String, status: ExitStatus },

    #[error("could not {action} {}: {source}", path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },

    #[error("the step \"{name}\" did not pass (after {} s): {source}", after.as_secs())]
    Step {
        name: String,
        after: Duration,
        source: Box<Error>,
    },

    #[error("install what is listed above, then start this again.")]
    Missing,

    #[error(
        "still missing although its package is installed: {names}.\n\
         Another program of the same name may come first on PATH."
    )]
    StillMissing { names: String },

    #[error(
        "apt-get could not install these; its own message is above. By hand:\n  \
         sudo apt-get install --no-install-recommends {packages}\n\
         (Vigil builds on Debian 12, Ubuntu 22.04 and newer.)"
    )]
    Apt { packages: String },

    #[error(
        "`cargo xtask test` starts a display and a browser driver of its own, which exist on Linux only.\n\
             Without them: cargo test --workspace --exclude vigil-tests"
    )]
    TestNeedsLinux,

    #[error("the virtual display (Xvfb) {0}")]
    Display(&'static str),

    #[error("there is no benchmark named \"{name}\". There is:\n{known}")]
    UnknownBench { name: String, known: String },

    #[cfg(unix)]
    #[error("the virtual machine {0}")]
    Vm(&'static str),

    #[error(
        "the standard library has to be built from source for that system, and that comes from Debian's archive, with \
         apt-get and the package debian-archive-keyring. Or: rustup target add TARGET"
    )]
    NeedsDebian,

    #[error("Debian has no source of Rust's standard library {version}; it has: {known}")]
    NoStdSource { version: String, known: String },

    #[error("Wine {0}")]
    Wine(&'static str),

    #[error("{file}: {problem}")]
    LeftOut { file: &'static str, problem: String },

    #[error("{0} tests failed")]
    Tests(u32),

    #[cfg(target_os = "linux")]
    #[error("there is no {0} yet: docs/packages.md says which command packs it")]
    NotPacked(&'static str),

    #[error("{0} is not installed; run: cargo xtask setup")]
    NotInstalled(&'static str),
}
