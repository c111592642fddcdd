//! What a program and Vigil say to each other, told while somebody looks.

use tokio::sync::oneshot;
use vigil_core::{lease::SessionId, time::Moment};
use vigil_devices::LimitedOutput;
use vigil_server::{Inspector, Noted, SeenMessage, Verdict, Way};

use super::{
    effect::ms_since_epoch,
    refused::Refused,
    request::{Asked, Requester},
};
use crate::view::{LimitedView, MessageView, MessageWay, MessagesView, RequestError, SettledView, VerdictView};

/// Somebody looks at a program's messages, until this is dropped.
#[derive(Debug)]
pub(crate) struct Inspection {
    program: SessionId,
    inspector: Inspector,
    began: Began,
}

/// The same moment on two clocks: the times between messages are right, however the computer's own clock is set meanwhile.
#[derive(Debug, Clone, Copy)]
struct Began {
    at: Moment,
    ms_since_epoch: u64,
}

impl Requester {
    /// Keeps this program's messages from now on.
    pub(crate) async fn inspect(&self, program: SessionId) -> Result<Inspection, RequestError> {
        let (answer, answered) = oneshot::channel();
        if self.send(Asked::Inspect { program, answer }).await.is_err() {
            return Err(Refused::ShuttingDown.into());
        }
        let inspector = answered.await.map_err(|_| Refused::ShuttingDown)?;
        Ok(Inspection::new(program, inspector.ok_or(Refused::ProgramGone)?))
    }
}

impl Inspection {
    fn new(program: SessionId, inspector: Inspector) -> Self {
        Self {
            program,
            began: Began {
                at: inspector.now(),
                ms_since_epoch: ms_since_epoch(),
            },
            inspector,
        }
    }

    #[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window asks"))]
    pub(crate) fn program(&self) -> SessionId {
        self.program
    }

    /// What is new. Whoever holds is only told how many messages there were so far; what is new is kept for them, as far as
    /// there is room.
    pub(crate) fn messages(&self, holds: bool) -> MessagesView {
        if holds {
            return MessagesView {
                messages: Vec::new(),
                settled: Vec::new(),
                counted: self.inspector.keep(),
            };
        }
        let taken = self.inspector.take();
        let (mut messages, mut settled) = (Vec::new(), Vec::new());
        for noted in taken.noted {
            match noted {
                Noted::Message(message) => messages.push(self.message(message)),
                Noted::Settled { number, verdict: of } => settled.push(SettledView {
                    number,
                    verdict: verdict(of),
                }),
            }
        }
        MessagesView {
            messages,
            settled,
            counted: taken.counted,
        }
    }

    fn message(&self, message: SeenMessage) -> MessageView {
        MessageView {
            number: message.number,
            at_ms: self.began.wall_ms(message.at),
            text: message.text.into(),
            cut_from: message.cut_from.map(whole),
            way: match message.way {
                Way::FromProgram {
                    verdict: of,
                    is_binary,
                    part,
                } => MessageWay::Vigil {
                    verdict: verdict(of),
                    binary: is_binary,
                    part: part.map(|(at, count)| (whole(at), whole(count))),
                },
                Way::ToProgram { answers } => MessageWay::Program { answers },
            },
        }
    }
}

impl Began {
    fn wall_ms(self, at: Moment) -> u64 {
        let passed = u64::try_from((at - self.at).as_millis()).unwrap_or(u64::MAX);
        self.ms_since_epoch.saturating_add(passed)
    }
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn verdict(verdict: Verdict) -> VerdictView {
    match verdict {
        Verdict::Accepted => VerdictView::Accepted,
        Verdict::Limited(outputs) => VerdictView::Limited {
            outputs: outputs.iter().map(limited).collect(),
        },
        Verdict::Waits => VerdictView::Waits,
        Verdict::Refused { code, reason } => VerdictView::Refused {
            code: code.into(),
            name: code.name().to_owned(),
            reason,
        },
    }
}

fn limited(output: &LimitedOutput) -> LimitedView {
    LimitedView {
        feature: output.feature,
        kind: output.kind.name().to_owned(),
        wished: output.wished,
        told: output.told,
        from_percent: output.by.from_percent,
        to_percent: output.by.limit_percent,
        reversed: output.by.reversed,
    }
}
