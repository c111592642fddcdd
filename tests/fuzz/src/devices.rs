//! Device tables to choose from, and devices that answer at once.

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};

use vigil_core::message::{
    Command, CommandError, DeviceDescription, DeviceReading, DeviceTable, Feature, InputAction, InputKind, InputRange,
    OutputKind, OutputRange, Reading, StopScope,
};

/// Nothing; one toy; one that has everything; both, and the first of them another one.
pub(super) fn tables() -> [Arc<DeviceTable>; 4] {
    let plain = Arc::new(toy("Plain", [vibrator(20)]));
    let other = Arc::new(toy("Other", [vibrator(7)]));
    let everything = Arc::new(everything());
    [
        Arc::default(),
        Arc::new(BTreeMap::from([(0, plain)])),
        Arc::new(BTreeMap::from([(1, everything.clone())])),
        Arc::new(BTreeMap::from([(0, other), (1, everything)])),
    ]
}

/// What devices say to a command that they check and do.
pub(super) fn outcome(table: &DeviceTable, command: &Command) -> Result<Option<DeviceReading>, CommandError> {
    let device_of = |index: &u32| table.get(index).ok_or(CommandError::UnknownDevice(*index));
    match command {
        Command::Output { device: index, outputs } => {
            let device = device_of(index)?;
            for output in outputs {
                device.check_output(*index, output.feature, &output.output)?;
            }
            Ok(None)
        }
        Command::Input {
            device: index,
            feature,
            kind,
            action,
        } => {
            device_of(index)?.check_input(*index, *feature, *kind, *action)?;
            Ok((*action == InputAction::Read).then_some(DeviceReading {
                device: *index,
                feature: *feature,
                reading: Reading { kind: *kind, value: 50 },
            }))
        }
        Command::Stop(StopScope {
            device: Some(index),
            feature,
            ..
        }) => {
            let device = device_of(index)?;
            if let Some(feature) = feature {
                device.feature(*index, *feature)?;
            }
            Ok(None)
        }
        Command::Stop(_) | Command::StartScanning | Command::StopScanning => Ok(None),
    }
}

fn toy(name: &str, features: impl IntoIterator<Item = Feature>) -> DeviceDescription {
    DeviceDescription {
        name: name.to_owned(),
        display_name: Some("\"Mine\" \u{1F9F8}".to_owned()),
        message_gap_ms: 100,
        features: (0..).zip(features).collect(),
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
    toy("Everything", [vibrator(20), many, carriage, sensors, vibrator(1)])
}

fn vibrator(steps: i32) -> Feature {
    Feature {
        description: "Motor".to_owned(),
        outputs: BTreeMap::from([output(OutputKind::Vibrate, 0..=steps, None)]),
        inputs: BTreeMap::new(),
    }
}

fn output(
    kind: OutputKind,
    value: RangeInclusive<i32>,
    duration_ms: Option<RangeInclusive<u32>>,
) -> (OutputKind, OutputRange) {
    (kind, OutputRange { value, duration_ms })
}

fn input(kind: InputKind, values: RangeInclusive<i32>, actions: &[InputAction]) -> (InputKind, InputRange) {
    let range = InputRange {
        values: vec![values],
        actions: actions.iter().copied().collect(),
    };
    (kind, range)
}
