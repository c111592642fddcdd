//! Benchmarks: programs of the tests' package, run against a release build.

use crate::{
    cargo::{self, cargo},
    error::Error,
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
}

const BENCHES: [Bench; 4] = [
    Bench {
        name: "field",
        program: &["field", "--"],
        is_side_by_side: true,
    },
    Bench {
        name: "server",
        program: &["bench-server", "--"],
        is_side_by_side: true,
    },
    Bench {
        name: "toys",
        program: &["faults", "--", "--latency"],
        is_side_by_side: true,
    },
    Bench {
        name: "watchdog",
        program: &["bench-watchdog", "--"],
        is_side_by_side: false,
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
    prerequisites::ensure(workspace, Purpose::Headless)?;
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
    process::run(&mut program)
}
