use std::path::PathBuf;

use crate::{
    drill::{DRILLS_VERSION, LastDrill},
    files::{Disk, JsonFile, Loaded},
};

/// The last fire drill. Nobody is bothered with a file that cannot be read: the drill can be repeated.
#[derive(Debug)]
pub(super) struct KeptDrill {
    last: LastDrill,
    file: JsonFile,
}

impl KeptDrill {
    pub(super) fn open(path: PathBuf) -> Self {
        let file = JsonFile::without_copy(path).compact();
        let last = match file.load() {
            Loaded::Found(last) | Loaded::Restored { value: last, .. } => last,
            Loaded::Missing => LastDrill::default(),
            Loaded::Damaged { reason } => {
                log::warn!("{} is damaged, and is set aside: {reason}", file.path().display());
                file.set_aside();
                LastDrill::default()
            }
            Loaded::Unreadable { value, reason } => {
                log::warn!("{} could not be read: {reason}", file.path().display());
                value.unwrap_or_default()
            }
        };
        Self { last, file }
    }

    pub(super) const fn last(&self) -> &LastDrill {
        &self.last
    }

    /// It is written at once, and nobody waits for it.
    pub(super) fn replace(&mut self, last: LastDrill, disk: &Disk) {
        self.last = LastDrill {
            version: DRILLS_VERSION,
            ..last
        };
        let (file, last) = (self.file.clone(), self.last.clone());
        drop(disk.submit(move || {
            if let Err(error) = file.save(&last) {
                log::error!("{error}");
            }
        }));
    }
}
