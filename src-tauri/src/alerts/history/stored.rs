//! The history on the disk, in two files: as it was at one moment (`alerts.json`), and what has changed since, line by
//! line (`alerts.jsonl`). An alert is one more line; only when there are many of them, all is written as a whole.
//!
//! A kill may come between the two: the first file has a number, and the second says to which number it belongs. One
//! that belongs to an earlier number is obsolete.

use std::{io, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

use super::{
    super::{Opened, alert::Alert, alert::OwnFile},
    History, before,
    kept::{Change, Kept},
};
use crate::{
    files::{Journal, JsonFile, Lines, SaveError, Standing, Versioned},
    limits::MAX_JOURNAL_BYTES,
};

/// The version written by this build. Version 1 stored what the window showed.
const VERSION: u32 = 2;

/// The first file.
#[derive(Deserialize)]
struct Stored {
    version: u32,
    /// Its number.
    generation: u64,
    /// Oldest first.
    alerts: Vec<Kept>,
}

/// The first file, as it is written.
#[derive(Serialize)]
struct Whole {
    version: u32,
    generation: u64,
    #[serde(serialize_with = "one_by_one")]
    alerts: Vec<Arc<Kept>>,
}

/// The first line of the second file.
#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    /// The number of the first file that it belongs to.
    generation: u64,
}

/// Both files, and what has to be known to write them.
#[derive(Debug)]
pub(crate) struct HistoryFiles {
    whole: JsonFile,
    journal: Journal,
    standing: Standing,
    generation: u64,
    journal_bytes: u64,
    /// Nothing can be appended.
    must_rewrite: bool,
}

/// What is to be written: made at one moment, written at another.
#[derive(Debug)]
pub(crate) struct Save {
    whole: JsonFile,
    journal: Journal,
    standing: Standing,
    generation: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    Lines(Vec<Change>),
    Whole(Vec<Arc<Kept>>),
}

/// What the disk holds by now.
#[derive(Debug)]
pub(crate) struct Saved {
    generation: u64,
    journal_bytes: u64,
}

/// What the second file gave.
#[derive(Default)]
struct Noted {
    generation: Option<u64>,
    changes: Vec<Change>,
    bytes: u64,
    is_torn: bool,
    damage: Option<String>,
    unreadable: Option<String>,
}

impl Versioned for Stored {
    const NEWEST: u32 = VERSION;

    fn version(&self) -> u32 {
        self.version
    }

    fn parse(bytes: &[u8]) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let Version { version } = serde_json::from_slice(bytes)?;
        match version {
            0 | 1 => {
                let before: before::Stored = serde_json::from_slice(bytes)?;
                Ok(Self {
                    version: before.version,
                    generation: 0,
                    alerts: before.alerts.into_iter().rev().map(Kept::from).collect(),
                })
            }
            VERSION => serde_json::from_slice(bytes),
            newer => Ok(Self {
                version: newer,
                generation: 0,
                alerts: Vec::new(),
            }),
        }
    }
}

impl HistoryFiles {
    /// Reads the history; returns any damage as alerts.
    pub(crate) fn load(whole: JsonFile, journal: Journal) -> (Self, History, Vec<Alert>) {
        let opened = Opened::<Stored>::of(OwnFile::Alerts, &whole);
        let noted = Noted::read(&journal);
        let mut damage = Vec::from_iter(opened.damage);
        let mut files = Self {
            whole,
            journal,
            standing: opened.standing,
            generation: opened.value.as_ref().map_or(0, |stored| stored.generation),
            journal_bytes: noted.bytes,
            must_rewrite: noted.is_torn,
        };
        damage.extend(files.judge(&noted));
        let since = match noted.generation {
            Some(generation) if generation >= files.generation => {
                // The first file may be a copy that is older.
                files.generation = generation;
                noted.changes
            }
            Some(_) => {
                files.forget_journal();
                Vec::new()
            }
            None => Vec::new(),
        };
        let alerts = opened.value.map_or_else(Vec::new, |stored| stored.alerts);
        let (history, is_mended) = History::new(alerts, since);
        files.must_rewrite |= is_mended;
        (files, history, damage)
    }

    /// What the person has to know about the second file, which is set aside if it is damaged.
    fn judge(&mut self, noted: &Noted) -> Option<Alert> {
        if let Some(reason) = &noted.unreadable {
            self.standing = Standing::Unreadable;
            return Some(Alert::unreadable(OwnFile::Alerts, self.journal.path(), reason.clone()));
        }
        let reason = noted.damage.clone()?;
        let aside = self.journal.set_aside();
        if aside.is_none() {
            self.standing = Standing::Damaged;
        }
        self.must_rewrite = true;
        Some(Alert::partly_read(OwnFile::Alerts, aside.as_deref(), reason))
    }

