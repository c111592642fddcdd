//! The watch over every session and over Vigil's own runtimes, on a thread of its own: neither a stalled runtime nor a
//! frozen window can delay a stop. [`vigil_core::watch`] decides; this thread looks and acts.
//!
//! | file | what it does |
//! | --- | --- |
//! | `thread` | the thread: when to look, and the panics it survives |
//! | `look` | one look at every session, and what follows from it |
//! | `runtimes` | whether the runtimes of the sessions and of the toys still run |
//! | `watched_session` | one session, as the watchdog sees it |
//! | `inbox` | whether messages of a program are still unread |
//! | `alarm` | the app's interface for failures of Vigil itself |

mod alarm;
mod inbox;
mod look;
mod runtimes;
mod thread;
mod watched_session;

#[cfg(test)]
pub(crate) mod tests;

pub use self::{
    alarm::{Alarm, Fatal, Stall, Standstill},
    thread::Watchdog,
};
pub(crate) use self::{
    inbox::SocketInbox,
    watched_session::{Late, Verdict, WatchedSession},
};
