//! When the radio looks for toys, as long as a search goes on.
//!
//! A radio that scans has less time for the toys that are connected, so writes to them, stops among them, may take
//! longer. A new search is worth that: somebody waits for a toy. One that goes on, as a game's that begins with it and
//! never ends it, is not: as long as a toy moves, the radio only glances around, a few seconds in each half minute, so
//! that a toy that is switched on meanwhile still comes in.

use tokio::time::{Duration, Instant};

use crate::{hub::SearchId, timeouts};

/// What the radio is to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looking {
    /// Nobody looks for toys.
    No,
    AllTheTime,
    /// Since toys move. Whether this is the time for a glance.
    NowAndThen {
        glance: bool,
    },
}

#[derive(Debug, Default)]
pub(super) struct SearchPace {
    /// The search that began last.
    newest: Option<SearchId>,
    /// Until then it is new.
    new_until: Option<Instant>,
    /// Toys count as moving until then, if none moves now.
    moves_until: Option<Instant>,
    /// Since when the radio only glances around.
    sparing_since: Option<Instant>,
}

impl SearchPace {
    /// To be asked again whenever something changes, and a few times a second.
    pub(super) fn at(&mut self, now: Instant, newest: Option<SearchId>, toys_move: bool) -> Looking {
        if toys_move {
            self.moves_until = Some(now + timeouts::SEARCH_RESUMES);
        }
        if newest > self.newest {
            self.new_until = Some(now + timeouts::NEW_SEARCH);
        }
        // A search that ended makes no older one new.
        self.newest = self.newest.max(newest);
        let is_due = |until: Option<Instant>| until.is_none_or(|until| now >= until);
        if newest.is_none() {
            self.sparing_since = None;
            return Looking::No;
        }
        if !is_due(self.new_until) || is_due(self.moves_until) {
            self.sparing_since = None;
            return Looking::AllTheTime;
        }
        let since = *self.sparing_since.get_or_insert(now);
        Looking::NowAndThen {
            glance: is_glance(now - since),
        }
    }
}

/// The pause comes first.
fn is_glance(sparing_for: Duration) -> bool {
    let round = timeouts::SEARCH_GLANCE_EVERY.as_millis();
    sparing_for.as_millis() % round >= round - timeouts::SEARCH_GLANCE.as_millis()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIRST: Option<SearchId> = Some(SearchId::of_test(0));
    const SECOND: Option<SearchId> = Some(SearchId::of_test(1));
    const TICK: Duration = Duration::from_millis(250);

    /// What the radio does in each quarter of a second from here on.
    struct Watch {
        pace: SearchPace,
        now: Instant,
    }

    impl Watch {
        fn new() -> Self {
            Self {
                pace: SearchPace::default(),
                now: Instant::now(),
            }
        }

        /// For how long the radio looks in this time.
        fn looks_for(&mut self, time: Duration, newest: Option<SearchId>, toys_move: bool) -> Duration {
            let end = self.now + time;
            let mut looked = Duration::ZERO;
            while self.now < end {
                let looking = self.pace.at(self.now, newest, toys_move);
                if matches!(looking, Looking::AllTheTime | Looking::NowAndThen { glance: true }) {
                    looked += TICK;
                }
                self.now += TICK;
            }
            looked
        }
    }

    #[test]
    fn a_new_search_has_the_radio_whatever_moves() {
        let mut watch = Watch::new();
        assert_eq!(watch.looks_for(timeouts::NEW_SEARCH, FIRST, true), timeouts::NEW_SEARCH);
    }

    #[test]
    fn a_long_search_only_glances_around_while_toys_move() {
        let mut watch = Watch::new();
        watch.looks_for(timeouts::NEW_SEARCH, FIRST, true);
        let pause = timeouts::SEARCH_GLANCE_EVERY.saturating_sub(timeouts::SEARCH_GLANCE);
        assert_eq!(watch.looks_for(pause, FIRST, true), Duration::ZERO);
        assert_eq!(
            watch.looks_for(timeouts::SEARCH_GLANCE, FIRST, true),
            timeouts::SEARCH_GLANCE
        );
        assert_eq!(
            watch.looks_for(10 * timeouts::SEARCH_GLANCE_EVERY, FIRST, true),
            10 * timeouts::SEARCH_GLANCE
        );
    }

    #[test]
    fn a_long_search_has_the_radio_as_long_as_nothing_moves() {
        let mut watch = Watch::new();
        let hour = Duration::from_secs(60 * 60);
        assert_eq!(watch.looks_for(hour, FIRST, false), hour);
        // A toy begins to move, and the radio is its own at once.
        assert_eq!(watch.looks_for(TICK, FIRST, true), Duration::ZERO);
    }

    #[test]
    fn a_pattern_of_short_moves_is_one_movement() {
        let mut watch = Watch::new();
        watch.looks_for(timeouts::NEW_SEARCH, FIRST, false);
        let pause = timeouts::SEARCH_RESUMES.saturating_sub(TICK);
        for _ in 0..4 {
            assert_eq!(watch.looks_for(TICK, FIRST, true), Duration::ZERO);
            assert_eq!(watch.looks_for(pause, FIRST, false), Duration::ZERO);
        }
        // The last quarter of a second begins when the toys count as still.
        assert_eq!(watch.looks_for(2 * TICK, FIRST, false), 2 * TICK);
    }

    #[test]
    fn another_search_is_new() {
        let mut watch = Watch::new();
        watch.looks_for(2 * timeouts::NEW_SEARCH, FIRST, true);
        assert_eq!(
            watch.looks_for(timeouts::NEW_SEARCH, SECOND, true),
            timeouts::NEW_SEARCH
        );
        assert_eq!(watch.looks_for(TICK, SECOND, true), Duration::ZERO);
        // Its end makes the first one no newer than it was.
        assert_eq!(watch.looks_for(TICK, FIRST, true), Duration::ZERO);
        // The same searcher begins again.
        assert_eq!(watch.looks_for(TICK, None, true), Duration::ZERO);
        assert_eq!(watch.looks_for(TICK, Some(SearchId::of_test(2)), true), TICK);
    }

    proptest! {
        /// Whatever happens, a toy that is switched on is heard within a minute, as long as anybody looks for toys.
        #[test]
        fn a_search_is_never_deaf_for_long(moves in proptest::collection::vec((any::<bool>(), 1_u64..200), 1..40)) {
            let mut watch = Watch::new();
            let mut deaf = Duration::ZERO;
            for (toys_move, ticks) in moves {
                for _ in 0..ticks {
                    let looked = watch.looks_for(TICK, FIRST, toys_move);
                    deaf = if looked.is_zero() { deaf + TICK } else { Duration::ZERO };
                    prop_assert!(deaf < Duration::from_secs(60));
                }
            }
        }
    }
}
