use std::path::PathBuf;

use tokio::time::{Instant, sleep_until};

use crate::{
    files::{Disk, JsonFile, Loaded},
    pages::{PAGES_VERSION, PageBook},
    timeouts,
};

/// What is remembered of web pages. It is written some time after it has changed: a page may come every second.
#[derive(Debug)]
pub(super) struct KeptPages {
    book: PageBook,
    file: JsonFile,
    /// What has changed is written then.
    due: Option<Instant>,
}

impl KeptPages {
    /// Nobody is bothered with a file that cannot be read: it holds nothing but dates.
    pub(super) fn open(path: PathBuf) -> Self {
        let file = JsonFile::without_copy(path).compact();
        let book = match file.load() {
            Loaded::Found(book) | Loaded::Restored { value: book, .. } => book,
            Loaded::Missing => PageBook::default(),
            Loaded::Damaged { reason } => {
                log::warn!("{} is damaged, and is set aside: {reason}", file.path().display());
                file.set_aside();
                PageBook::default()
            }
            Loaded::Unreadable { value, reason } => {
                log::warn!("{} could not be read: {reason}", file.path().display());
                value.unwrap_or_default()
            }
        };
        Self { book, file, due: None }
    }

    pub(super) const fn book(&self) -> &PageBook {
        &self.book
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut PageBook)) {
        let before = self.book.clone();
        change(&mut self.book);
        if self.book != before {
            self.due.get_or_insert_with(|| Instant::now() + timeouts::SAVE_PAGES);
        }
    }

    /// Resolves when it is time to write. Never if there is nothing to write.
    pub(super) async fn due(&self) {
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// Writes what has changed. Nobody waits for it.
    pub(super) fn write(&mut self, disk: &Disk) {
        if self.due.take().is_none() {
            return;
        }
        self.book.version = PAGES_VERSION;
        let (file, book) = (self.file.clone(), self.book.clone());
        drop(disk.submit(move || {
            if let Err(error) = file.save(&book) {
                log::error!("{error}");
            }
        }));
    }
}
