use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::timeouts;

use super::{
    json_file::{DAMAGED, GOOD_COPY, UNFINISHED},
    private::{self, Own},
    radio_lock::FILE as RADIO_LOCK,
};

const LOCK: &str = "vigil.lock";
const SETTINGS: &str = "settings.json";
const ALERTS: &str = "alerts.json";
const NEWER_ALERTS: &str = "alerts.jsonl";
const TOYS: &str = "toys.json";
const PAGES: &str = "pages.json";
const DRILL: &str = "drill.json";
const WINDOW: &str = "window.json";
const GUARDIAN_RECORD: &str = "guardian.json";
const HOLD: &str = "hold.json";
/// Its name is what other processes look for.
pub(crate) const DOOR: &str = "vigil.sock";
const LOGS: &str = "logs";

const OWN: Own = Own {
    is_file: is_own_file,
    directories: &[(
        LOGS,
        Own {
            is_file: |name| Path::new(name).extension().is_some_and(|kind| kind == "log"),
            directories: &[],
        },
    )],
};

/// With the copies and the damaged files beside those that are kept.
fn is_own_file(name: &str) -> bool {
    let kept = [
        SETTINGS,
        ALERTS,
        NEWER_ALERTS,
        TOYS,
        PAGES,
        DRILL,
        WINDOW,
        GUARDIAN_RECORD,
        HOLD,
    ];
    let beside = |rest: &str| rest.is_empty() || rest == GOOD_COPY || rest.starts_with(DAMAGED);
    [LOCK, RADIO_LOCK, DOOR].contains(&name)
        || name.starts_with(UNFINISHED)
        || kept.iter().any(|kept| name.strip_prefix(kept).is_some_and(beside))
}

/// The directory of settings, history and logs, held by one Vigil at a time.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    /// The lock lasts as long as the file is open; a killed process leaves none behind.
    _lock: File,
}

#[derive(Debug, Error)]
pub(crate) enum DataDirError {
    #[error("This system has no directory for application data. Choose one with --data-dir.")]
    NoPlace,
    #[error("Vigil is already running with the data in {0}.")]
    AlreadyRunning(PathBuf),
    #[error("Vigil cannot use {path}: {source}.")]
    Unusable { path: PathBuf, source: io::Error },
}

impl DataDir {
    /// Opens this directory, or the system's usual one.
    pub(crate) fn open(wished: Option<&Path>) -> Result<Self, DataDirError> {
        let path = Self::place(wished)?;
        let unusable = |source| DataDirError::Unusable {
            path: path.clone(),
            source,
        };
        private::create_dir(&path).map_err(unusable)?;
        let lock = private::open_lock(&path.join(LOCK)).map_err(unusable)?;
        for left in (0..timeouts::DATA_DIR_TRIES).rev() {
            match lock.try_lock() {
                Ok(()) => {
                    private::close(&path, &OWN);
                    return Ok(Self { path, _lock: lock });
                }
                // Somebody may only look whether it is taken.
                Err(TryLockError::WouldBlock) if left > 0 => std::thread::park_timeout(timeouts::DATA_DIR_AGAIN),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(source)) => return Err(unusable(source)),
            }
        }
        Err(DataDirError::AlreadyRunning(path))
    }

    /// This directory, or the system's usual one.
    pub(crate) fn place(wished: Option<&Path>) -> Result<PathBuf, DataDirError> {
        match wished {
            Some(path) => Ok(path.to_owned()),
            None => Ok(dirs::data_local_dir().ok_or(DataDirError::NoPlace)?.join("vigil")),
        }
    }

    /// Whether a Vigil runs with this directory. Makes nothing.
    pub(crate) fn is_held(path: &Path) -> bool {
        let lock = private::open_to_look(&path.join(LOCK));
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nobody has used a Vigil with this directory: it holds nothing that a person or a program has caused.
    pub(crate) fn is_new(&self) -> bool {
        let files = [self.settings(), self.toys(), self.alerts(), self.newer_alerts()];
        files.iter().all(|file| fs::symlink_metadata(file).is_err())
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.path.join(SETTINGS)
    }

    pub(crate) fn alerts(&self) -> PathBuf {
        self.path.join(ALERTS)
    }

    /// What has happened to the alerts since that file was written.
    pub(crate) fn newer_alerts(&self) -> PathBuf {
        self.path.join(NEWER_ALERTS)
    }

    pub(crate) fn toys(&self) -> PathBuf {
        self.path.join(TOYS)
    }

    pub(crate) fn pages(&self) -> PathBuf {
        self.path.join(PAGES)
    }

    /// Where the window is.
    #[cfg(feature = "gui")]
    pub(crate) fn window(&self) -> PathBuf {
        self.path.join(WINDOW)
    }

    pub(crate) fn drill(&self) -> PathBuf {
        self.path.join(DRILL)
    }

    pub(crate) fn guardian_record(&self) -> PathBuf {
        guardian_record(&self.path)
    }

    /// There while the person holds everything still.
    pub(crate) fn hold(&self) -> PathBuf {
        self.path.join(HOLD)
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.path.join(LOGS)
    }
}

