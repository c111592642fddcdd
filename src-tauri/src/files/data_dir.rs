use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// The directory of settings, history and logs, held by one Vigil at a time.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// The lock lasts as long as the file is open; a killed process leaves none behind.
    _lock: File,
}

#[derive(Debug, Error)]
pub enum DataDirError {
    #[error("This system names no place for an application's data. Give one with --data-dir.")]
    NoPlace,
    #[error("Vigil is already running with the data in {0}.")]
    AlreadyRunning(PathBuf),
    #[error("Vigil cannot use {path}: {source}.")]
    Unusable { path: PathBuf, source: io::Error },
}

impl DataDir {
    /// Opens this directory, or the system's usual one.
    pub fn open(wished: Option<&Path>) -> Result<Self, DataDirError> {
        let path = match wished {
            Some(path) => path.to_owned(),
            None => dirs::data_local_dir().ok_or(DataDirError::NoPlace)?.join("vigil"),
        };
        let unusable = |source| DataDirError::Unusable {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&path).map_err(unusable)?;
        let lock = File::create(path.join("vigil.lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::AlreadyRunning(path)),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn settings(&self) -> PathBuf {
        self.path.join("settings.json")
    }

    pub fn alerts(&self) -> PathBuf {
        self.path.join("alerts.json")
    }

    pub fn toys(&self) -> PathBuf {
        self.path.join("toys.json")
    }

    pub fn guardian_record(&self) -> PathBuf {
        guardian_record(&self.path)
    }

    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }
}

/// What the guardian leaves behind; it does not hold the directory.
pub fn guardian_record(data_dir: &Path) -> PathBuf {
    data_dir.join("guardian.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let held = DataDir::open(Some(dir.path())).unwrap();
        assert!(matches!(
            DataDir::open(Some(dir.path())),
            Err(DataDirError::AlreadyRunning(_))
        ));
        drop(held);
        DataDir::open(Some(dir.path())).unwrap();
    }
}
