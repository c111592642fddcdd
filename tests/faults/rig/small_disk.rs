//! A file system of its own, which really gets full.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::PathBuf,
    process::Command,
    sync::Arc,
};

use tempfile::TempDir;

use crate::case::NotRun;

/// Enough for what Vigil keeps.
const SIZE: &str = "size=1m,mode=0700";
const FILLING: &str = "filling";

/// It lies at a data directory. Dropping it takes it away.
#[derive(Debug)]
pub(crate) struct SmallDisk {
    pub(crate) data_dir: Arc<TempDir>,
}

impl SmallDisk {
    pub(crate) fn new() -> Result<Self, NotRun> {
        let data_dir = Arc::new(tempfile::tempdir().unwrap());
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(data_dir.path());
        match mount.output() {
            Ok(output) if output.status.success() => Ok(Self { data_dir }),
            Ok(output) => Err(NotRun(format!(
                "no file system of its own can be mounted (only root can): {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ))),
            Err(error) => Err(NotRun(format!("`mount` cannot be started: {error}"))),
        }
    }

    /// To its last byte.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.filling()).unwrap();
        for size in [4096, 1] {
            let bytes = vec![0; size];
            let full = loop {
                if let Err(error) = file.write_all(&bytes) {
                    break error;
                }
            };
            assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
        }
    }

    /// There is room again.
    pub(crate) fn make_room(&self) {
        fs::remove_file(self.filling()).unwrap();
    }

    fn filling(&self) -> PathBuf {
        self.data_dir.path().join(FILLING)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What still has a file open there goes on with it.
        let _ = Command::new("umount").arg("--lazy").arg(self.data_dir.path()).status();
    }
}
