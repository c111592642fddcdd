//! JSON to messages and back (spec: "Messages", "Basics"). A frame is an array of messages, in both directions.

pub mod client_side;
mod decode;
mod encode;
mod envelope;
mod readable_id;
mod wire;

#[cfg(test)]
mod tests;

use decode::{BYTE_ORDER_MARK, shortened};
pub use decode::{Malformed, decode, split};
pub use encode::encode;
