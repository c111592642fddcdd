use crate::message::ServerMessage;

/// In which message a reading goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyForm {
    InputReading,
    SensorReading { sensor: u32 },
    BatteryLevelReading,
    RssiLevelReading,
}

impl ReplyForm {
    /// The same reading, in this form; anything else stays as it is.
    pub fn of(self, message: ServerMessage) -> ServerMessage {
        let ServerMessage::InputReading {
            id, device, reading, ..
        } = message
        else {
            return message;
        };
        match self {
            Self::InputReading => message,
            Self::SensorReading { sensor } => ServerMessage::SensorReading {
                id,
                device,
                sensor,
                reading,
            },
            Self::BatteryLevelReading => ServerMessage::BatteryLevelReading {
                id,
                device,
                percent: reading.value,
            },
            Self::RssiLevelReading => ServerMessage::RssiLevelReading {
                id,
                device,
                rssi: reading.value,
            },
        }
    }
}
