//! The worker: writes the newest outputs at the toy's pace, and carries every stop to its end.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::{
    sync::broadcast,
    time::{Instant, sleep_until, timeout},
};
use vigil_core::time::Moment;

use super::slot::{Next, Shared, StopOrder};
use crate::{
    event::DeviceEvent,
    hub::StopOutcome,
    timeouts,
    toy::{FeatureOutput, HardwareError, Toy, Urgency},
};

/// Drives one toy until its link ends or it is closed.
///
/// A panic in here must not leave a toy running: the work begins anew, with a stop (S5).
pub(crate) async fn run(shared: Arc<Shared>, toy: Arc<dyn Toy>, events: broadcast::Sender<DeviceEvent>) {
    let mut ended = Ended::StopUnconfirmed;
    for _ in 0..PANICS_ENDURED {
        let mut worker = Worker::new(shared.clone(), toy.clone(), events.clone());
        match AssertUnwindSafe(worker.run()).catch_unwind().await {
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
    shared.set_gone(ended == Ended::StopUnconfirmed);
    if ended != Ended::LinkLost && timeout(timeouts::DISCONNECT, toy.disconnect()).await.is_err() {
        log::error!("toy {}: its link could not be cut", shared.index);
    }
}

/// A worker that panics at every attempt would never end.
const PANICS_ENDURED: usize = 3;

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
    /// When something was last said to the toy, or could have been.
    quiet_since: Instant,
    closed: BoxFuture<'static, ()>,
    /// Every write that was begun and not answered; none is ever given up, since none can be taken back.
    in_flight: FuturesUnordered<BoxFuture<'static, Answered>>,
    outputs_in_flight: usize,
    /// Counts stop writes, so that a late answer to an early one is not taken for a newer one's.
    stop_attempts: u32,
    last_write: Option<Instant>,
    /// Since when no write has succeeded.
    failing_since: Option<Instant>,
}

struct Answered {
    outputs: Vec<FeatureOutput>,
    /// The stop attempt, or `None` for an output.
    attempt: Option<u32>,
    sent: Moment,
    result: Result<(), HardwareError>,
}

impl Worker {
    fn new(shared: Arc<Shared>, toy: Arc<dyn Toy>, events: broadcast::Sender<DeviceEvent>) -> Self {
        Self {
            gap: Duration::from_millis(u64::from(shared.description.message_gap_ms)),
            keep_alive_after: toy.keep_alive_after(),
            quiet_since: Instant::now(),
            closed: toy.clone().closed(),
            shared,
            toy,
            events,
            in_flight: FuturesUnordered::new(),
            outputs_in_flight: 0,
            stop_attempts: 0,
            last_write: None,
            failing_since: None,
        }
    }

    async fn run(&mut self) -> Ended {
        loop {
            let now = Instant::now();
            let next_write = self.last_write.map_or(now, |last| last + self.pause());
            match self.shared.next(self.outputs_in_flight == 0 && now >= next_write) {
                Next::Stop(order) => {
                    if let Some(ended) = self.stop(order).await {
                        return ended;
                    }
                    // There may be more to do already, and its word may have been taken.
                    continue;
                }
                Next::Close => return Ended::Closed,
                Next::Write(outputs) => self.write(outputs, Urgency::Normal),
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
                    if self.failing_since.is_some_and(|since| since.elapsed() >= timeouts::OUTPUT_WRITE) {
                        log::warn!("toy {} has refused writes for {:?}", self.shared.index, timeouts::OUTPUT_WRITE);
                        self.failing_since = None;
                        // It may go on with what nobody wants any more: the ladder ends that, one way or the other.
                        drop(self.shared.stop(None));
                    }
                }
                () = self.shared.woken() => {}
                () = &mut self.closed => return Ended::LinkLost,
                () = sleep_until(keep_alive_at), if keep_alive.is_some() => self.keep_alive(),
                () = sleep_until(next_write), if waiting_for_gap => {}
                () = sleep_until(overdue), if self.outputs_in_flight > 0 => {
                    log::warn!("toy {} has not answered a write for {:?}", self.shared.index, timeouts::OUTPUT_WRITE);
                    // The ladder waits for it, and cuts the link where it stays unanswered.
                    drop(self.shared.stop(None));
                }
            }
        }
    }

    /// The ladder: write, repeat, give up on the link. `Some` ends the worker, which cuts it.
    async fn stop(&mut self, order: StopOrder) -> Option<Ended> {
        // The order's age counts: time spent before the worker turned to it is not given again.
        let age = self.shared.clock.now() - order.since;
        let cut_at = Instant::now() + timeouts::CUT_LINK_AFTER.saturating_sub(age);
        let before = self.stop_attempts;
        // The first attempt whose confirmation counts: the one after every output that was under way.
        let mut counts_from = before + 1;
        let mut next_attempt = Instant::now();
        let mut confirmed = false;
        loop {
            if Instant::now() >= next_attempt && !confirmed {
                next_attempt = Instant::now() + timeouts::STOP_REPEAT_AFTER;
                let outputs = self.shared.stop_outputs(&order, self.shared.clock.now());
                // Nothing of it ever moved; only an output under way could still change that.
                confirmed = outputs.is_empty();
                if !confirmed {
                    self.write(outputs, Urgency::Stop);
                }
            }
            if confirmed && self.outputs_in_flight == 0 {
                self.shared.note_stopped(&order);
                self.resolve(order, true, before);
                return None;
            }
            tokio::select! {
                biased;
                Some(answered) = self.in_flight.next() => match (answered.attempt, self.answered(answered)) {
                    (_, Some(HardwareError::Disconnected)) => {
                        self.resolve(order, false, before);
                        return Some(Ended::LinkLost);
                    }
                    (Some(attempt), None) => confirmed |= attempt >= counts_from,
                    (Some(_), Some(_)) => next_attempt = Instant::now() + timeouts::STOP_RETRY_PAUSE,
                    // An output that was under way came to its end, perhaps after our stop: stop once more.
                    (None, _) => {
                        confirmed = false;
                        counts_from = self.stop_attempts + 1;
                        next_attempt = Instant::now();
                    }
                },
                () = &mut self.closed => {
                    self.resolve(order, false, before);
                    return Some(Ended::LinkLost);
                }
                () = sleep_until(next_attempt), if !confirmed => {}
                () = sleep_until(cut_at) => {
                    let device = self.shared.index;
                    log::error!("toy {device} did not confirm its stop after {} attempts", self.stop_attempts - before);
                    let name = self.shared.description.name.clone();
                    self.emit(DeviceEvent::StopUnconfirmed { device, name });
                    self.resolve(order, false, before);
                    return Some(Ended::StopUnconfirmed);
                }
            }
        }
    }

    /// What the toy needs between two writes; a radio that fails answers at once, and is not asked in a tight loop.
    fn pause(&self) -> Duration {
        if self.failing_since.is_some() {
            self.gap.max(timeouts::STOP_RETRY_PAUSE)
        } else {
            self.gap
        }
    }

    fn write(&mut self, outputs: Vec<FeatureOutput>, urgency: Urgency) {
        let sent = self.shared.clock.now();
        self.shared.note_sent(&outputs, sent);
        let attempt = match urgency {
            Urgency::Normal => {
                self.outputs_in_flight += 1;
                None
            }
            Urgency::Stop => {
                self.stop_attempts += 1;
                Some(self.stop_attempts)
            }
        };
        let apply = self.toy.clone().apply(outputs.clone(), urgency);
        self.begin(apply, outputs, attempt, sent);
    }

    /// A toy that would fall asleep is told the same again. As an output under way, a stop waits for it.
    fn keep_alive(&mut self) {
        self.quiet_since = Instant::now();
        if self.shared.may_keep_alive() {
            self.outputs_in_flight += 1;
            let kept = self.toy.clone().keep_alive();
            self.begin(kept, Vec::new(), None, self.shared.clock.now());
        }
    }

    fn begin(
        &mut self,
        apply: BoxFuture<'static, Result<(), HardwareError>>,
        outputs: Vec<FeatureOutput>,
        attempt: Option<u32>,
        sent: Moment,
    ) {
        self.quiet_since = Instant::now();
        self.last_write = Some(self.quiet_since);
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
            Err(HardwareError::Overtaken) => Some(HardwareError::Overtaken),
            Err(error) => {
                log::warn!("toy {device}: a write failed: {error}");
                self.shared.note_failed(&answered.outputs, answered.sent);
                self.emit(DeviceEvent::WriteFailed {
                    device,
                    urgency,
                    error: error.to_string(),
                });
                if urgency == Urgency::Normal && matches!(error, HardwareError::Failed(_)) {
                    self.failing_since.get_or_insert_with(Instant::now);
                    self.shared.put_back(&answered.outputs);
                }
                Some(error)
            }
        }
    }

    fn resolve(&self, order: StopOrder, confirmed: bool, attempts_before: u32) {
        order.resolve(&StopOutcome {
            confirmed,
            at: self.shared.clock.now(),
            attempts: self.stop_attempts - attempts_before,
        });
    }

    fn emit(&self, event: DeviceEvent) {
        // Nobody has to listen.
        let _ = self.events.send(event);
    }
}
