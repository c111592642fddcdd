//! What a toy does right now, as its hardware last confirmed it, and what would make it stand still.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use vigil_core::{
    message::{DeviceDescription, Output, OutputKind},
    time::Moment,
};

use crate::{
    model::{LastKnown, Movement},
    toy::FeatureOutput,
};

/// Where a carriage is taken to be before it was told anything: toys and their protocols begin at the lower end.
const START: i32 = 0;

/// The last output of each feature and kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Motion {
    features: BTreeMap<(u32, OutputKind), LastOutput>,
    /// Carriages that were known to stand still when the toy arrived, and were not sent anything since.
    at_rest: BTreeSet<u32>,
}

#[derive(Debug, Clone, Copy)]
struct LastOutput {
    output: Output,
    sent: Moment,
    /// Where a position was when this output was sent.
    from: i32,
}

impl Motion {
    /// Goes on from what the toy was sent before its link was lost, or by an earlier process. What it does not have is
    /// left out: it may be recognised as another toy than before.
    pub(crate) fn of(known: &LastKnown, description: &DeviceDescription) -> Self {
        let mut features = BTreeMap::new();
        for movement in &known.movements {
            let feature = description.features.get(&movement.feature);
            let range = feature.and_then(|feature| feature.outputs.get(&movement.kind));
            let Some(range) = range.filter(|_| movement.kind.is_position()) else {
                continue;
            };
            let within = |place: i32| place.clamp(*range.value.start(), *range.value.end());
            let output = Output {
                kind: movement.kind,
                value: within(movement.to),
                duration_ms: range.duration_ms.is_some().then_some(movement.duration_ms),
            };
            let moved = LastOutput {
                output,
                sent: movement.sent,
                from: within(movement.from),
            };
            features.insert((movement.feature, movement.kind), moved);
        }
        let at_rest = if known.at_rest {
            features.keys().map(|(feature, _)| *feature).collect()
        } else {
            BTreeSet::new()
        };
        Self { features, at_rest }
    }

    /// The last movement of each position feature.
    pub(crate) fn movements(&self) -> Vec<Movement> {
        let positions = self.features.iter().filter(|((_, kind), _)| kind.is_position());
        positions
            .map(|(&(feature, kind), moved)| Movement {
                feature,
                kind,
                from: moved.from,
                to: moved.output.value,
                duration_ms: moved.output.duration_ms.unwrap_or(0),
                sent: moved.sent,
            })
            .collect()
    }

    /// Notes that an output went out.
    pub(crate) fn note(&mut self, feature_output: FeatureOutput, sent: Moment) {
        let FeatureOutput { feature, output } = feature_output;
        let from = if output.kind.is_position() {
            self.place(feature, sent)
        } else {
            0
        };
        if output.kind.is_position() {
            // Two ways to tell one carriage where to go: the newer one is what it does.
            self.features
                .retain(|(f, kind), _| *f != feature || !kind.is_position());
        }
        self.features
            .insert((feature, output.kind), LastOutput { output, sent, from });
        self.at_rest.remove(&feature);
    }

    /// This movement failed: the carriage does what it confirmed last. Unless that is unknown; then the failed movement
    /// is kept, so that a stop has something to tell.
    pub(crate) fn take_back(
        &mut self,
        FeatureOutput { feature, output }: FeatureOutput,
        sent: Moment,
        confirmed: &Self,
    ) {
        let last = self.features.get(&(feature, output.kind));
        if !output.kind.is_position() || last.is_none_or(|moved| moved.sent != sent) {
            return;
        }
        let before = confirmed
            .features
            .iter()
            .find(|((f, kind), _)| *f == feature && kind.is_position());
        if let Some((key, moved)) = before {
            self.features.remove(&(feature, output.kind));
            self.features.insert(*key, *moved);
        }
    }

    /// The last output of a feature.
    pub(crate) fn current(&self, feature: u32, kind: OutputKind) -> Option<Output> {
        self.features.get(&(feature, kind)).map(|moved| moved.output)
    }

    pub(crate) fn is_moving(&self, now: Moment) -> bool {
        self.any_moves(&|_| true, now)
    }

    /// Whether any of these features moves: a strength that is not zero, a carriage on its way.
    pub(crate) fn any_moves(&self, features: &dyn Fn(u32) -> bool, now: Moment) -> bool {
        let mut looked_at = self.features.iter().filter(|((feature, _), _)| features(*feature));
        looked_at.any(|(_, moved)| {
            if moved.output.kind.is_position() {
                moved.position_at(now) != moved.output.value
            } else {
                moved.output.value != 0
            }
        })
    }

    /// Whether one of these features has a position and was never sent a movement: nothing can be told to it that is sure
    /// to leave it where it is.
    pub(crate) fn knows_not_all(&self, description: &DeviceDescription, features: &dyn Fn(u32) -> bool) -> bool {
        let positions = description
            .features
            .iter()
            .filter(|(feature, details)| features(**feature) && details.outputs.keys().any(|kind| kind.is_position()));
        let is_known = |feature| {
            self.features
                .keys()
                .any(|(known, kind)| *known == feature && kind.is_position())
        };
        positions.into_iter().any(|(feature, _)| !is_known(*feature))
    }

