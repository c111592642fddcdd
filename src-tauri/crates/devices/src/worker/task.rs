//! The worker: writes the newest outputs at the toy's pace, and carries every stop to its end.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::time::{sleep, timeout};
use vigil_clock::Clock;
use vigil_core::time::Moment;

use super::{
    ladder::{Answer, Attempt, Ladder, Step},
    order::StopOrder,
    toy_state::{Next, ToyState},
    writes::{Answered, Write, Writes},
};
use crate::{
    event::{DeviceEvent, Events},
    limits,
    model::{StopOutcome, StopResult},
    timeouts,
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

/// Drives one toy until its link ends or it is closed. Afterwards the toy is gone, and its link is cut unless it was lost.
///
/// A panic in here must not leave a toy running: the work goes on with a stop (S5). A worker that panics again and again
/// gives up on the link.
pub(crate) async fn run(state: Arc<ToyState>, toy: Arc<dyn Toy>, events: Events) {
    let mut ended = WorkerExit::StopUnconfirmed;
    let mut worker = None;
    for _ in 0..limits::WORKER_PANICS {
        let work = async {
            let worker = worker.get_or_insert_with(|| Worker::new(state.clone(), toy.clone(), events.clone()));
            worker.run().await
        };
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(how) => {
                ended = how;
                break;
            }
            Err(_panic) => {
                log::error!("toy {}: its worker panicked; stopping the toy", state.index);
                drop(state.stop(None));
            }
        }
    }
    if ended == WorkerExit::StopUnconfirmed {
        tell_unconfirmed(&state, &events);
    }
    state.set_gone(ended == WorkerExit::StopUnconfirmed);
    if ended != WorkerExit::LinkLost {
        cut_link(&state, toy).await;
    }
}

/// The toy did not confirm that it stopped, or nobody is left who could have stopped it; its link is cut.
pub(crate) fn tell_unconfirmed(state: &ToyState, events: &Events) {
    events.tell(DeviceEvent::StopUnconfirmed {
        device: state.index,
        name: state.description.name.clone(),
    });
}

/// Cuts the link, but does not wait for that for ever.
pub(crate) async fn cut_link(state: &ToyState, toy: Arc<dyn Toy>) {
    let cut = AssertUnwindSafe(async move { toy.disconnect().await }).catch_unwind();
    if !matches!(timeout(timeouts::DISCONNECT, cut).await, Ok(Ok(()))) {
        log::error!("toy {}: its link could not be cut", state.index);
    }
}

/// How a worker's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WorkerExit {
    Closed,
    LinkLost,
    StopUnconfirmed,
}

struct Worker {
    state: Arc<ToyState>,
    toy: Arc<dyn Toy>,
    events: Events,
    keep_alive_after: Option<Duration>,
    closed: BoxFuture<'static, ()>,
    writes: Writes,
    /// Since when no write has succeeded.
    failing_since: Option<Moment>,
}

impl Worker {
    fn new(state: Arc<ToyState>, toy: Arc<dyn Toy>, events: Events) -> Self {
        Self {
            keep_alive_after: toy.keep_alive_after(),
            closed: toy.clone().closed(),
            writes: Writes::new(state.clock.now()),
            failing_since: None,
            state,
            toy,
            events,
        }
    }

    async fn run(&mut self) -> WorkerExit {
        let clock = self.state.clock;
        loop {
            let now = clock.now();
            let next_write = self.writes.last_begun().map_or(now, |last| last + self.pause());
            match self.state.next(self.writes.are_outputs_answered() && now >= next_write) {
                Next::Stop(order) => {
                    if let Some(ended) = self.stop(order).await {
                        return ended;
                    }
                    // There may be more to do already, and its notification may have been taken.
                    continue;
                }
                Next::Close => return WorkerExit::Closed,
                Next::Write(outputs) => self.write(outputs, None),
                Next::Nothing => {}
            }
            let waiting_for_gap = self.writes.are_outputs_answered() && self.state.has_pending();
            let keep_alive = self.keep_alive_after.filter(|_| self.writes.are_outputs_answered());
            let keep_alive_at = self.writes.quiet_since() + keep_alive.unwrap_or_default();
            let overdue = self
                .writes
                .last_begun()
                .map_or(now, |last| last + timeouts::OUTPUT_WRITE);
            tokio::select! {
                biased;
                // First: a write that was just begun is handed to the hardware here, before any stop is looked at, so
                // that it cannot go out after it (S3).
                Some(answered) = self.writes.next_answer() => {
                    if self.answered(answered) == Some(HardwareError::Disconnected) {
                        return WorkerExit::LinkLost;
                    }
                    if self.failing_since.is_some_and(|since| clock.now() - since >= timeouts::OUTPUT_WRITE) {
                        log::warn!("toy {} has refused writes for {:?}", self.state.index, timeouts::OUTPUT_WRITE);
                        self.failing_since = None;
                        // It may go on with what nobody wants any more: the ladder ends that, one way or the other.
                        drop(self.state.stop(None));
                    }
                }
                () = self.state.woken() => {}
                () = &mut self.closed => return WorkerExit::LinkLost,
                () = until(clock, keep_alive_at), if keep_alive.is_some() => self.keep_alive(),
                () = until(clock, next_write), if waiting_for_gap => {}
                () = until(clock, overdue), if !self.writes.are_outputs_answered() => {
                    log::warn!("toy {} has not answered a write for {:?}", self.state.index, timeouts::OUTPUT_WRITE);
                    // The ladder waits for it, and cuts the link if it stays unanswered.
                    drop(self.state.stop(None));
                }
            }
        }
    }

