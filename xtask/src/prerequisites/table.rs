//! The list: what, why, how to see it is there, and what Debian calls it.

use std::{fs, path::Path, process::Command};

use super::Purpose::{self, Bundle, BundleCheck, Faults, Headless, Macos, Peers, Run, Test, Vm, Windows};
#[cfg(target_os = "linux")]
use crate::wine;
use crate::{browser, node::Node, process, python};

#[derive(Debug)]
pub(crate) struct Prerequisite {
    pub(crate) name: &'static str,
    pub(crate) why: &'static str,
    probe: Probe,
    needed_for: &'static [Purpose],
    /// Its packages. Tried on Debian 12.
    pub(crate) debian: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Probe {
    /// A program on PATH.
    Program(&'static str),
    /// Headers and library, as pkg-config knows them. Only Linux needs any.
    Library(&'static str),
    Node,
    Python,
    Browser,
    /// Any font that can be drawn with.
    Font,
    #[cfg(target_os = "linux")]
    Wine,
}

const FONTS: &str = "/usr/share/fonts";

impl Prerequisite {
    pub(crate) fn is_for(&self, purpose: Purpose) -> bool {
        self.needed_for.contains(&purpose)
    }

    pub(crate) fn is_present(&self) -> bool {
        match self.probe {
            // Windows' linker is found through the registry, by rustc itself, which has linked this program.
            Probe::Program(program) => cfg!(windows) || process::find(program).is_some(),
            Probe::Library(library) => {
                !cfg!(target_os = "linux")
                    || process::answer(Command::new("pkg-config").args(["--exists", library])).is_some()
            }
            Probe::Node => Node::of_the_machine().is_some() || Node::can_come_from_pypi(),
            Probe::Python => python::is_usable(),
            Probe::Browser => browser::find().is_some(),
            Probe::Font => has_font(Path::new(FONTS)),
            #[cfg(target_os = "linux")]
            Probe::Wine => wine::find().is_some(),
        }
    }
}

fn has_font(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            has_font(&path)
        } else {
            path.extension()
                .is_some_and(|ending| ending == "ttf" || ending == "otf")
        }
    })
}

