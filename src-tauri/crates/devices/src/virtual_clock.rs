//! Tokio's clock, which a test can hold and move, as the clock that the crate is given.

use std::sync::LazyLock;

use tokio::time::Instant;
use vigil_clock::Clock;
use vigil_core::time::Moment;

/// Somewhere among the tests' beginnings; each has a clock of its own.
static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

pub(crate) fn virtual_clock() -> Clock {
    Clock::from_fn(now)
}

fn now() -> Moment {
    let now = Instant::now();
    let origin = Moment::from_nanos(1_000_000_000_000);
    let after = now.saturating_duration_since(*EPOCH);
    let before = EPOCH.saturating_duration_since(now);
    Moment::from_nanos(
        origin.as_nanos() + u64::try_from(after.as_nanos()).unwrap() - u64::try_from(before.as_nanos()).unwrap(),
    )
}
