use std::collections::{BTreeMap, BTreeSet};

use vigil_core::message::{DeviceDescription, Feature, InputAction, InputKind, InputRange, OutputKind, OutputRange};

/// The kinds of toys on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimulatedKind {
    /// Two motors and a battery.
    Vibrator,
    Rotator,
    /// Position, and position with duration.
    Stroker,
    Constrictor,
}

/// As fast as the quickest real toys take messages; bounds what a program in a loop can cause.
const MESSAGE_GAP_MS: u32 = 10;

/// What a toy of this kind is called and can do.
pub fn describe(kind: SimulatedKind) -> DeviceDescription {
    let (name, features) = match kind {
        SimulatedKind::Vibrator => (
            "Simulated Vibrator",
            vec![
                strength("Shaft", OutputKind::Vibrate, 0, 20),
                strength("Tip", OutputKind::Vibrate, 0, 20),
                battery(),
            ],
        ),
        SimulatedKind::Rotator => (
            "Simulated Rotator",
            vec![strength("Head", OutputKind::Rotate, -20, 20), battery()],
        ),
        SimulatedKind::Stroker => ("Simulated Stroker", vec![carriage(), battery()]),
        SimulatedKind::Constrictor => (
            "Simulated Constrictor",
            vec![strength("Cuff", OutputKind::Constrict, 0, 12), battery()],
        ),
    };
    DeviceDescription {
        name: name.to_owned(),
        numbered_name: None,
        display_name: None,
        message_gap_ms: MESSAGE_GAP_MS,
        features: (0..).zip(features).collect(),
    }
}

fn strength(description: &str, kind: OutputKind, min: i32, max: i32) -> Feature {
    Feature {
        description: description.to_owned(),
        outputs: BTreeMap::from([(
            kind,
            OutputRange {
                value: min..=max,
                duration_ms: None,
            },
        )]),
        inputs: BTreeMap::new(),
    }
}

fn carriage() -> Feature {
    Feature {
        description: "Carriage".to_owned(),
        outputs: BTreeMap::from([
            (
                OutputKind::Position,
                OutputRange {
                    value: 0..=100,
                    duration_ms: None,
                },
            ),
            (
                OutputKind::HwPositionWithDuration,
                OutputRange {
                    value: 0..=100,
                    duration_ms: Some(0..=100_000),
                },
            ),
        ]),
        inputs: BTreeMap::new(),
    }
}

fn battery() -> Feature {
    Feature {
        description: "Battery".to_owned(),
        outputs: BTreeMap::new(),
        inputs: BTreeMap::from([(
            InputKind::Battery,
            InputRange {
                values: vec![0..=100],
                actions: BTreeSet::from([InputAction::Read]),
            },
        )]),
    }
}
