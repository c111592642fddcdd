//! The messages between one program and Vigil.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | counts them |

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use vigil_core::time::Moment;

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
}

impl Traffic {
    pub(crate) fn received(&self) {
        count(&self.from_program);
    }

    pub(crate) fn sent(&self) {
        count(&self.to_program);
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
fn count(counter: &AtomicU64) {
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
}
