//! Installing packages on Debian and its descendants.

use std::{io::IsTerminal as _, path::Path, process::Command};

use crate::{error::Error, process};

/// A fresh Ubuntu installs its updates in the background and holds the lock meanwhile.
const LOCK_LIMIT: &str = "DPkg::Lock::Timeout=300";

pub(crate) fn install(packages: &[&str]) -> Result<(), Error> {
    let failed = || Error::Apt {
        packages: packages.join(" "),
    };
    let Some(privilege) = Privilege::of_this_user() else {
        println!(
            "\nInstalling needs root, and there is no sudo here. As root:\n  apt-get install --no-install-recommends {}",
            packages.join(" ")
        );
        return Err(Error::Missing);
    };
    println!("\ninstalling with apt-get: {}", packages.join(" "));
    let mut is_updated = false;
    if !are_listed(packages) {
        privilege.apt_get(&["update"], &[]).map_err(|_| failed())?;
        is_updated = true;
    }
    let install = || privilege.apt_get(&["install", "-y", "--no-install-recommends"], packages);
    if install().is_ok() {
        return Ok(());
    }
    if is_updated {
        return Err(failed());
    }
    // A list of packages that is weeks old names files that the mirrors no longer have.
    privilege.apt_get(&["update"], &[]).map_err(|_| failed())?;
    install().map_err(|_| failed())
}

/// Puts the package's file into the folder, without installing it.
pub(crate) fn download(package: &str, folder: &Path) -> Result<(), Error> {
    let download = || {
        process::run(
            Command::new("apt-get")
                .args(["-q", "download", package])
                .current_dir(folder),
        )
    };
    if are_listed(&[package]) && download().is_ok() {
        return Ok(());
    }
    // There are no lists of packages, or old ones.
    let privilege = Privilege::of_this_user().ok_or(Error::Missing)?;
    privilege.apt_get(&["update"], &[])?;
    download()
}

/// Whether apt has heard of them; a fresh machine has no lists at all.
fn are_listed(packages: &[&str]) -> bool {
    packages.iter().all(|package| {
        process::answer(Command::new("apt-cache").args(["show", "--no-all-versions", package]))
            .is_some_and(|text| !text.is_empty())
    })
}

#[derive(Debug, Clone, Copy)]
enum Privilege {
    Root,
    Sudo,
}

impl Privilege {
    fn of_this_user() -> Option<Self> {
        if process::answer(Command::new("id").arg("-u")).as_deref() == Some("0") {
            Some(Self::Root)
        } else {
            process::find("sudo").map(|_| Self::Sudo)
        }
    }

    fn apt_get(self, arguments: &[&str], packages: &[&str]) -> Result<(), Error> {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => {
                let mut command = Command::new("sudo");
                if !std::io::stdin().is_terminal() {
                    // Nobody is there to type a password: fail, do not wait.
                    command.arg("-n");
                }
                command.arg("env");
                command
            }
        };
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
            .args(["-o", LOCK_LIMIT, "-o", "Dpkg::Use-Pty=0"])
            .args(arguments)
            .args(packages);
        process::run(&mut command)
    }
}
