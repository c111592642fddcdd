//! Events of the server, for the app to show.

use std::{net::SocketAddr, time::Duration};

use vigil_core::{lease::SessionId, policy::Watch, session::EndCause, version::SpecVersion};
use vigil_devices::StopResult;

use crate::pulse::{Gap, Refusals};

#[derive(Debug, Clone, PartialEq)]
pub enum ServerEvent {
    /// A program completed its handshake.
    Connected {
        session: SessionId,
        name: String,
        address: SocketAddr,
        origin: Option<String>,
        version: SpecVersion,
        watch: Watch,
    },
    /// A web page that is not allowed waits for the person to allow it.
    Asks {
        address: SocketAddr,
        /// As [`canonical_origin`](crate::canonical_origin) gives it.
        origin: String,
    },
    /// A web page was turned away.
    Refused {
        address: SocketAddr,
        /// As [`canonical_origin`](crate::canonical_origin) gives it. If it is no origin, the text that was sent, or
        /// the host that was asked for, escaped and cut.
        origin: String,
        /// For [`Refusal::ForeignHost`]: the name that it used for this machine, as
        /// [`canonical_host`](crate::canonical_host) gives it. `None` if no machine can have that name.
        host: Option<String>,
        why: Refusal,
    },
    /// Vigil could not read a program's messages in time, and stopped its toys to be safe. The session goes on.
    Late {
        session: SessionId,
        name: String,
        stopped: Vec<StoppedToy>,
        /// Who else moved a toy that was stopped.
        others: Vec<OtherMover>,
    },
    /// A program reconnects faster than a person would, or is cut off repeatedly: from now on it has to wait before
    /// each session. Sent once, until it has behaved for a while.
    Slowed {
        name: String,
        address: SocketAddr,
        origin: Option<String>,
    },
    /// Messages of a program were refused, such as outputs for a toy that is not there. Sent at most once a second.
    MessagesRefused {
        session: SessionId,
        name: String,
        /// All that were refused so far, and why the last one was.
        refusals: Refusals,
    },
    /// This many events were lost because too many were waiting.
    ReportsLost { count: u64 },
    /// A session is over, and its toys stand still, or could not be made to.
    Ended(Box<SessionEnd>),
}

/// Why a web page was turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// It is not allowed, and nobody can be asked.
    NotAllowed,
    /// It asked for another host than this machine.
    ForeignHost,
    /// Its `Origin` is none, or names nobody (a sandboxed frame, a file, an app) and there is no person to ask.
    Nameless,
    /// The person has said that it may never connect.
    Never,
    /// The person turned it away, now or a while ago.
    TurnedAway,
    /// The person was asked and did not answer in time.
    Unanswered,
    /// Too many pages wait already, so the person was not asked.
    TooMany,
}

/// The end of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionEnd {
    pub program: ProgramIdentity,
    pub cause: EndCause,
    /// From the moment that called for the end (a deadline, a broken socket) until the stops were latched.
    pub late: Duration,
    pub stopped: Vec<StoppedToy>,
    /// Who else moved a toy that was stopped.
    pub others: Vec<OtherMover>,
    /// The last minute's pings, oldest first.
    pub gaps: Vec<Gap>,
    pub pings: u64,
    /// The program is being slowed down, so several of its sessions were reported before.
    pub is_repeated: bool,
}

/// Who is on the other end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramIdentity {
    pub session: SessionId,
    pub address: SocketAddr,
    pub origin: Option<String>,
    /// `None` until the handshake is done.
    pub name: Option<String>,
}

/// Who moved a toy that stopped because of another program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherMover {
    /// A program with this name.
    Program(String),
    /// The person, from Vigil's window.
    Person,
}

/// What became of one toy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedToy {
    pub device: u32,
    pub name: String,
    /// Whether it moved, or was about to.
    pub was_moving: bool,
    pub result: StopResult,
    /// From the moment that called for the stop until the hardware confirmed it, or was given up on.
    pub after: Duration,
}
