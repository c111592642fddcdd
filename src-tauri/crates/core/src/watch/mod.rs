//! The judgement of a missed deadline, and of a runtime of Vigil's own that stands still.
//!
//! | file | what it does |
//! | --- | --- |
//! | `deadline` | one deadline, which is either met or missed, never both |
//! | `deadlines` | the deadlines of one session: next Ping, next sign of life of the connection |
//! | `rhythm` | whether a program keeps its limit by itself |
//! | `judge` | whether a session is in time, in doubt, or over |
//! | `stall` | whether a runtime has stood still |
//!
//! The connection moves the deadlines on; the watchdog asks the judge. Neither waits for the other.

mod deadline;
mod deadlines;
mod judge;
mod rhythm;
mod stall;

#[cfg(test)]
mod tests;

pub use self::{
    deadlines::{Deadlines, Pinged},
    judge::{Inbox, Judge, Judgement, Verdict},
    stall::{Stall, StallJudge},
};
