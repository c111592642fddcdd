//! What a person has to know.
//!
//! | file | what it does |
//! | --- | --- |
//! | `alert` | alerts, as facts |
//! | `words` | the sentences that a person reads |
//! | `history` | the alerts that are kept |
//! | `rows` | repeats of one alert, told in one row |
//! | `opened` | a file of Vigil's own, and what the person has to know if it could not be read |

pub(crate) mod alert;
mod history;
mod opened;
mod rows;
pub(crate) mod words;

pub(crate) use alert::{Alert, PageEnd};
pub(crate) use history::{Change, History, HistoryFiles, Kept, Saved};
pub(crate) use opened::Opened;
pub(crate) use rows::Row;
