//! The app's interface for failures of Vigil itself.

use std::{fmt::Debug, time::Duration};

use vigil_devices::StopTicket;

/// Receives Vigil's own failures. The watchdog's thread or a thread of a runtime calls these methods, without holding a
/// lock. They must not block.
pub trait Alarm: Debug + Send + Sync {
    /// A part of Vigil stands still, or stood still. Every toy was told to stop before this call.
    fn runtime_stalled(&self, stall: Stall);

    /// That part runs again; `lasted` is how long it stood still.
    fn runtime_recovered(&self, what: Standstill, lasted: Duration);

    /// The watchdog panicked while it looked at the sessions. Every toy was told to stop, and the watchdog continues.
    fn watchdog_panicked(&self, stops: Vec<StopTicket>);

    /// Toys may move, and nothing in this process can stop them or would notice that they have to stop. The
    /// implementation has to end the process at once, without saying goodbye to the guardian, which then stops them.
    fn fatal(&self, cause: Fatal);
}

/// What stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standstill {
    /// The runtime of the sessions: nothing is read from programs.
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
    /// Whether a toy may have been moving: a connected toy moved or was about to, or a toy whose link is lost has not
    /// confirmed a stop since it was last moved.
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
