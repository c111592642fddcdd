use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

/// The right to use Bluetooth, among the processes that share a data directory: one Vigil, and the guardian of the one
/// before it. Given back when this is dropped, or its process dies.
#[derive(Debug)]
pub struct RadioLock {
    _file: File,
}

impl RadioLock {
    /// Takes it, unless somebody has it.
    pub fn try_take(data_dir: &Path) -> io::Result<Option<Self>> {
        // Not emptied before it is ours: the holder's number stands in it.
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path(data_dir))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_len(0)?;
        file.write_all(process::id().to_string().as_bytes())?;
        Ok(Some(Self { _file: file }))
    }

    /// The process that took it last. `None` where that cannot be known: some systems do not let others read it.
    pub fn last_holder(data_dir: &Path) -> Option<u32> {
        fs::read_to_string(path(data_dir)).ok()?.trim().parse().ok()
    }
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("radio.lock")
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
}
