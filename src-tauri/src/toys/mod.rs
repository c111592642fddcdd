//! The toys that Vigil remembers, and what the person wants of each.

mod book;
mod restrict;

pub(crate) use book::{BOOK_VERSION, RememberedToy, ToyBook};
pub(crate) use restrict::restricted;
