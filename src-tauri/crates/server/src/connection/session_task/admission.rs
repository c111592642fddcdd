//! A program that reconnects too often waits before it is admitted.

use std::collections::VecDeque;

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;
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
    connection::LineKind,
    event::ServerEvent,
};

/// A program that was admitted.
pub(super) struct Admitted {
    peer: Peer,
    name: String,
    at: Moment,
    /// It reconnects too often.
    is_slowed: bool,
}

/// A program that will be admitted later. Until then nothing that it sends is looked at.
pub(super) struct Waiting {
    until: Instant,
    place: Place,
    peer: Peer,
    name: String,
    /// Its RequestServerInfo and the rest of that frame.
    messages: VecDeque<Decoded>,
    /// Frames that came after that; decoded only once the program is admitted.
    texts: Vec<Utf8Bytes>,
    bytes: usize,
}

type Decoded = Result<Request, Malformed>;

impl Waiting {
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    /// Whether to read more from it; unread bytes stay in the system's buffers.
    pub(super) fn takes_more(&self) -> bool {
        self.bytes < limits::MAX_SENT_AHEAD_BYTES
    }
}

impl SessionTask {
    /// Takes a frame.
    pub(super) fn on_frame(&mut self, text: Utf8Bytes, now: Moment) {
        if let Some(waiting) = &mut self.waiting {
            // Short frames take memory too.
            waiting.bytes += text.len() + size_of::<Utf8Bytes>();
            waiting.texts.push(text);
            return;
        }
        let messages = codec::decode(&text);
        if self.admitted.is_some() {
            for message in messages {
                self.on_message(message, now);
            }
        } else {
            self.messages_before_admission(messages.into(), now);
        }
    }

    /// Handles the messages of a frame up to its RequestServerInfo, which decides whether the program is admitted.
    fn messages_before_admission(&mut self, mut messages: VecDeque<Decoded>, now: Moment) {
        while let Some(message) = messages.pop_front() {
            if let Some(name) = self.introduced_by(&message) {
                let peer = Peer::of(self.origin.as_deref(), &name);
                match self.context.backoff.check(&peer, now) {
                    ProgramAdmission::Admitted => self.admit(peer, name, now),
                    ProgramAdmission::Delayed(until, place) => {
                        messages.push_front(message);
                        self.waiting = Some(Waiting {
                            until: Instant::now() + (until - now),
                            place,
                            peer,
                            name,
                            messages,
                            texts: Vec::new(),
                            bytes: 0,
                        });
                        return;
                    }
                    ProgramAdmission::Rejected => {
                        if let Some(more) = self.context.may_log(LineKind::TurnedBack) {
                            log::warn!("{name} ({}) connects too often and was rejected{more}", self.address);
                        }
                        return self.session.end(EndCause::TooOften, &mut self.actions);
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
            }) if self.admitted.is_none() && !self.session.has_ended() => Some(text::program_name(client_name)),
            _ => None,
        }
    }

    fn on_message(&mut self, message: Decoded, now: Moment) {
        self.session.handle(message, now, &mut self.actions);
        // After each message, so that its effects hold before the next one is handled.
        self.apply_actions();
    }

    /// The wait is over: everything that the program sent meanwhile is handled.
    pub(super) fn wait_is_over(&mut self, now: Moment) {
        let Some(mut waiting) = self.waiting.take() else {
            return;
        };
        if let Some(until) = waiting.place.try_again(now) {
            waiting.until = Instant::now() + (until - now);
            self.waiting = Some(waiting);
            return;
        }
        self.admit(waiting.peer, waiting.name, now);
        for message in waiting.messages {
            self.on_message(message, now);
        }
        for text in waiting.texts {
            self.on_frame(text, now);
        }
    }

    fn admit(&mut self, peer: Peer, name: String, now: Moment) {
        self.admitted = Some(Admitted {
            is_slowed: self.context.backoff.is_slowed(&peer, now),
            peer,
            name,
            at: now,
        });
    }

    /// Counts the end of the session against its program. Returns whether the program is being slowed down, so that its
    /// sessions were reported before.
    pub(super) fn count_against_it(&mut self, cause: &EndCause, now: Moment) -> bool {
        let Some(admitted) = &self.admitted else {
            return false;
        };
        if let Some(strike) = Strike::of(cause, now - admitted.at)
            && self.context.backoff.strike(&admitted.peer, strike, admitted.at, now)
        {
            log::warn!(
                "{} ({}) reconnects too often or is cut off repeatedly: it has to wait before each further session",
                admitted.name,
                self.address
            );
            self.context.reports.tell(ServerEvent::Slowed {
                name: admitted.name.clone(),
                address: self.address,
                origin: self.origin.clone(),
            });
        }
        admitted.is_slowed
    }

    /// A suffix for a log line about this program's sessions; `None` if the line is to be left out.
    pub(super) fn may_log(&self) -> Option<String> {
        if self.admitted.as_ref().is_some_and(|admitted| admitted.is_slowed) {
            self.context.may_log(LineKind::Repeated)
        } else {
            Some(String::new())
        }
    }
}
