//! Every number that bounds what a program may send or hold. `LIMITS.md` lists them, and those of the other crates.

use std::{ops::RangeInclusive, time::Duration};

/// The longest text frame, in bytes. A longer one ends the session.
pub const MAX_FRAME_BYTES: usize = 1024 * 1024;

/// Messages in one frame. More well-formed ones do not fit into [`MAX_FRAME_BYTES`]; a longer array is answered with
/// one Error, Id 0, code 3, and none of it is executed. Without it, one frame of nothing but `0,0,0` would ask for
/// half a million answers.
pub const MAX_MESSAGES_PER_FRAME: usize = 65_536;

/// The description of what is wrong with a message is cut after this many characters, because it quotes the program.
pub const MAX_REASON_CHARS: usize = 256;

/// Requests of one session that wait for hardware at the same time. One more is answered with code 3.
pub const MAX_OPEN_REQUESTS: usize = 1024;

/// Lines of a program's own log that may be told at once; further ones are left out, and counted.
pub const MAX_LOG_LINES_AT_ONCE: u32 = 500;

/// Lines of a program's own log in a second, in the long run: what a program gets at Debug that sends 80 commands a second.
pub const LOG_LINES_PER_SECOND: u32 = 250;

/// A line of it is cut after this many characters.
pub const MAX_LOG_LINE_CHARS: usize = 512;

/// A Ping that comes within this part of its time, from the end, is worth a warning in that log.
pub const LOG_PING_MARGIN: u32 = 5;

/// A program's name is cut after this many characters; it is shown, logged and kept.
pub const MAX_NAME_CHARS: usize = 128;

/// Text from outside is cut after this many characters when it is logged or shown unchanged.
pub const MAX_SHOWN_CHARS: usize = 128;

/// Web pages that wait for the person to allow them, in all. One more is refused.
pub const MAX_PENDING_PAGES: usize = 16;

/// The same for one web site: a page and all others below the same registrable domain.
pub const MAX_PENDING_PER_SITE: usize = 4;

/// Connections of one page that wait: of a page that tries again each second while the browser, too, asks the person,
/// the oldest is refused if one more comes.
pub const MAX_PENDING_PER_PAGE: usize = 4;

/// An `Origin` header that is longer names nobody: a host's name has at most 253 bytes, scheme and port come on top.
pub const MAX_ORIGIN_BYTES: usize = 300;

/// Sockets of programs that were told the end of their session and have not closed them yet. One more closes the oldest.
pub const MAX_FAREWELLS: usize = 64;

/// Bytes that are read from such a socket and dropped before it is closed. More than the system's buffers on both sides
/// hold, so that only a program that never reads is cut off.
pub const MAX_FAREWELL_BYTES: usize = 16 * 1024 * 1024;

/// MaxPingTime values that can be enforced, in milliseconds. 0 is "no ping expected".
pub const PING_LIMIT_MS: RangeInclusive<u32> = 50..=600_000;

/// Where pings are not required, so many in a row, each within [`BINDING_PART`] of the limit since the one before (or since
/// the handshake), show that the program keeps the limit. It is held to it from then on.
pub const PINGS_THAT_BIND: u32 = 2;

/// Libraries that know the limit ping at half of it. A program with a timer of its own that happens to be about as long as
/// the limit must not be taken for one that keeps it.
pub const BINDING_PART: (u32, u32) = (3, 4);

/// Pings closer to each other than this count once for that.
pub const SAME_PING: Duration = Duration::from_millis(100);

/// The same as a part of the limit, where that is less.
pub const SAME_PING_PART: u32 = 10;

/// A connection that has not completed RequestServerInfo by then is closed.
pub const HANDSHAKE_LIMIT: Duration = Duration::from_secs(5);

/// How long after a deadline a program's Ping may lie unread before its toys stop. Nothing moves them meanwhile.
///
/// Without it a loaded machine would stop toys whose program pinged in time (S6); longer would break S2.
pub const UNREAD_GRACE: Duration = Duration::from_millis(6);

/// After messages were read for this long past a deadline without a Ping, the deadline counts as missed.
pub const FLOOD_LIMIT: Duration = Duration::from_millis(250);

/// Nothing could be read for this long after a deadline, though something lies there: Vigil stands still. The toys were
/// stopped long before; now the session ends too.
pub const STALLED_LIMIT: Duration = Duration::from_secs(5);

/// Silence after which a connection counts as dead, in milliseconds: what the person may choose. Not shorter, because
/// networks and garbage collectors pause.
pub const CONNECTION_LIMIT_MS: RangeInclusive<u32> = 1_000..=60_000;

/// The default.
pub const DEFAULT_CONNECTION_LIMIT_MS: u32 = 10_000;

/// WebSocket pings go out this many times within the connection's limit; a ping that stays unanswered for the rest of
/// the limit proves the connection dead, so that this is noticed within the limit.
pub const HEARTBEATS_PER_LIMIT: u32 = 4;

/// Sessions of one program that end at once, or are cut off, before its next one has to wait.
pub const TOLERATED_STRIKES: u32 = 5;

/// A program has to behave for this many of its own pauses until the pause is halved: one that reconnects as soon as it
/// may is not forgiven.
pub const CALM_PAUSES: u32 = 3;

/// Connections of one program that wait because it reconnects too often. One more is rejected.
pub const MAX_SLOWED_PER_PROGRAM: usize = 4;

/// The same for all programs together.
pub const MAX_SLOWED: usize = 64;

/// What a program may send ahead while it waits, in bytes. The rest is read once it is admitted.
pub const MAX_SENT_AHEAD_BYTES: usize = 64 * 1024;

/// Programs that are remembered for reconnecting too often. Those with the fewest strikes are forgotten first.
pub const MAX_STRIKERS: usize = 256;

/// Reports of ended sessions that wait for their toys to stand still, or for whoever takes them. Further ones are
/// counted, and the count is told.
pub const MAX_REPORTS: usize = 1024;
