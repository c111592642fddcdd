//! What waits for a toy: the newest output of each feature, and the stop latch. Filled from any thread.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId, Standing},
    message::{CommandError, DeviceDescription, Output},
    time::Moment,
};

use super::{
    motion::Motion,
    order::{Features, Latched, StopOrder},
};
use crate::{
    model::{Hold, LinkState, Moved, StopOutcome, StopResult, ToyIdentity, ToyPreferences, Transport},
    timeouts,
    toy::{FeatureOutput, Urgency},
};

/// A toy's state, shared between whoever commands it and its worker.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) index: u32,
    pub(crate) identity: ToyIdentity,
    /// All of the toy. Programs see [`shown`](Self::shown).
    pub(crate) description: Arc<DeviceDescription>,
    pub(crate) clock: Clock,
    /// The person holds every toy still.
    hold: Hold,
    /// Of all toys; changed under the slot's lock.
    all_moved: Moved,
    slot: Mutex<Slot>,
    wake: Notify,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) preferences: Arc<ToyPreferences>,
    /// What is left of the toy by the person's preferences.
    pub(super) shown: Arc<DeviceDescription>,
    /// Outputs not written yet, with the right to write them.
    pending: BTreeMap<u32, (Output, Lease)>,
    /// The last output sent, before the person's limit; sent again when the limit changes.
    wanted: BTreeMap<u32, (Output, Lease)>,
    /// Whose output each feature follows.
    pub(super) movers: BTreeMap<u32, SessionId>,
    stop: Option<StopOrder>,
    /// What was handed to the hardware: a freeze assumes that it arrived.
    sent: Motion,
    /// What the hardware confirmed: this is shown.
    pub(super) confirmed: Motion,
    /// When all of the toy confirmed that it stands still; `None` once anything was to move it again.
    at_rest_since: Option<Moment>,
    /// An output was accepted since the toy arrived.
    was_used: bool,
    pub(super) closing: Closing,
    /// Set once its link is over.
    pub(super) gone: Option<Gone>,
    pub(super) unconfirmed: bool,
    pub(super) battery_percent: Option<u8>,
    pub(super) rssi_dbm: Option<i16>,
    /// What becomes of the link when it is gone.
    pub(super) after_loss: LinkState,
}

/// Whether its worker is to end, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    No,
    /// By the person.
    SentAway,
    /// Vigil ends, or its Bluetooth.
    LetGo,
}

/// How a toy went, as far as the hardware confirmed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    AtRest,
    Moving,
}

/// What the worker has to know, in one look.
#[derive(Debug)]
pub(crate) enum Next {
    Stop(StopOrder),
    Write(Vec<FeatureOutput>),
    Close,
    Nothing,
}

impl Shared {
    pub(crate) fn new(
        index: u32,
        identity: ToyIdentity,
        description: Arc<DeviceDescription>,
        preferences: Arc<ToyPreferences>,
        clock: Clock,
        hold: Hold,
        all_moved: Moved,
    ) -> Self {
        let known = all_moved.take(&identity);
        let sent = Motion::of(&known, &description);
        if sent.is_moving(clock.now()) && !known.at_rest {
            all_moved.note_movements(&identity, index, sent.movements());
        }
        let slot = Slot {
            shown: Arc::new(preferences.shown(&description)),
            preferences,
            pending: BTreeMap::new(),
            wanted: BTreeMap::new(),
            movers: BTreeMap::new(),
            stop: None,
            confirmed: sent.clone(),
            sent,
            at_rest_since: None,
            was_used: false,
            closing: Closing::No,
            gone: None,
            unconfirmed: false,
            battery_percent: None,
            rssi_dbm: None,
            after_loss: LinkState::Lost,
        };
        Self {
            index,
            identity,
            description,
            clock,
            hold,
            all_moved,
            slot: Mutex::new(slot),
            wake: Notify::new(),
        }
    }

