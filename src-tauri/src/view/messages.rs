//! The messages between a program and Vigil, for whoever looks at that program.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// What is new since the window asked last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct MessagesView {
    /// In about the order of their numbers.
    pub messages: Vec<MessageView>,
    /// What became of messages that waited.
    pub settled: Vec<SettledView>,
    /// All messages so far. Numbers that are missing up to here were not kept.
    pub counted: u64,
}

/// A message as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct MessageView {
    /// Among all messages of the session, both ways, from 1 on.
    pub number: u64,
    /// Since 1970, in UTC.
    pub at_ms: u64,
    pub text: String,
    /// How many bytes it had, if only its beginning is told.
    pub cut_from: Option<u64>,
    pub way: MessageWay,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "to", rename_all = "snake_case")]
pub(crate) enum MessageWay {
    Vigil {
        verdict: VerdictView,
        /// It came in a binary frame.
        binary: bool,
        /// Which message of its frame it is, from 1 on, and how many the frame has, where there are several.
        part: Option<(u64, u64)>,
    },
    Program {
        /// The number of the message that it answers.
        answers: Option<u64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct SettledView {
    pub number: u64,
    pub verdict: VerdictView,
}

/// What Vigil made of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum VerdictView {
    Accepted,
    /// The person's limits make something else of it.
    Limited {
        outputs: Vec<LimitedView>,
    },
    /// A toy has to answer first.
    Waits,
    Refused {
        code: u8,
        /// The specification's name of the code.
        name: String,
        reason: String,
    },
}

/// One output that the person's limits change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub(crate) struct LimitedView {
    pub feature: u32,
    pub kind: String,
    /// What the program wants, and what the toy is told.
    pub wished: i32,
    pub told: i32,
    /// The person's limit, in percent of the whole: `from_percent` is 0 for a strength.
    pub from_percent: u8,
    pub to_percent: u8,
    pub reversed: bool,
}
