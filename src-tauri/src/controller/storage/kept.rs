use std::path::PathBuf;

use serde::Serialize;

use super::Findings;
use crate::{
    alerts::{Alert, Opened, alert::OwnFile},
    files::{Disk, GivenUp, JsonFile, SaveError, Standing, Versioned},
    timeouts,
};

/// A file that says what the person wants.
#[derive(Debug)]
pub(super) struct Kept<T> {
    value: T,
    file: JsonFile,
    standing: Standing,
    /// What was there at the start said something, or its copy did.
    was_read: bool,
}

impl<T: Versioned + Serialize + Default + Send + 'static> Kept<T> {
    /// Reads it. `mend` makes it valid, and says what had to be changed for that.
    pub(super) fn open(
        own: OwnFile,
        path: PathBuf,
        mend: impl FnOnce(&mut T) -> Option<String>,
        findings: &mut Findings,
    ) -> Self {
        let file = JsonFile::new(path);
        let opened = Opened::of(own, &file);
        findings.damage.extend(opened.damage);
        findings.unlooked.extend(opened.held);
        let was_read = opened.value.is_some();
        let mut value: T = opened.value.unwrap_or_default();
        if let Some(wrong) = mend(&mut value) {
            findings.damage.push(Alert::invalid(own, wrong));
        } else if opened.as_found
            && let Err(error) = file.keep_copy(&value)
        {
            log::warn!("no good copy was written: {error}");
        }
        Self {
            value,
            file,
            standing: opened.standing,
            was_read,
        }
    }

    pub(super) const fn value(&self) -> &T {
        &self.value
    }

    pub(super) const fn was_read(&self) -> bool {
        self.was_read
    }

    /// It holds, saved or not.
    pub(super) fn hold(&mut self, value: T) {
        self.value = value;
    }

    /// Writes it; it holds only once that is done.
    pub(super) async fn save(&mut self, disk: &Disk, value: T) -> Result<(), SaveError> {
        self.file.refuse(self.standing)?;
        let file = self.file.clone();
        let write = move |given_up: &GivenUp| (file.save_unless(given_up, &value), value);
        let (result, value) = disk
            .run(timeouts::SAVE, write)
            .await
            .map_err(|no_answer| self.file.no_answer(no_answer))?;
        result?;
        self.value = value;
        Ok(())
    }

    /// A damaged file that lies in its place gives way.
    pub(super) async fn set_damaged_aside(&mut self, disk: &Disk) {
        if self.standing != Standing::Damaged {
            return;
        }
        let file = self.file.clone();
        let aside = disk.run(timeouts::SAVE, move |_| file.set_aside()).await;
        if matches!(aside, Ok(Some(_))) {
            self.standing = Standing::Good;
        }
    }
}
