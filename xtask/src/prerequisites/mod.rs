//! What has to be on the machine before anything can be built: found, named, and installed where we know how.

pub(crate) mod apt;
mod rust;
mod system;
mod table;

use clap::ValueEnum;

use self::{
    system::System,
    table::{PREREQUISITES, Prerequisite},
};
use crate::{cargo, error::Error, workspace::Workspace};

/// What somebody wants to do; each needs more than the one before, or other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Purpose {
    /// Build and start the app with its window
    Run,
    /// Build and start it without a window
    Headless,
    /// Everything CI checks
    Test,
    /// Pack the app
    Bundle,
    /// Try its packages in clean systems
    BundleCheck,
    /// Build the servers that benchmarks run beside Vigil
    Peers,
    /// Try every fault against a release build
    Faults,
    /// Run Vigil with the real bluetoothd, in a virtual machine
    Vm,
    /// Build Vigil for Windows and try it under Wine
    Windows,
    /// Check Vigil's types for macOS
    Macos,
}

/// Returns when everything is there. What is missing is named with its reason, then installed.
pub(crate) fn ensure(workspace: &Workspace, purpose: Purpose) -> Result<(), Error> {
    if matches!(purpose, Purpose::Windows | Purpose::Macos) {
        rust::ensure_components(|| cargo::cargo(workspace))?;
    }
    if purpose == Purpose::Test {
        if !cfg!(target_os = "linux") {
            return Err(Error::TestNeedsLinux);
        }
        rust::ensure_components(|| cargo::cargo(workspace))?;
    }
    let missing = missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    let system = System::of_this_machine();
    println!("Missing on this machine:");
    for prerequisite in &missing {
        println!("  {}: {}", prerequisite.name, prerequisite.why);
    }
    let (with_apt, by_hand): (Vec<_>, Vec<_>) = missing.into_iter().partition(|one| system.installs(one));
    if !with_apt.is_empty() {
        apt::install(&packages(&with_apt))?;
    }
    if !by_hand.is_empty() {
        println!("\n{}", system.advice(&by_hand));
        return Err(Error::Missing);
    }
    let names: Vec<_> = self::missing(purpose)
        .iter()
        .map(|prerequisite| prerequisite.name)
        .collect();
    if names.is_empty() {
        Ok(())
    } else {
        Err(Error::StillMissing {
            names: names.join(", "),
        })
    }
}

fn missing(purpose: Purpose) -> Vec<&'static Prerequisite> {
    PREREQUISITES
        .iter()
        .filter(|prerequisite| prerequisite.is_for(purpose) && !prerequisite.is_present())
        .collect()
}

/// Debian's packages for these, each once.
fn packages(prerequisites: &[&Prerequisite]) -> Vec<&'static str> {
    let mut packages: Vec<&'static str> = Vec::new();
    for package in prerequisites.iter().flat_map(|one| one.debian) {
        if !packages.contains(package) {
            packages.push(package);
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages_for(purpose: Purpose) -> Vec<&'static str> {
        let needed: Vec<_> = PREREQUISITES
            .iter()
            .filter(|prerequisite| prerequisite.is_for(purpose))
            .collect();
        packages(&needed)
    }

    #[test]
    fn headless_needs_neither_webkit_nor_node() {
        assert_eq!(
            packages_for(Purpose::Headless),
            ["build-essential", "pkg-config", "libdbus-1-dev"]
        );
    }

    #[test]
    fn the_window_needs_no_tools_of_the_tests() {
        let packages = packages_for(Purpose::Run);
        assert!(packages.contains(&"libwebkit2gtk-4.1-dev"));
        assert!(!packages.contains(&"xvfb"));
        assert!(!packages.contains(&"chromium"));
        assert!(!packages.contains(&"webkit2gtk-driver"));
    }

    #[test]
    fn tests_need_all_that_the_window_needs() {
        let test = packages_for(Purpose::Test);
        for package in packages_for(Purpose::Run) {
            assert!(test.contains(&package), "{package}");
        }
        for package in ["xvfb", "webkit2gtk-driver", "dbus-daemon", "python3-venv", "chromium"] {
            assert!(test.contains(&package), "{package}");
        }
    }

    #[test]
    fn a_package_that_serves_two_ends_is_installed_once() {
        let mut packages = packages_for(Purpose::Test);
        packages.sort_unstable();
        let count = packages.len();
        packages.dedup();
        assert_eq!(packages.len(), count);
    }
}
