use super::{attributes::Attributes, part::part};
use crate::message::{Command, CommandError, DeviceDescription, InputAction, InputKind};

pub(super) fn read(
    index: u32,
    device: &DeviceDescription,
    kind: InputKind,
    command: &'static str,
) -> Result<Command, CommandError> {
    let attributes = Attributes::of(device);
    let sensor = attributes.sensors.iter().find(|sensor| sensor.kind == kind);
    let sensor = sensor.ok_or(CommandError::UnsupportedCommand { command })?;
    Ok(Command::Input {
        device: index,
        feature: sensor.feature,
        kind,
        action: InputAction::Read,
    })
}

pub(super) fn command(
    index: u32,
    device: &DeviceDescription,
    sensor: u32,
    kind: InputKind,
    action: InputAction,
) -> Result<Command, CommandError> {
    let attributes = Attributes::of(device);
    let found = match action {
        InputAction::Read => part(&attributes.sensors, sensor, "SensorReadCmd"),
        InputAction::Subscribe => part(&attributes.subscriptions, sensor, "SensorSubscribeCmd"),
        InputAction::Unsubscribe => part(&attributes.subscriptions, sensor, "SensorUnsubscribeCmd"),
    }?;
    if found.kind != kind {
        return Err(CommandError::UnsupportedInput { kind, action });
    }
    Ok(Command::Input {
        device: index,
        feature: found.feature,
        kind,
        action,
    })
}
