//! Device tables to choose from.

use std::{collections::BTreeMap, sync::Arc};

use vigil_core::message::{DeviceDescription, DeviceTable, Feature, InputAction, InputKind, OutputKind};

use super::support::{input, motor, output, toy};

/// Nothing; one toy; one that has everything; both, and the first of them another one.
pub(super) fn tables() -> [Arc<DeviceTable>; 4] {
    let plain = Arc::new(named("Plain", [motor(20)]));
    let other = Arc::new(named("Other", [motor(7)]));
    let everything = Arc::new(everything());
    [
        Arc::default(),
        Arc::new(BTreeMap::from([(0, plain)])),
        Arc::new(BTreeMap::from([(1, everything.clone())])),
        Arc::new(BTreeMap::from([(0, other), (1, everything)])),
    ]
}

fn named(name: &str, features: impl IntoIterator<Item = Feature>) -> DeviceDescription {
    DeviceDescription {
        numbered_name: None,
        display_name: Some("\"Mine\" \u{1F9F8}".to_owned()),
        message_gap_ms: 100,
        ..toy(name, features)
    }
}

/// Every kind of output, several in one feature, and sensors.
fn everything() -> DeviceDescription {
    let carriage = Feature {
        description: "Carriage".to_owned(),
        outputs: BTreeMap::from([
            output(OutputKind::Position, 0..=100, None),
            output(OutputKind::HwPositionWithDuration, 0..=100, Some(20..=10_000)),
        ]),
        inputs: BTreeMap::new(),
    };
    let many = Feature {
        description: "Many".to_owned(),
        outputs: BTreeMap::from([
            output(OutputKind::Rotate, -20..=20, None),
            output(OutputKind::Oscillate, 0..=8, None),
            output(OutputKind::Constrict, 0..=3, None),
            output(OutputKind::Temperature, -10..=10, None),
            output(OutputKind::Led, 0..=i32::MAX, None),
            output(OutputKind::Spray, 0..=1, None),
        ]),
        inputs: BTreeMap::new(),
    };
    let sensors = Feature {
        description: String::new(),
        outputs: BTreeMap::new(),
        inputs: BTreeMap::from([
            input(InputKind::Battery, 0..=100, &[InputAction::Read]),
            input(InputKind::Rssi, -128..=0, &[InputAction::Read]),
            input(
                InputKind::Pressure,
                0..=9000,
                &[InputAction::Subscribe, InputAction::Unsubscribe],
            ),
        ]),
    };
    named("Everything", [motor(20), many, carriage, sensors, motor(1)])
}
