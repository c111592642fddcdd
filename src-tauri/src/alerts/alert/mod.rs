//! Alerts as facts. They are stored like this; [`words`](super::words) makes sentences of them.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `mod` | every kind of alert |
//! | `session` | sessions that ended |
//! | `toys` | what became of toys, and toys that were turned away |
//! | `page` | web pages and programs that were turned away, and what the person decided about them |
//! | `drill` | what fire drills came to |
//! | `file` | files that could not be read |
//! | `vigil` | Vigil itself, and the computer |
//! | `told` | alerts of an earlier version, which stored its sentences |
//!
//! Names in here are names in a file: a new one may come, but none may change.

mod drill;
mod file;
mod page;
mod session;
mod told;
mod toys;
mod vigil;

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use vigil_devices::ToyRefused;

use self::toys::any_in_doubt;
pub(crate) use self::{
    drill::{DrillOutcome, DrillProblem, DrillResult},
    file::{FileFault, HeldBecause, OwnFile},
    page::{Caller, PageDecision, PageRefusal},
    session::{Gap, Other, Program, SessionEnded, SessionFault, silence},
    told::{Measured, Told},
    toys::{Confirmation, Stop, any_moved, stops},
    vigil::{Absence, PageEnd, Part, ServeProblem, all_stopped},
};
use crate::{guardian::RecordedToy, view::AlertCause};

/// Something a person has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Alert {
    SessionEnded(SessionEnded),
    /// Vigil could not read from a program in time and stopped the toys. The session goes on.
    ReadLate {
        program: String,
        toys: Vec<Stop>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<Other>,
    },
    /// A program comes and goes all the time, and is let in ever more slowly.
    ProgramSlowed(Program),
    StopUnconfirmed {
        toy: String,
    },
    /// A toy's link ended while it was moving.
    ToyLost {
        toy: String,
        /// It is back since, and has confirmed that it stopped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back_after_ms: Option<u32>,
    },
    /// What connected to the port for toys was turned away.
    ToyRefused {
        peer: IpAddr,
        why: ToyRefused,
    },
    /// Vigil's own window fell silent while the person moved a toy with it.
    WindowSilent {
        silent_ms: u32,
    },
    WindowCrashed(PageEnd),
    /// A web page waits for the person to allow it. The origin is in its canonical form.
    PageAsks {
        page: String,
    },
    CallerRefused(Caller),
    FileDamaged {
        file: OwnFile,
        fault: FileFault,
    },
    /// What the person restricted holds, but could not be saved.
    NotSaved {
        problem: String,
    },
    ServeFailed(ServeProblem),
    /// The port for toys could not be opened.
    ToyPortFailed {
        port: u16,
        problem: String,
    },
    /// Another program has Vigil's port at the other address that `localhost` stands for.
    LocalhostElsewhere {
        elsewhere: SocketAddr,
        own: SocketAddr,
    },
    /// The computer slept, or its screen was locked; toys were stopped first.
    ComputerLeft {
        why: Absence,
        toys: Vec<Stop>,
        /// They stay stopped until the person lets programs go on.
        held: bool,
    },
    /// The system does not say when the screen is locked.
    ScreenUnseen,
    /// The last Vigil ended while toys were moving, and its guardian did what it could.
    GuardianActed {
        /// Vigil was not killed: it ended in order, and left these toys to the guardian.
        handed_over: bool,
        toys: Vec<RecordedToy>,
    },
    GuardianMissing,
    /// A part of Vigil stood still, and every toy was told to stop.
    StoodStill {
        part: Part,
        lasted_ms: u32,
        /// Whether a toy may have been moving.
        may_move: bool,
    },
    WatchdogFailed,
    /// A fire drill showed that a stop cannot be relied on.
    DrillFailed(DrillResult),
    /// The task that owns the app's state panicked.
    ControllerFailed,
    /// An alert of an earlier version, in the words of that version.
    Told(Box<Told>),
}

impl Alert {
    pub(crate) fn cause(&self) -> AlertCause {
        match self {
            Self::SessionEnded(ended) => ended.fault.cause(),
            Self::ReadLate { .. } | Self::StoodStill { .. } | Self::WatchdogFailed => AlertCause::VigilLate,
            Self::ProgramSlowed(_) => AlertCause::ProgramSlowed,
            Self::StopUnconfirmed { .. } | Self::GuardianActed { handed_over: true, .. } => AlertCause::StopUnconfirmed,
            Self::ToyLost { .. } => AlertCause::ToyLost,
            Self::ToyRefused { .. } => AlertCause::ToyRefused,
            Self::WindowSilent { .. } => AlertCause::WindowSilent,
            Self::WindowCrashed(_) => AlertCause::WindowCrashed,
            Self::PageAsks { .. } => AlertCause::PageAsks,
            Self::CallerRefused(_) => AlertCause::Refused,
            Self::FileDamaged { .. } => AlertCause::FileDamaged,
            Self::NotSaved { .. } => AlertCause::NotSaved,
            Self::ServeFailed(_) | Self::ToyPortFailed { .. } | Self::ControllerFailed => AlertCause::ServerFailed,
            Self::LocalhostElsewhere { .. } => AlertCause::LocalhostElsewhere,
            Self::ComputerLeft { why, .. } => why.cause(),
            Self::ScreenUnseen => AlertCause::ScreenLocked,
            Self::GuardianActed { .. } => AlertCause::VigilKilled,
            Self::GuardianMissing => AlertCause::GuardianMissing,
            Self::DrillFailed(_) => AlertCause::DrillFailed,
            Self::Told(told) => told.cause,
        }
    }

