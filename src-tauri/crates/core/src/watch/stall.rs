use std::time::Duration;

use crate::time::Moment;

/// Judges by its ticks whether a runtime stands still.
///
/// Only time in which the judge itself was looking counts, so that neither a computer that slept nor a machine on which
/// no thread gets its turn is taken for a runtime that stands still.
#[derive(Debug)]
pub struct StallJudge {
    /// Silence of that length is a stall.
    limit: Duration,
    /// The longest time between two looks that counts.
    longest_look: Duration,
    ticks: u64,
    looked: Moment,
    /// How long it has been silent, as far as that counts.
    silent: Duration,
    /// When the last tick was seen.
    ticked: Moment,
    stalled: bool,
}

/// What is new about a runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// It stands still, since about so long.
    Began(Duration),
    /// It runs again, after about so long.
    Ended(Duration),
}

impl StallJudge {
    /// Begins at `now`, as if the runtime had ticked just then.
    pub const fn new(limit: Duration, longest_look: Duration, ticks: u64, now: Moment) -> Self {
        Self {
            limit,
            longest_look,
            ticks,
            looked: now,
            silent: Duration::ZERO,
            ticked: now,
            stalled: false,
        }
    }

    /// Looks at the tick counter. `Began` comes once for each stall.
    pub fn look(&mut self, now: Moment, ticks: u64) -> Option<Stall> {
        let gap = now - self.looked;
        self.looked = now;
        if ticks != self.ticks {
            let stood = now - self.ticked;
            self.ticks = ticks;
            self.silent = Duration::ZERO;
            self.ticked = now;
            return std::mem::take(&mut self.stalled).then_some(Stall::Ended(stood));
        }
        self.silent = self.silent.saturating_add(gap.min(self.longest_look));
        if self.silent < self.limit || self.stalled {
            return None;
        }
        self.stalled = true;
        Some(Stall::Began(now - self.ticked))
    }

    /// When to look again, so that a stall is seen as soon as it is one. `None` while it stands still: then any look
    /// will do.
    pub fn due(&self) -> Option<Moment> {
        (!self.stalled).then(|| self.looked + self.limit.saturating_sub(self.silent))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);
    const LONGEST: Duration = Duration::from_millis(200);
    const START: Moment = Moment::from_nanos(7_000_000_000);

    fn judge() -> StallJudge {
        StallJudge::new(LIMIT, LONGEST, 3, START)
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_runtime_that_stands_still_is_noticed_at_the_limit_and_once() {
        let mut judge = judge();
        for look in 1..10 {
            assert_eq!(judge.look(START + ms(100 * look), 3), None);
            assert_eq!(judge.due(), Some(START + LIMIT));
        }
        assert_eq!(judge.look(START + LIMIT, 3), Some(Stall::Began(LIMIT)));
        assert_eq!(judge.look(START + LIMIT + ms(100), 3), None);
        assert_eq!(judge.due(), None);
        assert_eq!(judge.look(START + ms(2500), 4), Some(Stall::Ended(ms(2500))));
        assert_eq!(judge.look(START + ms(2600), 5), None);
    }

    #[test]
    fn time_that_the_whole_computer_slept_is_not_a_stall_of_the_runtime() {
        let mut judge = judge();
        assert_eq!(judge.look(START + ms(100), 4), None);
        assert_eq!(judge.look(START + ms(8 * 3_600_000), 4), None);
        assert_eq!(judge.look(START + ms(8 * 3_600_000 + 1), 5), None);
    }

    proptest! {
        #[test]
        fn a_runtime_that_ticks_within_the_limit_is_never_called_stalled(
            looks in prop::collection::vec((1..400u64, any::<bool>()), 1..200),
        ) {
            let mut judge = judge();
            let (mut now, mut ticks, mut last) = (START, 3, START);
            for (gap, tick) in looks {
                now = now + ms(gap);
                if tick || now - last >= LIMIT {
                    ticks += 1;
                    last = now;
                }
                prop_assert_eq!(judge.look(now, ticks), None);
            }
        }

        #[test]
        fn one_that_stops_ticking_is_called_stalled_within_the_limit_and_one_look(
            gaps in prop::collection::vec(1..=200u64, 1_100),
        ) {
            let mut judge = judge();
            let mut now = START;
            for gap in gaps {
                now = now + ms(gap);
                let seen = judge.look(now, 3);
                prop_assert_eq!(seen.is_some(), now - START >= LIMIT);
                if seen.is_some() {
                    return Ok(());
                }
            }
            prop_assert!(false, "never noticed");
        }
    }
}
