//! A toy's state, shared between whoever commands it and its worker: what waits for the toy, and what it was told.
//! Changed from any thread.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId, Standing},
    message::{CommandError, DeviceDescription},
    time::Moment,
};

use super::{
    held::Held,
    motion::Motion,
    order::{Features, StopOrder},
    pacing::Pacing,
    queue::Queue,
    status::{Closing, Gone, Status},
    write_times::WriteTimes,
};
use crate::{
    model::{Hold, Holds, LimitedOutput, Moved, StopOutcome, StopResult, ToyIdentity, ToyPreferences},
    toy::{FeatureOutput, Urgency},
};

/// A toy's state.
#[derive(Debug)]
pub(crate) struct ToyState {
    pub(crate) index: u32,
    pub(crate) identity: ToyIdentity,
    /// All of the toy. Programs see [`shown`](Self::shown).
    pub(crate) description: Arc<DeviceDescription>,
    pub(crate) clock: Clock,
    /// It falls asleep, or stops, unless it is told the same again.
    needs_repetition: bool,
    holds: Holds,
    /// Of all toys; changed under this state's lock.
    pub(super) all_moved: Moved,
    state: Mutex<State>,
    pub(super) wake: Notify,
}

/// A toy that arrives.
#[derive(Debug)]
pub(crate) struct NewToy {
    pub(crate) index: u32,
    pub(crate) identity: ToyIdentity,
    pub(crate) description: Arc<DeviceDescription>,
    pub(crate) preferences: Arc<ToyPreferences>,
    pub(crate) holds: Holds,
    /// It falls asleep, or stops, unless it is told the same again.
    pub(crate) needs_repetition: bool,
}

/// What changes, under one lock.
#[derive(Debug)]
pub(super) struct State {
    pub(super) preferences: Arc<ToyPreferences>,
    /// What is left of the toy by the person's preferences.
    pub(super) shown: Arc<DeviceDescription>,
    pub(super) queue: Queue,
    pub(super) pacing: Pacing,
    pub(super) stop: Option<StopOrder>,
    pub(super) told: Told,
    pub(super) write_times: WriteTimes,
    pub(super) status: Status,
}

/// What the toy was told.
#[derive(Debug)]
pub(super) struct Told {
    /// What was handed to the hardware: a freeze assumes that it arrived.
    pub(super) sent: Motion,
    /// What the hardware confirmed: this is shown.
    pub(super) confirmed: Motion,
    /// What it confirmed over this link.
    held: Held,
    /// When all of the toy confirmed that it stands still; `None` once anything was to move it again.
    pub(super) at_rest_since: Option<Moment>,
    /// An output was accepted since the toy arrived.
    pub(super) was_used: bool,
}

/// What the worker has to know, in one look.
#[derive(Debug)]
pub(crate) enum Next {
    Stop(StopOrder),
    Write(Vec<FeatureOutput>),
    Close,
    Nothing,
}

impl ToyState {
    pub(crate) fn new(toy: NewToy, clock: Clock, all_moved: Moved) -> Self {
        let NewToy {
            index,
            identity,
            description,
            preferences,
            holds,
            needs_repetition,
        } = toy;
        let known = all_moved.take(&identity);
        let sent = Motion::of(&known, &description);
        if sent.is_moving(clock.now()) && !known.at_rest {
            all_moved.note_movements(&identity, index, sent.movements());
        }
        let state = State {
            shown: Arc::new(preferences.shown(&description)),
            preferences,
            queue: Queue::default(),
            pacing: Pacing::default(),
            stop: None,
            told: Told {
                confirmed: sent.clone(),
                sent,
                held: Held::default(),
                at_rest_since: None,
                was_used: false,
            },
            write_times: WriteTimes::default(),
            status: Status::default(),
        };
        Self {
            index,
            identity,
            description,
            clock,
            needs_repetition,
            holds,
            all_moved,
            state: Mutex::new(state),
            wake: Notify::new(),
        }
    }

    /// Accepts outputs that belong together: they are written as soon as the toy can take them, unless newer ones or a
    /// stop come first. All or none.
    pub(crate) fn output(&self, lease: &Lease, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        self.accept(lease, outputs, false)?;
        self.wake.notify_one();
        Ok(())
    }

    /// As [`output`](Self::output), but more of this session may belong to it: nothing is written before
    /// [`release`](Self::release). A stop that is latched meanwhile drops it.
    pub(crate) fn gather(&self, lease: &Lease, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        self.accept(lease, outputs, true)
    }

