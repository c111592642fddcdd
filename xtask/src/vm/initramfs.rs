//! The files in the virtual machine: this machine's programs with their libraries, and no more.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Tested, kernel::Kernel};
use crate::{error::Error, process, workspace::Workspace};

const FOLDERS: [&str; 10] = [
    "bin",
    "dev",
    "etc",
    "proc",
    "root",
    "run/dbus",
    "sys",
    "tmp",
    "var/lib/bluetooth",
    "var/log",
];
const PROGRAMS: [&str; 3] = ["dbus-daemon", "dbus-send", "btvirt"];
/// Where Debian and Ubuntu have it.
const BLUETOOTHD: [&str; 2] = ["/usr/libexec/bluetooth/bluetoothd", "/usr/lib/bluetooth/bluetoothd"];
/// bluetoothd's settings, which switch adapters on, and the message bus's rules: everybody's, and those for Bluetooth.
const SETTINGS: [&str; 3] = [
    "etc/bluetooth/main.conf",
    "usr/share/dbus-1/system.conf",
    "etc/dbus-1/system.d/bluetooth.conf",
];

/// Packs them; gives back the archive.
pub(super) fn build(workspace: &Workspace, folder: &Path, kernel: &Kernel, tested: &Tested) -> Result<PathBuf, Error> {
    let tree = Tree {
        root: folder.join("root"),
    };
    let _ = fs::remove_dir_all(&tree.root);
    for folder in FOLDERS {
        tree.folder(Path::new(folder))?;
    }
    // The system's programs run as other users than the one who makes this.
    tree.set_mode(Path::new("tmp"), 0o1777)?;
    tree.program(&found("busybox")?, "bin/busybox")?;
    symlink("busybox", tree.root.join("bin/sh")).map_err(|source| failed(&tree.root, source))?;
    for name in PROGRAMS {
        tree.program(&found(name)?, &format!("usr/bin/{name}"))?;
    }
    let bluetoothd = BLUETOOTHD.map(PathBuf::from).into_iter().find(|path| path.exists());
    let bluetoothd = bluetoothd.ok_or(Error::NotInstalled("bluetoothd"))?;
    tree.program(&bluetoothd, "usr/libexec/bluetooth/bluetoothd")?;
    for (program, name) in [(&tested.vigil, "bin/vigil"), (&tested.test, "bin/bluez-vm")] {
        tree.program(program, name)?;
        // Symbols are half of it, and the machine has to read it all.
        process::run(Command::new("strip").arg("--strip-debug").arg(tree.root.join(name)))?;
    }
    for name in SETTINGS {
        tree.file(&Path::new("/").join(name), name)?;
    }
    let mut order = String::new();
    for module in kernel.needed_modules()? {
        let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tree.file(&module, &format!("lib/modules/{name}"))?;
        order.push_str(&name);
        order.push('\n');
    }
    let list = tree.root.join("lib/modules/order");
    fs::write(&list, order).map_err(|source| failed(&list, source))?;
    tree.file(&workspace.root.join("tests/bluez-vm/init"), "init")?;
    tree.set_mode(Path::new("init"), 0o755)?;
    tree.pack(folder.join("initramfs.cpio"))
}

struct Tree {
    root: PathBuf,
}

impl Tree {
    /// With the libraries that it loads, where they are.
    fn program(&self, program: &Path, name: &str) -> Result<(), Error> {
        self.file(program, name)?;
        // Nothing for one that is linked statically.
        let libraries = process::answer(Command::new("ldd").arg(program)).unwrap_or_default();
        for library in libraries.split_whitespace().filter(|word| word.starts_with('/')) {
            self.file(Path::new(library), library.trim_start_matches('/'))?;
        }
        Ok(())
    }

    fn file(&self, file: &Path, name: &str) -> Result<(), Error> {
        let copy = self.root.join(name);
        if let Some(parent) = Path::new(name).parent() {
            self.folder(parent)?;
        }
        fs::copy(file, &copy).map(drop).map_err(|source| failed(file, source))
    }

    fn folder(&self, name: &Path) -> Result<(), Error> {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))
    }

    fn set_mode(&self, name: &Path, mode: u32) -> Result<(), Error> {
        let path = self.root.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).map_err(|source| failed(&path, source))
    }

    /// Everything belongs to root in there, whoever packs it.
    fn pack(&self, archive: PathBuf) -> Result<PathBuf, Error> {
        let output = fs::File::create(&archive).map_err(|source| failed(&archive, source))?;
        let start = |source| Error::Start {
            program: "find".to_owned(),
            source,
        };
        let mut list = Command::new("find")
            .arg(".")
            .current_dir(&self.root)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(start)?;
        let names = list.stdout.take().map_or_else(Stdio::null, Stdio::from);
        let packed = process::run(
            Command::new("cpio")
                .args(["--create", "--format=newc", "--owner=0:0", "--quiet"])
                .current_dir(&self.root)
                .stdin(names)
                .stdout(output),
        );
        list.wait().map_err(start)?;
        packed.map(|()| archive)
    }
}

fn found(program: &'static str) -> Result<PathBuf, Error> {
    process::find(program).ok_or(Error::NotInstalled(program))
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::File {
        action: "copy",
        path: path.to_owned(),
        source,
    }
}
