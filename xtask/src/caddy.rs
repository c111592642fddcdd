//! Caddy, the reverse proxy of `docs/wss.md`, for the test of that recipe.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    error::Error,
    prerequisites::apt,
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, emptied},
};

/// The machine's own, or Debian's package unpacked below the target directory: to install it would start a web server
/// on this machine.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    if let Some(program) = process::find("caddy") {
        return Ok(program);
    }
    let folder = workspace.tools().join("caddy");
    let program = folder.join("usr/bin/caddy");
    let stamp = Stamp::new(workspace, "caddy", &Inputs::default().value("unpacked"));
    if stamp.is_fresh(&program) {
        return Ok(program);
    }
    println!("unpacking Debian's package of Caddy into {}", folder.display());
    let failed = |source| Error::File {
        action: "write",
        path: folder.clone(),
        source,
    };
    emptied(&folder)?;
    apt::download("caddy", &folder)?;
    let package = fs::read_dir(&folder)
        .map_err(failed)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .ok_or(Error::NotInstalled("Caddy"))?;
    process::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&folder))?;
    fs::remove_file(package).map_err(failed)?;
    stamp.set()?;
    Ok(program)
}
