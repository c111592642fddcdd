//! Any session, step by step beside a plain model of it that was written from the specification, in virtual time.
//!
//! | module | what |
//! | --- | --- |
//! | `steps` | what can happen, and how it is drawn |
//! | `model` | what the specification says to it |
//! | `seen` | what is compared: everything that the session's task or a program can tell apart, except texts |
//! | `toys` | the devices there are |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod model;
mod seen;
mod steps;
#[path = "../support/mod.rs"]
mod support;
mod toys;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::prelude::*;
use vigil_core::{
    codec::decode,
    message::{CommandError, DeviceReading, InputKind, Reading},
    session::{EndCause, Session},
    time::Moment,
    watch::{Deadlines, Judge},
};

use self::{
    model::Model,
    seen::Seen,
    steps::{Asked, Step},
};

const START_NANOS: u64 = 1_000_000_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn s2_s5_s6_every_session_does_what_the_model_says(
        limit_ms in steps::limit_ms(),
        where_supported: bool,
        steps in prop::collection::vec(steps::step(), 1..100),
    ) {
        let mut pair = Pair::new(limit_ms, where_supported);
        for step in &steps {
            pair.step(step);
        }
        pair.finish();
    }
}

/// The session with the judge of its deadlines, and their model, which are told the same.
struct Pair {
    session: Session,
    deadlines: Arc<Deadlines>,
    judge: Judge,
    /// Decided, and not told yet.
    verdict: Option<EndCause>,
    model: Model,
    now_nanos: u64,
    /// Answers that each Id still has to get.
    owed: BTreeMap<u32, i64>,
}

impl Pair {
    fn new(limit_ms: u32, where_supported: bool) -> Self {
        let table = Arc::new(toys::table(1));
        let deadlines = Arc::new(Deadlines::new());
        Self {
            session: support::session(
                support::policy(limit_ms, where_supported),
                table,
                deadlines.clone(),
                Moment::from_nanos(START_NANOS),
            ),
            deadlines,
            judge: Judge::default(),
            verdict: None,
            model: Model::new(limit_ms, where_supported, START_NANOS),
            now_nanos: START_NANOS,
            owed: BTreeMap::new(),
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Pass(time) => self.pass(*time),
            Step::PassUnnoticed(time) => self.go(*time),
            Step::VerdictUnderWay(time) => {
                self.go(*time);
                self.judge();
                self.model.judge(self.now_nanos);
            }
            Step::UntilDeadline { nanos_more } => {
                // Where there is none, a year shows that none comes.
                let wait = self
                    .model
                    .deadline()
                    .map_or(365 * 24 * 60 * 60 * 1_000_000_000, |deadline| {
                        deadline
                            .saturating_sub(self.now_nanos)
                            .saturating_add_signed(*nanos_more)
                    });
                self.pass(Duration::from_nanos(wait));
            }
            Step::Ask(id, asked) => self.ask(*id, *asked),
            Step::Flood(count) => {
                (0..*count).for_each(|number| self.ask(10_000 + number, Asked::StopScanning));
                // Refused, where too many are open.
                self.ask(1, Asked::StartScanning);
                self.step(&Step::ScanningFinished);
            }
            Step::Answer { place, done } => self.answer(*place, *done),
            Step::Table(number) => {
                let mut actions = Vec::new();
                self.session
                    .devices_changed(Arc::new(toys::table(*number)), &mut actions);
                let expected = self.model.table(*number);
                self.compare(&format!("{step:?}"), Seen::all(&actions), expected);
            }
            Step::ScanningFinished => {
                let mut actions = Vec::new();
                self.session.scanning_finished(&mut actions);
                let expected = self.model.scanning_finished();
                self.compare("the scan is over", Seen::all(&actions), expected);
            }
            Step::End(cause) => {
                let mut actions = Vec::new();
                self.session.end(cause.clone(), &mut actions);
                let expected = self.model.end(cause.clone());
                self.compare(&format!("{cause:?}"), Seen::all(&actions), expected);
            }
        }
    }

