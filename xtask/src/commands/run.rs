//! From a fresh checkout to the running app.

use std::process::{Command, ExitCode};

use crate::{
    cargo::cargo,
    display,
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    process, ui,
    workspace::{Profile, Workspace},
};

pub(crate) fn run(workspace: &Workspace, profile: Profile, vigil_args: Vec<String>) -> Result<ExitCode, Error> {
    let has_display = display::is_present();
    let wants_window = has_display && !vigil_args.iter().any(|arg| arg == "--headless");
    let mut build = cargo(workspace);
    build.args(["build", "--package", "vigil", "--bin", "vigil"]);
    if wants_window {
        prerequisites::ensure(workspace, Purpose::Run)?;
        let node = Node::ensure(workspace)?;
        ui::install_packages(workspace, &node)?;
        ui::build(workspace, &node)?;
        build.args(["--features", "custom-protocol"]);
    } else {
        prerequisites::ensure(workspace, Purpose::Headless)?;
        build.arg("--no-default-features");
    }
    if matches!(profile, Profile::Release) {
        build.arg("--release");
    }
    process::run(&mut build)?;

    let mut vigil = Command::new(workspace.built(profile, "vigil"));
    vigil.args(arguments(has_display, vigil_args));
    if !has_display {
        eprintln!(
            "\nNo display here (neither DISPLAY nor WAYLAND_DISPLAY is set): Vigil starts without its window.\n\
             To see the window, start it from a desktop session. (On a screen nobody sees: xvfb-run cargo xtask run)\n\
             Starting: {}\n",
            process::line(&vigil)
        );
    }
    become_program(vigil)
}

/// Without a display there is no window to add a toy in, so one is there from the start.
fn arguments(has_display: bool, given: Vec<String>) -> Vec<String> {
    if has_display {
        return given;
    }
    let has = |option: &str| {
        given
            .iter()
            .any(|arg| arg == option || arg.starts_with(&format!("{option}=")))
    };
    let mut arguments = Vec::new();
    if !has("--headless") {
        arguments.push("--headless".to_owned());
    }
    if !has("--simulate") {
        arguments.extend(["--simulate".to_owned(), "vibrator".to_owned()]);
    }
    arguments.extend(given);
    arguments
}

/// Vigil takes this process's place: Ctrl-C and every other signal reach it, and its exit code is ours.
#[cfg(unix)]
fn become_program(mut program: Command) -> Result<ExitCode, Error> {
    use std::os::unix::process::CommandExt as _;

    let source = program.exec();
    Err(Error::Start {
        program: process::program(&program),
        source,
    })
}

/// Windows sends Ctrl-C to all programs of a console: Vigil gets it too, and stops the toys even if we are gone.
#[cfg(not(unix))]
fn become_program(mut program: Command) -> Result<ExitCode, Error> {
    let status = program.status().map_err(|source| Error::Start {
        program: process::program(&program),
        source,
    })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use super::arguments as with_ours;

    fn arguments(has_display: bool, given: &[&str]) -> Vec<String> {
        with_ours(has_display, given.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn with_a_display_vigil_gets_what_was_typed() {
        assert_eq!(arguments(true, &["--port", "0"]), ["--port", "0"]);
    }

    #[test]
    fn without_one_it_serves_a_simulated_toy() {
        assert_eq!(
            arguments(false, &["--port", "0"]),
            ["--headless", "--simulate", "vibrator", "--port", "0"]
        );
    }

    #[test]
    fn a_toy_that_was_asked_for_is_the_only_one() {
        assert_eq!(
            arguments(false, &["--simulate", "stroker"]),
            ["--headless", "--simulate", "stroker"]
        );
        assert_eq!(
            arguments(false, &["--headless", "--simulate=rotator"]),
            ["--headless", "--simulate=rotator"]
        );
    }
}
