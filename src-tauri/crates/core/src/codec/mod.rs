//! JSON to messages and back (spec: "Messages", "Basics"). A frame is an array of messages, in both directions.

mod decode;
mod encode;
mod envelope;
mod readable_id;
mod wire;

#[cfg(test)]
mod tests;

pub use decode::{Malformed, decode};
pub use encode::encode;
