//! Every wait of this crate, by name.

use std::time::Duration;

/// A stop write that has not been answered by then is sent once more beside it. Longer than a slow radio needs for a
/// write (150 ms are seen), shorter than a person's patience.
pub const STOP_REPEAT_AFTER: Duration = Duration::from_millis(250);

/// After a stop write that failed: short, since the next one may succeed; not zero, since a failing radio answers at
/// once and would be asked in a tight loop.
pub const STOP_RETRY_PAUSE: Duration = Duration::from_millis(20);

/// A stop that is still not confirmed: cut the link.
pub const CUT_LINK_AFTER: Duration = Duration::from_millis(900);

/// A protocol that writes by itself and has not done so for so long has nothing more to say. The slowest known one
/// writes every 300 ms.
pub const OWN_WRITES_SILENT: Duration = Duration::from_millis(350);

/// A write that a protocol makes by itself: while it finds out what it talks to, or from a task of its own.
pub const PROTOCOL_WRITE: Duration = Duration::from_secs(3);

/// Asking a toy for its notifications, or to end them.
pub const SUBSCRIBE: Duration = Duration::from_secs(3);

/// Finding out which toy it is. The slowest known protocol makes 55 steps, which take 7 s.
pub const IDENTIFY: Duration = Duration::from_secs(20);

/// Cutting a link takes up to 2.6 s on `BlueZ`.
pub const DISCONNECT: Duration = Duration::from_secs(4);

/// An output write that has not been answered by then: the toy counts as hung, and the stop ladder begins.
pub const OUTPUT_WRITE: Duration = Duration::from_secs(2);

/// Reading a sensor.
pub const READ: Duration = Duration::from_secs(2);

/// How often a battery is asked for its charge.
pub const BATTERY_PERIOD: Duration = Duration::from_secs(60);

/// At the end of the program: how long to wait for all toys to stand still. The whole ladder fits in.
pub const SHUTDOWN: Duration = Duration::from_secs(5);
