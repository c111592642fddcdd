//! Programs, and web pages that want to be some.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// A connected program.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ProgramView {
    pub id: u64,
    pub name: String,
    /// The far end of the connection, as `ip:port`.
    pub address: String,
    /// The web page's origin, where the program is one.
    pub origin: Option<String>,
    /// Spec version, as `4.0`.
    pub protocol: String,
    pub connected_at_ms: u64,
    pub watch: WatchView,
    pub pings_received: u64,
    /// Its last ping, or when it came.
    pub silent_since_ms: u64,
    /// The pings of the last minute, oldest first.
    pub pings: Vec<PingView>,
    /// Names of the toys it moves right now.
    pub moves: Vec<String>,
    /// The limit in the settings is another one by now; it holds after a reconnect.
    pub outdated_limit: bool,
    /// Messages that were answered with an Error; `None` if there are none.
    pub refused: Option<RefusedView>,
}

/// What a program and Vigil have said to each other so far; asked for while somebody looks at that program.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct ProgramFiguresView {
    /// When this was taken, on the clock of the [`AppView`](super::AppView).
    pub at_ms: u64,
    /// Messages from the program.
    pub from_program: u64,
    /// Messages to the program.
    pub to_program: u64,
    /// The longest silence before a ping; `None` if it never pinged.
    pub longest_gap_ms: Option<u32>,
    /// All silences before pings by their length, shortest first.
    pub gaps: Vec<GapCountView>,
}

/// Silences of about the same length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct GapCountView {
    pub from_ms: f64,
    pub to_ms: f64,
    pub count: u64,
}

/// What a program asked for and did not get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct RefusedView {
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// Why the last one was refused, as the program was told.
    pub last: String,
}

/// How a program is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum WatchView {
    /// A ping is due before the limit runs out.
    Ping { limit_ms: u32 },
    /// Only the connection is watched, by WebSocket pings.
    ConnectionOnly {
        reason: ConnectionOnlyReason,
        limit_ms: u32,
    },
}

/// Why a program is not held to the ping limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConnectionOnlyReason {
    /// There is no limit.
    Off,
    /// The person exempted it.
    Exempt,
    /// It never pinged, and the policy is "where supported".
    NeverPinged,
    /// It pings, but it has not shown yet that it keeps the limit, and the policy is "where supported".
    PingsRarely,
}

/// One ping of a program that is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct PingView {
    pub at_ms: u64,
    /// How long the program had been silent before it.
    pub gap_ms: u32,
}

/// One ping before something happened, and how long the program had been silent before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct GapView {
    pub ago_ms: u32,
    pub gap_ms: u32,
}
