//! One task per toy.

mod motion;
mod slot;
mod task;

#[cfg(test)]
mod tests;

pub(crate) use slot::{Latched, Shared};
pub(crate) use task::run;
