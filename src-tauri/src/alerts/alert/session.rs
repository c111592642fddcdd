use serde::{Deserialize, Serialize};
use vigil_core::{session::EndCause, time::whole_ms};
use vigil_server::{OtherMover, SessionEnd};

use super::toys::{Stop, stops};
use crate::{units::milliseconds, view::AlertCause};

/// The last pings that an alert keeps: what led to it, not the whole minute.
const GAPS_KEPT: usize = 24;

/// A session that ended as it should not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SessionEnded {
    pub program: Program,
    pub fault: SessionFault,
    /// How late the stop left, after the moment that called for it.
    pub late_ms: f64,
    pub toys: Vec<Stop>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
    /// The last pings before it happened, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Program {
    pub name: String,
    /// The web page that it is; `None` for a native program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// Who moved a toy that stopped because of another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Other {
    Program(String),
    /// The person, from Vigil's window.
    Person,
}

/// One ping: how long ago it came, and how long the program had been silent before it, both in ms.
pub(crate) type Gap = (u32, u32);

/// What was wrong with the end of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionFault {
    PingTimeout {
        silent_ms: u32,
        limit_ms: u32,
        ever_pinged: bool,
    },
    ConnectionSilent {
        silent_ms: u32,
        limit_ms: u32,
    },
    ConnectionLost,
    Violation(String),
    NotReading,
    VigilLate {
        late_ms: u32,
    },
    Internal,
}

impl SessionEnded {
    /// `None` if it ended as it should.
    pub(crate) fn of(end: &SessionEnd) -> Option<Self> {
        let first = end.gaps.len().saturating_sub(GAPS_KEPT);
        let gaps = end.gaps[first..].iter();
        Some(Self {
            program: Program {
                name: end.program.name.clone()?,
                origin: end.program.origin.clone(),
            },
            fault: SessionFault::of(&end.cause)?,
            late_ms: milliseconds(end.late),
            toys: stops(&end.stopped),
            others: end.others.iter().map(Other::from).collect(),
            gaps: gaps.map(|gap| (whole_ms(gap.ago), whole_ms(gap.silent))).collect(),
        })
    }
}

impl SessionFault {
    fn of(cause: &EndCause) -> Option<Self> {
        Some(match cause {
            EndCause::PingTimeout {
                silent,
                limit,
                ever_pinged,
            } => Self::PingTimeout {
                silent_ms: whole_ms(*silent),
                limit_ms: whole_ms(*limit),
                ever_pinged: *ever_pinged,
            },
            EndCause::ConnectionSilent { silent, limit } => Self::ConnectionSilent {
                silent_ms: whole_ms(*silent),
                limit_ms: whole_ms(*limit),
            },
            EndCause::ConnectionLost => Self::ConnectionLost,
            EndCause::Violation(what) => Self::Violation((*what).to_owned()),
            EndCause::NotReading => Self::NotReading,
            EndCause::VigilLate { late } => Self::VigilLate {
                late_ms: whole_ms(*late),
            },
            EndCause::Internal => Self::Internal,
            EndCause::Goodbye
            | EndCause::HandshakeTimeout
            | EndCause::UnsupportedVersion { .. }
            | EndCause::TooOften
            | EndCause::ClosedByPerson
            | EndCause::ServerStopped => return None,
        })
    }

    pub(super) const fn cause(&self) -> AlertCause {
        match self {
            Self::PingTimeout { .. } => AlertCause::PingTimeout,
            Self::ConnectionSilent { .. } => AlertCause::ConnectionSilent,
            Self::ConnectionLost => AlertCause::ConnectionLost,
            Self::Violation(_) | Self::NotReading => AlertCause::ProtocolViolation,
            Self::VigilLate { .. } | Self::Internal => AlertCause::VigilLate,
        }
    }

    /// How long the program was silent, and what it was allowed, in ms.
    pub(crate) const fn silence(&self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::PingTimeout {
                silent_ms, limit_ms, ..
            }
            | Self::ConnectionSilent { silent_ms, limit_ms } => (Some(*silent_ms), Some(*limit_ms)),
            _ => (None, None),
        }
    }

    pub(super) const fn is_of_one_that_never_pinged(&self) -> bool {
        matches!(self, Self::PingTimeout { ever_pinged: false, .. })
    }
}

impl From<&OtherMover> for Other {
    fn from(other: &OtherMover) -> Self {
        match other {
            OtherMover::Program(name) => Self::Program(name.clone()),
            OtherMover::Person => Self::Person,
        }
    }
}

/// How long the program was silent, and what it was allowed, in ms.
pub(crate) fn silence(cause: &EndCause) -> (Option<u32>, Option<u32>) {
    SessionFault::of(cause).map_or((None, None), |fault| fault.silence())
}
