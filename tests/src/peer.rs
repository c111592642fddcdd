//! The two servers that are measured side by side.

use std::ffi::OsString;

use crate::environment;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Vigil,
    /// intiface-engine.
    Reference,
}

impl Kind {
    pub const BOTH: [Self; 2] = [Self::Vigil, Self::Reference];

    pub fn name(self) -> &'static str {
        match self {
            Self::Vigil => "Vigil",
            Self::Reference => "intiface-engine",
        }
    }

    pub fn program(self) -> OsString {
        match self {
            Self::Vigil => environment::headless_binary().into(),
            Self::Reference => environment::path("VIGIL_INTIFACE_ENGINE").into(),
        }
    }
}
