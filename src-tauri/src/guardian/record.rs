use serde::{Deserialize, Serialize};

use crate::files::Versioned;

/// The version written by this build. A file with a newer one is set aside, not guessed at.
pub(crate) const RECORD_VERSION: u32 = 1;

/// What a guardian did after its Vigil had ended, for the next one to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub version: u32,
    /// When Vigil ended, in ms since 1970.
    pub at_ms: u64,
    /// Vigil was not killed: it ended in order, and left the guardian the toys that had not confirmed their stop.
    #[serde(default)]
    pub handed_over: bool,
    /// Those that were moving.
    pub toys: Vec<RecordedToy>,
}

impl Versioned for Record {
    const NEWEST: u32 = RECORD_VERSION;

    fn version(&self) -> u32 {
        self.version
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RecordedToy {
    pub index: u32,
    pub name: String,
    /// From the end of Vigil until the toy confirmed its stop; `None` if it never did.
    pub still_after_ms: Option<f64>,
    /// There was a link to it at some time.
    pub reached: bool,
    /// It was reached, but what would stop it is not known.
    #[serde(default)]
    pub nothing_to_tell: bool,
}
