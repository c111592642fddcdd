//! Every write that was begun; none is ever given up, since none can be taken back.

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use vigil_core::time::Moment;

use super::ladder::Attempt;
use crate::toy::{FeatureOutput, HardwareError};

pub(super) struct Writes {
    in_flight: FuturesUnordered<BoxFuture<'static, Answered>>,
    outputs_in_flight: usize,
    last_attempt: Attempt,
    last_begun: Option<Moment>,
    /// When something was last sent to the toy, or could have been.
    quiet_since: Moment,
}

pub(super) struct Write {
    pub(super) outputs: Vec<FeatureOutput>,
    /// The stop attempt, or `None` for an output.
    pub(super) attempt: Option<Attempt>,
    pub(super) sent: Moment,
}

pub(super) struct Answered {
    pub(super) write: Write,
    pub(super) result: Result<(), HardwareError>,
}

impl Writes {
    pub(super) fn new(now: Moment) -> Self {
        Self {
            in_flight: FuturesUnordered::new(),
            outputs_in_flight: 0,
            last_attempt: Attempt::default(),
            last_begun: None,
            quiet_since: now,
        }
    }

    pub(super) fn begin(&mut self, write: Write, apply: BoxFuture<'static, Result<(), HardwareError>>) {
        if write.attempt.is_none() {
            self.outputs_in_flight += 1;
        }
        self.quiet_since = write.sent;
        self.last_begun = Some(write.sent);
        let answered = async move {
            Answered {
                write,
                result: apply.await,
            }
        };
        self.in_flight.push(answered.boxed());
    }

    /// The next answer. `None` if there is nothing under way.
    pub(super) async fn next_answer(&mut self) -> Option<Answered> {
        let answered = self.in_flight.next().await?;
        if answered.write.attempt.is_none() {
            self.outputs_in_flight -= 1;
        }
        Some(answered)
    }

    pub(super) fn outputs_in_flight(&self) -> usize {
        self.outputs_in_flight
    }

    pub(super) fn are_outputs_answered(&self) -> bool {
        self.outputs_in_flight == 0
    }

    pub(super) fn last_attempt(&self) -> Attempt {
        self.last_attempt
    }

    pub(super) fn note_attempt(&mut self, attempt: Attempt) {
        self.last_attempt = attempt;
    }

    pub(super) fn last_begun(&self) -> Option<Moment> {
        self.last_begun
    }

    pub(super) fn quiet_since(&self) -> Moment {
        self.quiet_since
    }

    /// Something could have been sent.
    pub(super) fn note_quiet_until(&mut self, now: Moment) {
        self.quiet_since = now;
    }
}
