//! Versions of the protocol's spec.

use std::fmt;

/// A version this server speaks. Past [`legacy`](crate::legacy) everything is in terms of the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecVersion {
    V0,
    V1,
    V2,
    V3,
    V4,
}

impl SpecVersion {
    /// The version a program asks for; `None` if it is newer than this server.
    pub const fn from_major(major: u32) -> Option<Self> {
        Some(match major {
            0 => Self::V0,
            1 => Self::V1,
            2 => Self::V2,
            3 => Self::V3,
            4 => Self::V4,
            _ => return None,
        })
    }

    pub const fn major(self) -> u32 {
        self as u32
    }

    /// Versions before this one had messages per kind of command, and floats from 0 to 1.
    pub fn is_legacy(self) -> bool {
        self < Self::V4
    }
}

impl fmt::Display for SpecVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major())
    }
}
