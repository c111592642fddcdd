use std::fmt;

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

impl ErrorCode {
    /// The spec's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "ERROR_UNKNOWN",
            Self::Init => "ERROR_INIT",
            Self::Ping => "ERROR_PING",
            Self::Message => "ERROR_MSG",
            Self::Device => "ERROR_DEVICE",
        }
    }

    /// The class with this number; `Unknown` if the specification has none.
    pub const fn from_number(number: u32) -> Self {
        match number {
            1 => Self::Init,
            2 => Self::Ping,
            3 => Self::Message,
            4 => Self::Device,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