    fn forget_journal(&mut self) {
        self.journal_bytes = 0;
        if let Err(error) = self.journal.remove() {
            log::error!("{} cannot be removed: {error}", self.journal.path().display());
            self.must_rewrite = true;
        }
    }

    /// What has to be written after these changes.
    pub(crate) fn save(&self, history: &History, changes: Vec<Change>) -> Save {
        let is_long = self.journal_bytes > MAX_JOURNAL_BYTES;
        Save {
            whole: self.whole.clone(),
            journal: self.journal.clone(),
            standing: self.standing,
            generation: self.generation,
            what: if self.must_rewrite || is_long {
                What::Whole(history.snapshot())
            } else {
                What::Lines(changes)
            },
        }
    }

    /// Whether there is anything in the second file.
    pub(crate) const fn has_lines(&self) -> bool {
        self.journal_bytes > 0 || self.must_rewrite
    }

    /// Some changes were given up, or writing them has failed.
    pub(crate) const fn must_rewrite(&mut self) {
        self.must_rewrite = true;
    }

    pub(crate) const fn saved(&mut self, saved: &Saved) {
        // The number changes only when all was written.
        if saved.generation != self.generation {
            self.must_rewrite = false;
        }
        self.generation = saved.generation;
        self.journal_bytes = saved.journal_bytes;
    }
}

impl Save {
    /// Writes it; takes as long as the disk does.
    pub(crate) fn run(self) -> Result<Saved, SaveError> {
        self.whole.refuse(self.standing)?;
        let not_written = |source| SaveError::Write {
            path: self.journal.path().to_owned(),
            source,
        };
        match self.what {
            What::Lines(changes) => {
                let header = Header {
                    version: VERSION,
                    generation: self.generation,
                };
                let first = lines(&[header]).map_err(not_written)?;
                let changes = lines(&changes).map_err(not_written)?;
                let journal_bytes = self.journal.append(&first, &changes).map_err(not_written)?;
                Ok(Saved {
                    generation: self.generation,
                    journal_bytes,
                })
            }
            What::Whole(alerts) => {
                let whole = Whole {
                    version: VERSION,
                    generation: self.generation + 1,
                    alerts,
                };
                self.whole.save(&whole)?;
                // If it stays, it is obsolete.
                self.journal.remove().map_err(not_written)?;
                Ok(Saved {
                    generation: whole.generation,
                    journal_bytes: 0,
                })
            }
        }
    }
}

impl Noted {
    fn read(journal: &Journal) -> Self {
        let (lines, is_torn) = match journal.read() {
            Lines::Missing => return Self::default(),
            Lines::Unreadable { reason } => {
                return Self {
                    unreadable: Some(reason),
                    ..Self::default()
                };
            }
            Lines::Damaged { reason } => {
                return Self {
                    damage: Some(reason),
                    ..Self::default()
                };
            }
            Lines::Found { lines, is_torn } => (lines, is_torn),
        };
        let mut noted = Self {
            bytes: lines.iter().map(|line| line.len() as u64 + 1).sum(),
            is_torn,
            ..Self::default()
        };
        let mut lines = lines.iter();
        match lines.next().map(|first| serde_json::from_str::<Header>(first)) {
            None => return noted,
            Some(Ok(header)) if header.version == VERSION => noted.generation = Some(header.generation),
            Some(Ok(header)) => {
                noted.damage = Some(format!(
                    "it has version {}, which this Vigil does not know",
                    header.version
                ));
                return noted;
            }
            Some(Err(error)) => {
                noted.damage = Some(error.to_string());
                return noted;
            }
        }
        for line in lines {
            match serde_json::from_str(line) {
                Ok(change) => noted.changes.push(change),
                Err(error) => noted.damage = Some(error.to_string()),
            }
        }
        noted
    }
}

fn lines<T: Serialize>(values: &[T]) -> io::Result<String> {
    let mut text = String::new();
    for value in values {
        text += &serde_json::to_string(value)?;
        text.push('\n');
    }
    Ok(text)
}

fn one_by_one<S: Serializer>(alerts: &[Arc<Kept>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(alerts.iter().map(|kept| &**kept))
}
