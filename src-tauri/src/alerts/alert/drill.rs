use serde::{Deserialize, Serialize};

/// What a fire drill came to: a program of Vigil's own moved a toy and fell silent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DrillResult {
    /// The toy's name at that time.
    pub toy: String,
    /// After how much silence Vigil was to act; 0 if the drill did not get that far.
    pub limit_ms: u32,
    pub outcome: DrillOutcome,
}

/// All times count from the last sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrillOutcome {
    /// The connection was closed and the toy stood still, on time.
    Passed { closed_ms: u32, still_ms: u32 },
    /// Both, but far too late.
    Late { closed_ms: u32, still_ms: u32 },
    /// The toy did not confirm its stop.
    Unconfirmed { closed_ms: u32 },
    /// Whatever the toy is told might move it, so it was told nothing.
    NothingToTell { closed_ms: u32 },
    /// The connection was still open then.
    NotClosed { waited_ms: u32 },
    /// Something else ended it first, such as "Stop everything".
    Interrupted,
    /// It did not get as far as the silence.
    NotRun(DrillProblem),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrillProblem {
    /// The server did not take the connection, or did not greet.
    NotConnected,
    /// The server does not ask this program for pings.
    NotWatched,
    /// The server refused to move the toy.
    Refused,
    /// The server did not answer in time.
    NoAnswer,
}

impl DrillResult {
    pub(crate) const fn is_passed(&self) -> bool {
        matches!(self.outcome, DrillOutcome::Passed { .. })
    }

    /// Vigil, or the toy, did not do what it is there for.
    pub(crate) const fn is_failed(&self) -> bool {
        match self.outcome {
            DrillOutcome::Passed { .. }
            | DrillOutcome::Interrupted
            | DrillOutcome::NotRun(DrillProblem::NotWatched | DrillProblem::Refused) => false,
            DrillOutcome::Late { .. }
            | DrillOutcome::Unconfirmed { .. }
            | DrillOutcome::NothingToTell { .. }
            | DrillOutcome::NotClosed { .. }
            | DrillOutcome::NotRun(DrillProblem::NotConnected | DrillProblem::NoAnswer) => true,
        }
    }
}
