//! Benchmarks: programs of the tests' package, run against a release build.

use std::{env, path::PathBuf, process::Command};

use crate::{
    cargo::{self, cargo},
    clients,
    display::VirtualDisplay,
    error::Error,
    examples,
    node::Node,
    prerequisites::{self, Purpose},
    process,
    tools::INTIFACE_ENGINE,
    ui,
    workspace::{Profile, Workspace},
};

struct Bench {
    name: &'static str,
    /// The program, and what leads it to the benchmark.
    program: &'static [&'static str],
    /// The reference is measured beside Vigil.
    is_side_by_side: bool,
    /// Client libraries are measured.
    is_of_clients: bool,
    /// It is about the window, on a display that nobody sees.
    has_window: bool,
}

const BENCHES: [Bench; 7] = [
    Bench {
        name: "client",
        program: &["bench-client", "--"],
        is_side_by_side: true,
        is_of_clients: false,
        has_window: false,
    },
    Bench {
        name: "clients",
        program: &["bench-clients", "--"],
        is_side_by_side: true,
        is_of_clients: true,
        has_window: false,
    },
    Bench {
        name: "field",
        program: &["field", "--"],
        is_side_by_side: true,
        is_of_clients: false,
        has_window: false,
    },
    Bench {
        name: "server",
        program: &["bench-server", "--"],
        is_side_by_side: true,
        is_of_clients: false,
        has_window: false,
    },
    Bench {
        name: "toys",
        program: &["faults", "--", "--latency"],
        is_side_by_side: true,
        is_of_clients: false,
        has_window: false,
    },
    Bench {
        name: "watchdog",
        program: &["bench-watchdog", "--"],
        is_side_by_side: false,
        is_of_clients: false,
        has_window: false,
    },
    Bench {
        name: "window",
        program: &["bench-window", "--"],
        is_side_by_side: false,
        is_of_clients: false,
        has_window: true,
    },
];

pub(crate) fn bench(workspace: &Workspace, name: Option<String>, bench_args: &[String]) -> Result<(), Error> {
    let known = BENCHES.map(|bench| bench.name).join("\n");
    let Some(name) = name else {
        println!("{known}");
        return Ok(());
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        return Err(Error::UnknownBench { name, known });
    };
    let purpose = if bench.is_of_clients || bench.has_window {
        Purpose::Test
    } else {
        Purpose::Headless
    };
    prerequisites::ensure(workspace, purpose)?;
    if bench.has_window {
        return with_window(workspace, bench, bench_args);
    }
    let binary = cargo::release(workspace)?;
    let mut program = cargo(workspace);
    program
        .args(["run", "--locked", "--release", "--package", "vigil-tests", "--bin"])
        .args(bench.program)
        .args(bench_args)
        .env("VIGIL_HEADLESS_BIN", binary);
    if bench.is_side_by_side {
        program.env("VIGIL_INTIFACE_ENGINE", INTIFACE_ENGINE.ensure(workspace)?);
    }
    if bench.is_of_clients {
        let node = Node::ensure(workspace)?;
        let clients = clients::ensure(workspace, &node)?;
        program
            .env("VIGIL_PYTHON", clients.python)
            .env("VIGIL_NODE", node.program())
            .env("VIGIL_CLIENTS", clients.folder)
            .env("VIGIL_RUST_CLIENTS", clients.rust)
            .env("VIGIL_EXAMPLES", examples::ensure(workspace, &node)?.folder);
    }
    process::run(&mut program)
}

/// The app, which opens on a display and a bus of its own: as people get it, with its window, or the one that `VIGIL_BIN`
/// names, such as that of an earlier commit.
fn with_window(workspace: &Workspace, bench: &Bench, bench_args: &[String]) -> Result<(), Error> {
    let binary = match env::var_os("VIGIL_BIN") {
        Some(named) => PathBuf::from(named),
        None => app_with_window(workspace)?,
    };
    let display = VirtualDisplay::start()?;
    let mut program = Command::new("dbus-run-session");
    program.arg("--").arg(cargo(workspace).get_program());
    cargo::clean_environment(&mut program);
    display.apply_to(&mut program);
    program
        .current_dir(&workspace.root)
        // What it computes itself is not measured.
        .args(["run", "--locked", "--package", "vigil-tests", "--bin"])
        .args(bench.program)
        .args(bench_args)
        .env("VIGIL_BIN", binary);
    process::run(&mut program)
}

fn app_with_window(workspace: &Workspace) -> Result<PathBuf, Error> {
    let node = Node::ensure(workspace)?;
    ui::install_packages(workspace, &node)?;
    ui::build(workspace, &node)?;
    process::run(
        cargo(workspace)
            .args(["build", "--locked", "--release", "--package", "vigil"])
            .args(["--bin", "vigil", "--features", "custom-protocol"]),
    )?;
    Ok(workspace.built(Profile::Release, "vigil"))
}