/// Stands for a directory where its path does not fit, whichever way leads to it. The same in each build.
pub(crate) fn fingerprint(data_dir: &Path) -> u64 {
    /// Those of FNV-1a.
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;

    let path = fs::canonicalize(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// What the guardian leaves behind; it does not hold the directory.
pub(crate) fn guardian_record(data_dir: &Path) -> PathBuf {
    data_dir.join(GUARDIAN_RECORD)
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

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
        }

        fn set_mode(path: &Path, mode: u32) {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }

        #[test]
        fn nobody_else_reads_what_is_kept() {
            let dir = tempfile::tempdir().unwrap();
            let place = dir.path().join("a/vigil");
            drop(DataDir::open(Some(&place)).unwrap());
            assert_eq!((mode(&place), mode(&place.join(LOCK))), (0o700, 0o600));

            // What an older Vigil left open is closed; what is beyond a link is not touched.
            fs::create_dir(place.join("logs")).unwrap();
            let outside = dir.path().join("outside");
            for file in [&place.join("settings.json"), &place.join("logs/vigil.log"), &outside] {
                fs::write(file, "{}").unwrap();
                set_mode(file, 0o644);
            }
            symlink(&outside, place.join("alerts.json")).unwrap();
            for directory in [&place, &place.join("logs")] {
                set_mode(directory, 0o755);
            }
            drop(DataDir::open(Some(&place)).unwrap());
            assert_eq!((mode(&place), mode(&place.join("logs"))), (0o700, 0o700));
            assert_eq!(mode(&place.join("settings.json")), 0o600);
            assert_eq!(mode(&place.join("logs/vigil.log")), 0o600);
            assert_eq!(mode(&outside), 0o644);
        }

        #[test]
        fn a_directory_that_was_there_is_closed_from_the_first_start_on() {
            for kept in [
                &[][..],
                &["settings.json"],
                &["toys.json.good", "alerts.json.damaged-17", "alerts.jsonl"],
            ] {
                let dir = tempfile::tempdir().unwrap();
                set_mode(dir.path(), 0o755);
                for name in kept {
                    fs::write(dir.path().join(name), "{}").unwrap();
                    set_mode(&dir.path().join(name), 0o644);
                }
                drop(DataDir::open(Some(dir.path())).unwrap());
                assert_eq!(mode(dir.path()), 0o700, "{kept:?}");
                for name in kept {
                    assert_eq!(mode(&dir.path().join(name)), 0o600, "{name}");
                }
            }
        }

        #[test]
        fn what_is_not_vigils_keeps_its_mode_and_so_does_a_directory_that_it_lies_in() {
            let dir = tempfile::tempdir().unwrap();
            set_mode(dir.path(), 0o755);
            fs::create_dir(dir.path().join("logs")).unwrap();
            set_mode(&dir.path().join("logs"), 0o755);
            for (name, was) in [("start.sh", 0o755), ("settings.json", 0o644), ("logs/web.txt", 0o644)] {
                fs::write(dir.path().join(name), "{}").unwrap();
                set_mode(&dir.path().join(name), was);
            }
            for _ in 0..2 {
                drop(DataDir::open(Some(dir.path())).unwrap());
                let modes =
                    [".", "start.sh", "settings.json", "logs", "logs/web.txt"].map(|name| mode(&dir.path().join(name)));
                assert_eq!(modes, [0o755, 0o755, 0o600, 0o755, 0o644]);
            }
            for name in ["start.sh", "logs/web.txt"] {
                fs::remove_file(dir.path().join(name)).unwrap();
            }
            set_mode(dir.path(), 0o1777);
            drop(DataDir::open(Some(dir.path())).unwrap());
            assert_eq!(mode(dir.path()), 0o1777, "everybody's");
        }

        #[test]
        fn the_lock_follows_no_link_and_empties_nothing() {
            let dir = tempfile::tempdir().unwrap();
            let place = dir.path().join("vigil");
            fs::create_dir(&place).unwrap();
            let outside = dir.path().join("precious");
            fs::write(&outside, "keep").unwrap();
            symlink(&outside, place.join(LOCK)).unwrap();
            assert!(matches!(
                DataDir::open(Some(&place)),
                Err(DataDirError::Unusable { .. })
            ));
            assert_eq!(fs::read_to_string(&outside).unwrap(), "keep");
            fs::remove_file(place.join(LOCK)).unwrap();
            fs::hard_link(&outside, place.join(LOCK)).unwrap();
            drop(DataDir::open(Some(&place)).unwrap());
            assert_eq!(fs::read_to_string(&outside).unwrap(), "keep");
        }
    }
}
