//! Which system this is: whether packages are installed with apt, or named for somebody to install.

use std::fs;

use super::table::Prerequisite;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    Debian,
    Ubuntu,
    Other,
}

/// Packages that on Ubuntu only lead to a snap, which is of no use here.
const SNAPS_ON_UBUNTU: [&str; 1] = ["chromium"];

impl System {
    pub(crate) fn of_this_machine() -> Self {
        let text = fs::read_to_string("/etc/os-release")
            .or_else(|_| fs::read_to_string("/usr/lib/os-release"))
            .unwrap_or_default();
        named(&text)
    }

    /// Whether we install it ourselves, with apt.
    pub(crate) fn installs(self, prerequisite: &Prerequisite) -> bool {
        let is_a_snap = |package: &&str| SNAPS_ON_UBUNTU.contains(package);
        match self {
            Self::Debian => true,
            Self::Ubuntu => !prerequisite.debian.iter().any(is_a_snap),
            Self::Other => false,
        }
    }

    /// What to do about those that we do not install.
    pub(crate) fn advice(self, missing: &[&Prerequisite]) -> String {
        match self {
            Self::Ubuntu => {
                let names: Vec<_> = missing.iter().map(|one| one.name).collect();
                format!(
                    "Ubuntu has this as a snap only, which sees no files of the tests: {}.\n\
                     Google's package does: https://www.google.com/chrome/ (the .deb), then\n  \
                     sudo apt-get install ./google-chrome-stable_current_amd64.deb",
                    names.join(", ")
                )
            }
            Self::Debian | Self::Other => format!(
                "Only Debian and its descendants have been tried. Install the above with this system's packages; \
                 Debian calls them:\n  {}",
                super::packages(missing).join(" ")
            ),
        }
    }
}

/// By the names a distribution gives itself and its ancestors in its os-release file.
fn named(os_release: &str) -> System {
    let value = |key: &str| {
        os_release
            .lines()
            .filter_map(|line| line.trim().split_once('='))
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value.trim_matches(['"', '\'']))
            .unwrap_or_default()
    };
    value("ID")
        .split_whitespace()
        .chain(value("ID_LIKE").split_whitespace())
        .find_map(|id| match id {
            "debian" => Some(System::Debian),
            "ubuntu" => Some(System::Ubuntu),
            _ => None,
        })
        .unwrap_or(System::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerequisites::table::PREREQUISITES;

    #[test]
    fn distributions_are_known_by_their_own_name_or_an_ancestors() {
        assert_eq!(named("PRETTY_NAME=\"Debian\"\nID=debian\n"), System::Debian);
        assert_eq!(named("ID=ubuntu\nID_LIKE=debian\n"), System::Ubuntu);
        assert_eq!(named("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Ubuntu);
        assert_eq!(named("ID=fedora\nVERSION_ID=42\n"), System::Other);
        assert_eq!(named(""), System::Other);
    }

    #[test]
    fn ubuntu_installs_all_but_the_browser() {
        let left: Vec<_> = PREREQUISITES
            .iter()
            .filter(|one| !System::Ubuntu.installs(one))
            .collect();
        assert_eq!(left.iter().map(|one| one.name).collect::<Vec<_>>(), ["Chromium"]);
        assert!(PREREQUISITES.iter().all(|one| System::Debian.installs(one)));
        let advice = System::Ubuntu.advice(&left);
        assert!(advice.contains("google-chrome"), "{advice}");
    }

    #[test]
    fn another_system_is_told_what_debian_calls_it() {
        let missing: Vec<_> = PREREQUISITES.iter().take(1).collect();
        let advice = System::Other.advice(&missing);
        assert!(advice.contains("build-essential"), "{advice}");
    }
}
