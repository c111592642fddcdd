//! What a person has to know: the words for it, and the history that is kept.

mod alert;
mod history;
mod opened;
pub(crate) mod words;

pub(crate) use alert::Alert;
pub(crate) use history::History;
pub(crate) use opened::Opened;
pub(crate) use words::PageEnd;
