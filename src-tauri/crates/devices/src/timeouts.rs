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
