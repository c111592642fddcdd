use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use vigil_core::message::OutputKind;

use crate::toy::{FeatureOutput, Urgency};

/// Where the carriages of a toy are on their way to, as far as the toy confirmed it.
///
/// Some protocols reckon a speed from the way since the last place that they gave a packet for, whether it was written
/// or not: the packet of a second attempt would say that the carriage is there already, with no speed or the highest.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_feature: Mutex<BTreeMap<u32, Place>>,
}

/// Protocols begin at the lower end.
#[derive(Debug, Default)]
struct Place {
    confirmed: i32,
    /// Of the newest output that is not answered yet.
    under_way: Option<i32>,
}

impl Places {
    /// From where an output's way is to be reckoned.
    pub(super) fn before(&self, output: &FeatureOutput) -> Option<i32> {
        if output.output.kind != OutputKind::HwPositionWithDuration {
            return None;
        }
        let by_feature = self.lock();
        let place = by_feature.get(&output.feature);
        Some(place.map_or(0, |place| place.under_way.unwrap_or(place.confirmed)))
    }

    /// Packets for these outputs were made. A stop changes nothing before it is confirmed: the next attempt says the
    /// same.
    pub(super) fn begun(&self, outputs: &[FeatureOutput], urgency: Urgency) {
        if urgency == Urgency::Normal {
            let mut by_feature = self.lock();
            for output in slides(outputs) {
                by_feature.entry(output.feature).or_default().under_way = Some(output.output.value);
            }
        }
    }

    /// They were answered.
    pub(super) fn answered(&self, outputs: &[FeatureOutput], urgency: Urgency, succeeded: bool) {
        let mut by_feature = self.lock();
        for output in slides(outputs) {
            let value = output.output.value;
            let place = by_feature.entry(output.feature).or_default();
            if succeeded {
                place.confirmed = value;
            }
            if place.under_way == Some(value) || (succeeded && urgency == Urgency::Stop) {
                place.under_way = None;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Place>> {
        self.by_feature.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn slides(outputs: &[FeatureOutput]) -> impl Iterator<Item = &FeatureOutput> {
    outputs
        .iter()
        .filter(|output| output.output.kind == OutputKind::HwPositionWithDuration)
}
