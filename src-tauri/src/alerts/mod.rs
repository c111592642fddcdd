//! What a person has to know.
//!
//! | file | what it does |
//! | --- | --- |
//! | `alert` | alerts, as facts |
//! | `words` | the sentences that a person reads |
//! | `history` | the alerts that are kept, and repeats of one in a row |
//! | `opened` | a file of Vigil's own, and what the person has to know if it could not be read |

pub(crate) mod alert;
mod history;
mod opened;
pub(crate) mod words;

pub(crate) use alert::{Alert, PageEnd};
pub(crate) use history::{Change, History, HistoryFiles, Kept, Row, Saved, rows};
pub(crate) use opened::Opened;
