//! One session, as the watchdog sees it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, mpsc};
use vigil_clock::Clock;
use vigil_core::{
    lease::{Lease, SessionId},
    session::EndCause,
    time::Moment,
    watch::{Deadlines, Inbox},
};
use vigil_devices::{Devices, StopTicket};

use super::SocketInbox;

/// What the watchdog shares with the owner of a session: a connection, or the window.
#[derive(Debug)]
pub(crate) struct WatchedSession {
    pub(crate) lease: Lease,
    pub(crate) deadlines: Arc<Deadlines>,
    /// `None` for a session without a program: it has no socket to read.
    inbox: Option<SocketInbox>,
    clock: Clock,
    devices: Devices,
    stop_every_toy: bool,
    /// Receives reports that toys were stopped because Vigil itself was late.
    late: Option<mpsc::Sender<Late>>,
    verdict: Mutex<Option<Verdict>>,
    woken: Notify,
}

/// The end of a session, as the watchdog decided it. Its lease is revoked.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) cause: EndCause,
    /// The deadline that was missed.
    pub(crate) due: Moment,
    /// When every stop was latched.
    pub(crate) stopped_at: Moment,
    pub(crate) tickets: Arc<Vec<StopTicket>>,
}

/// Toys were stopped because Vigil itself could not read a program's messages.
#[derive(Debug)]
pub(crate) struct Late {
    pub(crate) session: SessionId,
    pub(crate) due: Moment,
    pub(crate) tickets: Vec<StopTicket>,
}

impl WatchedSession {
    /// A session without a program. Its end stops only what it moved.
    pub(crate) fn manual(lease: Lease, clock: Clock, devices: Devices) -> Self {
        Self {
            lease,
            deadlines: Arc::new(Deadlines::new()),
            inbox: None,
            clock,
            devices,
            stop_every_toy: false,
            late: None,
            verdict: Mutex::new(None),
            woken: Notify::new(),
        }
    }

    /// Makes it the session of a program. `late` receives the reports of Vigil's own lateness.
    pub(crate) fn of_program(self, inbox: SocketInbox, late: mpsc::Sender<Late>, stop_every_toy: bool) -> Self {
        Self {
            inbox: Some(inbox),
            late: Some(late),
            stop_every_toy,
            ..self
        }
    }

    /// Revokes the lease, then stops the toys: in this order, so that no command gets in between (S1).
    ///
    /// A lost session stops every toy if the person has chosen so; a session that ended properly stops only what it
    /// moved.
    pub(crate) fn stop_toys(&self, lost: bool) -> Vec<StopTicket> {
        self.lease.revoke();
        self.latch_stops(lost)
    }

    /// Stops toys without revoking the lease: the session may move them again.
    pub(super) fn latch_stops(&self, lost: bool) -> Vec<StopTicket> {
        if lost && self.stop_every_toy {
            self.devices.stop_everything_that_may_move()
        } else {
            self.devices.stop_moved_by(self.lease.session())
        }
    }

    /// The socket has nothing more to read, and everything read from it was handled.
    pub(crate) fn drained(&self) {
        let asked = self.clock.now();
        let matters = self.deadlines.due().is_some_and(|due| asked >= due);
        if let Some(inbox) = &self.inbox {
            inbox.drained(asked, matters);
        }
    }

    /// How far reading has got; `None` for a session without a program.
    pub(crate) fn inbox(&self) -> Option<&SocketInbox> {
        self.inbox.as_ref()
    }

    pub(super) fn look_into_inbox(&self) -> Inbox {
        self.inbox.as_ref().map_or(
            Inbox {
                messages: 0,
                pending: false,
                drained_at: Moment::default(),
            },
            SocketInbox::look,
        )
    }

    /// Whether the end of this session stops every toy.
    pub(super) fn stops_every_toy(&self) -> bool {
        self.stop_every_toy
    }

    /// Reports that toys were stopped because Vigil was late. Never waits: if the queue is full, the report is dropped
    /// and logged.
    pub(super) fn tell_late(&self, due: Moment, tickets: Vec<StopTicket>) {
        let late = Late {
            session: self.lease.session(),
            due,
            tickets,
        };
        if let Some(sender) = &self.late
            && sender.try_send(late).is_err()
        {
            log::error!("toys were stopped because messages lay unread, and the report was dropped");
        }
    }

    /// Passes the verdict to the session's owner, which ends it.
    pub(super) fn pass(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
        self.woken.notify_one();
    }

    /// Waits for the watchdog's verdict. There is none while the program behaves.
    pub(crate) async fn verdict(&self) -> Verdict {
        loop {
            let verdict = self.verdict.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(verdict) = verdict {
                return verdict;
            }
            self.woken.notified().await;
        }
    }
}
