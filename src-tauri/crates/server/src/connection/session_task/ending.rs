//! The end of a session: the toys stop, then the end is reported.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vigil_core::{session::EndCause, time::Moment};
use vigil_devices::StopTicket;

use super::SessionTask;
use crate::{
    event::{ServerEvent, SessionEnd},
    watchdog::Verdict,
};

/// The person's requests to end this session; one is enough.
const END_QUEUE: usize = 2;

/// Requests from outside to end the session.
pub(super) struct EndRequests {
    server_stops: CancellationToken,
    sender: mpsc::Sender<EndCause>,
    receiver: mpsc::Receiver<EndCause>,
}

/// How far the end of the session is.
#[derive(Default)]
pub(super) struct Ending {
    /// The watchdog's verdict, until the end takes it over.
    verdict: Option<Verdict>,
    /// The end and its stops, until reported.
    stopped: Option<Stopped>,
    /// The reason in the Close frame.
    close_reason: &'static str,
}

/// Why the session ended, and the stops that followed.
struct Stopped {
    cause: EndCause,
    called_for: Moment,
    late: Duration,
    tickets: Arc<Vec<StopTicket>>,
}

impl EndRequests {
    pub(super) fn new(server_stops: CancellationToken) -> Self {
        let (sender, receiver) = mpsc::channel(END_QUEUE);
        Self {
            server_stops,
            sender,
            receiver,
        }
    }

    /// For the person's requests.
    pub(super) fn sender(&self) -> mpsc::Sender<EndCause> {
        self.sender.clone()
    }

    pub(super) async fn next(&mut self) -> EndCause {
        tokio::select! {
            biased;
            () = self.server_stops.cancelled() => EndCause::ServerStopped,
            Some(cause) = self.receiver.recv() => cause,
        }
    }
}

impl Ending {
    /// The watchdog has stopped the toys.
    pub(super) fn on_verdict(&mut self, verdict: Verdict) {
        self.verdict = Some(verdict);
    }

    pub(super) fn close_reason(&self) -> &'static str {
        self.close_reason
    }
}

impl From<Verdict> for Stopped {
    fn from(verdict: Verdict) -> Self {
        Self {
            cause: verdict.cause,
            called_for: verdict.due,
            late: verdict.stopped_at - verdict.due,
            tickets: verdict.tickets,
        }
    }
}

impl SessionTask {
    /// Ends the session without telling the program, because this task has failed.
    pub(in crate::connection) fn abandon(&mut self) {
        self.end_with(EndCause::Internal);
        self.leave();
        self.report();
        self.socket = None;
    }

    /// Stops the toys, unless the watchdog has done so.
    pub(super) fn end_with(&mut self, cause: EndCause) {
        if self.ending.stopped.is_some() {
            return;
        }
        self.ending.close_reason = cause.close_reason();
        self.ending.stopped = Some(match self.ending.verdict.take() {
            Some(verdict) => verdict.into(),
            None => self.stop_toys(cause),
        });
    }

    fn stop_toys(&self, cause: EndCause) -> Stopped {
        let called_for = self.context.clock.now();
        let was_lost = cause.is_loss() && self.program.name.is_some();
        let tickets = Arc::new(self.watch.watched.stop_toys(was_lost));
        Stopped {
            cause,
            called_for,
            late: self.context.clock.now() - called_for,
            tickets,
        }
    }

    /// The session is neither watched nor listed any more, and looks for no toys.
    pub(super) fn leave(&self) {
        self.devices.end_search();
        self.context.watch.watchdog.forget(self.program.session);
        self.context.programs.remove(self.program.session);
    }

    /// Reports the end, once the toys stand still.
    pub(super) fn report(&mut self) {
        let Some(ending) = self.ending.stopped.take() else {
            return;
        };
        let refusals = self.refusals.rest(ending.called_for);
        self.tell_refusals(refusals);
        let (gaps, pings) = {
            let pulse = self.watch.pulse();
            (pulse.gaps(ending.called_for), pulse.pings())
        };
        if ending.cause == EndCause::TooOften {
            // It was never admitted, and its rejection was logged.
            return;
        }
        let is_repeated = self.count_against_it(&ending.cause, ending.called_for);
        let end = SessionEnd {
            program: self.program.clone(),
            cause: ending.cause,
            late: ending.late,
            stopped: Vec::new(),
            others: self.context.programs.others(&ending.tickets, self.program.session),
            gaps,
            pings,
            is_repeated,
        };
        if let Some(more) = self.admission.may_log(&self.context) {
            log::info!(
                "session {} of {} ended: {:?}{more}",
                end.program.session.0,
                end.program.name.as_deref().unwrap_or("an unnamed program"),
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
        if self.protocol.has_ended() {
            return;
        }
        if !self.watch.is_revoked() {
            drop(self.watch.watched.stop_toys(true));
        }
        self.leave();
    }
}
