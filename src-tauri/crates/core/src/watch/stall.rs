use std::time::Duration;

use crate::time::Moment;

/// Judges from its ticks whether a runtime (or the watchdog itself) stands still.
///
/// Silence counts from the last tick. Only time in which the judge itself was looking counts, so that neither a computer
/// that slept nor a machine on which no thread gets its turn is taken for a runtime that stands still.
#[derive(Debug)]
pub struct StallJudge {
    /// Silence of that length is a stall.
    limit: Duration,
    /// The longest time between two looks that counts.
    longest_look: Duration,
    looked: Moment,
    /// How long it has been silent, as far as that counts.
    silent: Duration,
    /// The last tick.
    ticked: Moment,
    stalled: bool,
}

/// What is new about a runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stall {
    /// It stands still, since so long.
    Began(Duration),
    /// It runs again, after so long.
    Ended(Duration),
}

impl StallJudge {
    /// Begins at `now`, as if the runtime had ticked just then.
    pub const fn new(limit: Duration, longest_look: Duration, now: Moment) -> Self {
        Self {
            limit,
            longest_look,
            looked: now,
            silent: Duration::ZERO,
            ticked: now,
            stalled: false,
        }
    }

    /// Looks at the time of the last tick; one from before the beginning is none. `Began` comes once for each stall.
    pub fn look(&mut self, now: Moment, tick: Moment) -> Option<Stall> {
        let counts = (now - self.looked).min(self.longest_look);
        self.looked = now;
        if tick > self.ticked {
            let stood = tick - self.ticked;
            self.ticked = tick;
            self.silent = (now - tick).min(counts);
            return std::mem::take(&mut self.stalled).then_some(Stall::Ended(stood));
        }
        self.silent = self.silent.saturating_add(counts);
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
        StallJudge::new(LIMIT, LONGEST, START)
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_runtime_that_stands_still_is_noticed_at_the_limit_and_once() {
        let mut judge = judge();
        for look in 1..10 {
            assert_eq!(judge.look(START + ms(100 * look), START), None);
            assert_eq!(judge.due(), Some(START + LIMIT));
        }
        assert_eq!(judge.look(START + LIMIT, START), Some(Stall::Began(LIMIT)));
        assert_eq!(judge.look(START + LIMIT + ms(100), START), None);
        assert_eq!(judge.due(), None);
        let back = START + ms(2480);
        assert_eq!(judge.look(START + ms(2500), back), Some(Stall::Ended(ms(2480))));
        assert_eq!(judge.look(START + ms(2600), back + ms(50)), None);
    }

    #[test]
    fn silence_counts_from_the_tick_and_not_from_the_look_that_saw_it() {
        let mut judge = judge();
        let tick = START + ms(10);
        assert_eq!(judge.look(START + ms(100), tick), None);
        assert_eq!(judge.due(), Some(tick + LIMIT));
        // A tick of the very moment, taken just after the look's own time was.
        let tick = START + ms(201);
        assert_eq!(judge.look(START + ms(200), tick), None);
        assert_eq!(judge.due(), Some(START + ms(200) + LIMIT));
    }

    #[test]
    fn time_that_the_whole_computer_slept_is_not_a_stall_of_the_runtime() {
        let mut judge = judge();
        let tick = START + ms(60);
        assert_eq!(judge.look(START + ms(100), tick), None);
        let awake = START + ms(8 * 3_600_000);
        assert_eq!(judge.look(awake, tick), None);
        // It ticked before the sleep, unseen; that must not count in full either.
        assert_eq!(judge.look(awake + ms(1), tick + ms(50)), None);
        assert_eq!(judge.due(), Some(awake + LIMIT));
        assert_eq!(judge.look(awake + ms(40), awake + ms(20)), None);
    }

    proptest! {
        #[test]
        fn a_runtime_that_ticks_within_the_limit_is_never_called_stalled(
            looks in prop::collection::vec((1..400u64, 0..400u64), 1..200),
        ) {
            let mut judge = judge();
            let (mut now, mut tick) = (START, START);
            for (gap, ago) in looks {
                let before = now;
                now = now + ms(gap);
                if ago < gap || now - tick >= LIMIT {
                    tick = tick.max(before + ms(gap.saturating_sub(ago)));
                }
                prop_assert_eq!(judge.look(now, tick), None);
            }
        }

        #[test]
        fn one_that_stops_ticking_is_called_stalled_within_the_limit_and_one_look(
            last in 0..=200u64,
            gaps in prop::collection::vec(1..=200u64, 1_300),
        ) {
            let mut judge = judge();
            let last = START + ms(last);
            let mut now = START;
            for gap in gaps {
                now = now + ms(gap);
                let seen = judge.look(now, last.min(now));
                prop_assert_eq!(seen.is_some(), now - last >= LIMIT);
                if seen.is_some() {
                    return Ok(());
                }
            }
            prop_assert!(false, "never noticed");
        }
    }
}