pub(crate) const PREREQUISITES: &[Prerequisite] = &[
    Prerequisite {
        name: "C compiler",
        why: "links every Rust program",
        probe: Probe::Program("cc"),
        needed_for: &[Run, Headless, Test, Bundle, Peers, Faults, Vm, Windows, Macos],
        debian: &["build-essential"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "pkg-config",
        why: "finds the system's libraries when building",
        probe: Probe::Program("pkg-config"),
        needed_for: &[Run, Headless, Test, Bundle, Peers, Faults, Vm, Windows],
        debian: &["pkg-config"],
    },
    Prerequisite {
        name: "D-Bus headers",
        why: "Bluetooth on Linux is spoken to over D-Bus",
        probe: Probe::Library("dbus-1"),
        needed_for: &[Run, Headless, Test, Bundle, Peers, Faults, Vm, Windows],
        debian: &["libdbus-1-dev"],
    },
    Prerequisite {
        name: "WebKitGTK",
        why: "draws the window",
        probe: Probe::Library("webkit2gtk-4.1"),
        needed_for: &[Run, Test, Bundle],
        debian: &["libwebkit2gtk-4.1-dev"],
    },
    Prerequisite {
        name: "Node.js 20.19 or newer",
        why: "builds the window's content (where the system's is older, one comes from PyPI, for this project alone)",
        probe: Probe::Node,
        needed_for: &[Run, Test, Bundle, Windows, Macos],
        debian: &["python3-venv"],
    },
    Prerequisite {
        name: "Python 3.10 or newer, with venv",
        why: "runs the official Python client against Vigil",
        probe: Probe::Python,
        needed_for: &[Test, Windows],
        debian: &["python3-venv"],
    },
    Prerequisite {
        name: "dbus-run-session",
        why: "gives the tests message buses of their own, one of them with simulated Bluetooth",
        probe: Probe::Program("dbus-run-session"),
        needed_for: &[Test, Faults],
        debian: &["dbus-daemon"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "ip",
        why: "gives a server and a program a network of their own, whose link can be cut (root only)",
        probe: Probe::Program("ip"),
        needed_for: &[Faults],
        debian: &["iproute2"],
    },
    Prerequisite {
        name: "Xvfb",
        why: "is the screen that the tests open the window on",
        probe: Probe::Program("Xvfb"),
        needed_for: &[Test, BundleCheck, Windows],
        debian: &["xvfb"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "dunst",
        why: "is a desktop that shows notifications to the tests",
        probe: Probe::Program("dunst"),
        needed_for: &[Test],
        debian: &["dunst"],
    },
    Prerequisite {
        name: "WebKitWebDriver",
        why: "lets the tests click in the window",
        probe: Probe::Program("WebKitWebDriver"),
        needed_for: &[Test],
        debian: &["webkit2gtk-driver"],
    },
    Prerequisite {
        name: "Chromium",
        why: "opens the tests' web pages as people's browsers do",
        probe: Probe::Browser,
        needed_for: &[Test],
        debian: &["chromium"],
    },
    Prerequisite {
        name: "a font",
        why: "makes the tests' pictures of the window readable",
        probe: Probe::Font,
        needed_for: &[Test],
        debian: &["fonts-dejavu-core"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "dpkg-shlibdeps",
        why: "says which packages the programs' libraries come from, for the .deb",
        probe: Probe::Program("dpkg-shlibdeps"),
        needed_for: &[Bundle],
        debian: &["dpkg-dev"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "rpmbuild",
        why: "makes the .rpm",
        probe: Probe::Program("rpmbuild"),
        needed_for: &[Bundle],
        debian: &["rpm"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "appstreamcli",
        why: "checks what software centres read",
        probe: Probe::Program("appstreamcli"),
        needed_for: &[Bundle],
        debian: &["appstream"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "desktop-file-validate",
        why: "checks what menus read",
        probe: Probe::Program("desktop-file-validate"),
        needed_for: &[Bundle],
        debian: &["desktop-file-utils"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "makensis",
        why: "makes the installer for Windows",
        probe: Probe::Program("makensis"),
        needed_for: &[Bundle],
        debian: &["nsis"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "zip",
        why: "makes the portable package for Windows",
        probe: Probe::Program("zip"),
        needed_for: &[Bundle],
        debian: &["zip"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "debootstrap",
        why: "makes the clean systems that packages are tried in",
        probe: Probe::Program("debootstrap"),
        needed_for: &[BundleCheck],
        debian: &["debootstrap"],
    },
    Prerequisite {
        name: "CMake",
        why: "builds the gamepad library of the reference server",
        probe: Probe::Program("cmake"),
        needed_for: &[Peers],
        debian: &["cmake"],
    },
    Prerequisite {
        name: "udev headers",
        why: "the reference server looks for serial ports and gamepads with it",
        probe: Probe::Library("libudev"),
        needed_for: &[Peers],
        debian: &["libudev-dev"],
    },
    Prerequisite {
        name: "X11 headers",
        why: "the gamepad library of the reference server does not build without them",
        probe: Probe::Library("xext xcursor xi xrandr xscrnsaver xfixes xkbcommon"),
        needed_for: &[Peers],
        debian: &[
            "libx11-dev",
            "libxext-dev",
            "libxcursor-dev",
            "libxi-dev",
            "libxrandr-dev",
            "libxss-dev",
            "libxfixes-dev",
            "libxkbcommon-dev",
        ],
    },
    Prerequisite {
        name: "QEMU",
        why: "is the virtual machine",
        probe: Probe::Program("qemu-system-x86_64"),
        needed_for: &[Vm],
        debian: &["qemu-system-x86"],
    },
    Prerequisite {
        name: "btvirt",
        why: "is the radio in the virtual machine",
        probe: Probe::Program("btvirt"),
        needed_for: &[Vm],
        debian: &["bluez-test-tools"],
    },
    Prerequisite {
        name: "bluetoothd",
        why: "is what Vigil is tried with in the virtual machine",
        probe: Probe::Program("bluetoothctl"),
        needed_for: &[Vm],
        debian: &["bluez"],
    },
    Prerequisite {
        name: "busybox",
        why: "starts the virtual machine",
        probe: Probe::Program("busybox"),
        needed_for: &[Vm],
        debian: &["busybox-static"],
    },
    Prerequisite {
        name: "dbus-send",
        why: "switches the radio in the virtual machine",
        probe: Probe::Program("dbus-send"),
        needed_for: &[Vm],
        debian: &["dbus"],
    },
    Prerequisite {
        name: "kmod",
        why: "finds the modules of the virtual machine's kernel",
        probe: Probe::Program("kmod"),
        needed_for: &[Vm],
        debian: &["kmod"],
    },
    Prerequisite {
        name: "cpio",
        why: "packs what the virtual machine starts with",
        probe: Probe::Program("cpio"),
        needed_for: &[Vm],
        debian: &["cpio"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "C and C++ compiler for Windows",
        why: "links programs for Windows",
        probe: Probe::Program("x86_64-w64-mingw32-g++"),
        needed_for: &[Windows],
        debian: &["gcc-mingw-w64-x86-64-posix", "g++-mingw-w64-x86-64-posix"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "Wine",
        why: "runs programs for Windows",
        probe: Probe::Wine,
        needed_for: &[Windows],
        debian: &["wine64"],
    },
    #[cfg(target_os = "linux")]
    Prerequisite {
        name: "Clang",
        why: "compiles C for macOS",
        probe: Probe::Program("clang"),
        needed_for: &[Macos],
        debian: &["clang"],
    },
];
