//! One connection's state machine: AwaitingHandshake → Active → Ended.
//!
//! It does no I/O and has no clock. Its task hands in messages and the time, and applies the [`Action`]s in the order they
//! come. [`Session::poll_timeout`] tells when to call [`Session::handle_timeout`]; a call too early is
//! a no-op. From the handshake on, deadlines are enforced by [`watch`](crate::watch), which the session only feeds.

mod machine;
mod program_log;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use crate::ending::EndCause;
pub use machine::Session;

use crate::{
    legacy::{LegacyServerMessage, Outgoing},
    message::Command,
    policy::{PingPolicy, Watch},
    time::Moment,
    version::SpecVersion,
};

/// The settings that a session needs. Changes apply to new sessions only.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    pub server_name: Arc<str>,
    pub policy: Arc<PingPolicy>,
    /// The origin of a web page, in canonical form; `None` for a native program.
    pub origin: Option<Arc<str>>,
}

/// What the session's task has to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The handshake is done: the program has a name and a watch.
    Established {
        name: String,
        version: SpecVersion,
        watch: Watch,
    },
    /// A Ping was accepted; the next is due by `deadline`, if one is expected.
    Pinged {
        deadline: Option<Moment>,
    },
    /// Execute the command, then call [`Session::answer`].
    Execute {
        id: u32,
        command: Command,
    },
    /// Stop all toys that this session moves, without an answer: its stop was refused.
    StopMoved,
    /// The session is over: revoke its lease and stop its toys, before anything else is sent.
    End(EndCause),
    Send(Outgoing),
    /// A line of the log that the program asked for. If it cannot be sent at once, call [`Session::log_line_not_sent`].
    Log(LegacyServerMessage),
    /// Close the connection, in the same write as what was sent before.
    Close,
}
