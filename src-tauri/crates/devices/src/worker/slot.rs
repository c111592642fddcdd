//! What waits for a toy: the newest output of each feature, and the stop latch. Filled from any thread.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, oneshot};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId, Standing},
    message::{CommandError, DeviceDescription, Output},
    time::Moment,
};

use super::motion::Motion;
use crate::{
    hub::{Hold, LinkState, Moved, StopOutcome, ToyIdentity, ToyPreferences},
    toy::FeatureOutput,
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
struct Slot {
    preferences: Arc<ToyPreferences>,
    /// What is left of the toy by the person's preferences.
    shown: Arc<DeviceDescription>,
    /// Outputs not written yet, with the right to write them.
    pending: BTreeMap<u32, (Output, Lease)>,
    /// What programs want and was handed on, before the person's limits: it is written again when they change.
    wanted: BTreeMap<u32, (Output, Lease)>,
    /// Whose output each feature follows.
    movers: BTreeMap<u32, SessionId>,
    stop: Option<StopOrder>,
    /// What was handed to the hardware: a freeze reckons with the worst, that it arrived.
    sent: Motion,
    /// What the hardware confirmed: this is shown.
    confirmed: Motion,
    closing: bool,
    /// Set once its link is over.
    gone: Option<Gone>,
    unconfirmed: bool,
    battery_percent: Option<u8>,
    rssi_dbm: Option<i16>,
    /// What becomes of the link when it is gone.
    after_loss: LinkState,
}

/// How a toy went, as far as the hardware confirmed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    AtRest,
    Moving,
}

/// A stop that has to be confirmed.
#[derive(Debug)]
pub(crate) struct StopOrder {
    features: Features,
    /// When the first of the stops merged in here was asked for.
    pub(crate) since: Moment,
    waiting: Vec<oneshot::Sender<StopOutcome>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Features {
    All,
    Some(BTreeSet<u32>),
}

/// A stop that was latched.
#[derive(Debug)]
pub(crate) struct Latched {
    /// Whether the toy moved, or was about to.
    pub(crate) was_moving: bool,
    pub(crate) outcome: oneshot::Receiver<StopOutcome>,
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
        let sent = Motion::of(&all_moved.take(&identity), &description);
        let slot = Slot {
            shown: Arc::new(preferences.shown(&description)),
            preferences,
            pending: BTreeMap::new(),
            wanted: BTreeMap::new(),
            movers: BTreeMap::new(),
            stop: None,
            confirmed: sent.clone(),
            sent,
            closing: false,
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
        if slot.gone.is_some() || slot.closing {
            return Err(CommandError::Disconnected);
        }
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

    /// Stops, then cuts the link and ends the worker.
    pub(crate) fn close(&self) -> Option<Latched> {
        let mut slot = self.lock();
        let receiver = self.latch(&mut slot, Features::All);
        slot.closing = true;
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

    pub(crate) fn preferences(&self) -> Arc<ToyPreferences> {
        self.lock().preferences.clone()
    }

    /// The toy as programs see it.
    pub(crate) fn shown(&self) -> Arc<DeviceDescription> {
        self.lock().shown.clone()
    }

    pub(crate) fn link(&self) -> LinkState {
        let slot = self.lock();
        if slot.gone.is_some() {
            slot.after_loss
        } else {
            LinkState::Connected
        }
    }

    pub(crate) fn set_after_loss(&self, link: LinkState) {
        self.lock().after_loss = link;
    }

    pub(crate) fn rssi_dbm(&self) -> Option<i16> {
        self.lock().rssi_dbm
    }

    /// Whether it was another.
    pub(crate) fn set_rssi_dbm(&self, dbm: i16) -> bool {
        self.lock().rssi_dbm.replace(dbm) != Some(dbm)
    }

    pub(crate) fn movers(&self) -> BTreeSet<SessionId> {
        self.lock().movers.values().copied().collect()
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.lock().gone.is_some()
    }

    /// Whether it moved when its link was lost.
    pub(crate) fn was_lost_moving(&self) -> bool {
        self.lock().gone == Some(Gone::Moving)
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.lock().closing
    }

    pub(crate) fn is_unconfirmed(&self) -> bool {
        self.lock().unconfirmed
    }

    pub(crate) fn battery_percent(&self) -> Option<u8> {
        self.lock().battery_percent
    }

    pub(crate) fn set_battery_percent(&self, percent: u8) {
        self.lock().battery_percent = Some(percent);
    }

    /// The last confirmed output of a feature.
    pub(crate) fn current(&self, feature: u32, kind: vigil_core::message::OutputKind) -> Option<Output> {
        self.lock().confirmed.current(feature, kind)
    }

    /// For the worker: what to do now. A stop goes before everything; outputs whose lease ended are dropped here, at
    /// the last moment (S1).
    pub(super) fn next(&self, may_write: bool) -> Next {
        let mut slot = self.lock();
        if let Some(order) = slot.stop.take() {
            return Next::Stop(order);
        }
        if slot.closing {
            return Next::Close;
        }
        if !may_write || slot.pending.is_empty() {
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
        slot.stop.is_none() && !slot.closing && slot.wanted.values().all(|(_, lease)| lease.holds())
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    pub(super) fn note_sent(&self, outputs: &[FeatureOutput], sent: Moment) {
        let mut slot = self.lock();
        for output in outputs {
            slot.sent.note(*output, sent);
        }
        if outputs.iter().any(|output| output.output.kind.is_position()) {
            let movements = slot.sent.movements();
            self.all_moved.note_movements(&self.identity, self.index, movements);
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

    pub(super) fn stop_outputs(&self, order: &StopOrder, now: Moment) -> Vec<FeatureOutput> {
        let features = |feature| order.features.contains(feature);
        self.lock().sent.stop_outputs(&self.description, &features, now)
    }

    /// This stop was confirmed. The toy stands still, unless something else of it moves, or something new waits.
    pub(super) fn note_stopped(&self, order: &StopOrder) {
        let slot = self.lock();
        let goes_on = !slot.pending.is_empty()
            || slot
                .sent
                .any_moves(&|feature| !order.features.contains(feature), self.clock.now());
        if !goes_on {
            self.all_moved.clear(&self.identity);
        }
    }

    /// The link is over: whoever still waits for a stop is told that it was not confirmed.
    pub(super) fn set_gone(&self, unconfirmed: bool) {
        let now = self.clock.now();
        let mut slot = self.lock();
        // What was sent may have arrived, and a stop among it may not have.
        let is_moving = slot.sent.is_moving(now) || slot.confirmed.is_moving(now);
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
                confirmed: false,
                at: self.clock.now(),
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
        let (sender, receiver) = oneshot::channel();
        match &mut slot.stop {
            Some(order) => {
                order.features.merge(features);
                order.waiting.push(sender);
            }
            None => {
                slot.stop = Some(StopOrder {
                    features,
                    since: now,
                    waiting: vec![sender],
                });
            }
        }
        self.wake.notify_one();
        Some(Latched {
            was_moving,
            outcome: receiver,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        // Nothing in here leaves the slot half-changed; a stop must get through whatever happened elsewhere.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StopOrder {
    pub(super) fn resolve(self, outcome: &StopOutcome) {
        for waiting in self.waiting {
            // Nobody has to listen.
            let _ = waiting.send(outcome.clone());
        }
    }
}

impl Features {
    fn contains(&self, feature: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(features) => features.contains(&feature),
        }
    }

    fn merge(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (Self::Some(mine), Self::Some(other)) => mine.extend(other),
        }
    }
}
