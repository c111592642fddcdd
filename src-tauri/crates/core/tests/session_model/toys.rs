use std::{collections::BTreeMap, sync::Arc};

use vigil_core::message::{
    DeviceDescription, DeviceTable, Feature, InputAction, InputKind, InputRange, OutputKind, OutputRange,
};

pub(super) const TABLES: usize = 4;

/// Which toy has which index; toys with different steps are different toys.
pub(super) fn steps_by_index(table: usize) -> BTreeMap<u32, i32> {
    let toys: &[(u32, i32)] = match table {
        0 => &[],
        1 => &[(1, 20)],
        2 => &[(1, 7)],
        _ => &[(1, 20), (2, 7)],
    };
    toys.iter().copied().collect()
}

pub(super) fn table(table: usize) -> DeviceTable {
    steps_by_index(table)
        .into_iter()
        .map(|(index, steps)| (index, Arc::new(toy(steps))))
        .collect()
}

/// A motor and a battery.
fn toy(steps: i32) -> DeviceDescription {
    let motor = Feature {
        outputs: BTreeMap::from([(
            OutputKind::Vibrate,
            OutputRange {
                value: 0..=steps,
                duration_ms: None,
            },
        )]),
        ..Feature::default()
    };
    let battery = Feature {
        inputs: BTreeMap::from([(
            InputKind::Battery,
            InputRange {
                values: vec![0..=100],
                actions: [InputAction::Read].into(),
            },
        )]),
        ..Feature::default()
    };
    DeviceDescription {
        name: "Toy".to_owned(),
        display_name: None,
        message_gap_ms: 0,
        features: BTreeMap::from([(0, motor), (1, battery)]),
    }
}
