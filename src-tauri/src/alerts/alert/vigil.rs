use serde::{Deserialize, Serialize};
use vigil_server::Standstill;

use super::toys::{Confirmation, Stop, any_moved};
use crate::view::AlertCause;

/// The process that draws the window has ended by itself.
#[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageEnd {
    /// The window is drawn again at once.
    Once,
    /// It did so a moment ago, too; meanwhile nobody can stop a toy with the window.
    Again,
}

/// A part of Vigil that stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// It reads nothing from programs.
    Sessions,
    /// It writes no output and no stop.
    Toys,
    Everything,
}

/// Why nobody is at the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Absence {
    Sleep,
    ShutDown,
    ScreenLocked,
    /// Another user's session has taken the screen.
    UserSwitched,
}

/// Why the server could not start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ServeProblem {
    PortTaken { port: u16, by: Option<String> },
    PortForbidden { port: u16 },
    Other { problem: String },
}

impl Absence {
    pub(super) const fn cause(self) -> AlertCause {
        match self {
            Self::Sleep | Self::ShutDown => AlertCause::ComputerSlept,
            Self::ScreenLocked | Self::UserSwitched => AlertCause::ScreenLocked,
        }
    }

    pub(super) fn is_quiet(self, toys: &[Stop]) -> bool {
        match self {
            // Nothing moved: worth a line in the history, but nobody's attention.
            Self::Sleep | Self::ShutDown => !any_moved(toys),
            // Whoever locks a screen may not want others to read about toys on it.
            Self::ScreenLocked | Self::UserSwitched => all_stopped(toys),
        }
    }
}

impl From<Standstill> for Part {
    fn from(what: Standstill) -> Self {
        match what {
            Standstill::Sessions => Self::Sessions,
            Standstill::Toys => Self::Toys,
            Standstill::Vigil => Self::Everything,
        }
    }
}

/// Every toy that moved has confirmed its stop.
pub(crate) fn all_stopped(toys: &[Stop]) -> bool {
    let mut moving = toys.iter().filter(|toy| toy.moved);
    moving.all(|toy| toy.result == Confirmation::Confirmed)
}
