use super::deadlines::{Deadlines, Kind};
use crate::{ending::EndCause, limits, time::Moment};

/// Judges one session. It keeps what it has seen since a deadline passed.
#[derive(Debug, Default)]
pub struct Judge {
    overdue: Option<Overdue>,
}

/// How far Vigil is with reading what the program sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inbox {
    /// How many messages were read so far.
    pub messages: u64,
    /// Something of the program lies unread, or is being read: it may be the Ping.
    pub pending: bool,
    /// When nothing was left to read the last time, and everything read before had been dealt with.
    pub drained_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing is overdue. Judge again by then; `None` if nothing is due at all.
    InTime(Option<Moment>),
    /// A deadline has passed, but the program's Ping may lie unread. Nothing may move until that is known. Judge again
    /// by then at the latest, and whenever something was read.
    Doubt(Moment),
    /// It stayed unread for longer than toys may go on: stop them now. The session goes on, since it is Vigil that is
    /// late; but nothing may move. Judge again as with [`Doubt`](Self::Doubt).
    StopToys { due: Moment, again: Moment },
    /// The deadline is missed for good: no Ping will be accepted any more.
    Over(Verdict),
}

/// The end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub cause: EndCause,
    /// The deadline that was missed.
    pub due: Moment,
}

#[derive(Debug)]
struct Overdue {
    kind: Kind,
    due: Moment,
    /// When the judge first saw that the deadline had passed. The patience below counts from here: a judge that was kept
    /// from looking has not seen anything lie unread.
    seen: Moment,
    /// The message count at that time.
    messages: u64,
    toys_stopped: bool,
}

impl Judge {
    /// Judges a session by the clock, never by the mere call. `inbox` is asked only if a deadline has passed.
    pub fn judge(&mut self, now: Moment, deadlines: &Deadlines, inbox: impl FnOnce() -> Inbox) -> Judgement {
        let Some((kind, due)) = deadlines.earliest() else {
            self.overdue = None;
            return Judgement::InTime(None);
        };
        if now < due {
            self.overdue = None;
            return Judgement::InTime(Some(due));
        }
        let inbox = inbox();
        let overdue = self.overdue_since(kind, due, now, inbox.messages);
        // Drained after the deadline, and the deadline was not moved: the Ping was not among what lay there.
        if !inbox.pending || inbox.drained_at >= due {
            return self.miss(now, deadlines, Silence::Program);
        }
        let patience = now - overdue.seen;
        let mut stop = false;
        if now - due < limits::UNREAD_GRACE {
            return Judgement::Doubt(due + limits::UNREAD_GRACE);
        }
        if !overdue.toys_stopped {
            overdue.toys_stopped = true;
            stop = true;
        }
        let limit = if inbox.messages == overdue.messages {
            limits::STALLED_LIMIT
        } else {
            limits::FLOOD_LIMIT
        };
        if patience >= limit {
            let silence = if inbox.messages == overdue.messages {
                Silence::Vigil
            } else {
                Silence::Program
            };
            return self.miss(now, deadlines, silence);
        }
        let again = overdue.seen + limit;
        if stop {
            Judgement::StopToys { due, again }
        } else {
            Judgement::Doubt(again)
        }
    }

    /// What was seen of this deadline; another deadline starts over, but toys that were stopped stay stopped.
    fn overdue_since(&mut self, kind: Kind, due: Moment, now: Moment, messages: u64) -> &mut Overdue {
        let before = self.overdue.take();
        let toys_stopped = before.as_ref().is_some_and(|before| before.toys_stopped);
        let same = before.filter(|before| (before.kind, before.due) == (kind, due));
        self.overdue.insert(same.unwrap_or(Overdue {
            kind,
            due,
            seen: now,
            messages,
            toys_stopped,
        }))
    }

    /// The session is over, unless the deadline was moved on in this very moment.
    fn miss(&mut self, now: Moment, deadlines: &Deadlines, silence: Silence) -> Judgement {
        let Some(Overdue { kind, due, .. }) = self.overdue.take() else {
            return Judgement::InTime(deadlines.due());
        };
        if !deadlines.miss(kind, due) {
            return Judgement::InTime(deadlines.due());
        }
        let late = now - due;
        let (ping_limit, connection_limit) = deadlines.limits().map_or_else(Default::default, |watch| {
            (watch.ping_limit().unwrap_or_default(), watch.connection_limit)
        });
        let cause = match (silence, kind) {
            (Silence::Vigil, _) => EndCause::VigilLate { late },
            (Silence::Program, Kind::Ping) => EndCause::PingTimeout {
                silent: ping_limit + late,
                limit: ping_limit,
                ever_pinged: deadlines.ever_pinged(),
            },
            (Silence::Program, Kind::Heartbeat) => EndCause::ConnectionSilent {
                silent: connection_limit + late,
                limit: connection_limit,
            },
        };
        Judgement::Over(Verdict { cause, due })
    }
}

/// Whose fault it is that nothing was heard.
#[derive(Debug, Clone, Copy)]
enum Silence {
    Program,
    Vigil,
}
