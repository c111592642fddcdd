//! What a program asked for and did not get: counted, and told at most once a second.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vigil_core::{text::Shown, time::Moment};

use crate::{pulse::Refusals, timeouts};

#[derive(Debug, Default)]
pub(super) struct RefusalCount {
    /// Shared with the list of programs.
    refusals: Arc<Mutex<Refusals>>,
    told: u64,
    told_at: Option<Moment>,
}

impl RefusalCount {
    pub(super) fn shared(&self) -> Arc<Mutex<Refusals>> {
        self.refusals.clone()
    }

    /// One more message was refused.
    pub(super) fn note(&mut self, reason: &str) {
        let mut refusals = self.lock();
        refusals.count += 1;
        // What the program sent may be part of it.
        refusals.last = Shown(reason).to_string();
    }

    /// What is to be told now: nothing if all was, or if something was told a moment ago.
    pub(super) fn due(&mut self, now: Moment) -> Option<Refusals> {
        let is_too_soon = self
            .told_at
            .is_some_and(|told_at| now - told_at < timeouts::REFUSALS_TOLD_EVERY);
        if is_too_soon { None } else { self.rest(now) }
    }

    /// All that was not told, however soon.
    pub(super) fn rest(&mut self, now: Moment) -> Option<Refusals> {
        let refusals = self.lock().clone();
        if refusals.count == self.told {
            return None;
        }
        self.told = refusals.count;
        self.told_at = Some(now);
        Some(refusals)
    }

    fn lock(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_storm_of_refusals_is_told_once_a_second_and_counted_to_the_last() {
        let mut count = RefusalCount::default();
        let mut now = Moment::from_nanos(1);
        let mut told = Vec::new();
        // 500 a second, for 3 s.
        for n in 0..1500 {
            count.note(&format!("There is no device {n}."));
            told.extend(count.due(now).map(|refusals| refusals.count));
            now = now + Duration::from_millis(2);
        }
        assert_eq!(told, [1, 501, 1001]);
        let rest = count.rest(now).unwrap();
        assert_eq!((rest.count, rest.last.as_str()), (1500, "There is no device 1499."));
        assert_eq!(count.rest(now), None, "all of it is told");
        assert_eq!(count.due(now + Duration::from_secs(9)), None);
    }

    #[test]
    fn what_a_program_sent_is_shown_escaped_and_cut() {
        let mut count = RefusalCount::default();
        count.note(&format!("\u{202e}{}", "x".repeat(10_000)));
        let refusals = count.rest(Moment::default()).unwrap();
        assert!(refusals.last.starts_with("\\u{202e}x"), "{}", refusals.last);
        assert!(refusals.last.len() < 1000, "{}", refusals.last.len());
    }
}
