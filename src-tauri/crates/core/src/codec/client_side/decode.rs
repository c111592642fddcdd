use std::sync::Arc;

use serde_json::value::RawValue;
use thiserror::Error;

use super::told::{self, Told};
use crate::{
    codec::{BYTE_ORDER_MARK, shortened},
    message::{ErrorCode, Reading, ServerMessage},
};

/// The major version of the protocol that is spoken here.
const VERSION: u32 = 4;

/// A frame from a server, or one message of it, that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Reads a frame from a server of spec v4. Every message in it yields one result, in order.
pub fn decode(text: &str) -> Vec<Result<ServerMessage, Unreadable>> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let text = text.trim_end_matches(['\0', ' ', '\t', '\r', '\n']);
    if text.trim_start().starts_with('{') {
        return vec![single(text)];
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(messages) => messages.into_iter().map(|message| single(message.get())).collect(),
        Err(error) => vec![Err(unreadable(&error))],
    }
}

fn single(message: &str) -> Result<ServerMessage, Unreadable> {
    let told: Told<'_> = serde_json::from_str(message).map_err(|error| unreadable(&error))?;
    Ok(match told {
        Told::Ok { id } => ServerMessage::Ok { id: id.0 },
        Told::Error {
            id,
            error_message,
            error_code,
        } => ServerMessage::Error {
            id: id.0,
            code: ErrorCode::from_number(error_code.0),
            message: error_message,
        },
        Told::ServerInfo {
            id,
            server_name,
            max_ping_time,
            protocol_version_major,
        } => {
            if protocol_version_major.is_none_or(|version| version.0 < VERSION) {
                return Err(Unreadable(format!(
                    "The server speaks an older version of the protocol than {VERSION}."
                )));
            }
            ServerMessage::ServerInfo {
                id: id.0,
                server_name: server_name.unwrap_or_default().into(),
                max_ping_time_ms: max_ping_time.0,
            }
        }
        Told::DeviceList { id, devices } => ServerMessage::DeviceList {
            id: id.0,
            devices: Arc::new(told::devices(devices)),
        },
        Told::ScanningFinished {} => ServerMessage::ScanningFinished,
        Told::InputReading {
            id,
            device_index,
            feature_index,
            reading,
        } => {
            let (kind, value) = told::reading(&reading)
                .ok_or_else(|| Unreadable("The reading is of no kind that is known.".to_owned()))?;
            ServerMessage::InputReading {
                id: id.0,
                device: device_index.0,
                feature: feature_index.0,
                reading: Reading { kind, value },
            }
        }
    })
}

fn unreadable(error: &serde_json::Error) -> Unreadable {
    Unreadable(format!(
        "The server's message cannot be understood: {}.",
        shortened(&error.to_string())
    ))
}
