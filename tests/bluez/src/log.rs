//! What was written to a toy.

use tokio::time::Instant;
use uuid::Uuid;

use crate::fault::Refusal;

/// A write that reached the toy. The last one says what the toy does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Counts the writes of all toys of one [`Bluez`](crate::Bluez), in the order in which they took effect.
    pub order: u64,
    /// When the call reached bluetoothd.
    pub asked: Instant,
    /// When it took effect, which is when it was answered.
    pub at: Instant,
    pub service: Uuid,
    pub characteristic: Uuid,
    pub bytes: Vec<u8>,
    pub with_response: bool,
}

/// A call of `WriteValue`, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub asked: Instant,
    pub service: Uuid,
    pub characteristic: Uuid,
    pub bytes: Vec<u8>,
    pub with_response: bool,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet.
    Waiting,
    Written,
    Refused(Refusal),
    /// Answered Ok, and never reached the toy, or was ignored by it.
    Lost,
}

impl Write {
    /// For protocols that write text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
