use std::{collections::BTreeMap, sync::Arc};

use vigil_core::message::DeviceTable;

use super::support::{battery, motor, toy};

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
        .map(|(index, steps)| (index, Arc::new(toy("Toy", [motor(steps), battery()]))))
        .collect()
}
