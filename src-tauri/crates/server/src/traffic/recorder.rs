use std::{mem, sync::Arc};

use tokio_tungstenite::tungstenite::Utf8Bytes;
use vigil_clock::Clock;
use vigil_core::{
    codec,
    legacy::Outgoing,
    limits,
    message::{Command, ServerMessage},
    time::Moment,
};
use vigil_devices::{Devices, LimitedOutput};

use super::{Noted, SeenMessage, Traffic, Verdict, Way, message, recording};

/// A frame from the program that holds text.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) text: Utf8Bytes,
    /// Several game engines send text in binary frames.
    pub(crate) is_binary: bool,
}

/// Counts the messages of a session; while somebody looks, it also keeps them, with what Vigil made of each.
///
/// What Vigil made of a message is what it answers: an Error refuses it, anything else accepts it.
#[derive(Debug)]
pub(crate) struct Recorder {
    traffic: Arc<Traffic>,
    clock: Clock,
    frame: Pieces,
    current: Option<Current>,
    /// Ids and numbers of messages whose answer is to come, from the time that somebody looks.
    open: Vec<(u32, u64)>,
}

/// The messages of a frame that are to be handled.
#[derive(Debug, Default)]
struct Pieces {
    taken: usize,
    count: usize,
    is_binary: bool,
    /// Of the last ones only, where a frame has more than is kept.
    texts: Vec<(Box<str>, Option<usize>)>,
}

/// The message that is handled.
#[derive(Debug)]
struct Current {
    id: u32,
    message: SeenMessage,
    limited: Vec<LimitedOutput>,
    answer: Option<Verdict>,
}

impl Recorder {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            traffic: Arc::default(),
            clock,
            frame: Pieces::default(),
            current: None,
            open: Vec::new(),
        }
    }

    pub(crate) fn traffic(&self) -> Arc<Traffic> {
        self.traffic.clone()
    }

    /// The messages of this frame are handled now, one after the other.
    pub(crate) fn takes(&mut self, frame: &Frame) {
        if self.is_on() {
            self.frame = Pieces::of(frame);
        } else {
            self.frame = Pieces::default();
            self.open.clear();
        }
    }

    /// A message from the program is about to be handled.
    pub(crate) fn received(&mut self, id: u32, now: Moment) {
        let number = self.traffic.received();
        self.current = self.frame.next().map(|(text, cut_from, way)| Current {
            id,
            message: SeenMessage {
                number,
                at: now,
                text,
                cut_from,
                way,
            },
            limited: Vec::new(),
            answer: None,
        });
    }

    /// The message that is handled asks for this.
    pub(crate) fn asks(&mut self, command: &Command, devices: &Devices) {
        if let Some(current) = &mut self.current
            && let Command::Output { device, outputs } = command
        {
            current.limited.extend(devices.limited(*device, outputs));
        }
    }

    /// It was handled. Where it has no answer yet, that is to come.
    pub(crate) fn handled(&mut self) {
        let Some(current) = self.current.take() else {
            return;
        };
        let Current {
            id,
            mut message,
            limited,
            answer,
        } = current;
        if answer.is_none() && self.open.len() < limits::MAX_OPEN_REQUESTS {
            self.open.push((id, message.number));
        }
        if let Way::FromProgram { verdict, .. } = &mut message.way {
            *verdict = match answer.unwrap_or(Verdict::Waits) {
                Verdict::Accepted if !limited.is_empty() => Verdict::Limited(limited),
                verdict => verdict,
            };
        }
        self.traffic.recording.note(Noted::Message(message));
    }

    /// This was said to the program, in these words.
    pub(crate) fn sent(&mut self, message: &Outgoing, text: &str) {
        let number = self.traffic.sent();
        if self.current.is_none() && !self.is_on() {
            return;
        }
        let answers = self.answered(message);
        let (text, cut_from) = message::kept(text);
        self.traffic.recording.note(Noted::Message(SeenMessage {
            number,
            at: self.clock.now(),
            text,
            cut_from,
            way: Way::ToProgram { answers },
        }));
    }

    /// The number of the message that this answers.
    fn answered(&mut self, message: &Outgoing) -> Option<u64> {
        let id = message.id();
        let verdict = verdict(message);
        // An Error of Id 0 is about a message whose Id could not be read.
        let answers_something = id != 0 || verdict != Verdict::Accepted;
        if let Some(current) = &mut self.current
            && current.id == id
            && current.answer.is_none()
            && answers_something
        {
            current.answer = Some(verdict);
            return Some(current.message.number);
        }
        if id == 0 {
            return None;
        }
        let at = self.open.iter().position(|(open, _)| *open == id)?;
        let (_, number) = self.open.remove(at);
        self.traffic.recording.note(Noted::Settled { number, verdict });
        Some(number)
    }

    fn is_on(&self) -> bool {
        self.traffic.recording.is_on(|| self.clock.now())
    }
}

fn verdict(answer: &Outgoing) -> Verdict {
    match answer {
        Outgoing::V4(ServerMessage::Error { code, message, .. }) => Verdict::Refused {
            code: *code,
            reason: message.clone(),
        },
        Outgoing::V4(_) | Outgoing::Legacy(_) => Verdict::Accepted,
    }
}

impl Pieces {
    fn of(frame: &Frame) -> Self {
        let texts = codec::split(&frame.text);
        let count = texts.len();
        let skipped = count.saturating_sub(recording::KEPT);
        Self {
            taken: 0,
            count,
            is_binary: frame.is_binary,
            texts: texts.into_iter().skip(skipped).map(message::kept).collect(),
        }
    }

    /// `None` if nobody looks, and where a frame has so many that this one would not be kept.
    fn next(&mut self) -> Option<(Box<str>, Option<usize>, Way)> {
        let at = self.taken;
        self.taken += 1;
        let kept = at.checked_sub(self.count - self.texts.len())?;
        let (text, cut_from) = mem::take(self.texts.get_mut(kept)?);
        let way = Way::FromProgram {
            verdict: Verdict::Waits,
            is_binary: self.is_binary,
            part: (self.count > 1).then_some((at + 1, self.count)),
        };
        Some((text, cut_from, way))
    }
}
