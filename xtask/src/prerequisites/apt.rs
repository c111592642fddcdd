//! Installing packages on Debian and its descendants.

use std::{
    fs,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    process::Command,
};

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

/// A suite of Debian's that this machine does not use, with its lists in a folder of their own.
#[derive(Debug)]
pub(crate) struct Archive {
    folder: PathBuf,
}

const MIRROR: &str = "http://deb.debian.org/debian";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

impl Archive {
    /// Fetches the lists.
    pub(crate) fn open(folder: &Path, suite: &str) -> Result<Self, Error> {
        if process::find("apt-get").is_none() || !Path::new(KEYRING).exists() {
            return Err(Error::NeedsDebian);
        }
        let archive = Self {
            folder: folder.to_owned(),
        };
        let failed = |source| Error::File {
            action: "write",
            path: folder.to_owned(),
            source,
        };
        for below in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(below)).map_err(failed)?;
        }
        let source = format!("deb [signed-by={KEYRING}] {MIRROR} {suite} main\n");
        fs::write(archive.sources(), source).map_err(failed)?;
        process::run(archive.command("apt-get").args(["-q", "update"]))?;
        Ok(archive)
    }

    /// Of a package, the newest first.
    pub(crate) fn versions(&self, package: &str) -> Vec<String> {
        let table = process::answer(self.command("apt-cache").args(["madison", package]));
        let rows = table.as_deref().unwrap_or_default().lines();
        rows.filter_map(|row| Some(row.split('|').nth(1)?.trim().to_owned()))
            .collect()
    }

    /// The package's file, in this folder.
    pub(crate) fn download(&self, package: &str, version: &str, folder: &Path) -> Result<PathBuf, Error> {
        process::run(
            self.command("apt-get")
                .args(["-q", "download", &format!("{package}={version}")])
                .current_dir(folder),
        )?;
        let files = fs::read_dir(folder).map_err(|source| Error::File {
            action: "read",
            path: folder.to_owned(),
            source,
        })?;
        files
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
            .ok_or(Error::NotInstalled("the downloaded package"))
    }

    /// With nothing of this machine's lists.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let folder = self.folder.display();
        for option in [
            format!("Dir::Etc::sourcelist={}", self.sources().display()),
            "Dir::Etc::sourceparts=-".to_owned(),
            format!("Dir::State::Lists={folder}/lists"),
            format!("Dir::Cache={folder}/cache"),
            // Root would have it done by a user who may not write here.
            "APT::Sandbox::User=".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        command
    }

    fn sources(&self) -> PathBuf {
        self.folder.join("sources.list")
    }
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
