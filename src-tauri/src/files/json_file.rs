use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::{GivenUp, NoAnswer};

/// A JSON file that survives a kill at any instant (S8): it is always one of the versions that were written.
#[derive(Debug, Clone)]
pub struct JsonFile {
    path: PathBuf,
}

/// What was found.
#[derive(Debug, PartialEq)]
pub enum Loaded<T> {
    Found(T),
    /// There was none yet.
    Missing,
    /// It could not be read as what it should be, and was set aside, not replaced.
    Damaged {
        /// Where it lies now; `None` where it could not even be moved.
        set_aside: Option<PathBuf>,
        reason: String,
    },
}

/// The file was written by a later Vigil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it has version {0}, which is newer than this Vigil")]
pub struct NewerVersion(pub u32);

#[derive(Debug, Error)]
pub enum SaveError {
    #[error("{path} could not be written: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path} could not be put into JSON: {source}")]
    Json { path: PathBuf, source: serde_json::Error },
}

impl JsonFile {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Reads it. `accept` refuses what is valid JSON but must not be taken for ours, such as a newer version.
    pub fn load<T: DeserializeOwned>(&self, accept: impl FnOnce(&T) -> Result<(), NewerVersion>) -> Loaded<T> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Loaded::Missing,
            Err(error) => return self.set_aside(error.to_string()),
        };
        // A struct can be read from a list too; none of ours is written as one.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return self.set_aside("it is no JSON object".to_owned());
        }
        match serde_json::from_slice(&bytes) {
            Ok(value) => match accept(&value) {
                Ok(()) => Loaded::Found(value),
                Err(newer) => self.set_aside(newer.to_string()),
            },
            Err(error) => self.set_aside(error.to_string()),
        }
    }

    /// Writes a temporary file beside it, syncs it, renames it, and syncs the directory.
    pub fn save<T: Serialize>(&self, value: &T) -> Result<(), SaveError> {
        self.write(value, &GivenUp::default())
    }

    /// The same, unless nobody counts on it any more. If that turns out too late, what lay there before is put back.
    pub fn save_unless<T: Serialize>(&self, given_up: &GivenUp, value: &T) -> Result<(), SaveError> {
        let before = match fs::read(&self.path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(self.not_written(error)),
        };
        self.write(value, given_up)?;
        if given_up.is_so() {
            match before {
                Some(bytes) => self.replace(&bytes, &GivenUp::default()),
                None => self.remove(),
            }
            .map_err(|error| self.not_written(error))?;
        }
        Ok(())
    }

    /// What to say of a disk that did not answer in time.
    pub fn no_answer(&self, error: NoAnswer) -> SaveError {
        self.not_written(io::Error::new(io::ErrorKind::TimedOut, error))
    }

    fn write<T: Serialize>(&self, value: &T, given_up: &GivenUp) -> Result<(), SaveError> {
        let mut bytes = serde_json::to_vec_pretty(value).map_err(|source| SaveError::Json {
            path: self.path.clone(),
            source,
        })?;
        bytes.push(b'\n');
        self.replace(&bytes, given_up).map_err(|error| self.not_written(error))
    }

    fn not_written(&self, source: io::Error) -> SaveError {
        SaveError::Write {
            path: self.path.clone(),
            source,
        }
    }

    /// Removes it; there may be none.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn replace(&self, bytes: &[u8], given_up: &GivenUp) -> io::Result<()> {
        let directory = self.path.parent().unwrap_or_else(|| Path::new("."));
        let mut file = NamedTempFile::with_prefix_in(".writing-", directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        if given_up.is_so() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        file.persist(&self.path).map_err(|error| error.error)?;
        // The rename itself has to reach the disk; only Unix can open a directory for that.
        #[cfg(unix)]
        fs::File::open(directory)?.sync_all()?;
        Ok(())
    }

    fn set_aside<T>(&self, reason: String) -> Loaded<T> {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let aside = (0..1000)
            .map(|n| self.path.with_file_name(format!("{name}.damaged-{}", seconds + n)))
            .find(|candidate| !candidate.exists());
        let set_aside = aside.filter(|aside| match fs::rename(&self.path, aside) {
            Ok(()) => true,
            Err(error) => {
                log::error!("{} could not be set aside: {error}", self.path.display());
                false
            }
        });
        Loaded::Damaged { set_aside, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, JsonFile) {
        let dir = tempfile::tempdir().unwrap();
        let file = JsonFile::new(dir.path().join("a.json"));
        (dir, file)
    }

    /// What a file may hold.
    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    #[serde(default)]
    struct Kept {
        numbers: Vec<u32>,
    }

    impl Default for Kept {
        fn default() -> Self {
            Self { numbers: vec![7] }
        }
    }

    fn kept(numbers: &[u32]) -> Kept {
        Kept {
            numbers: numbers.to_vec(),
        }
    }

    fn load(file: &JsonFile) -> Loaded<Kept> {
        file.load(|_| Ok(()))
    }

    #[test]
    fn what_was_written_is_read() {
        let (_dir, file) = file();
        assert_eq!(load(&file), Loaded::Missing);
        file.save(&kept(&[1, 2])).unwrap();
        file.save(&kept(&[3])).unwrap();
        assert_eq!(load(&file), Loaded::Found(kept(&[3])));
    }

    #[test]
    fn s8_a_damaged_file_is_set_aside_and_kept() {
        let (dir, file) = file();
        for damaged in ["", "{", "[1,", "\"text\"", "[]", "[[1]]", "{\"numbers\":[-1]}"] {
            fs::write(dir.path().join("a.json"), damaged).unwrap();
            let Loaded::Damaged { set_aside, .. } = load(&file) else {
                panic!("{damaged:?} was taken");
            };
            assert_eq!(fs::read_to_string(set_aside.unwrap()).unwrap(), damaged);
            assert_eq!(load(&file), Loaded::Missing);
        }
    }

    #[test]
    fn s8_a_newer_version_is_set_aside_too() {
        let (_dir, file) = file();
        file.save(&kept(&[9])).unwrap();
        let loaded: Loaded<Kept> = file.load(|_| Err(NewerVersion(2)));
        assert!(matches!(loaded, Loaded::Damaged { set_aside: Some(_), .. }));
    }

    #[cfg(unix)]
    #[test]
    fn s8_a_failed_write_leaves_the_old_version() {
        let (dir, file) = file();
        file.save(&kept(&[1])).unwrap();
        let nowhere = JsonFile::new(dir.path().join("no/such/dir.json"));
        assert!(nowhere.save(&kept(&[2])).is_err());
        assert_eq!(load(&file), Loaded::Found(kept(&[1])));
    }
}
