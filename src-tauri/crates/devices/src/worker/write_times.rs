//! How long the toy took to confirm what was written to it.

use std::{collections::VecDeque, time::Duration};

use crate::limits;

/// The last writes, oldest first.
#[derive(Debug, Default)]
pub(super) struct WriteTimes(VecDeque<Duration>);

/// How long the last writes to a toy took, until its hardware confirmed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteTimesSummary {
    /// So many writes, the last of this connection.
    pub count: usize,
    pub last: Duration,
    pub median: Duration,
    pub slowest: Duration,
}

impl WriteTimes {
    pub(super) fn note(&mut self, took: Duration) {
        if self.0.len() == limits::REMEMBERED_WRITES {
            self.0.pop_front();
        }
        self.0.push_back(took);
    }

    /// `None` before the first write.
    pub(super) fn summary(&self) -> Option<WriteTimesSummary> {
        let last = *self.0.back()?;
        let mut sorted: Vec<_> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        Some(WriteTimesSummary {
            count: sorted.len(),
            last,
            median: *sorted.get((sorted.len() - 1) / 2)?,
            slowest: *sorted.last()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_writes_are_summed_up() {
        let mut times = WriteTimes::default();
        assert_eq!(times.summary(), None);
        for ms in [900, 5, 7, 6] {
            times.note(Duration::from_millis(ms));
        }
        let summary = times.summary().unwrap();
        let of_summary = [summary.last, summary.median, summary.slowest].map(|time| time.as_millis());
        assert_eq!((summary.count, of_summary), (4, [6, 6, 900]));
        for _ in 0..limits::REMEMBERED_WRITES {
            times.note(Duration::from_millis(5));
        }
        let summary = times.summary().unwrap();
        assert_eq!(summary.count, limits::REMEMBERED_WRITES);
        assert_eq!(summary.slowest.as_millis(), 5, "the slow one is long ago");
    }
}
