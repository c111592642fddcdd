//! Every silence between two pings of a program, counted by its length, in fixed space.

use std::time::Duration;

/// Where the steps of the first doubling begin, in nanoseconds; those of each further one begin at twice as much.
const BEGIN: [u64; 4] = [1_000_000, 1_189_207, 1_414_214, 1_681_793];

/// From 1 ms on; the last step takes all that is longer.
const DOUBLINGS: u32 = 20;
const STEPS: usize = BEGIN.len() * DOUBLINGS as usize;

/// Silences of about the same length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapCount {
    pub from: Duration,
    pub to: Duration,
    pub count: u64,
}

#[derive(Debug)]
pub(crate) struct Histogram {
    counts: [u64; STEPS],
    longest: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: [0; STEPS],
            longest: Duration::ZERO,
        }
    }
}

impl Histogram {
    pub(crate) fn note(&mut self, silent: Duration) {
        self.counts[step(silent)] += 1;
        self.longest = self.longest.max(silent);
    }

    pub(crate) fn longest(&self) -> Duration {
        self.longest
    }

    /// From the shortest that occurred to the longest, with the empty ones between them.
    pub(crate) fn counts(&self) -> Vec<GapCount> {
        let occurred = |step: &usize| self.counts[*step] > 0;
        let first = (0..STEPS).find(occurred);
        let last = (0..STEPS).rfind(occurred);
        let (Some(first), Some(last)) = (first, last) else {
            return Vec::new();
        };
        (first..=last)
            .map(|step| GapCount {
                from: edge(step),
                to: edge(step + 1),
                count: self.counts[step],
            })
            .collect()
    }
}

fn step(silent: Duration) -> usize {
    let nanos = u64::try_from(silent.as_nanos()).unwrap_or(u64::MAX);
    let doublings = (nanos / BEGIN[0]).max(1).ilog2().min(DOUBLINGS - 1);
    let within = BEGIN.iter().rposition(|begin| nanos >= begin << doublings);
    BEGIN.len() * doublings as usize + within.unwrap_or(0)
}

fn edge(step: usize) -> Duration {
    Duration::from_nanos(BEGIN[step % BEGIN.len()] << (step / BEGIN.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(silences: &[u64]) -> Vec<(u128, u128, u64)> {
        let mut histogram = Histogram::default();
        for ms in silences {
            histogram.note(Duration::from_millis(*ms));
        }
        let counts = histogram.counts().into_iter();
        counts
            .map(|one| (one.from.as_millis(), one.to.as_millis(), one.count))
            .collect()
    }

    #[test]
    fn silences_of_about_the_same_length_are_counted_together() {
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[500, 505, 498, 700]), [(430, 512, 3), (512, 608, 0), (608, 724, 1)]);
        assert_eq!(
            of(&[0]),
            [(1, 1, 1)],
            "what is shorter than the first step belongs to it"
        );
        let mut histogram = Histogram::default();
        histogram.note(Duration::from_millis(7));
        histogram.note(Duration::MAX);
        assert_eq!(histogram.counts().last().unwrap().count, 1);
        assert_eq!(histogram.longest(), Duration::MAX);
    }

    proptest! {
        #[test]
        fn each_silence_lies_within_its_step(micros in 1_000_u64..1_000_000_000) {
            let silent = Duration::from_micros(micros);
            let step = step(silent);
            prop_assert!(edge(step) <= silent);
            prop_assert!(step == STEPS - 1 || silent < edge(step + 1));
        }
    }
}
