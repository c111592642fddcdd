//! The program with the window, where a package keeps it beside this one.
//!
//! WebKit and GTK cost a process some 40 MB and 30 ms before its first line, also one that never opens a window. Packages
//! for Linux therefore hold two programs: `vigil`, without them, which is started, serves headless and is the guardian;
//! and `vigil-window`, which it becomes if a window is asked for.

use std::{
    env,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const NAME: &str = "vigil-window";

/// What the window is called by the desktop: the program that the person started.
const CALLED: &str = "vigil";

/// Does not return if there is such a program and it starts. `None` if there is none.
pub(crate) fn become_it() -> Option<ExitCode> {
    let program = beside(&env::current_exe().ok()?)?;
    let error = Command::new(&program).arg0(CALLED).args(env::args_os().skip(1)).exec();
    let message = format!(
        "Vigil's window cannot be opened: {} does not start ({error}).",
        program.display()
    );
    // Nothing has begun that would write it elsewhere.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{message}\n").as_bytes());
    Some(ExitCode::FAILURE)
}

/// A symbolic link to this program does not count: the system names the file itself.
fn beside(this: &Path) -> Option<PathBuf> {
    let program = this.parent()?.join(NAME);
    program.is_file().then_some(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_beside_this_program_only() {
        let folder = tempfile::tempdir().unwrap();
        let this = folder.path().join("vigil");
        assert_eq!(beside(&this), None);
        std::fs::create_dir(folder.path().join(NAME)).unwrap();
        assert_eq!(beside(&this), None, "a folder is no program");
        std::fs::remove_dir(folder.path().join(NAME)).unwrap();
        std::fs::write(folder.path().join(NAME), "").unwrap();
        assert_eq!(beside(&this), Some(folder.path().join(NAME)));
    }
}
