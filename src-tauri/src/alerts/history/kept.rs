use serde::{Deserialize, Serialize};

use super::super::alert::{Alert, PageDecision};

/// An alert that is kept, with its number and its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub id: u64,
    /// When it happened, the last time if it stands for more than one. Milliseconds since 1970.
    pub at_ms: u64,
    /// When it happened first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first_at_ms: u64,
    /// How many it stands for.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub count: u32,
    #[serde(default, skip_serializing_if = "is_false")]
    pub dismissed: bool,
    /// What the person decided about the web page that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<PageDecision>,
    pub alert: Alert,
}

/// What happens to the history. Together with what was there before, the changes are the history: they are written to
/// the disk one after the other, and read again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    /// Takes the place of what has its number, and of `replaces`.
    Added {
        kept: Kept,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
    },
    Dismissed(u64),
    /// There are many like these two: the newer one stands for the older one too, under its number.
    Merged {
        older: u64,
        newer: u64,
    },
    AllDismissed,
    /// The person has decided about this web page.
    Settled {
        page: String,
        decision: PageDecision,
    },
    Cleared,
}

const fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
const fn is_once(count: &u32) -> bool {
    *count == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
const fn is_false(value: &bool) -> bool {
    !*value
}
