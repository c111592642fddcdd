use serde_json::value::RawValue;
use thiserror::Error;

use super::{
    envelope::Envelope,
    readable_id::{names_a_stop, readable_id},
};
use crate::{
    legacy::{Incoming, Request},
    limits,
    message::{ClientMessage, Command},
};

/// A frame, or one message of it, that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Malformed {
    /// The message's Id if it could be read, else 0.
    pub id: u32,
    /// For the author of the program.
    pub reason: String,
    /// As far as can be told, it was meant to stop toys.
    pub is_stop: bool,
}

/// Reads a frame of whatever version. Every message in it yields one result, in order, so that each request gets its
/// answer; a frame that cannot be taken apart yields one error with Id 0.
///
/// A byte order mark before the frame and a NUL behind it are ignored, and a single message may come without the array.
pub fn decode(text: &str) -> Vec<Result<Request, Malformed>> {
    let text = bare(text);
    if text.trim_start().starts_with('{') {
        return vec![single(text)];
    }
    // Well-formed frames, which is nearly all of them, are read in one pass.
    if let Ok(messages) = serde_json::from_str::<Vec<Envelope>>(text)
        && (1..=limits::MAX_MESSAGES_PER_FRAME).contains(&messages.len())
    {
        return messages.into_iter().map(request).collect();
    }
    // One by one, from the text itself: a tree of values would lose a field that is there twice.
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(messages) if messages.is_empty() => vec![frame_error(text, "The array holds no message.".to_owned())],
        Ok(messages) if messages.len() > limits::MAX_MESSAGES_PER_FRAME => vec![frame_error(
            text,
            format!("A frame holds at most {} messages.", limits::MAX_MESSAGES_PER_FRAME),
        )],
        Ok(messages) => messages.into_iter().map(|message| single(message.get())).collect(),
        Err(error) if error.is_data() => vec![frame_error(text, "A frame is an array of messages.".to_owned())],
        Err(error) => vec![frame_error(text, format!("This is no JSON: {error}."))],
    }
}

/// The texts of a frame's messages, as they stand in it: as many as [`decode`] has results, in the same order. A frame that
/// is one message, or none at all, is its own text.
pub fn split(text: &str) -> Vec<&str> {
    let messages = serde_json::from_str::<Vec<&RawValue>>(bare(text)).unwrap_or_default();
    if (2..=limits::MAX_MESSAGES_PER_FRAME).contains(&messages.len()) {
        messages.into_iter().map(RawValue::get).collect()
    } else {
        vec![text]
    }
}

/// Without what some programs send around it.
fn bare(text: &str) -> &str {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.trim_end_matches(['\0', ' ', '\t', '\r', '\n'])
}

pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

fn frame_error(text: &str, reason: String) -> Result<Request, Malformed> {
    Err(Malformed {
        id: 0,
        reason,
        is_stop: names_a_stop(text),
    })
}

fn single(message: &str) -> Result<Request, Malformed> {
    serde_json::from_str::<Envelope>(message)
        .map_err(|error| Malformed {
            id: readable_id(message),
            reason: format!("This message cannot be understood: {}.", shortened(&error.to_string())),
            is_stop: names_a_stop(message),
        })
        .and_then(request)
}

fn request(envelope: Envelope) -> Result<Request, Malformed> {
    let Envelope { id, name, message } = envelope;
    let is_stop = message.is_stop();
    let malformed = |reason: &str| {
        Err(Malformed {
            id,
            reason: reason.to_owned(),
            is_stop,
        })
    };
    if id == 0 {
        return malformed("Id 0 is the server's own.");
    }
    if let Incoming::V4(ClientMessage::Device(Command::Stop(scope))) = &message
        && scope.feature.is_some()
        && scope.device.is_none()
    {
        return malformed("A StopCmd with a FeatureIndex needs a DeviceIndex.");
    }
    Ok(Request { id, name, message })
}

/// Errors of the JSON reader quote what they read, at any length.
pub(super) fn shortened(reason: &str) -> String {
    let mut chars = reason.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = chars.by_ref().take(limits::MAX_REASON_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
