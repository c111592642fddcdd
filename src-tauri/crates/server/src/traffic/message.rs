use vigil_core::{message::ErrorCode, time::Moment};
use vigil_devices::LimitedOutput;

/// A longer message is cut after this many bytes. A list of several toys fits.
pub(super) const KEPT_BYTES: usize = 8 * 1024;

/// A message as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMessage {
    /// Among all messages of the session, both ways, from 1 on.
    pub number: u64,
    pub at: Moment,
    /// As it stands in its frame. Where the frame holds nothing else, that is the whole frame.
    pub text: Box<str>,
    /// How long it was, if only its beginning is kept.
    pub cut_from: Option<usize>,
    pub way: Way,
}

/// Where a message went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    FromProgram {
        verdict: Verdict,
        is_binary: bool,
        /// Which message of its frame it is, from 1 on, and how many the frame holds, where there are several.
        part: Option<(usize, usize)>,
    },
    ToProgram {
        /// The number of the message that it answers.
        answers: Option<u64>,
    },
}

/// What Vigil made of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    /// Accepted, but the person's limits make something else of it.
    Limited(Vec<LimitedOutput>),
    /// Hardware has to answer first, or the end of the session.
    Waits,
    Refused {
        code: ErrorCode,
        reason: String,
    },
}

/// What whoever looks is told. Messages come in about the order of their numbers: an answer may come before what it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noted {
    Message(SeenMessage),
    /// What became of a message that waited.
    Settled {
        number: u64,
        verdict: Verdict,
    },
}

impl Noted {
    /// Roughly what it takes to hand it on.
    pub(super) fn bytes(&self) -> usize {
        let text = match self {
            Self::Message(message) => message.text.len(),
            Self::Settled { .. } => 0,
        };
        text + size_of::<Self>()
    }
}

/// What is kept of this text, and how long it was if that is not all.
pub(super) fn kept(text: &str) -> (Box<str>, Option<usize>) {
    let end = text.floor_char_boundary(KEPT_BYTES);
    (text[..end].into(), (end < text.len()).then_some(text.len()))
}
