//! Every number that bounds what a program may send or hold. `LIMITS.md` lists them, and those of the other crates.

use std::{ops::RangeInclusive, time::Duration};

/// The longest text frame, in bytes. A longer one ends the session.
pub const MAX_FRAME_BYTES: usize = 1024 * 1024;

/// Messages in one frame. More well-formed ones do not fit into [`MAX_FRAME_BYTES`]; a longer array is answered with
/// one Error, Id 0, code 3, and none of it is carried out. Without it, one frame of nothing but `0,0,0` would ask for
/// half a million answers.
pub const MAX_MESSAGES_PER_FRAME: usize = 65_536;

/// What is wrong with a message is cut after this many characters, for it quotes the program.
pub const MAX_REASON_CHARS: usize = 256;

/// Requests of one session that wait for hardware at the same time. One more is answered with code 3.
pub const MAX_OPEN_REQUESTS: usize = 1024;

/// A program's name is cut after this many characters; it is shown, logged and kept.
pub const MAX_NAME_CHARS: usize = 128;

/// What came from outside is cut after this many characters where it is logged or told as it is.
pub const MAX_SHOWN_CHARS: usize = 128;

/// Connections of web pages that wait for the person to allow them, in all. One more is refused.
pub const MAX_HELD_PAGES: usize = 16;

/// The same, of one web site: of a page, and of all others below the same registrable domain.
pub const MAX_HELD_PER_SITE: usize = 4;

/// An `Origin` header that is longer names nobody: a host's name has at most 253 bytes, scheme and port come on top.
pub const MAX_ORIGIN_BYTES: usize = 300;

/// MaxPingTime values that can be enforced, in milliseconds. 0 is "no ping expected".
pub const PING_LIMIT_MS: RangeInclusive<u32> = 50..=600_000;

/// A connection that has not completed RequestServerInfo by then is closed.
pub const HANDSHAKE_LIMIT: Duration = Duration::from_secs(5);

/// How long after a deadline the toys may go on where something from the program lies unread, which may be its ping.
///
/// Without it a loaded machine would stop toys whose program pinged in time (S6); longer would break S2.
pub const UNREAD_GRACE: Duration = Duration::from_millis(6);

/// Silence after which a connection counts as dead where there is no ping limit.
pub const HEARTBEAT_LIMIT: Duration = Duration::from_secs(5);

/// The heartbeat's limit follows the ping limit, but not below this: networks and garbage collectors pause.
pub const HEARTBEAT_LIMIT_MIN: Duration = Duration::from_secs(1);
