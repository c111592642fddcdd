//! The protocol's session, and what it decided that is not applied yet.

use tokio::time::Instant;
use vigil_core::{
    limits,
    session::{Action, EndCause, Session},
    time::Moment,
};

use super::{admission::Decoded, session_devices::DeviceNews};
use crate::connection::execute::Outcome;

pub(super) struct Protocol {
    session: Session,
    actions: Vec<Action>,
    /// When a program that has not done its handshake is disconnected.
    handshake_due: Instant,
}

impl Protocol {
    /// The handshake has to come within its limit from now on.
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            actions: Vec::new(),
            handshake_due: Instant::now() + limits::HANDSHAKE_LIMIT,
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.session.has_ended()
    }

    pub(super) fn is_active(&self) -> bool {
        self.session.is_active()
    }

    pub(super) fn handshake_due(&self) -> Instant {
        self.handshake_due
    }

    pub(super) fn handle(&mut self, message: Decoded, now: Moment) {
        self.session.handle(message, now, &mut self.actions);
    }

    pub(super) fn handle_timeout(&mut self, now: Moment) {
        self.session.handle_timeout(now, &mut self.actions);
    }

    pub(super) fn answer(&mut self, id: u32, outcome: Outcome) {
        self.session.answer(id, outcome, &mut self.actions);
    }

    pub(super) fn on_device_news(&mut self, news: DeviceNews) {
        match news {
            DeviceNews::Answer(id, outcome) => self.answer(id, outcome),
            DeviceNews::Table(devices) => self.session.devices_changed(devices, &mut self.actions),
            DeviceNews::ScanningFinished => self.session.scanning_finished(&mut self.actions),
            DeviceNews::Reading(reading) => self.session.reading(reading, &mut self.actions),
        }
    }

    pub(super) fn log_line_not_sent(&mut self) {
        self.session.log_line_not_sent();
    }

    pub(super) fn end(&mut self, cause: EndCause) {
        self.session.end(cause, &mut self.actions);
    }

    /// What the session decided since the last call, in order.
    pub(super) fn take_actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    /// Returns the list that [`take_actions`](Self::take_actions) gave, empty, so that its capacity is kept. False if
    /// there are new actions to apply.
    pub(super) fn return_list(&mut self, list: Vec<Action>) -> bool {
        let is_done = self.actions.is_empty();
        if is_done {
            self.actions = list;
        }
        is_done
    }
}