    /// Accepts outputs that belong together: they are written as soon as the toy can take them, unless newer ones or a
    /// stop come first. All or none.
    pub(crate) fn output(&self, lease: &Lease, outputs: &[FeatureOutput]) -> Result<(), CommandError> {
        let mut slot = self.lock();
        for FeatureOutput { feature, output } in outputs {
            slot.shown.check_output(self.index, *feature, output)?;
        }
        // Under the lock: a stop that was latched after the lease ended, or after the hold, finds nothing left behind.
        if lease.standing() == Standing::Revoked {
            return Err(CommandError::SessionOver);
        }
        if self.hold.current().is_some() {
            return Err(CommandError::Held);
        }
        if slot.gone.is_some() || slot.closing != Closing::No {
            return Err(CommandError::Disconnected);
        }
        slot.was_used = true;
        slot.at_rest_since = None;
        for &FeatureOutput { feature, output } in outputs {
            slot.pending.insert(feature, (output, lease.clone()));
            slot.movers.insert(feature, lease.session());
        }
        self.all_moved.note(&self.identity, self.index);
        drop(slot);
        self.wake.notify_one();
        Ok(())
    }

    /// Latches a stop of one feature or of all, and drops what waited for them. `None` where the toy is gone.
    pub(crate) fn stop(&self, feature: Option<u32>) -> Option<Latched> {
        let features = feature.map_or(Features::All, |feature| Features::Some(BTreeSet::from([feature])));
        self.latch(&mut self.lock(), features)
    }

    /// Latches a stop of all of it. If the toy confirmed a moment ago that all of it stands still, and nothing was to move
    /// it since, there is nothing to do: it is not written to again, and the stop counts as confirmed at once.
    pub(crate) fn stop_unless_at_rest(&self) -> Option<Latched> {
        let mut slot = self.lock();
        if !slot.is_at_rest(self.clock.now()) {
            return self.latch(&mut slot, Features::All);
        }
        let at = self.clock.now();
        drop(slot);
        Some(Latched::at_rest(at))
    }

    /// Latches a stop of what this session moves. `None` where it moves nothing here, or the toy is gone.
    pub(crate) fn stop_moved_by(&self, session: SessionId) -> Option<Latched> {
        let mut slot = self.lock();
        let moved: BTreeSet<u32> = slot
            .movers
            .iter()
            .filter(|(_, mover)| **mover == session)
            .map(|(feature, _)| *feature)
            .collect();
        if moved.is_empty() {
            return None;
        }
        self.latch(&mut slot, Features::Some(moved))
    }

    /// Stops, then cuts the link and ends the worker: the person sends the toy away.
    pub(crate) fn close(&self) -> Option<Latched> {
        self.close_as(Closing::SentAway)
    }

    /// The same, because Vigil, or its Bluetooth, ends.
    pub(crate) fn let_go(&self) -> Option<Latched> {
        self.close_as(Closing::LetGo)
    }

    fn close_as(&self, closing: Closing) -> Option<Latched> {
        let mut slot = self.lock();
        let receiver = self.latch(&mut slot, Features::All);
        slot.closing = closing;
        receiver
    }

    /// What the person wants from now on. An output that is switched off stops; a limit that changed holds at once.
    pub(crate) fn set_preferences(&self, preferences: &Arc<ToyPreferences>) {
        let mut slot = self.lock();
        let before = mem::replace(&mut slot.preferences, preferences.clone());
        slot.shown = Arc::new(preferences.shown(&self.description));
        let mut switched_off = BTreeSet::new();
        for (&feature, details) in &self.description.features {
            for &kind in details.outputs.keys() {
                let (old, new) = (before.output(feature, kind), preferences.output(feature, kind));
                if new.disabled && !old.disabled {
                    switched_off.insert(feature);
                } else if new.limit_percent != old.limit_percent
                    && let Some(wanted) = slot
                        .wanted
                        .get(&feature)
                        .filter(|(output, _)| output.kind == kind)
                        .cloned()
                {
                    slot.pending.entry(feature).or_insert(wanted);
                }
            }
        }
        if !switched_off.is_empty() {
            // Nobody waits for its outcome; the worker carries it to its end.
            drop(self.latch(&mut slot, Features::Some(switched_off)));
        }
        drop(slot);
        self.wake.notify_one();
    }

