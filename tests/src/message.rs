//! Messages as they stand in JSON. Vigil's own code is not used: what it gets wrong twice would look right.

use serde_json::{Map, Value, json};

pub const ERROR_UNKNOWN: u64 = 0;
pub const ERROR_INIT: u64 = 1;
pub const ERROR_PING: u64 = 2;
pub const ERROR_MESSAGE: u64 = 3;
pub const ERROR_DEVICE: u64 = 4;

/// A message from Vigil.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its name, such as `Ok`.
    pub kind: String,
    pub body: Value,
}

impl Message {
    pub fn id(&self) -> u32 {
        self.body["Id"]
            .as_u64()
            .and_then(|id| u32::try_from(id).ok())
            .unwrap_or_else(|| panic!("no Id: {self:?}"))
    }

    /// `None` where it is no Error.
    pub fn error_code(&self) -> Option<u64> {
        if self.kind == "Error" {
            self.body["ErrorCode"].as_u64()
        } else {
            None
        }
    }
}

/// One message as it stands in a frame.
pub fn message(kind: &str, id: u32, body: Value) -> Value {
    let Value::Object(mut fields) = body else {
        panic!("a message's fields are an object, not {body}");
    };
    fields.insert("Id".to_owned(), id.into());
    let mut message = Map::new();
    message.insert(kind.to_owned(), fields.into());
    message.into()
}

/// The fields of an `OutputCmd` without a duration.
pub fn output(device: u32, feature: u32, kind: &str, value: i32) -> Value {
    json!({ "DeviceIndex": device, "FeatureIndex": feature, "Command": { kind: { "Value": value } } })
}

/// The messages of a frame.
pub fn messages(text: &str) -> Vec<Message> {
    let frame: Vec<Map<String, Value>> =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("this is no frame of messages: {text} ({error})"));
    frame
        .into_iter()
        .flatten()
        .map(|(kind, body)| Message { kind, body })
        .collect()
}
