//! One task per toy.

mod ladder;
mod motion;
mod order;
mod slot;
mod status;
mod task;
mod wait;

#[cfg(test)]
mod tests;

pub(crate) use order::Latched;
pub(crate) use slot::Shared;
pub(crate) use task::{cut_link, run, tell_unconfirmed};
