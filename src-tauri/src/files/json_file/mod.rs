mod put;
mod read;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;
use thiserror::Error;

pub(crate) use self::read::{Fault, read_bytes};
use self::{put::put, read::read};
use super::{GivenUp, NoAnswer};

/// What a copy's name has behind the file's own.
pub(super) const GOOD_COPY: &str = ".good";

/// What the name of a file that was set aside has behind the old one, with a number.
pub(super) const DAMAGED: &str = ".damaged-";

/// What the name of a file begins with that is being written, or was when Vigil was killed.
pub(super) const UNFINISHED: &str = ".writing-";

/// A JSON file that survives a kill at any instant (S8): it is always one of the versions that were written.
///
/// Beside it lies a copy of the last version that was good, for the case that something else damages the file.
#[derive(Debug, Clone)]
pub(crate) struct JsonFile {
    path: PathBuf,
    has_copy: bool,
    /// Without line breaks: nobody is expected to edit it.
    is_compact: bool,
}

/// What was found.
#[derive(Debug, PartialEq)]
pub(crate) enum Loaded<T> {
    Found(T),
    /// There was none yet.
    Missing,
    /// It is damaged, or gone, and the copy is good. The damaged file was set aside, and the copy is in its place.
    Restored {
        value: T,
        /// When the copy was written.
        written: Option<SystemTime>,
        /// Where the damaged file lies now. `None` if there was none, or it could not be moved: then it is in its place.
        set_aside: Option<PathBuf>,
        reason: String,
        standing: Standing,
    },
    /// It is damaged, and there is no copy that could be read. It lies where it was.
    Damaged {
        reason: String,
    },
    /// It may well be good, but it could not be read. The copy, if that could be.
    Unreadable {
        value: Option<T>,
        reason: String,
    },
}

/// Whether a file may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Good,
    /// It lies in its place, damaged: it is not written before somebody has looked, since a restart would take what is
    /// written then for what the person wants.
    Damaged,
    /// It could not be read, and may be good: it is never written.
    Unreadable,
}

/// What a file of Vigil's own holds. It says which version it has, so that a newer one is not guessed at.
pub(crate) trait Versioned: DeserializeOwned {
    /// The newest version that this build understands; the one that it writes.
    const NEWEST: u32;

    fn version(&self) -> u32;

    /// Reads any version up to the newest. Of a newer one it has to get the number right, and no more.
    fn parse(bytes: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes)
    }
}

/// The file was written by a later Vigil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it has version {0}, which is newer than this Vigil")]
struct NewerVersion(u32);

#[derive(Debug, Error)]
pub(crate) enum SaveError {
    #[error("{path} could not be written: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error("{path} could not be converted to JSON: {source}")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{path} is damaged, and Vigil keeps it as it is until you have looked at it")]
    Damaged { path: PathBuf },
    #[error("Vigil could not read {path} when it started, and does not write to it until it is started again")]
    Unreadable { path: PathBuf },
}

