use std::{future::pending, path::PathBuf};

use tokio::sync::oneshot;

use super::Findings;
use crate::{
    alerts::History,
    files::{Disk, JsonFile, SaveError},
};

/// The alerts, and how far the disk is with them. One write is under way at a time; what changes meanwhile is written
/// with the next one.
#[derive(Debug)]
pub(super) struct KeptHistory {
    history: History,
    /// It has changed since it was last handed to the disk.
    changed: bool,
    saving: Option<oneshot::Receiver<Result<(), SaveError>>>,
}

impl KeptHistory {
    pub(super) fn open(path: PathBuf, findings: &mut Findings) -> Self {
        let (history, damage) = History::load(JsonFile::new(path));
        findings.damage.extend(damage);
        Self {
            history,
            changed: false,
            saving: None,
        }
    }

    pub(super) const fn history(&self) -> &History {
        &self.history
    }

    pub(super) fn change<T>(&mut self, disk: &Disk, change: impl FnOnce(&mut History) -> T) -> T {
        let result = change(&mut self.history);
        self.changed = true;
        self.write(disk);
        result
    }

    /// Writes what has changed, unless a write is under way.
    pub(super) fn write(&mut self, disk: &Disk) {
        if self.changed && self.saving.is_none() {
            self.changed = false;
            let snapshot = self.history.snapshot();
            self.saving = Some(disk.submit(move || snapshot.save()));
        }
    }

    pub(super) const fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Whether all of it was handed to the disk.
    pub(super) const fn is_written(&self) -> bool {
        !self.changed
    }

    /// Resolves when the write is done; never without one. `None`: the disk has not answered for long.
    pub(super) async fn saved(&mut self) -> Option<Result<(), SaveError>> {
        let Some(saving) = &mut self.saving else {
            return pending().await;
        };
        let saved = saving.await.ok();
        self.saving = None;
        saved
    }
}
