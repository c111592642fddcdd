//! Packages for Windows, made on Linux from what `cargo xtask windows` built.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{LICENCES, Place, file_error};
use crate::{error::Error, process, steps::Steps, workspace::Workspace};

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Built, and what has to lie beside it.
const PROGRAM: &str = "vigil.exe";
const LOADER: &str = "WebView2Loader.dll";
const STRIP: &str = "x86_64-w64-mingw32-strip";

pub(super) fn pack(workspace: &Workspace, place: &Place, steps: &mut Steps) -> Result<(), Error> {
    let name = format!("vigil-{VERSION}-windows-x86_64");
    let folder = place.parts.join("windows").join(&name);
    steps.step("what Windows gets", || lay_out(workspace, place, &folder))?;
    steps.step(".zip", || portable(place, &folder, &name))?;
    steps.step("installer", || installer(workspace, place, &folder))
}

fn lay_out(workspace: &Workspace, place: &Place, folder: &Path) -> Result<(), Error> {
    let built = workspace.root.join("target").join("windows");
    fs::create_dir_all(folder).map_err(file_error("make", folder))?;
    for (source, name) in [
        (built.join(PROGRAM), PROGRAM),
        (built.join(LOADER), LOADER),
        (workspace.root.join("LICENSE"), "LICENSE.txt"),
        (place.parts.join(LICENCES), LICENCES),
    ] {
        fs::copy(&source, folder.join(name)).map_err(file_error("copy", &source))?;
    }
    // It writes the time into the program.
    process::run(place.dated(Command::new(STRIP).arg("--strip-all").arg(folder.join(PROGRAM))))
}

/// Unpacked anywhere, it runs from there.
fn portable(place: &Place, folder: &Path, name: &str) -> Result<(), Error> {
    let mut files = vec![PathBuf::from(name)];
    for entry in fs::read_dir(folder).map_err(file_error("read", folder))? {
        files.push(Path::new(name).join(entry.map_err(file_error("read", folder))?.file_name()));
    }
    files.sort();
    let above = place.parts.join("windows");
    let mut touch = Command::new("touch");
    touch
        .current_dir(&above)
        .arg(format!("--date=@{}", place.epoch))
        .args(&files);
    process::run(&mut touch)?;
    process::run(
        Command::new("zip")
            .current_dir(&above)
            // Its times are those of a place.
            .env("TZ", "UTC")
            // Neither owners nor other times.
            .args(["-X", "-q", "-9"])
            .arg(place.packages.join(format!("{name}.zip")))
            .args(&files),
    )
}

fn installer(workspace: &Workspace, place: &Place, folder: &Path) -> Result<(), Error> {
    let output = place.packages.join(format!("vigil-{VERSION}-setup.exe"));
    let icon = workspace.root.join("icons").join("icon.ico");
    let mut makensis = Command::new("makensis");
    place.dated(makensis.args(["-V2", "-WX", &format!("-DVERSION={VERSION}")]));
    for (name, path) in [("PROGRAMS", folder), ("ICON", &icon), ("OUTPUT", &output)] {
        makensis.arg(format!("-D{name}={}", path.display()));
    }
    process::run(makensis.arg(workspace.packaging().join("windows").join("vigil.nsi")))
}
