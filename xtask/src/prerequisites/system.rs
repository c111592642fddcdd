//! Which operating system this is, and how its users install things.

use std::fs;

use super::table::Prerequisite;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    Debian,
    Ubuntu,
    Fedora,
    Arch,
    Suse,
    OtherLinux,
    MacOs,
    Windows,
}

/// Packages that on Ubuntu only lead to a snap, which is of no use here.
const SNAPS_ON_UBUNTU: [&str; 1] = ["chromium"];

impl System {
    pub(crate) fn of_this_machine() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            let text = fs::read_to_string("/etc/os-release")
                .or_else(|_| fs::read_to_string("/usr/lib/os-release"))
                .unwrap_or_default();
            linux(&text)
        }
    }

    /// Whether we install it ourselves, with apt.
    pub(crate) fn installs(self, prerequisite: &Prerequisite) -> bool {
        let is_a_snap = |package: &&str| SNAPS_ON_UBUNTU.contains(package);
        match self {
            Self::Debian => true,
            Self::Ubuntu => !prerequisite.debian.iter().any(is_a_snap),
            _ => false,
        }
    }

    /// The commands to type, for systems where we install nothing ourselves.
    pub(crate) fn advice(self, missing: &[&Prerequisite]) -> String {
        let names = |name: fn(&Prerequisite) -> &'static str| {
            let mut names: Vec<_> = missing.iter().flat_map(|one| name(one).split(' ')).collect();
            names.dedup();
            names.join(" ")
        };
        let lines = |line: fn(&Prerequisite) -> &'static str| {
            let lines: Vec<_> = missing.iter().map(|one| line(one)).collect();
            lines.join("\n  ")
        };
        let commands = match self {
            Self::Debian => format!("sudo apt-get install {}", super::packages(missing).join(" ")),
            Self::Ubuntu => {
                let names: Vec<_> = missing.iter().map(|one| one.name).collect();
                return format!(
                    "Ubuntu has this as a snap only, which sees no files of the tests: {}.\n\
                     Google's package does: https://www.google.com/chrome/ (the .deb), then\n  \
                     sudo apt-get install ./google-chrome-stable_current_amd64.deb",
                    names.join(", ")
                );
            }
            Self::Fedora => format!("sudo dnf install {}", names(|one| one.fedora)),
            Self::Arch => format!("sudo pacman -S --needed {}", names(|one| one.arch)),
            Self::Suse => format!("sudo zypper install {}", names(|one| one.suse)),
            Self::MacOs => lines(|one| one.macos),
            Self::Windows => lines(|one| one.windows),
            Self::OtherLinux => {
                return format!(
                    "Install them with this system's packages. On Debian they are called: {}",
                    super::packages(missing).join(" ")
                );
            }
        };
        format!("This installs them (untried on this system):\n  {commands}")
    }
}

/// By the names a distribution gives itself and its ancestors in its os-release file.
fn linux(os_release: &str) -> System {
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
            "fedora" | "rhel" => Some(System::Fedora),
            "arch" => Some(System::Arch),
            "suse" | "opensuse" => Some(System::Suse),
            _ => None,
        })
        .unwrap_or(System::OtherLinux)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerequisites::table::PREREQUISITES;

    #[test]
    fn distributions_are_known_by_their_own_name_or_an_ancestors() {
        assert_eq!(linux("PRETTY_NAME=\"Debian\"\nID=debian\n"), System::Debian);
        assert_eq!(linux("ID=ubuntu\nID_LIKE=debian\n"), System::Ubuntu);
        assert_eq!(linux("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Ubuntu);
        assert_eq!(linux("ID=fedora\nVERSION_ID=42\n"), System::Fedora);
        assert_eq!(linux("ID='manjaro'\nID_LIKE='arch'\n"), System::Arch);
        assert_eq!(
            linux("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n"),
            System::Suse
        );
        assert_eq!(linux("ID=nixos\n"), System::OtherLinux);
        assert_eq!(linux(""), System::OtherLinux);
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
    fn advice_is_one_command_and_says_it_is_untried() {
        let missing: Vec<_> = PREREQUISITES.iter().take(2).collect();
        let advice = System::Fedora.advice(&missing);
        assert!(advice.contains("sudo dnf install gcc pkgconf-pkg-config"), "{advice}");
        assert!(advice.contains("untried"), "{advice}");
    }
}
