//! Licences, sources and users of all dependencies, as `deny.toml` says. Known vulnerabilities only if asked: their
//! list lies in a repository that has to be fetched.

use std::process::Command;

use crate::{cargo, error::Error, process, tools::CARGO_DENY, workspace::Workspace};

pub(crate) fn deny(workspace: &Workspace, with_advisories: bool) -> Result<(), Error> {
    let mut deny = Command::new(CARGO_DENY.ensure(workspace)?);
    cargo::clean_environment(&mut deny);
    deny.current_dir(&workspace.root)
        .args(["--locked", "--all-features", "check", "bans", "licenses", "sources"]);
    if with_advisories {
        deny.arg("advisories");
    }
    process::run(&mut deny)
}
