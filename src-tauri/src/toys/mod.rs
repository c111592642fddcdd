//! The toys that Vigil remembers, and what the person wants of each.

mod book;

pub use book::{BOOK_VERSION, RememberedToy, ToyBook};
