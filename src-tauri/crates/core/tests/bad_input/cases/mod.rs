mod fields;
mod handshake;
mod shape;
mod size;

use std::fmt;

/// Of several, the order in which they come.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) speaker: Speaker,
    pub(super) what: &'static str,
    pub(super) frame: String,
    pub(super) told: Vec<Told>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Speaker {
    /// It has said its version.
    Version(u32),
    /// It has not.
    Newcomer,
}

/// An answer, with its Id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Ok(u32),
    /// Error, code 1.
    Init(u32),
    /// Error, code 3.
    Message(u32),
    /// Error, code 4.
    Device(u32),
    ServerInfo(u32),
    /// Something that was asked for.
    Other(u32),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok(id) => write!(f, "Ok, Id {id}"),
            Self::Init(id) => write!(f, "Error 1, Id {id}"),
            Self::Message(id) => write!(f, "Error 3, Id {id}"),
            Self::Device(id) => write!(f, "Error 4, Id {id}"),
            Self::ServerInfo(id) => write!(f, "ServerInfo, Id {id}"),
            Self::Other(id) => write!(f, "its answer, Id {id}"),
        }
    }
}

pub(super) fn all() -> Vec<Case> {
    [
        shape::frames(),
        shape::messages(),
        shape::ids(),
        shape::versions(),
        fields::fields(),
        fields::spellings(),
        fields::sensors_and_stops(),
        fields::old_fields(),
        handshake::cases(),
        size::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn v4(what: &'static str, frame: &str, told: Told) -> Case {
    case(4, what, frame, told)
}

fn case(version: u32, what: &'static str, frame: &str, told: Told) -> Case {
    Case {
        speaker: Speaker::Version(version),
        what,
        frame: frame.to_owned(),
        told: vec![told],
    }
}