    /// What this session gathered is complete.
    pub(crate) fn release(&self, session: SessionId) {
        self.lock().queue.release(session);
        self.wake.notify_one();
    }

    fn accept(&self, lease: &Lease, outputs: &[FeatureOutput], is_gathering: bool) -> Result<(), CommandError> {
        let mut state = self.lock();
        for FeatureOutput { feature, output } in outputs {
            if let Err(error) = state.shown.check_output(self.index, *feature, output) {
                let exists = self.description.check_output(self.index, *feature, output).is_ok();
                let is_switched_off = state.preferences.output(*feature, output.kind).disabled;
                return Err(if exists && is_switched_off {
                    CommandError::SwitchedOff
                } else {
                    error
                });
            }
        }
        // Under the lock: a stop that was latched after the lease ended, or after the hold, finds nothing left behind.
        if lease.standing() == Standing::Revoked {
            return Err(CommandError::SessionOver);
        }
        self.holds.check()?;
        if state.status.gone.is_some() || state.status.closing != Closing::No {
            return Err(CommandError::Disconnected);
        }
        state.told.was_used = true;
        state.told.at_rest_since = None;
        let now = self.clock.now();
        for &output in outputs {
            state.queue.accept(output, lease, is_gathering);
            let FeatureOutput {
                feature,
                output: wished,
            } = output;
            let reach = state.preferences.reach(&self.description, feature, wished.kind);
            let place = state.told.sent.place(feature, now);
            state.pacing.wish(output, reach, place, now);
        }
        self.all_moved.note(&self.identity, self.index);
        drop(state);
        Ok(())
    }

    /// What the person's limits make of these, of those that they change. Whoever hands an output to the toy waits no less
    /// for its lock.
    pub(crate) fn limited(&self, outputs: &[FeatureOutput]) -> Vec<LimitedOutput> {
        let preferences = self.lock().preferences.clone();
        let limits = |wished: &FeatureOutput| preferences.limits(&self.description, wished.feature, wished.output);
        outputs.iter().filter_map(limits).collect()
    }

    /// What the person wants from now on. An output that is switched off stops; a limit that changed holds at once. A
    /// carriage that is turned round is not moved by that: its program's next movement goes the other way.
    pub(crate) fn set_preferences(&self, preferences: &Arc<ToyPreferences>) {
        let mut state = self.lock();
        let before = mem::replace(&mut state.preferences, preferences.clone());
        state.shown = Arc::new(preferences.shown(&self.description));
        let mut switched_off = BTreeSet::new();
        for (&feature, details) in &self.description.features {
            for &kind in details.outputs.keys() {
                let (old, new) = (before.output(feature, kind), preferences.output(feature, kind));
                if kind.is_position() && (new.has_other_range(old) || new.reversed != old.reversed) {
                    state.pacing.displace(feature);
                }
                if new.disabled && !old.disabled {
                    switched_off.insert(feature);
                } else if new.has_other_range(old) {
                    state.queue.put_back_kind(feature, kind);
                }
            }
        }
        if !switched_off.is_empty() {
            // Nobody waits for its outcome; the worker carries it to its end.
            drop(self.latch(&mut state, Features::Some(switched_off)));
        }
        drop(state);
        self.wake.notify_one();
    }

    /// For the worker: what to do now. A stop goes before everything; outputs whose lease ended are dropped here, at
    /// the last moment (S1), and so are those that the toy has already.
    pub(super) fn next(&self, may_write: bool) -> Next {
        let mut state = self.lock();
        if let Some(order) = state.stop.take() {
            return Next::Stop(order);
        }
        if state.status.closing != Closing::No {
            return Next::Close;
        }
        // A hold drops what waits, but it takes the toys one by one.
        if !may_write || state.queue.is_empty() || self.holds.check().is_err() {
            return Next::Nothing;
        }
        let now = self.clock.now();
        let State {
            queue,
            preferences,
            pacing,
            told,
            ..
        } = &mut *state;
        let gap = Duration::from_millis(preferences.message_gap_ms(&self.description).into());
        let mut outputs = queue.take();
        for FeatureOutput { feature, output } in &mut outputs {
            *output = preferences.limited(&self.description, *feature, *output);
        }
        if !self.needs_repetition {
            outputs.retain(|output| !told.held.has(*output, now));
        }
        for output in &mut outputs {
            let reach = preferences.reach(&self.description, output.feature, output.output.kind);
            output.output = pacing.tell(*output, reach, gap, now);
        }
        if outputs.is_empty() {
            Next::Nothing
        } else {
            Next::Write(outputs)
        }
    }

