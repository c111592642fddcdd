//! What a case is, and what was seen of it.

use std::{pin::Pin, time::Duration};

use crate::rig::Kind;

/// One fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    /// For the command line.
    pub(crate) name: &'static str,
    /// For the table.
    pub(crate) fault: &'static str,
    /// Of SAFETY.md.
    pub(crate) promise: &'static str,
    pub(crate) goal: Goal,
    pub(crate) how: How,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum How {
    /// Tried here, with Vigil alone: the fault is in something that the reference does not have.
    Run(Run),
    /// Tried here, with the reference beside it.
    BesideTheReference(Run),
    /// It cannot be caused from outside in a release build; this test shows it. The folder is below the workspace.
    ByTest { below: &'static str, test: &'static str },
}

pub(crate) type Run = fn(Kind) -> Pin<Box<dyn Future<Output = Result<Seen, NotRun>> + Send>>;

/// What this machine, or this build, lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotRun(pub(crate) String);

/// How soon the toy is to stand still.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// So many ms after the fault.
    Within(u32),
    /// So many ms (the second) after a limit (the first) that has to run out first.
    After(u32, u32),
    /// There is no figure; what has to be so is shown in its place.
    Truth,
}

/// What one run showed.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) stop: Stop,
    pub(crate) is_link_cut: bool,
    /// Its sentence.
    pub(crate) alert: Option<String>,
    pub(crate) recovery: Recovery,
}

/// What became of the toy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// It was told to stand still, and nothing moved it afterwards.
    After(Duration),
    /// It was told nothing, but its link was cut.
    CutAfter(Duration),
    /// It goes on.
    Never,
    /// What had to be so is so; for cases without a figure.
    Right(&'static str),
    /// It is not.
    Wrong(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// Another program moves the toy.
    Moved,
    /// A new Vigil was started; another program moves the toy.
    MovedByNewVigil,
    /// It does not apply.
    NotAsked,
    Failed(String),
}

/// A goal is missed by far where the median is beyond the goal times this, plus [`NOISE`]: other programs share the
/// machine.
const GENEROSITY: u32 = 4;
const NOISE: Duration = Duration::from_millis(50);

impl Case {
    pub(crate) fn applies_to_the_reference(&self) -> bool {
        matches!(self.how, How::BesideTheReference(_))
    }
}

impl Goal {
    /// Later than this, something is wrong with Vigil, not with the machine.
    pub(crate) fn latest(self) -> Option<Duration> {
        let (base, ms) = match self {
            Self::Within(ms) => (0, ms),
            Self::After(base, ms) => (base, ms),
            Self::Truth => return None,
        };
        Some(Duration::from_millis(u64::from(base) + u64::from(ms * GENEROSITY)) + NOISE)
    }

    pub(crate) fn shown(self) -> String {
        match self {
            Self::Within(ms) => ms.to_string(),
            Self::After(base, ms) => format!("{base} + {ms}"),
            Self::Truth => "–".to_owned(),
        }
    }
}

impl Stop {
    /// As the toy's person sees it.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self, Self::After(_) | Self::CutAfter(_) | Self::Right(_))
    }

    pub(crate) fn time(&self) -> Option<Duration> {
        match self {
            Self::After(time) | Self::CutAfter(time) => Some(*time),
            _ => None,
        }
    }
}

/// Names async functions as the way a case is run.
#[macro_export]
macro_rules! tried {
    ($run:expr) => {
        $crate::case::How::Run(|kind| Box::pin(($run)(kind)))
    };
}

/// The same, with the reference beside it.
#[macro_export]
macro_rules! compared {
    ($run:expr) => {
        $crate::case::How::BesideTheReference(|kind| Box::pin(($run)(kind)))
    };
}
