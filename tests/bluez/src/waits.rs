//! Every wait of the rig, by name.

use std::time::Duration;

/// For what has to come. Says when a test gives up, not how fast anything has to be.
pub const EVENT: Duration = Duration::from_secs(20);

/// From starting `dbus-daemon` to its address.
pub const BUS_START: Duration = Duration::from_secs(20);

/// Between two advertisements of a toy. Real ones take 20 ms to some seconds.
pub const ADVERTISEMENT: Duration = Duration::from_millis(100);

/// For what has no event: how often it is looked at.
pub const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// One whole test.
pub const TEST: Duration = Duration::from_secs(180);
