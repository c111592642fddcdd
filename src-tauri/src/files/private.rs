//! Nobody but the person reads what Vigil keeps. On Windows the person's own directory sees to that.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

/// Makes the directory, if there is none.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a lock, or makes it. Follows no link, and empties nothing.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    open_own(options, path)
}

/// Opens a lock that is there. Follows no link.
pub(super) fn open_to_look(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    open_own(options, path)
}

/// Opens a file to append to it, or makes it. Follows no link.
pub(super) fn open_append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    open_own(options, path)
}

#[cfg_attr(not(unix), allow(unused_mut, reason = "the person's own directory sees to it there"))]
fn open_own(mut options: OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;

        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// What lies in a directory, as far as it concerns who may read it.
#[cfg_attr(not(unix), allow(dead_code, reason = "the person's own directory sees to it there"))]
pub(super) struct Own {
    /// Whether a file of this name is Vigil's.
    pub(super) is_file: fn(&str) -> bool,
    /// Vigil's own directories below, with what lies in them.
    pub(super) directories: &'static [(&'static str, Own)],
}

/// Closes to others what is Vigil's own in the directory. The directory itself, too, unless other things lie in it that
/// somebody may share; or everybody may write to it, such as to /tmp; or it is another user's.
///
/// What cannot be closed is told in the log: Vigil works all the same.
pub(super) fn close(directory: &Path, own: &Own) {
    #[cfg(unix)]
    unix::close(directory, own);
    #[cfg(not(unix))]
    let _ = (directory, own);
}

/// What this process writes from now on is readable for its owner only.
pub(crate) fn write_for_the_owner_only() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use rustix::{
        fs::{Mode, OFlags},
        process::geteuid,
    };

    use super::{Own, Path, io};

    /// Everybody may write here, and remove only what is their own.
    const STICKY: u32 = 0o1000;

    pub(super) fn close(directory: &Path, own: &Own) {
        if let Err(error) = try_close(directory, own) {
            log::warn!("{} may be readable for others: {error}", directory.display());
        }
    }

    fn try_close(directory: &Path, own: &Own) -> io::Result<()> {
        let about = std::fs::symlink_metadata(directory)?;
        if !about.is_dir() || about.permissions().mode() & STICKY != 0 || about.uid() != geteuid().as_raw() {
            return Ok(());
        }
        let mut is_shared = false;
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let name = name.to_str().unwrap_or_default();
            let below = own.directories.iter().find(|(directory, _)| *directory == name);
            match below {
                Some((_, own)) if kind.is_dir() => close(&entry.path(), own),
                None if (own.is_file)(name) => {
                    // What lies beyond a link is not ours to close.
                    if kind.is_file() {
                        tighten(&entry.path(), OFlags::empty(), Mode::RUSR | Mode::WUSR)?;
                    }
                }
                _ => is_shared = true,
            }
        }
        if is_shared {
            log::info!(
                "{} contains files that are not Vigil's, so its mode stays as it is",
                directory.display()
            );
            return Ok(());
        }
        tighten(directory, OFlags::DIRECTORY, Mode::RWXU)
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
