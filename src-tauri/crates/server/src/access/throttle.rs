use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use vigil_core::time::Moment;

use crate::timeouts;

/// Keeps peers that connect endlessly from filling the log: one line of each kind per
/// [`LOG_PAUSE`](timeouts::LOG_PAUSE), with the number of lines left out since the last.
#[derive(Debug)]
pub(crate) struct Throttle<K> {
    kinds: Mutex<BTreeMap<K, Told>>,
}

#[derive(Debug)]
struct Told {
    at: Moment,
    left_out: u64,
}

impl<K> Default for Throttle<K> {
    fn default() -> Self {
        Self {
            kinds: Mutex::default(),
        }
    }
}

impl<K: Ord> Throttle<K> {
    /// How many lines of this kind were left out before this one; `None` if this one is to be left out too.
    pub(crate) fn pass(&self, kind: K, now: Moment) -> Option<u64> {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        match kinds.get_mut(&kind) {
            Some(told) if now < told.at + timeouts::LOG_PAUSE => {
                told.left_out += 1;
                None
            }
            Some(told) => {
                told.at = now;
                Some(std::mem::take(&mut told.left_out))
            }
            None => {
                kinds.insert(kind, Told { at: now, left_out: 0 });
                Some(0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn one_line_a_second_for_each_kind_with_a_count() {
        let at = |ms| Moment::default() + Duration::from_millis(ms);
        let throttle = Throttle::default();
        assert_eq!(throttle.pass("a", at(0)), Some(0));
        for n in 1..=70 {
            assert_eq!(throttle.pass("a", at(n)), None);
        }
        assert_eq!(throttle.pass("b", at(71)), Some(0), "another kind");
        assert_eq!(throttle.pass("a", at(1000)), Some(70));
        assert_eq!(throttle.pass("a", at(1001)), None);
        assert_eq!(throttle.pass("a", at(5000)), Some(1));
    }
}