    /// Carries out what the ladder says. `Some` ends the worker, which cuts the link.
    async fn stop(&mut self, order: StopOrder) -> Option<WorkerExit> {
        let clock = self.state.clock;
        let mut ladder = Ladder::new(
            order.since,
            clock.now(),
            self.writes.last_attempt(),
            self.writes.outputs_in_flight(),
        );
        let mut written = 0;
        let (result, ended) = loop {
            let now = clock.now();
            let wait_until = match ladder.poll(now) {
                Step::Write(attempt) => {
                    self.writes.note_attempt(attempt);
                    let outputs = self.state.stop_outputs(&order, now);
                    if outputs.is_empty() {
                        ladder.on_answer(Answer::Confirmed(attempt), now);
                    } else {
                        written += 1;
                        self.write(outputs, Some(attempt));
                    }
                    continue;
                }
                Step::Confirmed => {
                    let has_no_stop = |feature| self.toy.has_no_stop(feature);
                    break (self.state.note_stopped(&order, written, &has_no_stop), None);
                }
                Step::CutLink => {
                    log::error!(
                        "toy {} did not confirm its stop after {written} attempts",
                        self.state.index
                    );
                    break (StopResult::Unconfirmed, Some(WorkerExit::StopUnconfirmed));
                }
                Step::Wait(moment) => moment,
            };
            tokio::select! {
                biased;
                Some(answered) = self.writes.next_answer() => {
                    let attempt = answered.write.attempt;
                    let answer = match (attempt, self.answered(answered)) {
                        (_, Some(HardwareError::Disconnected)) => {
                            break (StopResult::Unconfirmed, Some(WorkerExit::LinkLost));
                        }
                        (Some(attempt), None) => Answer::Confirmed(attempt),
                        (Some(attempt), Some(_)) => Answer::Failed(attempt),
                        (None, _) => Answer::OutputEnded,
                    };
                    ladder.on_answer(answer, clock.now());
                }
                () = &mut self.closed => break (StopResult::Unconfirmed, Some(WorkerExit::LinkLost)),
                () = until(clock, wait_until) => {}
            }
        };
        order.resolve(&StopOutcome {
            result,
            at: clock.now(),
            attempts: written,
        });
        ended
    }

    /// The time between two writes; a radio that fails answers at once, and is not asked in a tight loop.
    fn pause(&self) -> Duration {
        if self.failing_since.is_some() {
            self.state.gap().max(timeouts::STOP_RETRY_PAUSE)
        } else {
            self.state.gap()
        }
    }

    /// Writes outputs, or a stop if this is an attempt at one.
    fn write(&mut self, outputs: Vec<FeatureOutput>, attempt: Option<Attempt>) {
        let sent = self.state.clock.now();
        let urgency = if attempt.is_some() {
            Urgency::Stop
        } else {
            Urgency::Normal
        };
        self.state.note_sent(&outputs, urgency, sent);
        let (toy, told) = (self.toy.clone(), outputs.clone());
        let apply = caught(|| toy.apply(told, urgency));
        let write = Write { outputs, attempt, sent };
        self.writes.begin(write, apply);
    }

    /// A toy that would fall asleep is sent the same again. As an output under way, a stop waits for it.
    fn keep_alive(&mut self) {
        let sent = self.state.clock.now();
        self.writes.note_quiet_until(sent);
        if self.state.may_keep_alive() {
            let toy = self.toy.clone();
            let write = Write {
                outputs: Vec::new(),
                attempt: None,
                sent,
            };
            self.writes.begin(write, caught(|| toy.keep_alive()));
        }
    }

    /// Takes note of an answer; gives back what went wrong.
    fn answered(&mut self, Answered { write, result }: Answered) -> Option<HardwareError> {
        let Write { outputs, attempt, sent } = write;
        let urgency = if attempt.is_some() {
            Urgency::Stop
        } else {
            Urgency::Normal
        };
        let device = self.state.index;
        match result {
            Ok(()) if outputs.is_empty() => None,
            Ok(()) => {
                self.failing_since = None;
                let took = self.state.clock.now() - sent;
                self.state.note_confirmed(&outputs, sent, took);
                self.emit(DeviceEvent::Written {
                    device,
                    outputs,
                    urgency,
                    sent,
                    took,
                });
                None
            }
            Err(HardwareError::Overtaken) => {
                // The stop may have been one of another feature: what it did not stop is still wanted.
                self.state.put_back(&outputs);
                Some(HardwareError::Overtaken)
            }
            Err(error) => {
                log::warn!("toy {device}: a write failed: {error}");
                self.state.note_failed(&outputs, sent);
                self.emit(DeviceEvent::WriteFailed {
                    device,
                    urgency,
                    error: error.to_string(),
                });
                if urgency == Urgency::Normal && matches!(error, HardwareError::Failed(_)) {
                    self.failing_since.get_or_insert_with(|| self.state.clock.now());
                    self.state.put_back(&outputs);
                }
                Some(error)
            }
        }
    }

    fn emit(&self, event: DeviceEvent) {
        self.events.tell(event);
    }
}

/// A write that panics has failed, and is answered: what it was for is still to be done.
fn caught(
    write: impl FnOnce() -> BoxFuture<'static, Result<(), HardwareError>>,
) -> BoxFuture<'static, Result<(), HardwareError>> {
    let panicked = || Err(HardwareError::Failed("a panic".to_owned()));
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(write) => AssertUnwindSafe(write)
            .catch_unwind()
            .map(move |written| written.unwrap_or_else(|_| panicked()))
            .boxed(),
        Err(_) => std::future::ready(panicked()).boxed(),
    }
}

/// Waits until this moment has come.
///
/// The clock decides, never the end of a sleep: the runtime's timers stand still while the computer sleeps.
async fn until(clock: Clock, moment: Moment) {
    loop {
        let left = moment - clock.now();
        if left.is_zero() {
            return;
        }
        sleep(left).await;
    }
}
