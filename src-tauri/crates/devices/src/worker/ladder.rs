//! One stop, from its order to its end: when to write it, when it counts as confirmed, when to give up on the link.
//!
//! A state machine without I/O or a clock; its owner carries out the steps and reports what came of them.

use vigil_core::time::Moment;

use crate::timeouts;

/// Numbers the stop writes of one toy, over all of its stops: a late answer to an early attempt is never taken for the
/// answer to a newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Attempt(u32);

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Write the stop, as this attempt, now.
    Write(Attempt),
    /// Nothing, until an answer comes or this moment has passed.
    Wait(Moment),
    /// The toy has confirmed the stop, and no output can follow it: the stop is over.
    Confirmed,
    /// The toy has not confirmed the stop in time. This is final.
    CutLink,
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The hardware confirmed this attempt; or there was nothing to write at it.
    Confirmed(Attempt),
    Failed(Attempt),
    /// An output that was under way came to its end, whether it succeeded or not.
    OutputEnded,
}

/// The state of one stop.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    cut_at: Moment,
    next_attempt: Moment,
    /// The last attempt, of this stop or of an earlier one.
    last: Attempt,
    before: Attempt,
    /// The first attempt whose confirmation counts: the one after every output that was under way.
    counts_from: Attempt,
    is_confirmed: bool,
    outputs_in_flight: usize,
    /// Time passed while nobody could act, and the stop was given one more attempt for it.
    is_extended: bool,
}

