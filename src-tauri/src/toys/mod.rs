//! The toys that Vigil remembers, and what the person wants of each.

mod book;
pub(crate) mod import;
mod restrict;

pub(crate) use book::{BOOK_VERSION, RememberedToy, ToyBook};
pub(crate) use import::{ImportError, Imported};
pub(crate) use restrict::restricted;
