//! The one place that asks the operating system for the time.

use vigil_core::time::Moment;

/// Where the time comes from. Tests put their own in.
#[derive(Debug, Clone, Copy)]
pub struct Clock(fn() -> Moment);

impl Clock {
    /// A clock that never goes back and that counts the time the computer sleeps.
    pub const fn system() -> Self {
        Self(system_now)
    }

    /// A clock of the caller's, such as a runtime's paused one.
    pub const fn from_fn(now: fn() -> Moment) -> Self {
        Self(now)
    }

    pub fn now(self) -> Moment {
        self.0()
    }
}

/// `CLOCK_BOOTTIME`; on Apple's systems `CLOCK_MONOTONIC` is the one that counts sleep.
#[cfg(unix)]
fn system_now() -> Moment {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const ID: rustix::time::ClockId = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const ID: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

    let time = rustix::time::clock_gettime(ID);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanos = u64::try_from(time.tv_nsec).unwrap_or_default();
    Moment::from_nanos(seconds * 1_000_000_000 + nanos)
}

/// Windows: `QueryPerformanceCounter`, which counts sleep.
#[cfg(not(unix))]
#[allow(clippy::disallowed_methods, reason = "what Windows gives it counts sleep")]
fn system_now() -> Moment {
    use std::{sync::LazyLock, time::Instant};

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // Not zero at the first call: subtracting a limit from an early moment must not saturate.
    Moment::from_nanos(1_000_000_000_000) + START.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_goes_back() {
        let clock = Clock::system();
        let mut last = clock.now();
        for _ in 0..10_000 {
            let now = clock.now();
            assert!(now >= last);
            last = now;
        }
    }
}
