//! Every number that bounds what this crate holds.

/// Calls of one session that wait for an answer at the same time; further ones wait for a place. What Vigil itself
/// allows, less some for pings and stops.
pub(crate) const MAX_OPEN_CALLS: usize = 1000;

/// Stops have places of their own, so that they do not wait behind other calls.
pub(crate) const MAX_OPEN_STOPS: usize = 16;

/// Pings that have not been answered and whose Ids are remembered. The oldest one decides whether the server is gone.
pub(crate) const MAX_OPEN_PINGS: usize = 64;

/// Readings that the program has not taken. One more drops the oldest.
pub(crate) const MAX_UNREAD_READINGS: usize = 1024;

/// Errors that answer no call and that the program has not taken. One more drops the oldest.
pub(crate) const MAX_UNREAD_ERRORS: usize = 16;

/// The longest message of a server, in bytes. A list of a thousand devices has less.
pub(crate) const MAX_FRAME_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that wait to be written. One frame at a time is handed over, and the longest is far shorter.
pub(crate) const MAX_WRITE_BUFFER_BYTES: usize = 1024 * 1024;

/// Frames that are read, or written, before the other direction has its turn.
pub(crate) const FRAMES_PER_TURN: usize = 64;
