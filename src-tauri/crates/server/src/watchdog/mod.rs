//! The watch over every session, on a thread of its own: a stalled runtime or a frozen window cannot delay a stop.

mod deadline;
mod guarded;
mod thread;

pub(crate) use deadline::Deadline;
pub(crate) use guarded::{Guarded, Verdict};
pub(crate) use thread::{Late, Watchdog};
