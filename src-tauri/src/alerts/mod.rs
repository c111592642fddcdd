//! What a person has to know: the words for it, and the history that is kept.

mod history;
mod opened;
pub mod words;

pub use history::{Alert, History};
pub use opened::Opened;
pub use words::PageEnd;