impl Attempt {
    fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl Ladder {
    /// A stop that was ordered at `ordered`, for a toy whose last stop write was `last` and that has not answered
    /// `outputs_in_flight` outputs.
    ///
    /// The order's age counts: time that passed before anybody turned to it is not given again.
    pub(super) fn new(ordered: Moment, now: Moment, last: Attempt, outputs_in_flight: usize) -> Self {
        Self {
            cut_at: ordered + timeouts::CUT_LINK_AFTER,
            next_attempt: now,
            last,
            before: last,
            counts_from: last.next(),
            is_confirmed: false,
            outputs_in_flight,
            is_extended: false,
        }
    }

    /// The next step. A [`Step::Write`] counts as carried out.
    pub(super) fn poll(&mut self, now: Moment) -> Step {
        if self.is_confirmed && self.outputs_in_flight == 0 {
            return Step::Confirmed;
        }
        if now >= self.cut_at {
            // The computer slept, or this process stood still. A toy that was not asked did not refuse.
            let is_late = self.attempts() == 0 || now >= self.cut_at + timeouts::STOP_REPEAT_AFTER;
            if self.is_extended || !is_late {
                return Step::CutLink;
            }
            self.is_extended = true;
            self.cut_at = now + timeouts::STOP_REPEAT_AFTER;
            self.next_attempt = now;
        }
        if self.is_confirmed {
            return Step::Wait(self.cut_at);
        }
        if now < self.next_attempt {
            return Step::Wait(self.next_attempt.min(self.cut_at));
        }
        self.next_attempt = now + timeouts::STOP_REPEAT_AFTER;
        self.last = self.last.next();
        Step::Write(self.last)
    }

    /// Takes note of what came of a write.
    pub(super) fn on_answer(&mut self, answer: Answer, now: Moment) {
        match answer {
            Answer::Confirmed(attempt) => self.is_confirmed |= attempt >= self.counts_from,
            // Of those that are still unanswered, one may succeed. But none has to. A failure that comes late does not put
            // off a repetition that is due earlier.
            Answer::Failed(attempt) if attempt > self.before => {
                self.next_attempt = self.next_attempt.min(now + timeouts::STOP_RETRY_PAUSE);
            }
            Answer::Failed(_) => {}
            // Perhaps after our stop: stop once more.
            Answer::OutputEnded => {
                self.outputs_in_flight = self.outputs_in_flight.saturating_sub(1);
                self.is_confirmed = false;
                self.counts_from = self.last.next();
                self.next_attempt = now;
            }
        }
    }

    /// How many times this stop was written.
    fn attempts(&self) -> u32 {
        self.last.0.wrapping_sub(self.before.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn at(ms: u64) -> Moment {
        Moment::from_nanos(1_000_000_000_000) + Duration::from_millis(ms)
    }

    /// As the first stop of a toy.
    fn ladder(outputs_in_flight: usize) -> Ladder {
        Ladder::new(at(0), at(0), Attempt::default(), outputs_in_flight)
    }

    #[test]
    fn s4_a_stop_that_is_answered_is_over() {
        let mut ladder = ladder(0);
        assert_eq!(ladder.poll(at(0)), Step::Write(Attempt(1)));
        assert_eq!(ladder.poll(at(0)), Step::Wait(at(250)));
        ladder.on_answer(Answer::Confirmed(Attempt(1)), at(5));
        assert_eq!(ladder.poll(at(5)), Step::Confirmed);
        assert_eq!(ladder.attempts(), 1);
    }

    #[test]
    fn s4_a_stop_that_is_not_answered_is_repeated_and_then_costs_the_link() {
        let mut ladder = ladder(0);
        let mut now = at(0);
        let mut written = Vec::new();
        loop {
            match ladder.poll(now) {
                Step::Write(_) => written.push(now),
                Step::Wait(until) => now = until,
                Step::CutLink => break,
                Step::Confirmed => panic!("nobody confirmed it"),
            }
        }
        assert_eq!(written, [at(0), at(250), at(500), at(750)]);
        assert_eq!(now, at(900));
        assert_eq!(ladder.poll(at(950)), Step::CutLink, "for good");
    }

    #[test]
    fn s4_a_stop_that_fails_is_repeated_after_a_pause() {
        let mut ladder = ladder(0);
        assert_eq!(ladder.poll(at(0)), Step::Write(Attempt(1)));
        ladder.on_answer(Answer::Failed(Attempt(1)), at(3));
        assert_eq!(ladder.poll(at(3)), Step::Wait(at(23)));
        assert_eq!(ladder.poll(at(23)), Step::Write(Attempt(2)));
    }

    #[test]
    fn s4_a_failure_that_comes_late_puts_no_repetition_off() {
        let mut ladder = ladder(0);
        assert_eq!(ladder.poll(at(0)), Step::Write(Attempt(1)));
        ladder.on_answer(Answer::Failed(Attempt(1)), at(240));
        assert_eq!(ladder.poll(at(250)), Step::Write(Attempt(2)));
    }

    #[test]
    fn s3_a_confirmation_from_before_an_output_ended_does_not_count() {
        let mut ladder = ladder(1);
        assert_eq!(ladder.poll(at(0)), Step::Write(Attempt(1)));
        ladder.on_answer(Answer::Confirmed(Attempt(1)), at(5));
        assert_eq!(ladder.poll(at(5)), Step::Wait(at(900)), "the output may follow it");
        ladder.on_answer(Answer::OutputEnded, at(100));
        assert_eq!(ladder.poll(at(100)), Step::Write(Attempt(2)));
        ladder.on_answer(Answer::Confirmed(Attempt(1)), at(101));
        assert_eq!(ladder.poll(at(101)), Step::Wait(at(350)));
        ladder.on_answer(Answer::Confirmed(Attempt(2)), at(105));
        assert_eq!(ladder.poll(at(105)), Step::Confirmed);
    }

    #[test]
    fn answers_to_an_earlier_stop_do_not_count() {
        let mut ladder = Ladder::new(at(10), at(10), Attempt(1), 0);
        assert_eq!(ladder.poll(at(10)), Step::Write(Attempt(2)));
        ladder.on_answer(Answer::Confirmed(Attempt(1)), at(11));
        ladder.on_answer(Answer::Failed(Attempt(1)), at(11));
        assert_eq!(ladder.poll(at(11)), Step::Wait(at(260)));
        assert_eq!(ladder.attempts(), 1);
    }

    #[test]
    fn s4_an_order_that_is_old_already_is_written_and_given_time_for_an_answer() {
        let mut ladder = Ladder::new(at(0), at(5000), Attempt::default(), 0);
        assert_eq!(ladder.poll(at(5000)), Step::Write(Attempt(1)));
        assert_eq!(ladder.poll(at(5000)), Step::Wait(at(5250)));
        assert_eq!(ladder.poll(at(5250)), Step::CutLink);
    }

    #[test]
    fn s4_a_stop_in_the_middle_of_which_the_computer_slept_is_written_once_more() {
        let mut ladder = ladder(0);
        assert_eq!(ladder.poll(at(0)), Step::Write(Attempt(1)));
        assert_eq!(ladder.poll(at(9_000_000)), Step::Write(Attempt(2)));
        assert_eq!(ladder.poll(at(9_000_250)), Step::CutLink);
    }

    /// What the world does to a stop.
    #[derive(Debug, Clone, Copy)]
    enum Event {
        Pass(u64),
        /// One of the unanswered stop writes, counted from the oldest.
        Confirm(usize),
        Fail(usize),
        OutputEnds,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            4 => (0_u64..150).prop_map(Event::Pass),
            2 => (0_usize..4).prop_map(Event::Confirm),
            3 => (0_usize..4).prop_map(Event::Fail),
            1 => Just(Event::OutputEnds),
        ]
    }

    /// How a run went.
    #[derive(Debug)]
    struct Run {
        /// In ms.
        writes: Vec<(u64, Attempt)>,
        output_ends: Vec<u64>,
        confirmed: Vec<Attempt>,
        /// How many attempts had been written when the last output ended.
        written_by_last_output_end: usize,
        outputs_left: usize,
        end: Option<(u64, Step)>,
    }

    /// Runs a ladder as its worker does: every step at its time, every answer when it comes.
    fn run(outputs_in_flight: usize, events: &[Event]) -> Run {
        let mut ladder = ladder(outputs_in_flight);
        let mut now = 0;
        let mut unanswered = Vec::new();
        let mut run = Run {
            writes: Vec::new(),
            output_ends: Vec::new(),
            confirmed: Vec::new(),
            written_by_last_output_end: 0,
            outputs_left: outputs_in_flight,
            end: None,
        };
        // After the last of the events nothing is ever answered.
        let events = events.iter().copied().chain([Event::Pass(2000)]);
        for event in events {
            let until = match event {
                Event::Pass(ms) => now + ms,
                _ => now,
            };
            let answer = match event {
                Event::Confirm(nth) if nth < unanswered.len() => {
                    let attempt = unanswered.remove(nth);
                    run.confirmed.push(attempt);
                    Some(Answer::Confirmed(attempt))
                }
                Event::Fail(nth) if nth < unanswered.len() => Some(Answer::Failed(unanswered.remove(nth))),
                Event::OutputEnds if run.outputs_left > 0 => {
                    run.outputs_left -= 1;
                    run.output_ends.push(now);
                    run.written_by_last_output_end = run.writes.len();
                    Some(Answer::OutputEnded)
                }
                Event::Pass(_) | Event::Confirm(_) | Event::Fail(_) | Event::OutputEnds => None,
            };
            if let Some(answer) = answer {
                ladder.on_answer(answer, at(now));
            }
            loop {
                match ladder.poll(at(now)) {
                    Step::Write(attempt) => {
                        run.writes.push((now, attempt));
                        unanswered.push(attempt);
                    }
                    Step::Wait(moment) => {
                        let wakes = u64::try_from((moment - at(0)).as_millis()).unwrap();
                        assert!(wakes > now, "a wait that is over would be a loop");
                        if wakes > until {
                            now = until;
                            break;
                        }
                        now = wakes;
                    }
                    end @ (Step::Confirmed | Step::CutLink) => {
                        run.end = Some((now, end));
                        return run;
                    }
                }
            }
        }
        run
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

        /// A confirmed stop was written after the last output came to its end, and that very write was confirmed.
        #[test]
        fn s3_a_confirmed_stop_was_written_after_the_last_output(
            outputs in 0_usize..3,
            events in prop::collection::vec(event(), 0..60),
        ) {
            let run = run(outputs, &events);
            if let Some((_, Step::Confirmed)) = run.end {
                prop_assert_eq!(run.outputs_left, 0);
                let after = &run.writes[run.written_by_last_output_end..];
                prop_assert!(after.iter().any(|(_, attempt)| run.confirmed.contains(attempt)), "{:?}", run);
            }
        }

        /// Whatever is answered, a stop ends, at its bound at the latest, and gives up on nothing before.
        #[test]
        fn s4_a_stop_ends_at_its_bound_at_the_latest(
            outputs in 0_usize..3,
            events in prop::collection::vec(event(), 0..60),
        ) {
            let run = run(outputs, &events);
            let bound = u64::try_from(timeouts::CUT_LINK_AFTER.as_millis()).unwrap();
            let (ended, how) = run.end.expect("it ends");
            prop_assert!(ended <= bound);
            prop_assert!(how == Step::Confirmed || ended == bound, "{:?}", run);
        }

        /// The radio is never asked in a tight loop, nor left in peace while the stop is not confirmed.
        #[test]
        fn s4_stops_are_repeated_in_time_and_not_more_often(
            outputs in 0_usize..3,
            events in prop::collection::vec(event(), 0..60),
        ) {
            let run = run(outputs, &events);
            let pause = u64::try_from(timeouts::STOP_RETRY_PAUSE.as_millis()).unwrap();
            let repeat = u64::try_from(timeouts::STOP_REPEAT_AFTER.as_millis()).unwrap();
            let bound = u64::try_from(timeouts::CUT_LINK_AFTER.as_millis()).unwrap();
            prop_assert_eq!(run.writes[0].0, 0, "at once");
            prop_assert!(run.writes.len() as u64 <= 1 + bound / pause + outputs as u64, "{:?}", run);
            for pair in run.writes.windows(2) {
                let (earlier, later) = (pair[0].0, pair[1].0);
                prop_assert!(later - earlier >= pause || run.output_ends.contains(&later), "{:?}", run);
                prop_assert!(pair[0].1 < pair[1].1);
            }
            if let Some((ended, Step::CutLink)) = run.end && run.outputs_left == 0 {
                let last = run.writes.last().unwrap().0;
                prop_assert!(ended - last <= repeat, "{:?}", run);
            }
        }
    }
}
