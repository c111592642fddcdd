//! Where things are.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::error::Error;

#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds; not always `root/target`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn locate() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        // This program is `<target>/debug/xtask`, wherever cargo was told to put its target directory.
        let target = env::current_exe()
            .ok()
            .and_then(|program| Some(program.parent()?.parent()?.to_path_buf()))
            .unwrap_or_else(|| root.join("target"));
        Self { root, target }
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The clients of other people that the tests talk to Vigil with.
    pub(crate) fn clients(&self) -> PathBuf {
        self.root.join("tests").join("clients")
    }

    /// Programs that show others how to write one.
    pub(crate) fn examples(&self) -> PathBuf {
        self.root.join("examples")
    }

    /// What packages carry besides the programs.
    pub(crate) fn packaging(&self) -> PathBuf {
        self.root.join("src-tauri").join("packaging")
    }

    /// Programs installed for this project alone; nothing here touches the machine.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The binaries a test run is about, kept from being overwritten by the next build.
    pub(crate) fn tested_binaries(&self) -> PathBuf {
        self.target.join("bin")
    }

    pub(crate) fn built(&self, profile: Profile, program: &str) -> PathBuf {
        self.target.join(profile.directory()).join(executable(program))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// A folder with nothing in it, whatever was there.
pub(crate) fn emptied(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::File {
        action: "empty",
        path: folder.to_path_buf(),
        source,
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

/// A program's file name on this system.
pub(crate) fn executable(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}
