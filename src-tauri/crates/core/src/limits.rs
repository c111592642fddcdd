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
pub const MAX_PENDING_PAGES: usize = 16;

/// The same, of one web site: of a page, and of all others below the same registrable domain.
pub const MAX_PENDING_PER_SITE: usize = 4;

/// An `Origin` header that is longer names nobody: a host's name has at most 253 bytes, scheme and port come on top.
pub const MAX_ORIGIN_BYTES: usize = 300;

/// Sockets of programs that were told the end of their session and have not closed them yet. One more closes the oldest.
pub const MAX_FAREWELLS: usize = 64;

/// What is read and dropped from such a socket; more, and it is closed. More than the system's buffers of both sides hold,
/// so that only a program that does not look is cut off.
pub const MAX_FAREWELL_BYTES: usize = 16 * 1024 * 1024;

/// MaxPingTime values that can be enforced, in milliseconds. 0 is "no ping expected".
pub const PING_LIMIT_MS: RangeInclusive<u32> = 50..=600_000;

/// A connection that has not completed RequestServerInfo by then is closed.
pub const HANDSHAKE_LIMIT: Duration = Duration::from_secs(5);

/// How long after a deadline a program's Ping may lie unread before its toys stop. Nothing moves them meanwhile.
///
/// Without it a loaded machine would stop toys whose program pinged in time (S6); longer would break S2.
pub const UNREAD_GRACE: Duration = Duration::from_millis(6);

/// Messages are being read for this long after a deadline, and still no Ping: the program sends everything but.
pub const FLOOD_LIMIT: Duration = Duration::from_millis(250);

/// Nothing could be read for this long after a deadline, though something lies there: Vigil stands still. The toys were
/// stopped long before; now the session ends too.
pub const STALLED_LIMIT: Duration = Duration::from_secs(5);

/// Silence after which a connection counts as dead, in milliseconds: what the person may choose. Not shorter, because
/// networks and garbage collectors pause.
pub const CONNECTION_LIMIT_MS: RangeInclusive<u32> = 1_000..=60_000;

/// The same where the person chose nothing.
pub const DEFAULT_CONNECTION_LIMIT_MS: u32 = 10_000;

/// WebSocket pings go out this many times within the connection's limit; one that stays unanswered for the rest of the
/// limit is the proof, so that a dead connection is noticed within the limit.
pub const HEARTBEATS_PER_LIMIT: u32 = 4;

/// Sessions of one program that end at once, or are cut off, before its next one has to wait.
pub const TOLERATED_STRIKES: u32 = 5;

/// For this many of its own pauses a program has to behave until the pause is halved: one that comes again as soon as
/// it may is not forgiven.
pub const CALM_PAUSES: u32 = 3;

/// Connections of one program that wait because it comes and goes all the time. One more is turned back.
pub const MAX_SLOWED_PER_PROGRAM: usize = 4;

/// The same, of all programs.
pub const MAX_SLOWED: usize = 64;

/// What a program may send ahead while it waits, in bytes. More is read once it is let in.
pub const MAX_SENT_AHEAD_BYTES: usize = 64 * 1024;

/// Programs of which is kept that they come and go all the time. Those that did so least are forgotten first.
pub const MAX_STRIKERS: usize = 256;

/// Reports of ended sessions that wait for their toys to stand still, or for whoever takes them. Further ones are
/// counted, and the count is told.
pub const MAX_REPORTS: usize = 1024;
