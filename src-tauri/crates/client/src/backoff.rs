use std::time::Duration;

use crate::timeouts;

/// How a client connects again after it has lost its server: the pauses between the attempts double from the first one
/// to the longest one.
///
/// Nothing is said again: toys stand still until the program commands them once more, through the devices that
/// [`Event::DeviceAdded`](crate::Event::DeviceAdded) brings then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Before the first attempt. No pause is shorter than 50 ms.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// After so many attempts in a row that failed it gives up; `None`: never.
    pub attempts: Option<u32>,
    /// Whether a missed ping, too, is followed by a new session. Without it, every call fails for good after one, as the
    /// guide to the protocol says.
    pub after_ping_timeout: bool,
}

impl Default for Backoff {
    /// From 250 ms to 30 s, without end, and not after a missed ping.
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_secs(30),
            attempts: None,
            after_ping_timeout: false,
        }
    }
}

impl Backoff {
    /// The pause before an attempt, counted from 0; `None` if it is one too many.
    pub(crate) fn pause(&self, attempt: u32) -> Option<Duration> {
        if self.attempts.is_some_and(|most| attempt >= most) {
            return None;
        }
        let doubled = self
            .first
            .saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX));
        Some(doubled.min(self.longest).max(timeouts::SHORTEST_PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff {
            attempts: Some(200),
            ..Backoff::default()
        };
        let pauses: Vec<_> = (0..9)
            .filter_map(|attempt| backoff.pause(attempt))
            .map(|pause| pause.as_millis())
            .collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
        assert_eq!(backoff.pause(199), Some(backoff.longest));
        assert_eq!(backoff.pause(200), None);
    }

    #[test]
    fn no_pause_is_none_at_all() {
        let backoff = Backoff {
            first: Duration::ZERO,
            longest: Duration::ZERO,
            ..Backoff::default()
        };
        assert_eq!(backoff.pause(7), Some(timeouts::SHORTEST_PAUSE));
    }
}
