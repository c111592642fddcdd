//! A program that reconnects too often waits before it is admitted.

use std::collections::VecDeque;

use tokio::time::Instant;
use vigil_core::{
    codec::{self, Malformed},
    legacy::{Incoming, Request},
    limits,
    message::ClientMessage,
    session::EndCause,
    text,
    time::Moment,
};

use super::SessionTask;
use crate::{
    access::{Peer, Place, ProgramAdmission, Strike},
    connection::{ConnectionContext, LineKind},
    event::ServerEvent,
    traffic::Frame,
};

/// Whether the program may speak to the session.
pub(super) enum Admission {
    /// It has not introduced itself, or was rejected.
    Unknown,
    Delayed(Delayed),
    Admitted(Admitted),
}

/// A program that was admitted.
pub(super) struct Admitted {
    peer: Peer,
    name: String,
    at: Moment,
    /// It reconnects too often.
    is_slowed: bool,
}

/// A program that will be admitted later. Until then nothing that it sends is looked at.
pub(super) struct Delayed {
    until: Instant,
    place: Place,
    peer: Peer,
    name: String,
    /// Its RequestServerInfo and the rest of that frame.
    messages: VecDeque<Decoded>,
    /// Frames that came after that; decoded only once the program is admitted.
    frames: Vec<Frame>,
    bytes: usize,
}

pub(super) type Decoded = Result<Request, Malformed>;

impl Admission {
    /// When to look again whether the program is admitted; `None` if it does not wait.
    pub(super) fn until(&self) -> Option<Instant> {
        self.delayed().map(|delayed| delayed.until)
    }

    pub(super) fn is_delayed(&self) -> bool {
        self.delayed().is_some()
    }

    /// Whether to read more from the program; unread bytes stay in the system's buffers.
    pub(super) fn takes_more(&self) -> bool {
        self.delayed()
            .is_none_or(|delayed| delayed.bytes < limits::MAX_SENT_AHEAD_BYTES)
    }

    /// A suffix for a log line about this program's sessions; `None` if the line is to be left out.
    pub(super) fn may_log(&self, context: &ConnectionContext) -> Option<String> {
        if self.admitted().is_some_and(|admitted| admitted.is_slowed) {
            context.may_log(LineKind::Repeated)
        } else {
            Some(String::new())
        }
    }

    fn admitted(&self) -> Option<&Admitted> {
        match self {
            Self::Admitted(admitted) => Some(admitted),
            Self::Unknown | Self::Delayed(_) => None,
        }
    }

    fn delayed(&self) -> Option<&Delayed> {
        match self {
            Self::Delayed(delayed) => Some(delayed),
            Self::Unknown | Self::Admitted(_) => None,
        }
    }
}

impl Delayed {
    fn keep(&mut self, frame: Frame) {
        // Short frames take memory too.
        self.bytes += frame.text.len() + size_of::<Frame>();
        self.frames.push(frame);
    }
}

impl SessionTask {
    /// Takes a frame.
    pub(super) fn on_frame(&mut self, frame: Frame, now: Moment) {
        match &mut self.admission {
            Admission::Delayed(delayed) => delayed.keep(frame),
            Admission::Unknown => self.messages_before_admission(codec::decode(&frame.text).into(), now),
            Admission::Admitted(_) => {
                self.recorder.takes(&frame);
                for message in codec::decode(&frame.text) {
                    self.on_message(message, now);
                }
            }
        }
    }

    /// Handles the messages of a frame up to its RequestServerInfo, which decides whether the program is admitted.
    fn messages_before_admission(&mut self, mut messages: VecDeque<Decoded>, now: Moment) {
        while let Some(message) = messages.pop_front() {
            if let Some(name) = self.introduced_by(&message) {
                let peer = Peer::of(self.program.origin.as_deref(), &name);
                match self.context.access.backoff.check(&peer, now) {
                    ProgramAdmission::Admitted => self.admit(peer, name, now),
                    ProgramAdmission::Delayed(until, place) => {
                        messages.push_front(message);
                        self.admission = Admission::Delayed(Delayed {
                            until: Instant::now() + (until - now),
                            place,
                            peer,
                            name,
                            messages,
                            frames: Vec::new(),
                            bytes: 0,
                        });
                        return;
                    }
                    ProgramAdmission::Rejected => {
                        if let Some(more) = self.context.may_log(LineKind::TurnedBack) {
                            let address = self.program.address;
                            log::warn!("{name} ({address}) connects too often and was rejected{more}");
                        }
                        return self.protocol.end(EndCause::TooOften);
                    }
                }
            }
            self.on_message(message, now);
        }
    }

    /// The name in this message, if it is the RequestServerInfo that asks for admission.
    fn introduced_by(&self, message: &Decoded) -> Option<String> {
        match message {
            Ok(Request {
                message: Incoming::V4(ClientMessage::RequestServerInfo { client_name, .. }),
                ..
            }) if self.admission.admitted().is_none() && !self.protocol.has_ended() => {
                Some(text::program_name(client_name))
            }
            _ => None,
        }
    }

    fn on_message(&mut self, message: Decoded, now: Moment) {
        let id = match &message {
            Ok(request) => request.id,
            Err(malformed) => malformed.id,
        };
        self.recorder.received(id, now);
        self.protocol.handle(message, now);
        // After each message, so that its effects hold before the next one is handled.
        self.apply_actions();
        self.recorder.handled();
    }

    /// The wait is over: everything that the program sent meanwhile is handled.
    pub(super) fn wait_is_over(&mut self, now: Moment) {
        let mut delayed = match std::mem::replace(&mut self.admission, Admission::Unknown) {
            Admission::Delayed(delayed) => delayed,
            other => {
                self.admission = other;
                return;
            }
        };
        if let Some(until) = delayed.place.try_again(now) {
            delayed.until = Instant::now() + (until - now);
            self.admission = Admission::Delayed(delayed);
            return;
        }
        self.admit(delayed.peer, delayed.name, now);
        for message in delayed.messages {
            self.on_message(message, now);
        }
        for frame in delayed.frames {
            self.on_frame(frame, now);
        }
    }

    fn admit(&mut self, peer: Peer, name: String, now: Moment) {
        self.admission = Admission::Admitted(Admitted {
            is_slowed: self.context.access.backoff.is_slowed(&peer, now),
            peer,
            name,
            at: now,
        });
    }

    /// Counts the end of the session against its program. Returns whether the program is being slowed down, so that its
    /// sessions were reported before.
    pub(super) fn count_against_it(&self, cause: &EndCause, now: Moment) -> bool {
        let Some(admitted) = self.admission.admitted() else {
            return false;
        };
        if let Some(strike) = Strike::of(cause, now - admitted.at)
            && self
                .context
                .access
                .backoff
                .strike(&admitted.peer, strike, admitted.at, now)
        {
            log::warn!(
                "{} ({}) reconnects too often or is cut off repeatedly: it has to wait before each further session",
                admitted.name,
                self.program.address
            );
            self.context.reports.tell(ServerEvent::Slowed {
                name: admitted.name.clone(),
                address: self.program.address,
                origin: self.program.origin.clone(),
            });
        }
        admitted.is_slowed
    }
}
