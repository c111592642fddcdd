use std::{collections::VecDeque, future::pending, path::PathBuf};

use tokio::sync::oneshot::{self, error::RecvError};

use super::Findings;
use crate::{
    alerts::{Opened, alert::OwnFile},
    files::{Disk, JsonFile},
    guardian::Record,
};

/// What the guardian of an earlier Vigil left behind. It stays on the disk until the history that tells of it is safe.
#[derive(Debug)]
pub(super) struct GuardianRecord {
    file: JsonFile,
    /// While it is being read, once or more often.
    reads: VecDeque<oneshot::Receiver<Opened<Record>>>,
    told: Option<Told>,
}

/// A record that is in the history.
#[derive(Debug)]
struct Told {
    record: Record,
    is_on_disk: bool,
}

impl GuardianRecord {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            file: JsonFile::without_copy(path),
            reads: VecDeque::new(),
            told: None,
        }
    }

    /// Has the disk read it.
    pub(super) fn look(&mut self, disk: &Disk) {
        let file = self.file.clone();
        let read = disk.submit(move || Opened::of(OwnFile::GuardianRecord, &file));
        self.reads.push_back(read);
    }

    /// Resolves when the disk has read it; never if nobody looks. An error means that the disk has not answered for
    /// long; it is asked again at the next occasion.
    pub(super) async fn read(&mut self) -> Result<Opened<Record>, RecvError> {
        let Some(reading) = self.reads.front_mut() else {
            return pending().await;
        };
        let read = reading.await;
        self.reads.pop_front();
        read
    }

    /// What the guardian has done, if that was not told yet.
    pub(super) fn news(&mut self, read: Result<Opened<Record>, RecvError>, findings: &mut Findings) -> Option<Record> {
        let opened = read.ok()?;
        findings.damage.extend(opened.damage);
        let record = opened.value?;
        let is_told = self.told.as_ref().is_some_and(|told| told.record == record);
        self.told = Some(Told {
            record: record.clone(),
            is_on_disk: true,
        });
        (!is_told).then_some(record)
    }

    /// The history that tells of it is on the disk, so the record need not be.
    pub(super) fn is_safe(&mut self, disk: &Disk) {
        if let Some(told) = &mut self.told
            && told.is_on_disk
        {
            told.is_on_disk = false;
            let file = self.file.clone();
            drop(disk.submit(move || {
                if let Err(error) = file.remove() {
                    log::error!("the guardian's record cannot be removed: {error}");
                }
            }));
        }
    }
}
