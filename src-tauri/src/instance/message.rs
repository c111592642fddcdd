use serde::{Deserialize, Serialize};

/// What another process can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(super) enum Question {
    /// Stop every toy, and hold it.
    Stop,
    /// Let toys move again.
    Release,
    /// Vigil was started once more: the window that is there is to be shown.
    Show(Start),
}

/// How Vigil was started once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Start {
    /// Its options, without the data directory, which is the same.
    pub options: Vec<String>,
    /// It was to start in the tray: nothing is shown.
    pub hidden: bool,
    /// What the desktop gave it so that its window may come to the front.
    pub token: Option<String>,
}

/// What Vigil answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(super) enum Answer {
    /// The stop is latched on every toy; [`Stopped`](Self::Stopped) follows.
    Held,
    Stopped {
        toys: Vec<StoppedToy>,
        /// The hold is on the disk.
        kept: bool,
    },
    Released {
        /// Something was held.
        was_held: bool,
    },
    /// Toys stay held, and why; for a person.
    NotReleased { sentence: String },
    /// The window is on the screen, in front as far as the desktop lets it.
    Shown,
    /// It runs without a window.
    NoWindow,
    /// It is ending.
    Ends,
    /// It was asked by another version.
    NotUnderstood,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoppedToy {
    pub name: String,
    pub was_moving: bool,
    pub end: StopEnd,
}

/// What the stop of one toy has come to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(super) enum StopEnd {
    Confirmed {
        after_ms: f64,
    },
    /// Whatever it is told might move it.
    NothingToTell,
    /// Not by now. Its link is cut, or will be.
    Unconfirmed,
}
