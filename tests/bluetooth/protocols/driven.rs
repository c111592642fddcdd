//! A toy under way, and the same one in the reference's hands.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use tokio::time::{Instant, sleep};
use vigil_bluez::{
    Toy, Write,
    reference::{Met, Unable, Wish},
    toys::Model,
};
use vigil_tests::{
    event::ToyOutput,
    raw_client::RawClient,
    vigil::{Mark, Vigil},
    waits,
};

use super::{
    course::{CatchUnwindSafe, Step},
    known::{Bytes, Numbers, Output, bytes_for, bytes_of, last_of_each},
    still::Still,
};

/// A freeze is given so long at least (`limits::FREEZE_MS` of the devices).
const FREEZE_MS: u32 = 250;

pub(super) struct Driven<'a> {
    vigil: &'a Vigil,
    client: RawClient,
    toy: Toy,
    index: u32,
    met: Met,
    outputs: Vec<Output>,
    /// A task of the handler's does the writing.
    has_own_task: bool,
    /// What the toy was sent while it rested.
    at_rest: BTreeSet<Bytes>,
    not_implemented: Vec<String>,
    numbers: Numbers,
    /// What a spray is sent so that it sprays.
    sprays: BTreeSet<Bytes>,
    /// All that the toy was told, before the log was cleared.
    told_before: Vec<Bytes>,
}

impl<'a> Driven<'a> {
    pub(super) fn new(
        vigil: &'a Vigil,
        client: RawClient,
        toy: Toy,
        index: u32,
        met: Met,
        outputs: Vec<Output>,
    ) -> Self {
        Self {
            vigil,
            client,
            toy,
            index,
            met,
            outputs,
            has_own_task: false,
            at_rest: BTreeSet::new(),
            not_implemented: Vec::new(),
            numbers: Numbers::default(),
            sprays: BTreeSet::new(),
            told_before: Vec::new(),
        }
    }

    /// Vigil begins with a stop; so does the reference here.
    pub(super) async fn rest(&mut self) -> Step {
        self.leave_out_what_nobody_wrote().await;
        let zeros = self.zeros();
        if !zeros.is_empty() {
            self.vigil.wait_for_stop(Mark::default(), self.index).await;
        }
        let mut twice = Vec::new();
        for _ in 0..2 {
            let told = bytes_for(&self.met, &zeros).await;
            twice.push(told.map_err(|problem| format!("at rest: {problem}"))?);
        }
        self.numbers.learn(&twice[0], &twice[1]);
        self.at_rest = self.numbers.without(&self.told()).into_iter().collect();
        Ok(())
    }

    /// Outputs that the toy has by the configuration, and the reference's handler does not implement.
    pub(super) fn not_implemented(&self) -> &[String] {
        &self.not_implemented
    }

    /// Every output to its far end. How long the first one took.
    pub(super) async fn move_all(&mut self) -> Result<Option<Duration>, String> {
        let mut first = None;
        for output in self.outputs.clone() {
            let took = self.move_one(output).await;
            let took = took.map_err(|problem| format!("feature {}, {}: {problem}", output.feature, output.kind))?;
            first = first.or(Some(took));
        }
        Ok(first)
    }

    /// How long its Ok took.
    pub(super) async fn stop(&mut self, model: &Model) -> Result<Duration, String> {
        let mark = self.vigil.mark();
        self.clear_log();
        let before = last_of_each(&self.told_before);
        let sent = Instant::now();
        self.client.ok("StopCmd", json!({ "DeviceIndex": self.index })).await;
        let took = sent.elapsed();
        let at_ok = self.told();
        let stop = self.stopped_as(mark).await?;
        let wishes: Vec<_> = stop.outputs.iter().filter_map(|output| self.wish_of(output)).collect();
        let numbers = self.numbers.clone();
        let still = Still::of(&self.met, model, &wishes, &self.sprays, self.has_own_task, numbers).await;
        let still = still.map_err(|problem| format!("at the stop: {problem}"))?;
        if !self.has_own_task {
            still.has_come(&at_ok)?;
        }
        sleep(waits::AFTERMATH).await;
        still.ends(&self.told(), at_ok.len(), &before)?;
        Ok(took)
    }

    pub(super) async fn leave(&mut self) {
        // It may be gone already, where a wait for it failed.
        let _ = self.client.ok("Disconnect", json!({})).catch_unwind_safe().await;
    }

    async fn leave_out_what_nobody_wrote(&mut self) {
        for output in self.outputs.clone() {
            if !output.is_position() && self.met.tell(output.to(0)).await == Err(Unable::NotImplemented) {
                self.not_implemented
                    .push(format!("{} of feature {}", output.kind, output.feature));
                self.outputs
                    .retain(|other| (other.feature, other.kind) != (output.feature, output.kind));
            }
        }
    }

