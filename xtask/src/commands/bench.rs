//! Benchmarks: programs of the tests' package, run against a release build.

use crate::{
    cargo::{self, cargo},
    clients,
    error::Error,
    examples,
    node::Node,
    prerequisites::{self, Purpose},
    process,
    tools::INTIFACE_ENGINE,
    workspace::Workspace,
};

struct Bench {
    name: &'static str,
    /// The program, and what leads it to the benchmark.
    program: &'static [&'static str],
    /// The reference is measured beside Vigil.
    is_side_by_side: bool,
    /// Client libraries are measured.
    is_of_clients: bool,
}

const BENCHES: [Bench; 6] = [
    Bench {
        name: "client",
        program: &["bench-client", "--"],
        is_side_by_side: true,
        is_of_clients: false,
    },
    Bench {
        name: "clients",
        program: &["bench-clients", "--"],
        is_side_by_side: true,
        is_of_clients: true,
    },
    Bench {
        name: "field",
        program: &["field", "--"],
        is_side_by_side: true,
        is_of_clients: false,
    },
    Bench {
        name: "server",
        program: &["bench-server", "--"],
        is_side_by_side: true,
        is_of_clients: false,
    },
    Bench {
        name: "toys",
        program: &["faults", "--", "--latency"],
        is_side_by_side: true,
        is_of_clients: false,
    },
    Bench {
        name: "watchdog",
        program: &["bench-watchdog", "--"],
        is_side_by_side: false,
        is_of_clients: false,
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
    let purpose = if bench.is_of_clients {
        Purpose::Test
    } else {
        Purpose::Headless
    };
    prerequisites::ensure(workspace, purpose)?;
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
