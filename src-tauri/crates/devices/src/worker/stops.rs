//! Stops: latched, written by the worker, and told how they ended.

use std::collections::BTreeSet;

use vigil_core::{lease::SessionId, time::Moment};

use super::{
    order::{Features, Latched, StopOrder},
    status::Closing,
    toy_state::{State, ToyState},
};
use crate::{
    model::{StopResult, Transport},
    timeouts,
    toy::FeatureOutput,
};

impl ToyState {
    /// Latches a stop of one feature or of all, and drops what waited for them. `None` where the toy is gone.
    pub(crate) fn stop(&self, feature: Option<u32>) -> Option<Latched> {
        let features = feature.map_or(Features::All, |feature| Features::Some(BTreeSet::from([feature])));
        self.latch(&mut self.lock(), features)
    }

    /// Latches a stop of all of it. If the toy confirmed a moment ago that all of it stands still, and nothing was to move
    /// it since, there is nothing to do: it is not written to again, and the stop counts as confirmed at once.
    pub(crate) fn stop_unless_at_rest(&self) -> Option<Latched> {
        let mut state = self.lock();
        if !state.is_at_rest(self.clock.now()) {
            return self.latch(&mut state, Features::All);
        }
        let at = self.clock.now();
        drop(state);
        Some(Latched::at_rest(at))
    }

    /// Latches a stop of what this session moves. `None` where it moves nothing here, or the toy is gone.
    pub(crate) fn stop_moved_by(&self, session: SessionId) -> Option<Latched> {
        let mut state = self.lock();
        let moved = state.queue.moved_by(session);
        if moved.is_empty() {
            return None;
        }
        self.latch(&mut state, Features::Some(moved))
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
        let mut state = self.lock();
        let receiver = self.latch(&mut state, Features::All);
        state.status.closing = closing;
        receiver
    }

    /// What to write so that the toy stands still; empty if there is nothing that it could be told.
    pub(super) fn stop_outputs(&self, order: &StopOrder, now: Moment) -> Vec<FeatureOutput> {
        let features = |feature| order.features.contains(feature);
        self.lock().told.sent.stop_outputs(&self.description, &features, now)
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
        let mut state = self.lock();
        let goes_on = !state.queue.is_empty()
            || !untold.is_empty()
            || state
                .told
                .sent
                .any_moves(&|feature| !order.features.contains(feature), self.clock.now());
        if !goes_on {
            self.all_moved.clear(&self.identity);
        }
        // Toys on the screen begin where they are drawn.
        let features = |feature| order.features.contains(feature);
        let is_unknown = self.identity.transport != Transport::Simulated
            && state.told.sent.knows_not_all(&self.description, &features);
        // A carriage that nobody moved since the toy arrived is left out of later stops: what was to be said of it has
        // been said.
        if untold.iter().any(|feature| features(*feature)) || is_unknown && (attempts == 0 || !state.told.was_used) {
            StopResult::NothingToTell
        } else {
            // Something was written, and it was for all of the toy.
            if !goes_on && order.features == Features::All && attempts > 0 {
                state.told.at_rest_since = Some(self.clock.now());
            }
            StopResult::Confirmed
        }
    }

    pub(super) fn latch(&self, state: &mut State, features: Features) -> Option<Latched> {
        if state.status.gone.is_some() {
            return None;
        }
        let now = self.clock.now();
        let was_moving = state.stop.is_some() || !state.queue.is_empty() || state.told.sent.is_moving(now);
        let movers = state.queue.movers_among(&features, |feature| {
            state.told.sent.any_moves(&|one| one == feature, now)
        });
        state.queue.drop_all_of(&features);
        state.pacing.forget(&features);
        let order = state
            .stop
            .get_or_insert_with(|| StopOrder::new(Features::Some(BTreeSet::new()), now));
        let outcome = order.join(features);
        self.wake.notify_one();
        Some(Latched {
            was_moving,
            movers,
            outcome,
        })
    }
}

impl State {
    /// Whether a stop has nothing to do here. Only for a moment: what was confirmed may have been lost on the air, and a
    /// toy has buttons of its own.
    fn is_at_rest(&self, now: Moment) -> bool {
        let rests = self
            .told
            .at_rest_since
            .is_some_and(|since| now - since < timeouts::AT_REST);
        rests
            && self.stop.is_none()
            && self.queue.is_empty()
            && self.queue.movers().is_empty()
            && self.status.closing == Closing::No
            && self.status.gone.is_none()
            && !self.told.sent.is_moving(now)
    }
}
