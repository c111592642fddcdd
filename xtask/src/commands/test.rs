//! Everything CI checks. The first step that fails ends it, so what is quick and fails often comes first.
//!
//! Compile time: the same flags everywhere, so all steps share one target directory. Lints need no machine code, and
//! builds reuse their build scripts and procedural macros. The headless program comes before the one with the window,
//! which reuses most of what is below it. Both are built as people build them, not together with the tests: those
//! switch tokio's `test-util` on for the whole build. That costs one more build of tokio and of what stands on it, and
//! buys that the program under test is the one that is shipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::deny;
use crate::{
    browser, caddy,
    cargo::{self, cargo},
    clients,
    display::VirtualDisplay,
    error::Error,
    examples, fuzz,
    node::Node,
    prerequisites::{self, Purpose},
    process,
    steps::Steps,
    tools::TAURI_DRIVER,
    ui,
    workspace::{Profile, Workspace, executable},
};

/// What the window's build has on top of the default features.
const WINDOW: [&str; 2] = ["--features", "custom-protocol"];
const HEADLESS: &str = "--no-default-features";

pub(crate) fn test(workspace: &Workspace, long: bool) -> Result<(), Error> {
    let mut steps = Steps::default();
    let node = steps.step("prerequisites", || {
        prerequisites::ensure(workspace, Purpose::Test)?;
        Node::ensure(workspace)
    })?;
    let cargo_step = |arguments: &[&str]| process::run(cargo(workspace).args(arguments));

    steps.step("format", || {
        cargo_step(&["fmt", "--all", "--check"])?;
        cargo_step(&["fmt", "--all", "--check", "--manifest-path", clients::RUST_MANIFEST])
    })?;
    steps.step("ui: packages", || ui::install_packages(workspace, &node))?;
    for script in ["lint", "check", "test"] {
        steps.step(&format!("ui: {script}"), || ui::script(workspace, &node, script))?;
    }
    let browser = browser::find().ok_or(Error::NotInstalled("Chromium"))?;
    steps.step("ui: in a browser", || ui::browser_tests(workspace, &node, &browser))?;
    // Before anything with the window is compiled: its content is built into the program.
    steps.step("ui: build", || ui::build(workspace, &node))?;

    steps.step("clippy", || {
        process::run(
            cargo(workspace)
                .args(["clippy", "--workspace", "--all-targets", "--locked"])
                .args(WINDOW)
                .args(["--", "-D", "warnings"]),
        )
    })?;
    steps.step("clippy, headless", || {
        process::run(
            cargo(workspace)
                .args(["clippy", "--package", "vigil", "--all-targets", "--locked"])
                .arg(HEADLESS)
                .args(["--", "-D", "warnings"]),
        )
    })?;

    let headless = steps.step("build, headless", || build(workspace, &[HEADLESS], "vigil-headless"))?;
    let window = steps.step("build, window", || build(workspace, &WINDOW, "vigil"))?;
    steps.step("tests of the crates", || {
        process::run(
            cargo(workspace)
                .args(["test", "--workspace", "--exclude", "vigil-tests", "--locked"])
                .args(WINDOW),
        )
    })?;

    // Cargo lays both beside the registry, so that the client is built from its package with the core's, as others will.
    steps.step("packages for crates.io", || {
        cargo_step(&[
            "package",
            "--package",
            "vigil-core",
            "--package",
            "vigil-client",
            "--locked",
            "--allow-dirty",
        ])
    })?;

    if long {
        steps.step("fuzzers", || fuzz::run(workspace, fuzz::SECONDS))?;
        steps.step("dependencies: licences, sources, users", || {
            deny::deny(workspace, false)
        })?;
    }

    let clients = steps.step("clients of others", || clients::ensure(workspace, &node))?;
    let examples = steps.step("examples", || examples::ensure(workspace, &node))?;
    let tauri_driver = steps.step("tauri-driver", || TAURI_DRIVER.ensure(workspace))?;
    let caddy = steps.step("reverse proxy", || caddy::ensure(workspace))?;
    let webkit_driver = process::find("WebKitWebDriver").ok_or(Error::NotInstalled("WebKitWebDriver"))?;

    steps.last_step("tests of the whole", || {
        let display = VirtualDisplay::start()?;
        // A bus of its own: notifications and the rule of one instance meet nothing of the person's session.
        let mut tests = Command::new("dbus-run-session");
        tests.arg("--").arg(cargo(workspace).get_program());
        tests.args(["test", "--package", "vigil-tests", "--locked", "--tests"]);
        cargo::clean_environment(&mut tests);
        display.apply_to(&mut tests);
        tests
            .current_dir(&workspace.root)
            .env("VIGIL_HEADLESS_BIN", &headless)
            .env("VIGIL_BIN", &window)
            .env("VIGIL_PYTHON", &clients.python)
            .env("VIGIL_NODE", node.program())
            .env("VIGIL_CLIENTS", &clients.folder)
            .env("VIGIL_BROWSER", &browser)
            .env("VIGIL_CADDY", &caddy)
            .env("VIGIL_RUST_CLIENTS", &clients.rust)
            .env("VIGIL_EXAMPLES", &examples.folder)
            .env("VIGIL_EXAMPLE_RUST", &examples.rust)
            .env("VIGIL_TAURI_DRIVER", &tauri_driver)
            .env("VIGIL_WEBKIT_DRIVER", &webkit_driver);
        if let Some(dotnet) = &examples.dotnet {
            tests.env("VIGIL_DOTNET", dotnet);
        }
        if long {
            tests.env("VIGIL_LONG", "1");
        }
        process::run(&mut tests)
    })
}

/// Builds the app and keeps a copy under that name; the next build writes to the same place.
fn build(workspace: &Workspace, features: &[&str], name: &str) -> Result<PathBuf, Error> {
    process::run(
        cargo(workspace)
            .args(["build", "--package", "vigil", "--bin", "vigil", "--locked"])
            .args(features),
    )?;
    let copy = workspace.tested_binaries().join(executable(name));
    replace(&workspace.built(Profile::Dev, "vigil"), &copy)?;
    Ok(copy)
}

/// A new file, not new content: a program that still runs cannot be written to.
fn replace(from: &Path, to: &Path) -> Result<(), Error> {
    let failed = |source| Error::File {
        action: "write",
        path: to.to_owned(),
        source,
    };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let _ = fs::remove_file(to);
    fs::copy(from, to).map(drop).map_err(failed)
}
