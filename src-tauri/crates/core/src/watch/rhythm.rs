use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use crate::{limits, time::Moment};

/// Whether a program that need not ping keeps its limit by itself.
///
/// One ping proves nothing: a program may send a single one, or follow a timer of its own that knows no limit, and would be
/// cut for what it never promised. Libraries that know the limit ping at half of it. Only the connection's task writes here.
#[derive(Debug)]
pub(super) struct Rhythm {
    /// The last ping that counted, or the handshake.
    last: AtomicU64,
    /// How many pings in a row came well within the limit.
    in_time: AtomicU32,
}

impl Rhythm {
    pub(super) const fn new() -> Self {
        Self {
            last: AtomicU64::new(0),
            in_time: AtomicU32::new(0),
        }
    }

    /// The handshake.
    pub(super) fn begin(&self, now: Moment) {
        self.last.store(now.as_nanos(), Ordering::SeqCst);
    }

    /// A Ping was read. Returns whether the program has shown by now that it keeps this limit; it stays so.
    pub(super) fn ping(&self, now: Moment, limit: Duration) -> bool {
        let gap = now - Moment::from_nanos(self.last.load(Ordering::SeqCst));
        let before = self.in_time.load(Ordering::SeqCst);
        if before >= limits::PINGS_THAT_BIND {
            return true;
        }
        // Sent at once, or read at once by a Vigil that stood still.
        if gap < (limit / limits::SAME_PING_PART).min(limits::SAME_PING) {
            return false;
        }
        let (part, of) = limits::BINDING_PART;
        let in_time = if gap <= limit * part / of { before + 1 } else { 0 };
        self.last.store(now.as_nanos(), Ordering::SeqCst);
        self.in_time.store(in_time, Ordering::SeqCst);
        in_time >= limits::PINGS_THAT_BIND
    }
}
