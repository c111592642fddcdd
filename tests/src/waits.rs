//! Every wait of the tests, by name. They say when a test gives up, not how fast Vigil has to be.

use std::time::Duration;

/// From starting a program to its first word. Many are started at once.
pub const START: Duration = Duration::from_secs(30);

/// For an event that is due now.
pub const EVENT: Duration = Duration::from_secs(20);

/// For an answer to a message.
pub const ANSWER: Duration = Duration::from_secs(20);

/// From SIGTERM to the end of the process: sessions and toys have a few seconds each.
pub const EXIT: Duration = Duration::from_secs(20);

/// After the last stop: what should not come has had the time to come.
pub const AFTERMATH: Duration = Duration::from_millis(300);

/// How late a stop may be seen from outside, on a machine that does much else. What Vigil promises is far less, and is
/// measured by the benchmark.
pub const LATENESS: Duration = Duration::from_secs(1);

/// For what has no event: how often it is looked at.
pub const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// One whole test.
pub const TEST: Duration = Duration::from_secs(900);
