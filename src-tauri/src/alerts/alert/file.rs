use std::{
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::Alert;

/// A file of Vigil's own, as a person calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OwnFile {
    Settings,
    Toys,
    Alerts,
    GuardianRecord,
}

/// What was wrong with it. The reasons are the system's own, or the parser's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileFault {
    /// It was damaged, or gone, and the last good copy is in its place.
    Restored {
        /// When the copy was written, in ms since 1970.
        written_at_ms: Option<u64>,
        /// Where the damaged file is kept.
        set_aside: Option<String>,
        reason: String,
    },
    /// It was damaged, and there is no copy.
    Damaged { set_aside: Option<String>, reason: String },
    /// Changes that were noted beside it were damaged; the others hold.
    PartlyRead { set_aside: Option<String>, reason: String },
    /// The system did not let Vigil read it.
    Unreadable { path: String, reason: String },
    /// Something in it was invalid; what is used instead, in words.
    Invalid { wrong: String },
}

/// Why every toy is to stand still until the person has looked: nobody knows what they had set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldBecause {
    pub file: OwnFile,
    pub path: PathBuf,
    /// The system's own, or the parser's.
    pub reason: String,
    /// Else the system does not let Vigil read it.
    pub is_damaged: bool,
}

impl OwnFile {
    /// For the sentences about it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Toys => "toys",
            Self::Alerts => "alerts",
            Self::GuardianRecord => "guardian",
        }
    }

    /// It restricts what toys and programs may do: without it Vigil would let more happen than the person wants.
    pub(crate) const fn says_what_is_wanted(self) -> bool {
        matches!(self, Self::Settings | Self::Toys)
    }
}

impl Alert {
    pub(crate) fn restored(
        file: OwnFile,
        written: Option<SystemTime>,
        set_aside: Option<&Path>,
        reason: String,
    ) -> Self {
        let since_1970 = written.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let fault = FileFault::Restored {
            written_at_ms: since_1970.and_then(|since| u64::try_from(since.as_millis()).ok()),
            set_aside: set_aside.map(in_words),
            reason,
        };
        Self::FileDamaged { file, fault }
    }

    pub(crate) fn damaged(file: OwnFile, set_aside: Option<&Path>, reason: String) -> Self {
        let set_aside = set_aside.map(in_words);
        Self::FileDamaged {
            file,
            fault: FileFault::Damaged { set_aside, reason },
        }
    }

    pub(crate) fn partly_read(file: OwnFile, set_aside: Option<&Path>, reason: String) -> Self {
        let set_aside = set_aside.map(in_words);
        Self::FileDamaged {
            file,
            fault: FileFault::PartlyRead { set_aside, reason },
        }
    }

    pub(crate) fn unreadable(file: OwnFile, path: &Path, reason: String) -> Self {
        let path = in_words(path);
        Self::FileDamaged {
            file,
            fault: FileFault::Unreadable { path, reason },
        }
    }

    pub(crate) const fn invalid(file: OwnFile, wrong: String) -> Self {
        Self::FileDamaged {
            file,
            fault: FileFault::Invalid { wrong },
        }
    }
}

fn in_words(path: &Path) -> String {
    path.display().to_string()
}