    /// What to write so that these features stand still: zero for what has a strength, the place where it is now for
    /// what has a position. A carriage that never moved is left alone, and so is one that is known to stand still since
    /// before the toy arrived: it may have been moved by hand.
    ///
    /// Places first: while a carriage is on its way, a protocol that leads it step by step says nothing of the motors
    /// but with its next step, which there may not be once the carriage is frozen.
    pub(crate) fn stop_outputs(
        &self,
        description: &DeviceDescription,
        features: &dyn Fn(u32) -> bool,
        now: Moment,
    ) -> Vec<FeatureOutput> {
        let mut outputs = Vec::new();
        for (&feature, details) in description.features.iter().filter(|(feature, _)| features(**feature)) {
            for (&kind, range) in &details.outputs {
                let output = if kind.is_position() {
                    let moved = self.features.get(&(feature, kind));
                    let Some(moved) = moved.filter(|_| !self.at_rest.contains(&feature)) else {
                        continue;
                    };
                    Output {
                        kind,
                        value: moved.position_at(now),
                        duration_ms: range.duration_ms.as_ref().map(|ms| *ms.start()),
                    }
                } else {
                    Output {
                        kind,
                        value: 0.clamp(*range.value.start(), *range.value.end()),
                        duration_ms: None,
                    }
                };
                outputs.push(FeatureOutput { feature, output });
            }
        }
        outputs.sort_by_key(|output| !output.output.kind.is_position());
        outputs
    }

    /// Where a carriage is taken to be.
    pub(crate) fn place(&self, feature: u32, now: Moment) -> i32 {
        self.position(feature, now).unwrap_or(START)
    }

    fn position(&self, feature: u32, now: Moment) -> Option<i32> {
        self.features
            .iter()
            .find(|((f, kind), _)| *f == feature && kind.is_position())
            .map(|(_, moved)| moved.position_at(now))
    }
}

impl LastOutput {
    /// Where the carriage is, taking it to move evenly.
    fn position_at(&self, now: Moment) -> i32 {
        let duration = Duration::from_millis(u64::from(self.output.duration_ms.unwrap_or(0)));
        let elapsed = now - self.sent;
        if elapsed >= duration {
            return self.output.value;
        }
        let share = elapsed.as_secs_f64() / duration.as_secs_f64();
        let way = f64::from(self.output.value) - f64::from(self.from);
        // Between two i32: the cast cannot leave their range.
        #[allow(clippy::cast_possible_truncation)]
        let position = way.mul_add(share, f64::from(self.from)).round() as i32;
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::{SimulatedKind, describe};

    fn at(ms: u64) -> Moment {
        Moment::from_nanos(ms * 1_000_000)
    }

    fn slide(value: i32, duration_ms: u32) -> FeatureOutput {
        FeatureOutput {
            feature: 0,
            output: Output {
                kind: OutputKind::HwPositionWithDuration,
                value,
                duration_ms: Some(duration_ms),
            },
        }
    }

    #[test]
    fn s4_a_stroker_freezes_where_it_is() {
        let description = describe(SimulatedKind::Stroker);
        let mut motion = Motion::default();
        motion.note(slide(0, 0), at(0));
        motion.note(slide(100, 1000), at(1000));
        for (now, expected) in [(1000, 0), (1250, 25), (1500, 50), (2000, 100), (9000, 100)] {
            let outputs = motion.stop_outputs(&description, &|_| true, at(now));
            assert_eq!(outputs.len(), 1, "one carriage, one freeze");
            assert_eq!(outputs[0].output.value, expected, "at {now} ms");
        }
    }

    #[test]
    fn s4_a_carriage_is_frozen_before_the_motors_are_stopped() {
        let mut description = describe(SimulatedKind::Vibrator);
        let carriage = describe(SimulatedKind::Stroker).features.remove(&0).unwrap();
        description.features.insert(9, carriage);
        let mut motion = Motion::default();
        let mut there = slide(100, 1000);
        there.feature = 9;
        motion.note(there, at(0));
        let outputs = motion.stop_outputs(&description, &|_| true, at(500));
        let features: Vec<_> = outputs.iter().map(|output| output.feature).collect();
        assert_eq!(features, [9, 0, 1]);
    }

    #[test]
    fn a_first_slide_starts_at_the_lower_end() {
        let description = describe(SimulatedKind::Stroker);
        let mut motion = Motion::default();
        motion.note(slide(80, 1000), at(0));
        assert!(motion.is_moving(at(500)));
        let outputs = motion.stop_outputs(&description, &|_| true, at(500));
        assert_eq!(outputs[0].output.value, 40);
    }

    #[test]
    fn a_new_target_starts_from_the_interpolated_place() {
        let description = describe(SimulatedKind::Stroker);
        let mut motion = Motion::default();
        motion.note(slide(0, 0), at(0));
        motion.note(slide(100, 1000), at(0));
        motion.note(slide(0, 500), at(500));
        let outputs = motion.stop_outputs(&description, &|_| true, at(750));
        assert_eq!(outputs[0].output.value, 25);
    }

    #[test]
    fn s4_strengths_stop_at_zero_even_where_nothing_is_known_to_move() {
        let description = describe(SimulatedKind::Vibrator);
        let outputs = Motion::default().stop_outputs(&description, &|_| true, at(0));
        assert_eq!(outputs.len(), 2);
        assert!(outputs.iter().all(|o| o.output.value == 0));
    }

    #[test]
    fn a_carriage_that_never_moved_is_left_alone() {
        let description = describe(SimulatedKind::Stroker);
        assert!(
            Motion::default()
                .stop_outputs(&description, &|_| true, at(0))
                .is_empty()
        );
    }
}