    /// These could not be written: they wait once more, but for what was overtaken by newer ones, by a stop or by the
    /// end of its session.
    pub(super) fn put_back(&self, outputs: &[FeatureOutput]) {
        let mut state = self.lock();
        for FeatureOutput { feature, .. } in outputs {
            state.queue.put_back(*feature);
            state.pacing.take_back(*feature);
        }
    }

    /// The hold of this toy alone.
    pub(crate) const fn own_hold(&self) -> &Hold {
        &self.holds.this_toy
    }

    /// Whether anything waits that may be written as soon as the toy can take it.
    pub(super) fn has_pending(&self) -> bool {
        self.lock().queue.has_writable()
    }

    /// Outputs of this session, whose lease was suspended, may be written again.
    pub(crate) fn resumed(&self, session: SessionId) {
        let waits = self.lock().queue.has_any_of(session);
        if waits {
            self.wake.notify_one();
        }
    }

    /// Whether the last packets may be written once more: not once the session that wanted them is over.
    pub(super) fn may_keep_alive(&self) -> bool {
        let state = self.lock();
        state.stop.is_none() && state.status.closing == Closing::No && state.queue.all_leases_hold()
    }

    /// Whether it was told to move, or will be.
    pub(crate) fn is_moving(&self) -> bool {
        let state = self.lock();
        !state.queue.is_empty() || state.told.sent.is_moving(self.clock.now())
    }

    /// The time between two writes: what the toy needs, or what the person wants.
    pub(super) fn gap(&self) -> Duration {
        let gap_ms = self.lock().preferences.message_gap_ms(&self.description);
        Duration::from_millis(gap_ms.into())
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// These are handed to the hardware.
    pub(super) fn note_sent(&self, outputs: &[FeatureOutput], urgency: Urgency, sent: Moment) {
        let mut state = self.lock();
        if urgency == Urgency::Normal {
            state.told.at_rest_since = None;
        }
        state.told.held.note_sent(outputs, sent);
        for output in outputs {
            state.told.sent.note(*output, sent);
        }
        if outputs.iter().any(|output| output.output.kind.is_position()) {
            let movements = state.told.sent.movements();
            match urgency {
                Urgency::Normal => self.all_moved.note_movements(&self.identity, self.index, movements),
                // A toy that stands still is not moved by one more stop.
                Urgency::Stop => self.all_moved.correct_movements(&self.identity, movements),
            }
        }
    }

    /// These failed: its carriages do what they were told before.
    pub(super) fn note_failed(&self, outputs: &[FeatureOutput], sent: Moment) {
        let mut state = self.lock();
        let Told {
            sent: motion,
            confirmed,
            ..
        } = &mut state.told;
        for output in outputs {
            motion.take_back(*output, sent, confirmed);
        }
        if outputs.iter().any(|output| output.output.kind.is_position()) {
            self.all_moved
                .correct_movements(&self.identity, state.told.sent.movements());
        }
    }

    pub(super) fn note_confirmed(&self, outputs: &[FeatureOutput], sent: Moment, took: Duration) {
        let mut state = self.lock();
        state.write_times.note(took);
        state.told.held.note_confirmed(outputs, sent, self.clock.now());
        for output in outputs {
            state.told.confirmed.note(*output, sent);
        }
    }

    /// The link is over: whoever still waits for a stop is told that it was not confirmed.
    pub(crate) fn set_gone(&self, unconfirmed: bool) {
        let now = self.clock.now();
        let mut state = self.lock();
        // What was sent may have arrived, and a stop among it may not have.
        let is_moving = state.told.sent.is_moving(now) || state.told.confirmed.is_moving(now);
        state.told.at_rest_since = None;
        state.status.gone = Some(if is_moving { Gone::Moving } else { Gone::AtRest });
        state.status.unconfirmed |= unconfirmed;
        state.queue.clear();
        let order = state.stop.take();
        self.all_moved.keep(&self.identity, state.told.sent.movements());
        drop(state);
        if let Some(order) = order {
            order.resolve(&StopOutcome {
                result: StopResult::Unconfirmed,
                at: now,
                attempts: 0,
            });
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here leaves the state half-changed; a stop must get through whatever happened elsewhere.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
