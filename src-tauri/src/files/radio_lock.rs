use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

pub(super) const FILE: &str = "radio.lock";

/// The right to use Bluetooth, among the processes that share a data directory: one Vigil, and the guardian of the one
/// before it. Given back when this is dropped, or its process dies.
#[derive(Debug)]
pub(crate) struct RadioLock {
    _file: File,
}

/// For opening files: fails at a symbolic link, which might lead to a file of somebody else's choice.
#[cfg(unix)]
#[allow(clippy::cast_possible_wrap, reason = "a flag, not a number")]
pub(crate) const NO_SYMLINK: i32 = rustix::fs::OFlags::NOFOLLOW.bits() as i32;

impl RadioLock {
    /// Takes it, unless somebody has it.
    pub(crate) fn try_take(data_dir: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        // Not emptied before it is ours: the holder's number stands in it.
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;

            options.mode(0o600).custom_flags(NO_SYMLINK);
        }
        let file = options.open(path(data_dir))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The lock holds whether or not its holder can be named: on a full disk it cannot.
        if let Err(error) = name_holder(&file) {
            log::warn!("radio.lock does not say who holds it: {error}");
        }
        Ok(Some(Self { _file: file }))
    }

    /// The process that took it last. `None` where that cannot be known: some systems do not let others read it.
    pub(crate) fn last_holder(data_dir: &Path) -> Option<u32> {
        fs::read_to_string(path(data_dir)).ok()?.trim().parse().ok()
    }
}

fn name_holder(mut file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        // An older Vigil let everybody read it.
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    file.set_len(0)?;
    file.write_all(process::id().to_string().as_bytes())
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_and_its_number_is_known() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(RadioLock::last_holder(dir.path()), None);
        let held = RadioLock::try_take(dir.path()).unwrap().unwrap();
        assert!(RadioLock::try_take(dir.path()).unwrap().is_none());
        #[cfg(unix)]
        assert_eq!(RadioLock::last_holder(dir.path()), Some(process::id()));
        drop(held);
        assert!(RadioLock::try_take(dir.path()).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn it_is_nobody_elses_to_read_and_no_way_to_another_file() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let dir = tempfile::tempdir().unwrap();
        let lock = path(dir.path());
        fs::write(&lock, "1").unwrap();
        fs::set_permissions(&lock, fs::Permissions::from_mode(0o644)).unwrap();
        drop(RadioLock::try_take(dir.path()).unwrap().unwrap());
        assert_eq!(fs::metadata(&lock).unwrap().permissions().mode() & 0o777, 0o600);

        let victim = dir.path().join("precious");
        fs::write(&victim, "precious").unwrap();
        fs::remove_file(&lock).unwrap();
        symlink(&victim, &lock).unwrap();
        assert!(RadioLock::try_take(dir.path()).is_err());
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }
}