    fn go(&mut self, time: Duration) {
        self.now_nanos = self
            .now_nanos
            .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    fn pass(&mut self, time: Duration) {
        self.go(time);
        let mut actions = Vec::new();
        self.session
            .handle_timeout(Moment::from_nanos(self.now_nanos), &mut actions);
        self.judge();
        if let Some(cause) = self.verdict.take() {
            self.session.end(cause, &mut actions);
        }
        let expected = self.model.look_at_the_clock(self.now_nanos);
        self.compare(&format!("{time:?} later"), Seen::all(&actions), expected);
    }

    fn judge(&mut self) {
        let now = Moment::from_nanos(self.now_nanos);
        if let Some(cause) = support::verdict(&self.session, &mut self.judge, &self.deadlines, now) {
            assert!(self.verdict.is_none(), "one verdict");
            self.verdict = Some(cause);
        }
    }

    fn ask(&mut self, id: u32, asked: Asked) {
        let text = asked.json(id);
        let decoded = decode(&text);
        assert_eq!(decoded.len(), 1, "{text}");
        let mut actions = Vec::new();
        for message in decoded {
            self.session
                .handle(message, Moment::from_nanos(self.now_nanos), &mut actions);
        }
        if !self.model.is_over() {
            *self.owed.entry(asked.readable_id(id)).or_default() += 1;
        }
        let expected = self.model.ask(id, asked, self.now_nanos);
        self.compare(&text, Seen::all(&actions), expected);
    }

    fn answer(&mut self, place: usize, done: bool) {
        let Some((id, asked, expected)) = self.model.answer(place, done) else {
            return;
        };
        let outcome = if !done {
            Err(CommandError::NoAnswer)
        } else if asked.is_read() {
            Ok(Some(DeviceReading {
                device: 1,
                feature: 1,
                reading: Reading {
                    kind: InputKind::Battery,
                    value: 50,
                },
            }))
        } else {
            Ok(None)
        };
        let mut actions = Vec::new();
        self.session.answer(id, outcome, &mut actions);
        self.compare(&format!("an answer to {id}: {asked:?}"), Seen::all(&actions), expected);
    }

    fn compare(&mut self, step: &str, mut actual: Vec<Seen>, mut expected: Vec<Seen>) {
        // What the lines say is not the model's; without them everything is as it would be without a log.
        let lines = actual.extract_if(.., |seen| *seen == Seen::Log).count();
        assert!(
            lines == 0 || self.model.has_log(),
            "a log that nobody asked for: {step}"
        );
        let ended = matches!(expected.first(), Some(Seen::End(_)));
        for seen in &actual {
            if let Some(id) = seen.answers(ended) {
                *self.owed.entry(id).or_default() -= 1;
            }
        }
        if ended {
            // In which order open requests are answered does not matter.
            Seen::sort_answers(&mut actual);
            Seen::sort_answers(&mut expected);
        }
        assert_eq!(actual, expected, "session and model: {step}");
        let due = self
            .session
            .poll_timeout()
            .or_else(|| self.deadlines.due().filter(|_| self.session.is_active()));
        assert_eq!(
            due.map(Moment::as_nanos),
            self.model.deadline(),
            "deadline after {step}"
        );
        assert_eq!(self.session.has_ended(), self.model.is_over(), "{step}");
        assert_eq!(self.session.is_active(), self.model.is_active(), "{step}");
    }

    /// Everything that is open gets its answer; then nobody is owed anything.
    fn finish(mut self) {
        if self.verdict.is_some() {
            self.pass(Duration::ZERO);
        }
        while !self.model.is_over() && self.model.has_open() {
            self.answer(0, true);
        }
        if self.model.was_left_in_silence() {
            assert!(self.owed.values().all(|owed| *owed >= 0), "{:?}", self.owed);
        } else {
            assert!(self.owed.values().all(|owed| *owed == 0), "{:?}", self.owed);
        }
    }
}
