//! Every wait of this crate, by name.

use std::time::Duration;

/// The window is given a new state at most this often; a person sees no more.
pub const PUSH_EVERY: Duration = Duration::from_millis(50);

/// After a desktop notification: what follows within this time is summed up in one more.
pub const GATHER_NOTIFICATIONS: Duration = Duration::from_secs(3);

/// A search for toys ends by itself.
pub const SCAN: Duration = Duration::from_secs(60);

/// Finding out which program holds a port; without an answer the sentence does without the name.
pub const PORT_OWNER: Duration = Duration::from_secs(2);

/// At the end: everything else has its own limit, this is for what hangs all the same.
pub const RUNTIME_SHUTDOWN: Duration = Duration::from_secs(1);
