//! The messages between one program and Vigil.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | counts them |
//! | `message` | a message as it is kept for whoever looks, and what Vigil made of it |
//! | `recording` | keeps the last ones while somebody looks |
//! | `recorder` | the session's side: tells what came and went, and finds the verdicts |

mod message;
mod recorder;
mod recording;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use vigil_core::time::Moment;

pub use self::{
    message::{Noted, SeenMessage, Verdict, Way},
    recording::{Inspector, Taken},
};
pub(crate) use self::{
    recorder::{Frame, Recorder},
    recording::Recording,
};
use crate::histogram::GapCount;

/// How much a program and Vigil have said to each other, and when the program pinged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramFigures {
    pub taken_at: Moment,
    /// Messages from the program since its handshake.
    pub from_program: u64,
    /// Messages to the program since its handshake.
    pub to_program: u64,
    pub longest_gap: Duration,
    pub gaps: Vec<GapCount>,
}

/// Shared by the session, which alone writes to it, and whoever looks.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    from_program: AtomicU64,
    to_program: AtomicU64,
    recording: Recording,
}

impl Traffic {
    /// Returns the message's number among all of the session, both ways, from 1 on.
    fn received(&self) -> u64 {
        count(&self.from_program) + self.to_program.load(Ordering::Relaxed)
    }

    /// The same.
    fn sent(&self) -> u64 {
        count(&self.to_program) + self.from_program.load(Ordering::Relaxed)
    }

    /// Messages from the program, and to it.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (
            self.from_program.load(Ordering::Relaxed),
            self.to_program.load(Ordering::Relaxed),
        )
    }
}

/// Only the session counts, so this needs no locked instruction.
fn count(counter: &AtomicU64) -> u64 {
    let count = counter.load(Ordering::Relaxed).wrapping_add(1);
    counter.store(count, Ordering::Relaxed);
    count
}
