use serde_json::value::RawValue;
use thiserror::Error;

use super::{
    readable_id::{names_a_stop, readable_id},
    wire::FromClient,
};
use crate::{
    limits,
    message::{ClientMessage, Request},
    version::SpecVersion,
};

/// A frame, or one message of it, that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Malformed {
    /// The message's Id where it could be read, else 0.
    pub id: u32,
    /// For the author of the program.
    pub reason: String,
    /// It was to stop toys, as far as can be told.
    pub is_stop: bool,
}

/// Reads a frame in the version of the session; `None` before the handshake, when every message is known. Every message
/// in it yields one result, in order, so that each request gets its answer; a frame that cannot be taken apart yields
/// one error with Id 0.
///
/// What programs put around a frame does not matter: a byte order mark, the NUL that ends a text in C, or the lack of the
/// array if there is one message only.
pub fn decode(version: Option<SpecVersion>, text: &str) -> Vec<Result<Request, Malformed>> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let text = text.trim_end_matches(['\0', ' ', '\t', '\r', '\n']);
    if text.trim_start().starts_with('{') {
        return vec![single(version, text)];
    }
    // Well-formed frames, which is nearly all of them, are read in one pass.
    if let Ok(messages) = serde_json::from_str::<Vec<FromClient>>(text)
        && (1..=limits::MAX_MESSAGES_PER_FRAME).contains(&messages.len())
    {
        return messages.into_iter().map(|message| request(version, message)).collect();
    }
    // One by one, from the text itself: a tree of values would forget that a field stood there twice.
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(messages) if messages.is_empty() => vec![frame_error(text, "The array holds no message.".to_owned())],
        Ok(messages) if messages.len() > limits::MAX_MESSAGES_PER_FRAME => vec![frame_error(
            text,
            format!("A frame holds at most {} messages.", limits::MAX_MESSAGES_PER_FRAME),
        )],
        Ok(messages) => messages
            .into_iter()
            .map(|message| single(version, message.get()))
            .collect(),
        Err(error) if error.is_data() => vec![frame_error(text, "A frame is an array of messages.".to_owned())],
        Err(error) => vec![frame_error(text, format!("This is no JSON: {error}."))],
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

fn frame_error(text: &str, reason: String) -> Result<Request, Malformed> {
    Err(Malformed {
        id: 0,
        reason,
        is_stop: names_a_stop(text),
    })
}

fn single(version: Option<SpecVersion>, message: &str) -> Result<Request, Malformed> {
    serde_json::from_str::<FromClient>(message)
        .map_err(|error| Malformed {
            id: readable_id(message),
            reason: format!("This message cannot be understood: {}.", shortened(&error.to_string())),
            is_stop: names_a_stop(message),
        })
        .and_then(|message| request(version, message))
}

fn request(version: Option<SpecVersion>, message: FromClient) -> Result<Request, Malformed> {
    let meaning = message.meaning();
    let id = meaning.id;
    let is_stop = meaning.message.is_stop();
    let malformed = |reason| Err(Malformed { id, reason, is_stop });
    if id == 0 {
        return malformed("Id 0 is the server's own.".to_owned());
    }
    if let Some(version) = version
        && !meaning.message.versions().contains(&version)
    {
        let name = meaning.name;
        return malformed(format!(
            "{name} does not exist in version {version} of the protocol, which this session speaks."
        ));
    }
    if let ClientMessage::Stop(scope) = &meaning.message
        && scope.feature.is_some()
        && scope.device.is_none()
    {
        return malformed("A StopCmd with a FeatureIndex needs a DeviceIndex.".to_owned());
    }
    Ok(Request {
        id,
        message: meaning.message,
    })
}

/// What the JSON reader says quotes the program, at any length.
fn shortened(reason: &str) -> String {
    let mut chars = reason.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = chars.by_ref().take(limits::MAX_REASON_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
