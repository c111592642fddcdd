//! The worker: writes the newest outputs at the toy's pace, and carries every stop to its end.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{sync::broadcast, time::timeout};
use vigil_core::time::Moment;

use super::{
    ladder::{Answer, Attempt, Ladder, Step},
    order::StopOrder,
    slot::{Next, Shared},
    wait::until,
};
use crate::{
    event::DeviceEvent,
    limits,
    model::{StopOutcome, StopResult},
    timeouts,
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

/// Drives one toy until its link ends or it is closed. Afterwards the toy is gone, and its link is cut unless it was lost.
///
/// A panic in here must not leave a toy running: the work goes on with a stop (S5). A worker that panics again and again
/// gives up on the link.
pub(crate) async fn run(shared: Arc<Shared>, toy: Arc<dyn Toy>, events: broadcast::Sender<DeviceEvent>) {
    let mut ended = Ended::StopUnconfirmed;
    let mut worker = None;
    for _ in 0..limits::WORKER_PANICS {
        let work = async {
            let worker = worker.get_or_insert_with(|| Worker::new(shared.clone(), toy.clone(), events.clone()));
            worker.run().await
        };
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(how) => {
                ended = how;
                break;
            }
            Err(_panic) => {
                log::error!("toy {}: its worker panicked; stopping the toy", shared.index);
                drop(shared.stop(None));
            }
        }
    }
    if ended == Ended::StopUnconfirmed {
        tell_unconfirmed(&shared, &events);
    }
    shared.set_gone(ended == Ended::StopUnconfirmed);
    if ended != Ended::LinkLost {
        cut_link(&shared, toy).await;
    }
}

/// The toy did not confirm that it stopped, or nobody is left who could have stopped it; its link is cut.
pub(crate) fn tell_unconfirmed(shared: &Shared, events: &broadcast::Sender<DeviceEvent>) {
    // Nobody has to listen.
    let _ = events.send(DeviceEvent::StopUnconfirmed {
        device: shared.index,
        name: shared.description.name.clone(),
    });
}

/// Cuts the link, but does not wait for that for ever.
pub(crate) async fn cut_link(shared: &Shared, toy: Arc<dyn Toy>) {
    let cut = AssertUnwindSafe(async move { toy.disconnect().await }).catch_unwind();
    if !matches!(timeout(timeouts::DISCONNECT, cut).await, Ok(Ok(()))) {
        log::error!("toy {}: its link could not be cut", shared.index);
    }
}

/// How a worker's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Closed,
    LinkLost,
    StopUnconfirmed,
}

struct Worker {
    shared: Arc<Shared>,
    toy: Arc<dyn Toy>,
    events: broadcast::Sender<DeviceEvent>,
    gap: Duration,
    keep_alive_after: Option<Duration>,
    /// When something was last sent to the toy, or could have been.
    quiet_since: Moment,
    closed: BoxFuture<'static, ()>,
    /// Every write that was begun and not answered; none is ever given up, since none can be taken back.
    in_flight: FuturesUnordered<BoxFuture<'static, Answered>>,
    outputs_in_flight: usize,
    last_attempt: Attempt,
    last_write: Option<Moment>,
    /// Since when no write has succeeded.
    failing_since: Option<Moment>,
}

struct Answered {
    outputs: Vec<FeatureOutput>,
    /// The stop attempt, or `None` for an output.
    attempt: Option<Attempt>,
    sent: Moment,
    result: Result<(), HardwareError>,
}

impl Worker {
    fn new(shared: Arc<Shared>, toy: Arc<dyn Toy>, events: broadcast::Sender<DeviceEvent>) -> Self {
        Self {
            gap: Duration::from_millis(u64::from(shared.description.message_gap_ms)),
            keep_alive_after: toy.keep_alive_after(),
            quiet_since: shared.clock.now(),
            closed: toy.clone().closed(),
            shared,
            toy,
            events,
            in_flight: FuturesUnordered::new(),
            outputs_in_flight: 0,
            last_attempt: Attempt::default(),
            last_write: None,
            failing_since: None,
        }
    }

    async fn run(&mut self) -> Ended {
        let clock = self.shared.clock;
        loop {
            let now = clock.now();
            let next_write = self.last_write.map_or(now, |last| last + self.pause());
            match self.shared.next(self.outputs_in_flight == 0 && now >= next_write) {
                Next::Stop(order) => {
                    if let Some(ended) = self.stop(order).await {
                        return ended;
                    }
                    // There may be more to do already, and its notification may have been taken.
                    continue;
                }
                Next::Close => return Ended::Closed,
                Next::Write(outputs) => self.write(outputs, None),
                Next::Nothing => {}
            }
            let waiting_for_gap = self.outputs_in_flight == 0 && self.shared.has_pending();
            let keep_alive = self.keep_alive_after.filter(|_| self.outputs_in_flight == 0);
            let keep_alive_at = self.quiet_since + keep_alive.unwrap_or_default();
            let overdue = self.last_write.map_or(now, |last| last + timeouts::OUTPUT_WRITE);
            tokio::select! {
                biased;
                // First: a write that was just begun is handed to the hardware here, before any stop is looked at, so
                // that it cannot go out after it (S3).
                Some(answered) = self.in_flight.next() => {
                    if self.answered(answered) == Some(HardwareError::Disconnected) {
                        return Ended::LinkLost;
                    }
                    if self.failing_since.is_some_and(|since| clock.now() - since >= timeouts::OUTPUT_WRITE) {
                        log::warn!("toy {} has refused writes for {:?}", self.shared.index, timeouts::OUTPUT_WRITE);
                        self.failing_since = None;
                        // It may go on with what nobody wants any more: the ladder ends that, one way or the other.
                        drop(self.shared.stop(None));
                    }
                }
                () = self.shared.woken() => {}
                () = &mut self.closed => return Ended::LinkLost,
                () = until(clock, keep_alive_at), if keep_alive.is_some() => self.keep_alive(),
                () = until(clock, next_write), if waiting_for_gap => {}
                () = until(clock, overdue), if self.outputs_in_flight > 0 => {
                    log::warn!("toy {} has not answered a write for {:?}", self.shared.index, timeouts::OUTPUT_WRITE);
                    // The ladder waits for it, and cuts the link if it stays unanswered.
                    drop(self.shared.stop(None));
                }
            }
        }
    }

