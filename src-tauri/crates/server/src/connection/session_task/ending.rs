//! The end of a session: the toys stop, then the end is reported.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use vigil_core::{lease::Standing, session::EndCause, time::Moment};
use vigil_devices::StopTicket;

use super::SessionTask;
use crate::event::{ServerEvent, SessionEnd};

/// The end of the session and its stops, until reported.
pub(super) struct Ending {
    cause: EndCause,
    called_for: Moment,
    late: Duration,
    tickets: Arc<Vec<StopTicket>>,
}

impl SessionTask {
    /// Ends the session without telling the program, because this task has failed.
    pub(in crate::connection) fn abandon(&mut self) {
        self.end_with(EndCause::Internal);
        self.context.watchdog.forget(self.session_id);
        self.context.programs.remove(self.session_id);
        self.report();
        self.socket = None;
    }

    /// Stops the toys, unless the watchdog has done so.
    pub(super) fn end_with(&mut self, cause: EndCause) {
        if self.ending.is_some() {
            return;
        }
        self.close_reason = cause.close_reason();
        self.ending = Some(if let Some(verdict) = self.verdict.take() {
            Ending {
                cause: verdict.cause,
                called_for: verdict.due,
                late: verdict.stopped_at - verdict.due,
                tickets: verdict.tickets,
            }
        } else {
            let called_for = self.context.clock.now();
            let tickets = Arc::new(self.watched.stop_toys(cause.is_loss() && self.name.is_some()));
            Ending {
                cause,
                called_for,
                late: self.context.clock.now() - called_for,
                tickets,
            }
        });
    }

    /// Reports the end, once the toys stand still.
    pub(super) fn report(&mut self) {
        let Some(ending) = self.ending.take() else {
            return;
        };
        let (gaps, pings) = {
            let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
            (pulse.gaps(ending.called_for), pulse.pings())
        };
        if ending.cause == EndCause::TooOften {
            // It was never admitted, and its rejection was logged.
            return;
        }
        let is_repeated = self.count_against_it(&ending.cause, ending.called_for);
        let end = SessionEnd {
            session: self.session_id,
            name: self.name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            cause: ending.cause,
            late: ending.late,
            stopped: Vec::new(),
            gaps,
            pings,
            ever_pinged: self.watched.deadlines.ever_pinged(),
            is_repeated,
        };
        if let Some(more) = self.may_log() {
            log::info!(
                "session {} of {} ended: {:?}{more}",
                self.session_id.0,
                self.name.as_deref().unwrap_or("an unnamed program"),
                end.cause
            );
        }
        self.context
            .reports
            .tell_after(ending.tickets, ending.called_for, move |stopped| {
                ServerEvent::Ended(Box::new(SessionEnd { stopped, ..end }))
            });
    }
}

impl Drop for SessionTask {
    /// The task was dropped in the middle, with its runtime: there is no one left to report to, but the toys still have
    /// to stop.
    fn drop(&mut self) {
        if self.session.has_ended() {
            return;
        }
        if self.watched.lease.standing() != Standing::Revoked {
            drop(self.watched.stop_toys(true));
        }
        self.context.watchdog.forget(self.session_id);
        self.context.programs.remove(self.session_id);
    }
}
