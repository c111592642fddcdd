//! What is told of a toy while somebody looks at it closely.

use std::time::Duration;

use vigil_core::message::{Feature, InputAction};
use vigil_devices::{ToyDetails, WriteTimesSummary};

use super::request::Requester;
use crate::view::{FeatureView, InputRangeView, OutputRangeView, ToyDetailsView, WriteTimesView};

impl Requester {
    /// `None` if the toy is not here. Waits for nobody.
    #[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window asks"))]
    pub(crate) fn toy_details(&self, index: u32) -> Option<ToyDetailsView> {
        self.devices().details(index).as_ref().map(view)
    }
}

fn view(details: &ToyDetails) -> ToyDetailsView {
    let features = details.description.features.iter();
    ToyDetailsView {
        features: features
            .map(|(&feature, details)| of_feature(feature, details))
            .collect(),
        writes: details.write_times.map(write_times),
    }
}

fn of_feature(feature: u32, details: &Feature) -> FeatureView {
    let outputs = details.outputs.iter().map(|(kind, range)| OutputRangeView {
        kind: kind.name().to_owned(),
        min: *range.value.start(),
        max: *range.value.end(),
        duration_ms: range.duration_ms.as_ref().map(|range| (*range.start(), *range.end())),
    });
    let inputs = details.inputs.iter().map(|(kind, range)| InputRangeView {
        kind: format!("{kind:?}"),
        min: range.values.iter().map(|range| *range.start()).min().unwrap_or(0),
        max: range.values.iter().map(|range| *range.end()).max().unwrap_or(0),
        reads: range.actions.contains(&InputAction::Read),
        subscribes: range.actions.contains(&InputAction::Subscribe),
    });
    FeatureView {
        feature,
        description: details.description.clone(),
        outputs: outputs.collect(),
        inputs: inputs.collect(),
    }
}

fn write_times(times: WriteTimesSummary) -> WriteTimesView {
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    WriteTimesView {
        count: times.count,
        last_us: micros(times.last),
        median_us: micros(times.median),
        slowest_us: micros(times.slowest),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vigil_devices::simulated::{SimulatedKind, describe};

    use super::*;

    #[test]
    fn all_that_a_toy_can_do_is_told() {
        let details = ToyDetails {
            description: Arc::new(describe(SimulatedKind::Stroker)),
            write_times: Some(WriteTimesSummary {
                count: 3,
                last: Duration::from_micros(1500),
                median: Duration::from_micros(1400),
                slowest: Duration::from_micros(9000),
            }),
        };
        let view = view(&details);
        let carriage = &view.features[0];
        assert_eq!(carriage.description, "Carriage");
        let kinds: Vec<_> = carriage.outputs.iter().map(|output| output.kind.as_str()).collect();
        assert_eq!(kinds, ["Position", "HwPositionWithDuration"]);
        assert_eq!(carriage.outputs[1].duration_ms, Some((0, 100_000)));
        let battery = &view.features[1].inputs[0];
        assert_eq!((battery.kind.as_str(), battery.min, battery.max), ("Battery", 0, 100));
        assert!(battery.reads && !battery.subscribes);
        assert_eq!(view.writes.map(|times| times.slowest_us), Some(9000));
    }
}
