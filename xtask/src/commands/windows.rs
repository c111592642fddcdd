//! Vigil for Windows, built here and tried under Wine; `docs/windows.md` says what that shows and what it does not.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use clap::ValueEnum;

use crate::{
    cargo::cargo,
    clients,
    commands::lint,
    cross::{Cross, LeftOut, Results, WINDOWS, is_listed},
    display::VirtualDisplay,
    error::Error,
    node::Node,
    prerequisites::{self, Purpose},
    process,
    steps::Steps,
    ui,
    wine::Wine,
    workspace::Workspace,
};

/// The program, and what has to lie beside it.
const PROGRAM: [&str; 2] = ["vigil.exe", "WebView2Loader.dll"];

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// Only these, in this order
    parts: Vec<Part>,
    /// With optimisations, as it is packed
    #[arg(long)]
    release: bool,
    /// Given to the test programs as they are, after `--`
    #[arg(last = true)]
    test_args: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Puts vigil.exe into target/windows
    Build,
    /// Lints, for this system
    Clippy,
    /// Tests of the crates
    Crates,
    /// Tests of the program that was built last
    Whole,
}

pub(crate) fn windows(workspace: &Workspace, asked: &Asked) -> Result<(), Error> {
    let mut steps = Steps::default();
    let node = steps.step("prerequisites", || {
        prerequisites::ensure(workspace, Purpose::Windows)?;
        Node::ensure(workspace)
    })?;
    let cross = steps.step("standard library", || Cross::ensure(workspace, WINDOWS))?;
    let wanted = |part: Part| asked.parts.is_empty() || asked.parts.contains(&part);
    if wanted(Part::Build) || wanted(Part::Clippy) {
        steps.step("ui", || {
            ui::install_packages(workspace, &node)?;
            ui::build(workspace, &node)
        })?;
    }
    if wanted(Part::Build) {
        let folder = steps.step("build", || build(workspace, &cross, asked.release))?;
        println!("\nvigil.exe is in {}", folder.display());
    }
    if wanted(Part::Clippy) {
        steps.step("clippy", || lint::for_system(workspace, &cross, |_| {}))?;
    }
    if !wanted(Part::Crates) && !wanted(Part::Whole) {
        return Ok(());
    }
    let wine = steps.step("Wine", || Wine::ensure(workspace))?;
    let mut results = Results::default();
    if wanted(Part::Crates) {
        steps.step("tests of the crates", || {
            test_crates(workspace, &cross, &wine, &asked.test_args, &mut results)
        })?;
    }
    if wanted(Part::Whole) {
        steps.step("tests of the whole", || {
            test_whole(workspace, &node, &wine, &asked.test_args, &mut results)
        })?;
    }
    println!("\n{}", results.table());
    if results.failed() > 0 {
        return Err(Error::Tests(results.failed()));
    }
    println!("{} tests passed", results.passed());
    Ok(())
}

/// The folder with what belongs into a package.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("windows")
}

/// Builds the program with its window, and puts it where packages take it from.
pub(crate) fn build(workspace: &Workspace, cross: &Cross, release: bool) -> Result<PathBuf, Error> {
    let mut cargo = cross.cargo(workspace, "build");
    cargo.args(["--package", "vigil", "--bin", "vigil", "--features", "custom-protocol"]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)?;
    let folder = folder(workspace);
    fs::create_dir_all(&folder).map_err(|source| Error::File {
        action: "make",
        path: folder.clone(),
        source,
    })?;
    let profile = if release { "release" } else { "debug" };
    for file in PROGRAM {
        let to = folder.join(file);
        fs::copy(cross.built(workspace, profile, file), &to).map_err(|source| Error::File {
            action: "write",
            path: to,
            source,
        })?;
    }
    Ok(folder)
}

fn test_crates(
    workspace: &Workspace,
    cross: &Cross,
    wine: &Wine,
    test_args: &[String],
    results: &mut Results,
) -> Result<(), Error> {
    let suite = || {
        let mut cargo = cross.cargo(workspace, "test");
        cargo.args(["--workspace", "--no-default-features", "--no-fail-fast"]);
        lint::exclude(&mut cargo);
        cross.runner(&mut cargo, &wine.runner());
        cargo
    };
    run_suite(workspace, "crates", suite, test_args, results)
}

fn test_whole(
    workspace: &Workspace,
    node: &Node,
    wine: &Wine,
    test_args: &[String],
    results: &mut Results,
) -> Result<(), Error> {
    let clients = clients::ensure(workspace, node)?;
    // Others see a program by this name, as they would on Windows.
    let program = wine.disguise(&folder(workspace).join(PROGRAM[0]), "vigil")?;
    let display = VirtualDisplay::start()?;
    let suite = |what: &[&str]| {
        let mut cargo = cargo(workspace);
        display.apply_to(&mut cargo);
        cargo
            .args([what[0], "--locked", "--package", "vigil-tests"])
            .args(&what[1..])
            .env("VIGIL_HEADLESS_BIN", &program)
            .env("VIGIL_WINE", wine.runner())
            .env("VIGIL_PYTHON", &clients.python)
            .env("VIGIL_NODE", node.program())
            .env("VIGIL_CLIENTS", &clients.folder)
            .env("VIGIL_RUST_CLIENTS", &clients.rust);
        cargo
    };
    for (name, what) in [
        ("windows", ["run", "--bin", "windows"]),
        ("headless", ["test", "--test", "headless"]),
    ] {
        run_suite(workspace, name, || suite(&what), test_args, results)?;
    }
    Ok(())
}

/// All of it but what is left out, which is printed first.
fn run_suite(
    workspace: &Workspace,
    name: &str,
    cargo: impl Fn() -> Command,
    test_args: &[String],
    results: &mut Results,
) -> Result<(), Error> {
    let left_out = LeftOut::read(workspace, name)?;
    let mut existing = BTreeSet::new();
    process::run_and_read(cargo().args(["--", "--list"]), |line| match is_listed(line) {
        Some(test) => drop(existing.insert(test.to_owned())),
        None => println!("{line}"),
    })?;
    let skipped = left_out.of(&existing)?;
    println!("\nleft out of {} tests, since Wine cannot:", existing.len());
    left_out.print();
    println!();
    let mut tests = cargo();
    tests.args(["--", "--exact"]);
    for test in &skipped {
        tests.args(["--skip", test]);
    }
    tests.args(test_args);
    let outcome = process::run_and_read(&mut tests, |line| {
        println!("{line}");
        results.read(line);
    });
    match outcome {
        // The table of all suites says so at the end.
        Err(Error::Failed { .. }) if results.failed() > 0 => Ok(()),
        outcome => outcome,
    }
}
