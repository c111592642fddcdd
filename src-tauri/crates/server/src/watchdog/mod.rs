//! The watch over every session and over Vigil's own runtimes, on a thread of its own: neither a stalled runtime nor a
//! frozen window can delay a stop. What is judged, and how, stands in [`vigil_core::watch`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `thread` | the thread: when to look, and the panics it survives |
//! | `look` | one look at every session, and what follows from it |
//! | `runtimes` | whether the sessions' and the toys' runtime run |
//! | `watched_session` | one session, as the watchdog sees it |
//! | `inbox` | what of a program lies unread |
//! | `alarm` | what the app is told when Vigil itself fails |

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