    /// Whether it outlives others when there are more alerts than are kept: a toy may have gone on moving, or what the
    /// person had set may be gone.
    pub(crate) fn is_important(&self) -> bool {
        self.cause().is_important()
    }

    /// Worth keeping, but not worth interrupting anybody.
    pub(crate) fn is_quiet(&self) -> bool {
        match self {
            // A program that is closed while nothing moves is everyday life.
            Self::SessionEnded(ended) => ended.fault == SessionFault::ConnectionLost && !any_moved(&ended.toys),
            Self::ComputerLeft { why, toys, .. } => why.is_quiet(toys),
            // The window says it where it belongs already.
            Self::ServeFailed(_) => true,
            _ => false,
        }
    }

    /// The person can ask not to be told of its like: nothing may go on moving, and Vigil works as it should.
    pub(crate) fn can_be_muted(&self) -> bool {
        match self {
            Self::SessionEnded(SessionEnded { toys, .. })
            | Self::ReadLate { toys, .. }
            | Self::ComputerLeft { toys, .. } => !any_in_doubt(toys),
            Self::StoodStill { may_move, .. } => !may_move,
            Self::WatchdogFailed | Self::ControllerFailed | Self::WindowCrashed(PageEnd::Again) => false,
            _ => !self.is_important(),
        }
    }

    /// The program that it is about; a web page is one, too, once it is connected.
    pub(crate) fn program(&self) -> Option<&str> {
        match self {
            Self::SessionEnded(ended) => Some(&ended.program.name),
            Self::ProgramSlowed(program) => Some(&program.name),
            Self::ReadLate { program, .. } => Some(program),
            Self::Told(told) => told.program.as_ref().map(|program| program.name.as_str()),
            _ => None,
        }
    }

    /// The web page that the program is.
    pub(crate) fn program_origin(&self) -> Option<&str> {
        match self {
            Self::SessionEnded(ended) => ended.program.origin.as_deref(),
            Self::ProgramSlowed(program) => program.origin.as_deref(),
            Self::Told(told) => told.program.as_ref().and_then(|program| program.origin.as_deref()),
            _ => None,
        }
    }

    /// The web page that it is about, if that page can be allowed.
    pub(crate) fn page(&self) -> Option<&str> {
        match self {
            Self::PageAsks { page } => Some(page),
            Self::CallerRefused(caller) => caller.can_be_allowed(),
            Self::Told(told) => told.page.as_deref(),
            _ => None,
        }
    }

    /// An exemption from the limit can be offered: the program never pinged.
    pub(crate) fn offers_exemption(&self) -> bool {
        match self {
            Self::SessionEnded(ended) => ended.fault.is_of_one_that_never_pinged(),
            Self::Told(told) => told.offers_exemption,
            _ => false,
        }
    }

    /// Who else moved a toy that was stopped.
    pub(crate) fn others(&self) -> &[Other] {
        match self {
            Self::SessionEnded(ended) => &ended.others,
            Self::ReadLate { others, .. } => others,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(moved: bool, result: Confirmation) -> Alert {
        Alert::SessionEnded(SessionEnded {
            program: Program {
                name: "My Game".to_owned(),
                origin: None,
            },
            fault: SessionFault::ConnectionLost,
            late_ms: 0.1,
            toys: vec![Stop {
                index: 0,
                name: "Edge".to_owned(),
                moved,
                result,
                after_ms: None,
            }],
            others: Vec::new(),
            gaps: Vec::new(),
        })
    }

    #[test]
    fn what_may_go_on_moving_is_always_told() {
        let toy = || "Edge".to_owned();
        for (alert, can_be_muted) in [
            (ended(true, Confirmation::Confirmed), true),
            (ended(true, Confirmation::Unconfirmed), false),
            (ended(true, Confirmation::NothingToTell), false),
            (ended(false, Confirmation::Unconfirmed), true),
            (Alert::StopUnconfirmed { toy: toy() }, false),
            (
                Alert::ToyLost {
                    toy: toy(),
                    back_after_ms: None,
                },
                false,
            ),
            (Alert::WatchdogFailed, false),
            (Alert::WindowCrashed(PageEnd::Once), true),
            (Alert::WindowCrashed(PageEnd::Again), false),
            (Alert::ScreenUnseen, true),
        ] {
            assert_eq!(alert.can_be_muted(), can_be_muted, "{alert:?}");
        }
    }
}
