//! What the app is told when Vigil itself fails.

use std::{fmt::Debug, time::Duration};

use vigil_devices::StopTicket;

/// Takes word of Vigil's own failures. Every method is called from the watchdog's thread or a runtime's, with no lock
/// held, and must not block.
pub trait Alarm: Debug + Send + Sync {
    /// Something of Vigil stands still, or stood still. Every toy was told to stop before this call.
    fn runtime_stalled(&self, stall: Stall);

    /// It runs again, after so long.
    fn runtime_recovered(&self, what: Standstill, lasted: Duration);

    /// The watchdog panicked in a look. Every toy was told to stop; the watchdog goes on.
    fn watchdog_panicked(&self, stops: Vec<StopTicket>);

    /// Toys may move, and nothing in this process can stop them or would notice that they have to stop. The
    /// implementation has to end the process at once, without a goodbye to the guardian, which then stops them.
    fn fatal(&self, cause: Fatal);
}

/// What stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standstill {
    /// The runtime of the sessions: no program is heard.
    Sessions,
    /// The runtime of the toys: no output and no stop is written.
    Toys,
    /// All of Vigil, as when the computer slept.
    Vigil,
}

/// A part of Vigil that stood still.
#[derive(Debug)]
pub struct Stall {
    pub what: Standstill,
    /// For how long, so far.
    pub lasted: Duration,
    /// The stops that followed.
    pub stops: Vec<StopTicket>,
    /// Whether a toy may have been moving: one that is here moved, or was about to, or one whose link is lost was moved
    /// and has not confirmed a stop since.
    pub may_move: bool,
}

/// Why the process has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fatal {
    /// The toys' runtime stands still while a toy moves: no stop can be written.
    ToysStalled { lasted: Duration },
    /// The watchdog's thread has ended or hangs while there are sessions to watch.
    WatchdogGone,
}
