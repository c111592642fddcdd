//! Runs what was built for Windows, under Wine, with a Windows of its own below the target folder.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    error::Error,
    process,
    stamp::{Inputs, Stamp},
    workspace::{Workspace, emptied},
};

/// Debian's package has it here; its `wine` command would ask for 32-bit parts.
const PLACES: [&str; 2] = ["/usr/lib/wine/wine64", "/usr/bin/wine64"];

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// What Rust's standard library takes random numbers from on Windows. Wine has it since 8.x of 2023; Debian 12's has not.
const RANDOM: &str = "bcryptprimitives.dll";
const RANDOM_SOURCE: &str = include_str!("bcryptprimitives.c");

/// No desktop, no .NET and no HTML are started for programs that have none.
const OVERRIDES: &str = "explorer.exe,winemenubuilder.exe,mscoree,mshtml=";

/// A Windows that programs can be run on.
#[derive(Debug)]
pub(crate) struct Wine {
    program: PathBuf,
    folder: PathBuf,
}

/// The program, wherever this system keeps it.
pub(crate) fn find() -> Option<PathBuf> {
    PLACES
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .or_else(|| process::find("wine64"))
        .or_else(|| process::find("wine"))
}

impl Wine {
    /// Makes the Windows, if there is none yet.
    pub(crate) fn ensure(workspace: &Workspace) -> Result<Self, Error> {
        let wine = Self {
            program: find().ok_or(Error::NotInstalled("Wine"))?,
            folder: workspace.target.join("wine"),
        };
        let version = process::answer(Command::new(&wine.program).arg("--version"));
        println!("{}", version.as_deref().unwrap_or("Wine of an unknown version"));
        let inputs = Inputs::default().value((version, RANDOM_SOURCE, OVERRIDES));
        let stamp = Stamp::new(workspace, "wine", &inputs);
        let system = wine.prefix().join("drive_c/windows/system32");
        if !stamp.is_fresh(&system) {
            println!("making a Windows for Wine in {}", wine.folder.display());
            wine.make(&system)?;
            stamp.set()?;
        }
        Ok(wine)
    }

    fn make(&self, system: &Path) -> Result<(), Error> {
        let failed = |source| Error::File {
            action: "write",
            path: self.folder.clone(),
            source,
        };
        emptied(&self.folder)?;
        let runner = self.runner();
        write_script(&runner, &self.script())?;
        process::run(
            Command::new(&runner)
                .args(["wineboot", "--init"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )?;
        if !system.is_dir() {
            return Err(Error::Wine("did not make a Windows"));
        }
        if !system.join(RANDOM).exists() {
            println!("this Wine lacks {RANDOM}: building the one function that is needed");
            let source = self.folder.join("bcryptprimitives.c");
            fs::write(&source, RANDOM_SOURCE).map_err(failed)?;
            process::run(
                Command::new(COMPILER)
                    .args(["-shared", "-O2", "-s", "-o"])
                    .arg(system.join(RANDOM))
                    .arg(&source)
                    .arg("-ladvapi32"),
            )?;
        }
        Ok(())
    }

    /// A program that runs the Windows program it is given, with the arguments after it.
    pub(crate) fn runner(&self) -> PathBuf {
        self.folder.join("run")
    }

    /// Makes a program of this name that runs the Windows program, for whoever starts it without knowing of Wine.
    pub(crate) fn disguise(&self, program: &Path, name: &str) -> Result<PathBuf, Error> {
        let script = self.folder.join(name);
        write_script(
            &script,
            &format!(
                "#!/bin/sh\nexec {} {} \"$@\"\n",
                quoted(&self.runner()),
                quoted(program)
            ),
        )?;
        Ok(script)
    }

    fn script(&self) -> String {
        format!(
            "#!/bin/sh\n\
             export WINEPREFIX={} WINEARCH=win64 WINEDEBUG=\"${{WINEDEBUG:--all}}\" WINEDLLOVERRIDES='{OVERRIDES}'\n\
             exec {} \"$@\"\n",
            quoted(&self.prefix()),
            quoted(&self.program)
        )
    }

    /// Its Windows.
    pub(crate) fn prefix(&self) -> PathBuf {
        self.folder.join("prefix")
    }
}

fn write_script(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)))
        .map_err(|source| Error::File {
            action: "write",
            path: path.to_owned(),
            source,
        })
}

/// For a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_any_path_as_it_is() {
        assert_eq!(quoted(Path::new("/a b/c")), "'/a b/c'");
        assert_eq!(quoted(Path::new("/it's")), r"'/it'\''s'");
    }
}
