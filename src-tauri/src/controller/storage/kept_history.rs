use std::future::pending;

use tokio::sync::oneshot;

use super::Findings;
use crate::{
    alerts::{Change, History, HistoryFiles, Saved},
    files::{DataDir, Disk, Journal, JsonFile, SaveError},
    limits::MAX_UNSAVED_CHANGES,
};

/// The alerts, and how far the disk is with them. One write is under way at a time; what changes meanwhile is written
/// with the next one.
#[derive(Debug)]
pub(super) struct KeptHistory {
    history: History,
    files: HistoryFiles,
    /// What has changed since it was last handed to the disk.
    unsaved: Vec<Change>,
    /// Some of that was given up.
    has_gap: bool,
    saving: Option<oneshot::Receiver<Result<Saved, SaveError>>>,
    /// How far the write that is under way goes, as the history counts.
    saving_up_to: u64,
    /// How far the disk is done, for better or worse.
    done_up_to: u64,
}

impl KeptHistory {
    pub(super) fn open(data_dir: &DataDir, findings: &mut Findings) -> Self {
        let whole = JsonFile::new(data_dir.alerts()).compact();
        let (files, history, damage) = HistoryFiles::load(whole, Journal::new(data_dir.newer_alerts()));
        findings.damage.extend(damage);
        Self {
            history,
            files,
            unsaved: Vec::new(),
            has_gap: false,
            saving: None,
            saving_up_to: 0,
            done_up_to: 0,
        }
    }

    /// What an earlier Vigil noted line by line is written as a whole, so that there is a copy of it.
    pub(super) fn gather(&mut self, disk: &Disk) {
        if self.files.has_lines() {
            self.files.must_rewrite();
            self.submit(disk);
        }
    }

    pub(super) const fn history(&self) -> &History {
        &self.history
    }

    pub(super) fn change<T>(&mut self, disk: &Disk, change: impl FnOnce(&mut History) -> T) -> T {
        let result = change(&mut self.history);
        self.unsaved.extend(self.history.take_changes());
        if self.unsaved.len() > MAX_UNSAVED_CHANGES {
            self.unsaved.drain(1..);
            self.has_gap = true;
        }
        self.write(disk);
        result
    }

    /// Writes what has changed, unless a write is under way.
    pub(super) fn write(&mut self, disk: &Disk) {
        if !self.unsaved.is_empty() && self.saving.is_none() {
            self.submit(disk);
        }
    }

    fn submit(&mut self, disk: &Disk) {
        if std::mem::take(&mut self.has_gap) {
            self.files.must_rewrite();
        }
        let changes = std::mem::take(&mut self.unsaved);
        let save = self.files.save(&self.history, changes);
        self.saving_up_to = self.history.revision();
        self.saving = Some(disk.submit(move || save.run()));
    }

    /// How far the disk is done with the history, as that counts.
    pub(super) const fn done_up_to(&self) -> u64 {
        self.done_up_to
    }

    pub(super) const fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Whether all of it was handed to the disk.
    pub(super) const fn is_written(&self) -> bool {
        self.unsaved.is_empty()
    }

    /// Resolves when the write is done; never without one. `None`: the disk has not answered for long.
    pub(super) async fn saved(&mut self) -> Option<Result<(), SaveError>> {
        let Some(saving) = &mut self.saving else {
            return pending().await;
        };
        let saved = saving.await.ok();
        self.saving = None;
        self.done_up_to = self.saving_up_to;
        match &saved {
            Some(Ok(saved)) => self.files.saved(saved),
            Some(Err(_)) | None => self.files.must_rewrite(),
        }
        saved.map(|saved| saved.map(drop))
    }
}