    async fn move_one(&mut self, output: Output) -> Result<Duration, String> {
        if output.target != output.far_end {
            // On its way back. One handler's task (umove's) looks every 100 ms where to go, and does not see a place that
            // it was sent to and called back from in between.
            sleep(waits::AFTERMATH).await;
        }
        let mark = self.vigil.mark();
        self.clear_log();
        let mut value = json!({ "Value": output.target });
        if let Some(duration_ms) = output.duration_ms {
            value["Duration"] = duration_ms.into();
        }
        let Output {
            feature, kind, target, ..
        } = output;
        let sent = Instant::now();
        let command = json!({ "DeviceIndex": self.index, "FeatureIndex": feature, "Command": { kind: value } });
        self.client.ok("OutputCmd", command).await;
        let expected = bytes_for(&self.met, &[output.to(target)]).await;
        let expected = expected.map_err(|problem| problem.to_string())?;
        // The speed of a slide depends on where it begins; that is no number.
        if output.duration_ms.is_none() {
            let again = bytes_for(&self.met, &[output.to(target)]).await;
            self.numbers
                .learn(&expected, &again.map_err(|problem| problem.to_string())?);
        }
        self.vigil.wait_for_wish_since(mark, self.index, feature, target).await;
        if kind == "Spray" {
            self.sprays.extend(expected.iter().cloned());
        }
        let numbers = self.numbers.clone();
        let plain = |write: &Write| numbers.without_in(&bytes_of(write));
        let expected = numbers.without(&expected);
        let Some((first, last)) = expected.first().zip(expected.last()) else {
            self.has_own_task = true;
            let is_new = |write: &Write| !self.at_rest.contains(&plain(write));
            let new = self.toy.wait_for_write(is_new).catch_unwind_safe().await;
            return match new {
                Ok(write) => Ok(write.at - sent),
                Err(_) => Err(format!("nothing new was written, only {:?}", self.told())),
            };
        };
        if expected.iter().all(|bytes| self.at_rest.contains(bytes)) {
            return Err(format!("its far end is what it was told at rest: {expected:?}"));
        }
        let all = self.toy.wait_for_write(|write| plain(write) == *last);
        let all = all.catch_unwind_safe().await;
        let told = numbers.without(&self.told());
        let mut written = told.iter();
        if all.is_err() || !expected.iter().all(|bytes| written.any(|told| told == bytes)) {
            return Err(format!("expected {expected:?}, there came {told:?}"));
        }
        Ok(self.toy.wait_for_write(|write| plain(write) == *first).await.at - sent)
    }

    /// Vigil's word of the stop. There may be one of an earlier stop that was answered late.
    async fn stopped_as(&self, mark: Mark) -> Result<ToyOutput, String> {
        let stop = self.vigil.wait_since(mark, "the stop", |event| {
            event
                .stop_of(self.index)
                .filter(|stop| self.stands_still(stop).is_ok())
                .cloned()
        });
        let stop = stop.catch_unwind_safe().await;
        stop.map_err(|_| {
            let events = self.vigil.events_since(mark);
            let stops = events.iter().filter_map(|event| event.stop_of(self.index));
            format!(
                "stopped as {:?}",
                stops.map(|stop| self.stands_still(stop)).collect::<Vec<_>>()
            )
        })
    }

    /// Every output is named: a strength at zero, a place on the way to where it was sent. Of two ways to tell one
    /// carriage where to go, the later one.
    fn stands_still(&self, stop: &ToyOutput) -> Step {
        for (place, output) in self.outputs.iter().enumerate() {
            let is_replaced = |later: &Output| later.feature == output.feature && later.is_position();
            if output.is_position() && self.outputs[place + 1..].iter().any(is_replaced) {
                continue;
            }
            let named = stop
                .outputs
                .iter()
                .find(|named| (named.feature, named.output.as_str()) == (output.feature, output.kind));
            let is_right = named.is_some_and(|named| {
                if output.is_position() {
                    (0..=output.far_end).contains(&named.value)
                } else {
                    named.value == 0
                }
            });
            if !is_right {
                return Err(format!("{output:?} as {named:?}"));
            }
        }
        Ok(())
    }

    fn wish_of(&self, named: &vigil_tests::event::Output) -> Option<Wish<'static>> {
        let mut known = self.outputs.iter();
        let known = known.find(|known| (known.feature, known.kind) == (named.feature, named.output.as_str()))?;
        let duration_ms = named.duration_ms.map(|ms| ms.max(FREEZE_MS));
        Some(Wish {
            duration_ms,
            ..known.to(named.value)
        })
    }

    fn zeros(&self) -> Vec<Wish<'static>> {
        let strengths = self.outputs.iter().filter(|output| !output.is_position());
        strengths.map(|output| output.to(0)).collect()
    }

    fn clear_log(&mut self) {
        self.told_before.extend(self.told());
        self.toy.clear_log();
    }

    fn told(&self) -> Vec<Bytes> {
        self.toy.writes().iter().map(bytes_of).collect()
    }
}
