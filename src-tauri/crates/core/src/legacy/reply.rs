use super::attributes::{Attributes, SensorAttribute};
use crate::{
    message::{CommandError, DeviceTable, InputKind, ServerMessage},
    version::SpecVersion,
};

/// An answer as the session's version has it: v4's reading in the form of v2 or v3, anything else as it is.
///
/// The reading itself tells the form. What was asked under the same Id does not: a program may use an Id twice at a
/// time.
pub(crate) fn reply(version: SpecVersion, answer: ServerMessage, devices: &DeviceTable) -> ServerMessage {
    let ServerMessage::InputReading {
        id,
        device,
        feature,
        reading,
    } = answer
    else {
        return answer;
    };
    let sensor = || {
        let attributes = Attributes::of(devices.get(&device)?);
        // What a sensor says by itself has the Id of the server.
        let list = if id == 0 {
            attributes.subscriptions
        } else {
            attributes.sensors
        };
        let is_it = |sensor: &SensorAttribute<'_>| sensor.feature == feature && sensor.kind == reading.kind;
        u32::try_from(list.iter().position(is_it)?).ok()
    };
    match (version, reading.kind) {
        (SpecVersion::V4, _) => return answer,
        (SpecVersion::V3, _) => {
            if let Some(sensor) = sensor() {
                return ServerMessage::SensorReading {
                    id,
                    device,
                    sensor,
                    reading,
                };
            }
        }
        (_, InputKind::Battery) => {
            return ServerMessage::BatteryLevelReading {
                id,
                device,
                percent: reading.value,
            };
        }
        (_, InputKind::Rssi) => {
            return ServerMessage::RssiLevelReading {
                id,
                device,
                rssi: reading.value,
            };
        }
        _ => {}
    }
    // It went while it was being asked.
    let gone = CommandError::Disconnected;
    ServerMessage::Error {
        id,
        code: gone.code(),
        message: gone.to_string(),
    }
}
