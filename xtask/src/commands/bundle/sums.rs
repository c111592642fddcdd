//! So that whoever downloads a package can tell whether it is this one.

use std::{fs, path::Path, process::Command};

use super::file_error;
use crate::{error::Error, process};

const FILE: &str = "SHA256SUMS";

/// In the form that `sha256sum --check` reads.
pub(super) fn write(packages: &Path) -> Result<String, Error> {
    let mut names: Vec<_> = fs::read_dir(packages)
        .map_err(file_error("read", packages))?
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter(|name| name != FILE)
        .collect();
    names.sort();
    let sums = process::output(Command::new("sha256sum").current_dir(packages).args(&names))?;
    let file = packages.join(FILE);
    fs::write(&file, &sums).map_err(file_error("write", &file))?;
    Ok(sums)
}