    /// Carries out what the ladder says. `Some` ends the worker, which cuts the link.
    async fn stop(&mut self, order: StopOrder) -> Option<Ended> {
        let clock = self.shared.clock;
        let mut ladder = Ladder::new(order.since, clock.now(), self.last_attempt, self.outputs_in_flight);
        let mut written = 0;
        let (result, ended) = loop {
            let now = clock.now();
            let wait_until = match ladder.poll(now) {
                Step::Write(attempt) => {
                    self.last_attempt = attempt;
                    let outputs = self.shared.stop_outputs(&order, now);
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
                    break (self.shared.note_stopped(&order, written, &has_no_stop), None);
                }
                Step::CutLink => {
                    log::error!(
                        "toy {} did not confirm its stop after {written} attempts",
                        self.shared.index
                    );
                    break (StopResult::Unconfirmed, Some(Ended::StopUnconfirmed));
                }
                Step::Wait(moment) => moment,
            };
            tokio::select! {
                biased;
                Some(answered) = self.in_flight.next() => {
                    let attempt = answered.attempt;
                    let answer = match (attempt, self.answered(answered)) {
                        (_, Some(HardwareError::Disconnected)) => {
                            break (StopResult::Unconfirmed, Some(Ended::LinkLost));
                        }
                        (Some(attempt), None) => Answer::Confirmed(attempt),
                        (Some(attempt), Some(_)) => Answer::Failed(attempt),
                        (None, _) => Answer::OutputEnded,
                    };
                    ladder.on_answer(answer, clock.now());
                }
                () = &mut self.closed => break (StopResult::Unconfirmed, Some(Ended::LinkLost)),
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

    /// What the toy needs between two writes; a radio that fails answers at once, and is not asked in a tight loop.
    fn pause(&self) -> Duration {
        if self.failing_since.is_some() {
            self.gap.max(timeouts::STOP_RETRY_PAUSE)
        } else {
            self.gap
        }
    }

    /// Writes outputs, or a stop if this is an attempt at one.
    fn write(&mut self, outputs: Vec<FeatureOutput>, attempt: Option<Attempt>) {
        let sent = self.shared.clock.now();
        let urgency = if attempt.is_some() {
            Urgency::Stop
        } else {
            self.outputs_in_flight += 1;
            Urgency::Normal
        };
        self.shared.note_sent(&outputs, urgency, sent);
        let (toy, told) = (self.toy.clone(), outputs.clone());
        let apply = caught(|| toy.apply(told, urgency));
        self.begin(apply, outputs, attempt, sent);
    }

    /// A toy that would fall asleep is sent the same again. As an output under way, a stop waits for it.
    fn keep_alive(&mut self) {
        let now = self.shared.clock.now();
        self.quiet_since = now;
        if self.shared.may_keep_alive() {
            self.outputs_in_flight += 1;
            let toy = self.toy.clone();
            self.begin(caught(|| toy.keep_alive()), Vec::new(), None, now);
        }
    }

    fn begin(
        &mut self,
        apply: BoxFuture<'static, Result<(), HardwareError>>,
        outputs: Vec<FeatureOutput>,
        attempt: Option<Attempt>,
        sent: Moment,
    ) {
        self.quiet_since = sent;
        self.last_write = Some(sent);
        self.in_flight.push(
            async move {
                Answered {
                    outputs,
                    attempt,
                    sent,
                    result: apply.await,
                }
            }
            .boxed(),
        );
    }

    /// Takes note of an answer; gives back what went wrong.
    fn answered(&mut self, answered: Answered) -> Option<HardwareError> {
        let urgency = if answered.attempt.is_some() {
            Urgency::Stop
        } else {
            self.outputs_in_flight -= 1;
            Urgency::Normal
        };
        let device = self.shared.index;
        match answered.result {
            Ok(()) if answered.outputs.is_empty() => None,
            Ok(()) => {
                self.failing_since = None;
                self.shared.note_confirmed(&answered.outputs, answered.sent);
                self.emit(DeviceEvent::Written {
                    device,
                    outputs: answered.outputs,
                    urgency,
                    sent: answered.sent,
                    took: self.shared.clock.now() - answered.sent,
                });
                None
            }
            Err(HardwareError::Overtaken) => {
                // The stop may have been one of another feature: what it did not stop is still wanted.
                self.shared.put_back(&answered.outputs);
                Some(HardwareError::Overtaken)
            }
            Err(error) => {
                log::warn!("toy {device}: a write failed: {error}");
                self.shared.note_failed(&answered.outputs, answered.sent);
                self.emit(DeviceEvent::WriteFailed {
                    device,
                    urgency,
                    error: error.to_string(),
                });
                if urgency == Urgency::Normal && matches!(error, HardwareError::Failed(_)) {
                    self.failing_since.get_or_insert_with(|| self.shared.clock.now());
                    self.shared.put_back(&answered.outputs);
                }
                Some(error)
            }
        }
    }

    fn emit(&self, event: DeviceEvent) {
        // Nobody has to listen.
        let _ = self.events.send(event);
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
