//! One program: socket → session → devices, and back.
//!
//! | file | what it does |
//! | --- | --- |
//! | `accept` | from a TCP connection to a session |
//! | `http` | the request before the WebSocket, and the page for those who look |
//! | `pending_page` | a web page waits for the person to allow it |
//! | `metered` | counts what the program takes |
//! | `socket` | reads and writes without one waiting for the other |
//! | `session_task` | the loop: waits for an event, hands it to the session, applies its actions |
//! | `execute` | gives commands to the devices |
//! | `farewell` | the socket after the goodbye, until the program has closed it |

mod accept;
mod execute;
mod farewell;
mod http;
mod metered;
mod pending_page;
mod search;
mod session_task;
mod socket;

pub(crate) use accept::serve;
pub(crate) use farewell::Farewells;

use std::sync::Arc;

use tokio::sync::mpsc;
use vigil_clock::Clock;
use vigil_devices::Devices;

use crate::{
    access::{Backoff, OriginGate, Throttle},
    config::ServerConfig,
    event::Refusal,
    programs::Programs,
    report::Reports,
    watchdog::{Late, Watchdog},
};

/// A kind of log line that a peer can cause any number of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LineKind {
    Refused(Refusal),
    NoWebSocket,
    NoRequest,
    Waits,
    Left,
    WentOn,
    /// A program that is slowed down was admitted, or its session ended.
    Repeated,
    TurnedBack,
}

/// What the server shares with every connection.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionContext {
    pub(crate) clock: Clock,
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) access: Access,
    pub(crate) devices: Devices,
    pub(crate) watch: SessionWatch,
    pub(crate) programs: Arc<Programs>,
    pub(crate) reports: Arc<Reports>,
    pub(crate) throttle: Arc<Throttle<LineKind>>,
    pub(crate) farewells: Arc<Farewells>,
}

/// Who may connect, and how often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Access {
    pub(crate) gate: Arc<OriginGate>,
    pub(crate) backoff: Arc<Backoff>,
}

/// What watches the sessions, and where its lateness is reported.
#[derive(Debug, Clone)]
pub(crate) struct SessionWatch {
    pub(crate) watchdog: Arc<Watchdog>,
    pub(crate) late: mpsc::Sender<Late>,
}

impl ConnectionContext {
    /// A suffix for this line; `None` if there were so many of its kind that it is left out.
    pub(crate) fn may_log(&self, kind: LineKind) -> Option<String> {
        Some(match self.throttle.pass(kind, self.clock.now())? {
            0 => String::new(),
            left_out => format!(" (and {left_out} more like this since the last line)"),
        })
    }
}
