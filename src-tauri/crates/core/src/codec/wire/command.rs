//! The inner object of v4's OutputCmd.

use serde::Deserialize;

use crate::{
    message::{Output, OutputKind},
    whole::Single,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct Value {
    value: Single<i32>,
}

/// A position: a widely used client calls the value so.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct Place {
    #[serde(alias = "Position")]
    value: Single<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct PlaceAndDuration {
    #[serde(alias = "Position")]
    value: Single<i32>,
    duration: Single<u32>,
}

#[derive(Debug, Deserialize)]
pub(in crate::codec) enum OutputCommand {
    Vibrate(Value),
    Rotate(Value),
    Oscillate(Value),
    Constrict(Value),
    Temperature(Value),
    Led(Value),
    Position(Place),
    HwPositionWithDuration(PlaceAndDuration),
    Spray(Value),
}

impl From<OutputCommand> for Output {
    fn from(command: OutputCommand) -> Self {
        let (kind, value) = match command {
            OutputCommand::Vibrate(Value { value }) => (OutputKind::Vibrate, value),
            OutputCommand::Rotate(Value { value }) => (OutputKind::Rotate, value),
            OutputCommand::Oscillate(Value { value }) => (OutputKind::Oscillate, value),
            OutputCommand::Constrict(Value { value }) => (OutputKind::Constrict, value),
            OutputCommand::Temperature(Value { value }) => (OutputKind::Temperature, value),
            OutputCommand::Led(Value { value }) => (OutputKind::Led, value),
            OutputCommand::Position(Place { value }) => (OutputKind::Position, value),
            OutputCommand::Spray(Value { value }) => (OutputKind::Spray, value),
            OutputCommand::HwPositionWithDuration(PlaceAndDuration { value, duration }) => {
                return Self {
                    kind: OutputKind::HwPositionWithDuration,
                    value: value.0,
                    duration_ms: Some(duration.0),
                };
            }
        };
        Self {
            kind,
            value: value.0,
            duration_ms: None,
        }
    }
}
