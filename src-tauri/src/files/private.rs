//! Nobody but the person reads what Vigil keeps. On Windows the person's own directory sees to that.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

/// Makes the directory, if there is none. False if there was one.
pub(super) fn create_dir(path: &Path) -> io::Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    Ok(true)
}

/// Opens a lock, or makes it. Follows no link, and empties nothing.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;

        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// Closes the directory, and what is in it, to others. What cannot be closed is told in the log: Vigil works all the same.
pub(super) fn close(directory: &Path) {
    #[cfg(unix)]
    unix::close(directory);
    #[cfg(not(unix))]
    let _ = directory;
}

/// What this process writes from now on is readable for its owner only.
pub fn write_for_the_owner_only() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// The directories that are Vigil's own, below its own.
#[cfg(unix)]
const WITHIN: [&str; 2] = [".", "logs"];

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use rustix::fs::{Mode, OFlags};

    use super::{Path, WITHIN, fs, io};

    pub(super) fn close(directory: &Path) {
        let mode = fs::symlink_metadata(directory).map(|about| about.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o1000 != 0) {
            // Everybody's, such as /tmp.
            return;
        }
        for within in WITHIN {
            let directory = directory.join(within);
            if fs::symlink_metadata(&directory).is_ok_and(|about| about.is_dir())
                && let Err(error) = close_directory(&directory)
            {
                log::warn!("{} is not closed to others: {error}", directory.display());
            }
        }
    }

    fn close_directory(directory: &Path) -> io::Result<()> {
        tighten(directory, OFlags::DIRECTORY, Mode::RWXU)?;
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                tighten(&entry.path(), OFlags::empty(), Mode::RUSR | Mode::WUSR)?;
            }
        }
        Ok(())
    }

    /// Takes from its mode what others may, and nothing from its owner.
    fn tighten(path: &Path, flags: OFlags, most: Mode) -> io::Result<()> {
        let flags = flags | OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(file) => file,
            // Closed to us too: to others all the more, or not ours.
            Err(rustix::io::Errno::ACCESS) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mode = Mode::from_raw_mode(rustix::fs::fstat(&file)?.st_mode);
        if !most.contains(mode) {
            rustix::fs::fchmod(&file, mode & most)?;
        }
        Ok(())
    }
}
