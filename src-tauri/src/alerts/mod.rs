//! What a person has to know: the words for it, and the history that is kept.

mod alert;
mod history;
mod opened;
pub mod words;

pub use alert::Alert;
pub use history::History;
pub use opened::Opened;
pub use words::PageEnd;
