use std::time::Duration;

use crate::timeouts;

/// How long to wait before the next try: it doubles with each one that fails.
#[derive(Debug)]
pub(super) struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Self(timeouts::LOGIND_AGAIN_FIRST)
    }
}

impl Pause {
    pub(super) fn next(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(timeouts::LOGIND_AGAIN_LONGEST);
        pause
    }

    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound() {
        let mut pause = Pause::default();
        let pauses: Vec<u64> = (0..9).map(|_| pause.next().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        pause.reset();
        assert_eq!(pause.next(), timeouts::LOGIND_AGAIN_FIRST);
    }
}
