use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::error::ErrorCode;

/// Every connected device, by its index.
pub type DeviceTable = BTreeMap<u32, Arc<DeviceDescription>>;

/// What a device is called and what it can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceDescription {
    /// The model's.
    pub name: String,
    /// The model's with a number, if another device of the same name came before it.
    pub numbered_name: Option<String>,
    /// The name the person gave it.
    pub display_name: Option<String>,
    /// The device cannot take messages faster than this, in milliseconds.
    pub message_gap_ms: u32,
    pub features: BTreeMap<u32, Feature>,
}

/// One motor, sensor or the like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feature {
    pub description: String,
    pub outputs: BTreeMap<OutputKind, OutputRange>,
    pub inputs: BTreeMap<InputKind, InputRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OutputKind {
    Vibrate,
    Rotate,
    Oscillate,
    Constrict,
    Temperature,
    Led,
    Position,
    HwPositionWithDuration,
    Spray,
}

impl OutputKind {
    /// The spec's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vibrate => "Vibrate",
            Self::Rotate => "Rotate",
            Self::Oscillate => "Oscillate",
            Self::Constrict => "Constrict",
            Self::Temperature => "Temperature",
            Self::Led => "Led",
            Self::Position => "Position",
            Self::HwPositionWithDuration => "HwPositionWithDuration",
            Self::Spray => "Spray",
        }
    }

    /// The kind with this name of the spec.
    pub fn from_name(name: &str) -> Option<Self> {
        const ALL: [OutputKind; 9] = [
            OutputKind::Vibrate,
            OutputKind::Rotate,
            OutputKind::Oscillate,
            OutputKind::Constrict,
            OutputKind::Temperature,
            OutputKind::Led,
            OutputKind::Position,
            OutputKind::HwPositionWithDuration,
            OutputKind::Spray,
        ];
        ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it needs a duration.
    pub const fn needs_duration(self) -> bool {
        matches!(self, Self::HwPositionWithDuration)
    }

    /// Whether the value is a position rather than a strength: it has no natural zero, so stopping it means "stay".
    pub const fn is_position(self) -> bool {
        matches!(self, Self::Position | Self::HwPositionWithDuration)
    }
}

/// What values an output takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputRange {
    pub value: RangeInclusive<i32>,
    /// In milliseconds; only for outputs that move for a time.
    pub duration_ms: Option<RangeInclusive<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum InputAction {
    #[serde(alias = "read")]
    Read,
    #[serde(alias = "subscribe")]
    Subscribe,
    #[serde(alias = "unsubscribe")]
    Unsubscribe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InputKind {
    Battery,
    #[serde(alias = "RSSI")]
    Rssi,
    Button,
    Pressure,
    Depth,
    Position,
}

/// A sensor's values, and the ways to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputRange {
    pub values: Vec<RangeInclusive<i32>>,
    pub actions: BTreeSet<InputAction>,
}

/// A value for one output of one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    pub kind: OutputKind,
    /// In the feature's own range.
    pub value: i32,
    /// Present exactly for [`OutputKind::HwPositionWithDuration`].
    pub duration_ms: Option<u32>,
}

/// A value for one output, and the feature it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeatureOutput {
    pub feature: u32,
    pub output: Output,
}

/// Why a command cannot be given to a device.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CommandError {
    #[error("There is no device with index {0}.")]
    UnknownDevice(u32),
    #[error("Device {device} has no feature {feature}.")]
    UnknownFeature { device: u32, feature: u32 },
    #[error("This feature has no output {}.", .0.name())]
    UnsupportedOutput(OutputKind),
    #[error("This feature cannot {action:?} {kind:?}.")]
    UnsupportedInput { kind: InputKind, action: InputAction },
    #[error("Value {value} is outside {min} to {max}.")]
    ValueOutOfRange { value: i32, min: i32, max: i32 },
    #[error("Duration {duration_ms} ms is outside {min} to {max} ms.")]
    DurationOutOfRange { duration_ms: u32, min: u32, max: u32 },
    #[error("A value of {0} is outside 0.0 to 1.0.")]
    FractionOutOfRange(f64),
    #[error("{command} needs at least one value.")]
    NoValues { command: &'static str },
    #[error("This device has nothing that {command} could move: index {index} of {count}.")]
    UnknownIndex {
        command: &'static str,
        index: u32,
        count: usize,
    },
    #[error("This device does not take {command}.")]
    UnsupportedCommand { command: &'static str },
    #[error("Every toy is held still by the person at the computer.")]
    Held,
    #[error("This toy is held still by the person at the computer.")]
    ToyHeld,
    #[error("The person at the computer switched this output off.")]
    SwitchedOff,
    #[error("The session is over.")]
    SessionOver,
    #[error("The device is disconnected.")]
    Disconnected,
    #[error("The device did not answer in time.")]
    NoAnswer,
    #[error("The device reported a failure: {0}")]
    Failed(String),
    #[error("The device did not confirm that it stopped.")]
    StopUnconfirmed,
}

impl CommandError {
    /// The class that the program is told.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::ValueOutOfRange { .. }
            | Self::DurationOutOfRange { .. }
            | Self::FractionOutOfRange(_)
            | Self::NoValues { .. } => ErrorCode::Message,
            _ => ErrorCode::Device,
        }
    }
}

impl DeviceDescription {
    /// The name that tells it from every other device, without the person's.
    pub fn distinct_name(&self) -> &str {
        self.numbered_name.as_ref().unwrap_or(&self.name)
    }

    /// What a person knows it by.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_else(|| self.distinct_name())
    }

    /// Whether a feature takes this output with this value.
    pub fn check_output(&self, device: u32, feature: u32, output: &Output) -> Result<(), CommandError> {
        let range = self
            .feature(device, feature)?
            .outputs
            .get(&output.kind)
            .ok_or(CommandError::UnsupportedOutput(output.kind))?;
        if !range.value.contains(&output.value) {
            return Err(CommandError::ValueOutOfRange {
                value: output.value,
                min: *range.value.start(),
                max: *range.value.end(),
            });
        }
        if let (Some(durations), Some(duration_ms)) = (&range.duration_ms, output.duration_ms)
            && !durations.contains(&duration_ms)
        {
            return Err(CommandError::DurationOutOfRange {
                duration_ms,
                min: *durations.start(),
                max: *durations.end(),
            });
        }
        Ok(())
    }

    /// Whether a feature has this sensor and supports this way to read it.
    pub fn check_input(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
        action: InputAction,
    ) -> Result<(), CommandError> {
        match self.feature(device, feature)?.inputs.get(&kind) {
            Some(range) if range.actions.contains(&action) => Ok(()),
            _ => Err(CommandError::UnsupportedInput { kind, action }),
        }
    }

    /// Whether there is such a feature.
    pub fn feature(&self, device: u32, feature: u32) -> Result<&Feature, CommandError> {
        self.features
            .get(&feature)
            .ok_or(CommandError::UnknownFeature { device, feature })
    }
}
