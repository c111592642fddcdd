//! The codec of the other end: what a program of spec v4 sends, and what it is told.

mod decode;
mod encode;
mod told;

#[cfg(test)]
mod tests;

pub use decode::{Unreadable, decode};
pub use encode::encode;
