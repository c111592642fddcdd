//! The inner object of v4's OutputCmd and InputCmd.

use serde::Deserialize;

use crate::message::{InputAction, Output, OutputKind};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct Value {
    value: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::codec) struct ValueAndDuration {
    value: i32,
    duration: u32,
}

#[derive(Debug, Deserialize)]
pub(in crate::codec) enum OutputCommand {
    Vibrate(Value),
    Rotate(Value),
    Oscillate(Value),
    Constrict(Value),
    Temperature(Value),
    Led(Value),
    Position(Value),
    HwPositionWithDuration(ValueAndDuration),
    Spray(Value),
}

impl From<OutputCommand> for Output {
    fn from(command: OutputCommand) -> Self {
        let (kind, value) = match command {
            OutputCommand::Vibrate(value) => (OutputKind::Vibrate, value),
            OutputCommand::Rotate(value) => (OutputKind::Rotate, value),
            OutputCommand::Oscillate(value) => (OutputKind::Oscillate, value),
            OutputCommand::Constrict(value) => (OutputKind::Constrict, value),
            OutputCommand::Temperature(value) => (OutputKind::Temperature, value),
            OutputCommand::Led(value) => (OutputKind::Led, value),
            OutputCommand::Position(value) => (OutputKind::Position, value),
            OutputCommand::Spray(value) => (OutputKind::Spray, value),
            OutputCommand::HwPositionWithDuration(ValueAndDuration { value, duration }) => {
                return Self {
                    kind: OutputKind::HwPositionWithDuration,
                    value,
                    duration_ms: Some(duration),
                };
            }
        };
        Self {
            kind,
            value: value.value,
            duration_ms: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::codec) enum InputCommand {
    #[serde(alias = "read")]
    Read,
    #[serde(alias = "subscribe")]
    Subscribe,
    #[serde(alias = "unsubscribe")]
    Unsubscribe,
}

impl From<InputCommand> for InputAction {
    fn from(command: InputCommand) -> Self {
        match command {
            InputCommand::Read => Self::Read,
            InputCommand::Subscribe => Self::Subscribe,
            InputCommand::Unsubscribe => Self::Unsubscribe,
        }
    }
}