impl JsonFile {
    /// One that keeps a copy of its last good version.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            has_copy: true,
            is_compact: false,
        }
    }

    /// One that is read once, and needs no copy.
    pub(crate) fn without_copy(path: PathBuf) -> Self {
        Self {
            has_copy: false,
            ..Self::new(path)
        }
    }

    /// The same, without line breaks.
    pub(crate) fn compact(self) -> Self {
        Self {
            is_compact: true,
            ..self
        }
    }

    /// Reads it. A newer version is refused like damage: this Vigil does not know what it means.
    pub(crate) fn load<T: Versioned>(&self) -> Loaded<T> {
        let fault = match read(&self.path) {
            Ok(value) => return Loaded::Found(value),
            Err(fault) => fault,
        };
        let copy = self.copy_path();
        let good = copy.as_deref().and_then(|copy| read(copy).ok());
        match (fault, good, copy) {
            (Fault::Unreadable(reason), value, _) => Loaded::Unreadable { value, reason },
            (Fault::Missing, Some(value), Some(copy)) => self.restore(value, &copy, None),
            (Fault::Damaged(reason), Some(value), Some(copy)) => self.restore(value, &copy, Some(reason)),
            (Fault::Missing, ..) => Loaded::Missing,
            (Fault::Damaged(reason), ..) => Loaded::Damaged { reason },
        }
    }

    /// Writes temporary files beside it, syncs them, renames them, and syncs the directory. The copy goes with it: where
    /// one of them finds no room, neither changes.
    pub(crate) fn save<T: Serialize>(&self, value: &T) -> Result<(), SaveError> {
        self.write(value, &GivenUp::default())
    }

    /// The same, unless nobody counts on it any more. If that turns out too late, what lay there before is put back.
    pub(crate) fn save_unless<T: Serialize>(&self, given_up: &GivenUp, value: &T) -> Result<(), SaveError> {
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
    pub(crate) fn no_answer(&self, error: NoAnswer) -> SaveError {
        self.not_written(io::Error::new(io::ErrorKind::TimedOut, error))
    }

    /// Keeps this value, which is what the file holds, as the last good one.
    pub(crate) fn keep_copy<T: Serialize>(&self, value: &T) -> Result<(), SaveError> {
        let Some(copy) = self.copy_path() else {
            return Ok(());
        };
        let bytes = self.bytes(value)?;
        if fs::read(&copy).is_ok_and(|kept| kept == bytes) {
            return Ok(());
        }
        let kept = temporary(&copy, &bytes).and_then(|file| file.persist(&copy).map_err(|error| error.error));
        match kept {
            Ok(_) => Ok(()),
            Err(source) => Err(SaveError::Write { path: copy, source }),
        }
    }

    /// Removes it, and its copy; there may be none.
    pub(crate) fn remove(&self) -> io::Result<()> {
        // The copy first: without the file it would be taken for one that is gone.
        for path in self.copy_path().iter().chain([&self.path]) {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Moves the file out of the way, whatever is in it. Returns where it lies now.
    pub(crate) fn set_aside(&self) -> Option<PathBuf> {
        set_aside(&self.path)
    }

    /// Why the file is not written, where its standing forbids it.
    pub(crate) fn refuse(&self, standing: Standing) -> Result<(), SaveError> {
        let path = self.path.clone();
        match standing {
            Standing::Good => Ok(()),
            Standing::Damaged => Err(SaveError::Damaged { path }),
            Standing::Unreadable => Err(SaveError::Unreadable { path }),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the copy in the file's place.
    fn restore<T>(&self, value: T, copy: &Path, damage: Option<String>) -> Loaded<T> {
        let written = fs::metadata(copy).and_then(|copy| copy.modified()).ok();
        let set_aside = damage.as_ref().and_then(|_| self.set_aside());
        let in_the_way = damage.is_some() && set_aside.is_none();
        if !in_the_way {
            let back =
                fs::read(copy).and_then(|bytes| put(temporary(&self.path, &bytes)?, &self.path, &GivenUp::default()));
            // The next start takes the copy again.
            if let Err(error) = back {
                log::error!("{} could not be put back: {error}", self.path.display());
            }
        }
        Loaded::Restored {
            value,
            written,
            set_aside,
            reason: damage.unwrap_or_else(|| "it was gone".to_owned()),
            standing: if in_the_way { Standing::Damaged } else { Standing::Good },
        }
    }

    fn bytes<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, SaveError> {
        let bytes = if self.is_compact {
            serde_json::to_vec(value)
        } else {
            serde_json::to_vec_pretty(value)
        };
        let mut bytes = bytes.map_err(|source| SaveError::Json {
            path: self.path.clone(),
            source,
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn write<T: Serialize>(&self, value: &T, given_up: &GivenUp) -> Result<(), SaveError> {
        let bytes = self.bytes(value)?;
        self.replace(&bytes, given_up).map_err(|error| self.not_written(error))
    }

    fn not_written(&self, source: io::Error) -> SaveError {
        SaveError::Write {
            path: self.path.clone(),
            source,
        }
    }

    fn replace(&self, bytes: &[u8], given_up: &GivenUp) -> io::Result<()> {
        let file = temporary(&self.path, bytes)?;
        let copy = match self.copy_path() {
            Some(path) => Some((temporary(&path, bytes)?, path)),
            None => None,
        };
        if given_up.is_so() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        put(file, &self.path, given_up)?;
        if let Some((copy, path)) = copy {
            put(copy, &path, given_up)?;
        }
        sync_directory(&self.path)
    }

    fn copy_path(&self) -> Option<PathBuf> {
        let name = self.path.file_name().filter(|_| self.has_copy)?;
        let mut copy = name.to_owned();
        copy.push(GOOD_COPY);
        Some(self.path.with_file_name(copy))
    }
}

/// Moves a file out of the way, whatever is in it. Returns where it lies now.
pub(crate) fn set_aside(path: &Path) -> Option<PathBuf> {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let aside = (0..1000)
        .map(|n| path.with_file_name(format!("{name}{DAMAGED}{}", seconds + n)))
        .find(|candidate| fs::symlink_metadata(candidate).is_err());
    aside.filter(|aside| match fs::rename(path, aside) {
        Ok(()) => true,
        Err(error) => {
            log::error!("{} could not be set aside: {error}", path.display());
            false
        }
    })
}

/// Files that were made, renamed or removed beside this one are so on the disk, too. Only Unix can open a directory for
/// that.
#[cfg_attr(not(unix), allow(clippy::unnecessary_wraps, reason = "nothing is done there"))]
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(directory(path))?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn directory(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
}

/// A file beside this one, with these bytes, on the disk. Nobody but its owner may read it.
fn temporary(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::with_prefix_in(UNFINISHED, directory(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
