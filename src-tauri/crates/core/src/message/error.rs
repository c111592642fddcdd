use serde::Serialize;

/// The protocol's error classes (spec: "Error", ErrorCode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "u8")]
pub enum ErrorCode {
    /// `ERROR_UNKNOWN`
    Unknown = 0,
    /// `ERROR_INIT`: the handshake
    Init = 1,
    /// `ERROR_PING`: a ping did not come in time
    Ping = 2,
    /// `ERROR_MSG`: a message could not be understood, or asks for something out of range
    Message = 3,
    /// `ERROR_DEVICE`: a device could not do it
    Device = 4,
}

impl From<ErrorCode> for u8 {
    fn from(code: ErrorCode) -> Self {
        code as Self
    }
}
