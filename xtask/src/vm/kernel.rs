//! A kernel with virtual Bluetooth controllers (`hci_vhci`), as Debian packs it. It is not installed, only unpacked.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{error::Error, process};

/// Depends on the newest one.
const PACKAGE: &str = "linux-image-amd64";
const PREFIX: &str = "linux-image-";

/// The virtual controllers, and the encryption that btvirt and bluetoothd ask the kernel for.
const MODULES: [&str; 7] = [
    "hci_vhci",
    "uhid",
    "algif_hash",
    "algif_skcipher",
    "cmac",
    "ecb",
    "ecdh_generic",
];

#[derive(Debug)]
pub(crate) struct Kernel {
    root: PathBuf,
    version: String,
}

/// Unpacks it into this folder, where it is not there yet.
pub(crate) fn ensure(folder: &Path) -> Result<Kernel, Error> {
    let depends = process::answer(Command::new("apt-cache").args(["depends", "--important", PACKAGE]));
    let Some(package) = depends.as_deref().and_then(newest) else {
        return Err(Error::Vm(
            "needs a kernel of Debian's; `apt-cache depends linux-image-amd64` names none",
        ));
    };
    let kernel = Kernel {
        root: folder.join(&package),
        version: package[PREFIX.len()..].to_owned(),
    };
    // The last thing that is made.
    if kernel.modules().join("modules.dep.bin").exists() {
        return Ok(kernel);
    }
    let failed = |source| Error::File {
        action: "write",
        path: kernel.root.clone(),
        source,
    };
    let _ = fs::remove_dir_all(&kernel.root);
    fs::create_dir_all(&kernel.root).map_err(failed)?;
    process::run(
        Command::new("apt-get")
            .args(["-q", "download", &package])
            .current_dir(&kernel.root),
    )?;
    let archive = fs::read_dir(&kernel.root)
        .map_err(failed)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .ok_or(Error::Vm("has no kernel: apt-get downloaded nothing"))?;
    process::run(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(&archive)
            .arg(&kernel.root),
    )?;
    fs::remove_file(&archive).map_err(failed)?;
    process::run(
        Command::new("/sbin/depmod")
            .arg("--basedir")
            .arg(&kernel.root)
            .arg(&kernel.version),
    )?;
    Ok(kernel)
}

impl Kernel {
    pub(super) fn image(&self) -> PathBuf {
        self.root.join("boot").join(format!("vmlinuz-{}", self.version))
    }

    /// The files of the modules that are needed, each after those it needs itself.
    pub(super) fn needed_modules(&self) -> Result<Vec<PathBuf>, Error> {
        let mut files: Vec<PathBuf> = Vec::new();
        for module in MODULES {
            let lines = process::answer(
                Command::new("/sbin/modprobe")
                    .args(["--show-depends", "--set-version", &self.version, "--dirname"])
                    .arg(&self.root)
                    .arg(module),
            )
            .ok_or(Error::Vm("has a kernel without the modules that are needed"))?;
            for file in inserted(&lines) {
                if !files.contains(&file) {
                    files.push(file);
                }
            }
        }
        Ok(files)
    }

    fn modules(&self) -> PathBuf {
        self.root.join("lib/modules").join(&self.version)
    }
}

fn newest(depends: &str) -> Option<String> {
    let mut packages = depends.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
    packages.find(|package| package.starts_with(PREFIX)).map(str::to_owned)
}

/// What modprobe would do; what is built in needs nothing.
fn inserted(lines: &str) -> Vec<PathBuf> {
    let paths = lines.lines().filter_map(|line| line.strip_prefix("insmod "));
    paths.map(|path| PathBuf::from(path.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_kernel_is_the_one_that_debian_depends_on() {
        let depends = "linux-image-amd64\n  Depends: linux-image-6.1.0-56-amd64\n";
        assert_eq!(newest(depends).as_deref(), Some("linux-image-6.1.0-56-amd64"));
        assert_eq!(newest("N: Unable to locate package"), None);
    }

    #[test]
    fn built_in_modules_are_not_inserted() {
        let lines = "builtin ecb\ninsmod /a/rfkill.ko \ninsmod /a/bluetooth.ko \n";
        assert_eq!(
            inserted(lines),
            [PathBuf::from("/a/rfkill.ko"), PathBuf::from("/a/bluetooth.ko")]
        );
    }
}
