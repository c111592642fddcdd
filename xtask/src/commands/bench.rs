//! Benchmarks: programs `bench-…` of the tests' package, run against a release build.

use std::{fs, path::Path};

use crate::{
    cargo::cargo,
    error::Error,
    peers,
    prerequisites::{self, Purpose},
    process,
    workspace::{Profile, Workspace},
};

const PREFIX: &str = "bench-";

/// Those that measure the reference server beside Vigil.
const SIDE_BY_SIDE: [&str; 2] = ["server", "toys"];

pub(crate) fn bench(workspace: &Workspace, name: Option<String>, bench_args: &[String]) -> Result<(), Error> {
    let known = known(&workspace.root.join("tests"));
    let Some(name) = name else {
        println!("{}", listed(&known));
        return Ok(());
    };
    if !known.contains(&name) {
        return Err(Error::UnknownBench {
            name,
            known: listed(&known),
        });
    }
    prerequisites::ensure(workspace, Purpose::Headless)?;
    process::run(
        cargo(workspace)
            .args(["build", "--locked", "--release", "--package", "vigil"])
            .args(["--bin", "vigil", "--no-default-features"]),
    )?;
    let mut bench = cargo(workspace);
    bench
        .args(["run", "--locked", "--release", "--package", "vigil-tests"])
        .args(["--bin", &format!("{PREFIX}{name}"), "--"])
        .args(bench_args)
        .env("VIGIL_HEADLESS_BIN", workspace.built(Profile::Release, "vigil"));
    if SIDE_BY_SIDE.contains(&name.as_str()) {
        bench.env("VIGIL_INTIFACE_ENGINE", peers::intiface_engine(workspace)?);
    }
    process::run(&mut bench)
}

/// Their names: files and folders below `src/bin`, and programs with a name of their own in the manifest.
fn known(package: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap_or_default();
    let files = fs::read_dir(package.join("src").join("bin"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut known: Vec<String> = files
        .filter_map(|file| Some(file.strip_prefix(PREFIX)?.trim_end_matches(".rs").to_owned()))
        .chain(in_manifest(&manifest))
        .collect();
    known.sort_unstable();
    known.dedup();
    known
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none yet".to_owned()
    } else {
        names.join("\n")
    }
}

fn in_manifest(manifest: &str) -> Vec<String> {
    manifest
        .lines()
        .filter_map(|line| {
            let value = line.strip_prefix("name")?.trim_start().strip_prefix('=')?;
            let name = value.trim().trim_matches('"').strip_prefix(PREFIX)?;
            Some(name.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_with_a_name_in_the_manifest_are_found() {
        let manifest = "[package]\nname = \"vigil-tests\"\n[[bin]]\nname = \"bench-stop\"\npath = \"x.rs\"\n";
        assert_eq!(in_manifest(manifest), ["stop"]);
    }
}