    /// For the worker: what to do now. A stop goes before everything; outputs whose lease ended are dropped here, at
    /// the last moment (S1).
    pub(super) fn next(&self, may_write: bool) -> Next {
        let mut slot = self.lock();
        if let Some(order) = slot.stop.take() {
            return Next::Stop(order);
        }
        if slot.closing != Closing::No {
            return Next::Close;
        }
        // A hold drops what waits, but it takes the toys one by one.
        if !may_write || slot.pending.is_empty() || self.hold.current().is_some() {
            return Next::Nothing;
        }
        let mut outputs = Vec::new();
        for (feature, (output, lease)) in mem::take(&mut slot.pending) {
            match lease.standing() {
                Standing::Holds => {
                    slot.wanted.insert(feature, (output, lease));
                    let output = slot.preferences.limited(&self.description, feature, output);
                    outputs.push(FeatureOutput { feature, output });
                }
                // It waits for the verdict.
                Standing::Suspended => {
                    slot.pending.insert(feature, (output, lease));
                }
                Standing::Revoked => {}
            }
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
        let mut slot = self.lock();
        for FeatureOutput { feature, .. } in outputs {
            if let Some(wanted) = slot.wanted.get(feature).cloned() {
                slot.pending.entry(*feature).or_insert(wanted);
            }
        }
    }

    /// Whether anything waits that may be written as soon as the toy can take it.
    pub(super) fn has_pending(&self) -> bool {
        let slot = self.lock();
        slot.pending
            .values()
            .any(|(_, lease)| lease.standing() != Standing::Suspended)
    }

    /// Outputs of this session, whose lease was suspended, may be written again.
    pub(crate) fn resumed(&self, session: SessionId) {
        let waits = self
            .lock()
            .pending
            .values()
            .any(|(_, lease)| lease.session() == session);
        if waits {
            self.wake.notify_one();
        }
    }

    /// Whether the last packets may be written once more: not once the session that wanted them is over.
    pub(super) fn may_keep_alive(&self) -> bool {
        let slot = self.lock();
        slot.stop.is_none() && slot.closing == Closing::No && slot.wanted.values().all(|(_, lease)| lease.holds())
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// These are handed to the hardware.
    pub(super) fn note_sent(&self, outputs: &[FeatureOutput], urgency: Urgency, sent: Moment) {
        let mut slot = self.lock();
        if urgency == Urgency::Normal {
            slot.at_rest_since = None;
        }
        for output in outputs {
            slot.sent.note(*output, sent);
        }
        if outputs.iter().any(|output| output.output.kind.is_position()) {
            let movements = slot.sent.movements();
            match urgency {
                Urgency::Normal => self.all_moved.note_movements(&self.identity, self.index, movements),
                // A toy that stands still is not moved by one more stop.
                Urgency::Stop => self.all_moved.correct_movements(&self.identity, movements),
            }
        }
    }

    /// These failed: its carriages do what they were told before.
    pub(super) fn note_failed(&self, outputs: &[FeatureOutput], sent: Moment) {
        let mut slot = self.lock();
        let Slot {
            sent: motion,
            confirmed,
            ..
        } = &mut *slot;
        for output in outputs {
            motion.take_back(*output, sent, confirmed);
        }
        if outputs.iter().any(|output| output.output.kind.is_position()) {
            self.all_moved.correct_movements(&self.identity, slot.sent.movements());
        }
    }

    pub(super) fn note_confirmed(&self, outputs: &[FeatureOutput], sent: Moment) {
        let mut slot = self.lock();
        for output in outputs {
            slot.confirmed.note(*output, sent);
        }
    }

    /// What to write so that the toy stands still; empty if there is nothing that it could be told.
    pub(super) fn stop_outputs(&self, order: &StopOrder, now: Moment) -> Vec<FeatureOutput> {
        let features = |feature| order.features.contains(feature);
        self.lock().sent.stop_outputs(&self.description, &features, now)
    }

    /// This stop was confirmed. The toy stands still, unless something else of it moves, or something new waits, or
    /// there was nothing that some part of it could be told.
    pub(super) fn note_stopped(
        &self,
        order: &StopOrder,
        attempts: u32,
        has_no_stop: &dyn Fn(u32) -> bool,
    ) -> StopResult {
        let untold: Vec<u32> = self
            .description
            .features
            .keys()
            .copied()
            .filter(|f| has_no_stop(*f))
            .collect();
        let mut slot = self.lock();
        let goes_on = !slot.pending.is_empty()
            || !untold.is_empty()
            || slot
                .sent
                .any_moves(&|feature| !order.features.contains(feature), self.clock.now());
        if !goes_on {
            self.all_moved.clear(&self.identity);
        }
        // Toys on the screen begin where they are drawn.
        let features = |feature| order.features.contains(feature);
        let is_unknown =
            self.identity.transport != Transport::Simulated && slot.sent.knows_not_all(&self.description, &features);
        // A carriage that nobody moved since the toy arrived is left out of later stops: what was to be said of it has
        // been said.
        if untold.iter().any(|feature| features(*feature)) || is_unknown && (attempts == 0 || !slot.was_used) {
            StopResult::NothingToTell
        } else {
            // Something was written, and it was for all of the toy.
            if !goes_on && order.features == Features::All && attempts > 0 {
                slot.at_rest_since = Some(self.clock.now());
            }
            StopResult::Confirmed
        }
    }

    /// The link is over: whoever still waits for a stop is told that it was not confirmed.
    pub(crate) fn set_gone(&self, unconfirmed: bool) {
        let now = self.clock.now();
        let mut slot = self.lock();
        // What was sent may have arrived, and a stop among it may not have.
        let is_moving = slot.sent.is_moving(now) || slot.confirmed.is_moving(now);
        slot.at_rest_since = None;
        slot.gone = Some(if is_moving { Gone::Moving } else { Gone::AtRest });
        slot.unconfirmed |= unconfirmed;
        slot.pending.clear();
        slot.wanted.clear();
        slot.movers.clear();
        let order = slot.stop.take();
        self.all_moved.keep(&self.identity, slot.sent.movements());
        drop(slot);
        if let Some(order) = order {
            order.resolve(&StopOutcome {
                result: StopResult::Unconfirmed,
                at: now,
                attempts: 0,
            });
        }
    }

    fn latch(&self, slot: &mut Slot, features: Features) -> Option<Latched> {
        if slot.gone.is_some() {
            return None;
        }
        let now = self.clock.now();
        let was_moving = slot.stop.is_some() || !slot.pending.is_empty() || slot.sent.is_moving(now);
        slot.pending.retain(|feature, _| !features.contains(*feature));
        slot.wanted.retain(|feature, _| !features.contains(*feature));
        slot.movers.retain(|feature, _| !features.contains(*feature));
        let order = slot
            .stop
            .get_or_insert_with(|| StopOrder::new(Features::Some(BTreeSet::new()), now));
        let outcome = order.join(features);
        self.wake.notify_one();
        Some(Latched { was_moving, outcome })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Slot> {
        // Nothing in here leaves the slot half-changed; a stop must get through whatever happened elsewhere.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// Whether a stop has nothing to do here. Only for a moment: what was confirmed may have been lost on the air, and a
    /// toy has buttons of its own.
    fn is_at_rest(&self, now: Moment) -> bool {
        let confirmed = self.at_rest_since.is_some_and(|since| now - since < timeouts::AT_REST);
        confirmed
            && self.stop.is_none()
            && self.pending.is_empty()
            && self.movers.is_empty()
            && self.closing == Closing::No
            && self.gone.is_none()
            && !self.sent.is_moving(now)
    }
}
