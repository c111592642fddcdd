//! One session, as the watchdog sees it.

use std::{
    net::TcpStream,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;
use vigil_clock::Clock;
use vigil_core::{lease::Lease, session::EndCause, time::Moment};
use vigil_devices::{Devices, StopTicket};

use super::Deadline;

/// What the watchdog shares with a connection.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) lease: Lease,
    /// The next Ping is due.
    pub(crate) ping: Deadline,
    /// The limit behind `ping`, in nanoseconds.
    pub(crate) ping_limit: AtomicU64,
    pub(crate) ever_pinged: AtomicBool,
    /// The answer to the first WebSocket ping that is still unanswered is due. While none is out, nothing is due: a
    /// Vigil that stood still sent none, and the program is not to blame (S6).
    pub(crate) heartbeat: Deadline,
    pub(crate) heartbeat_limit: AtomicU64,
    pub(crate) reading: Reading,
    pub(super) clock: Clock,
    devices: Devices,
    stop_every_toy: bool,
    verdict: Mutex<Option<Verdict>>,
    woken: Notify,
}

/// The end of a session, as the watchdog decided it.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) cause: EndCause,
    /// The deadline that was missed.
    pub(crate) due: Moment,
    /// When every stop was latched.
    pub(crate) stopped_at: Moment,
    pub(crate) tickets: Arc<Vec<StopTicket>>,
}

/// How far the connection is with reading, so that a ping that lies unread is not taken for one that was not sent.
#[derive(Debug)]
pub(crate) struct Reading {
    /// A second handle to the socket, to look whether something lies there. `None` where the system gave none.
    socket: Option<TcpStream>,
    /// Between asking the socket and having dealt with all that it gave.
    busy: AtomicBool,
    /// Reading is put off because the program does not take its answers; what lies unread then is its own affair.
    paused: AtomicBool,
    /// When the connection last found nothing more to read, in nanoseconds.
    drained_at: AtomicU64,
    /// Counts messages.
    messages: AtomicU64,
}

impl Guarded {
    pub(crate) fn new(
        lease: Lease,
        socket: Option<TcpStream>,
        clock: Clock,
        devices: Devices,
        stop_every_toy: bool,
    ) -> Self {
        Self {
            lease,
            ping: Deadline::off(),
            ping_limit: AtomicU64::new(0),
            ever_pinged: AtomicBool::new(false),
            heartbeat: Deadline::off(),
            heartbeat_limit: AtomicU64::new(0),
            reading: Reading {
                socket,
                busy: AtomicBool::new(false),
                paused: AtomicBool::new(false),
                drained_at: AtomicU64::new(0),
                messages: AtomicU64::new(0),
            },
            clock,
            devices,
            stop_every_toy,
            verdict: Mutex::new(None),
            woken: Notify::new(),
        }
    }

    /// The earliest deadline.
    pub(crate) fn due(&self) -> Option<Moment> {
        [self.ping.due(), self.heartbeat.due()].into_iter().flatten().min()
    }

    /// Ends the right to move toys, then stops them. In this order, so that nothing slips in between (S1).
    ///
    /// A session that was lost stops every toy where the person wants it so, one that left only what it moved.
    pub(crate) fn stop_toys(&self, lost: bool) -> Vec<StopTicket> {
        self.lease.revoke();
        self.latch_stops(lost)
    }

    /// Stops toys but leaves the session its right to move them again.
    pub(crate) fn latch_stops(&self, lost: bool) -> Vec<StopTicket> {
        if lost && self.stop_every_toy {
            self.devices.stop_everything()
        } else {
            self.devices.stop_moved_by(self.lease.session())
        }
    }

    /// The runtime says that the socket has nothing more, and all that it gave was dealt with.
    pub(crate) fn drained(&self) {
        let asked = self.clock.now();
        // The runtime's word may be old: it asks the system for readiness only now and then. Where it matters, look.
        let matters = self.due().is_some_and(|due| asked >= due);
        if !matters || !self.reading.has_unread() {
            self.reading.drained_at(asked);
        }
        self.reading.idle();
    }

    /// Whether the end of this session stops every toy.
    pub(super) fn stops_every_toy(&self) -> bool {
        self.stop_every_toy
    }

    /// Hands the verdict to the connection, which says goodbye.
    pub(crate) fn pass(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
        self.woken.notify_one();
    }

    /// Waits for the watchdog's verdict; for ever, where the program behaves.
    pub(crate) async fn verdict(&self) -> Verdict {
        loop {
            let verdict = self.verdict.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(verdict) = verdict {
                return verdict;
            }
            self.woken.notified().await;
        }
    }

    pub(crate) fn ping_limit(&self) -> Duration {
        Duration::from_nanos(self.ping_limit.load(Ordering::SeqCst))
    }

    pub(crate) fn heartbeat_limit(&self) -> Duration {
        Duration::from_nanos(self.heartbeat_limit.load(Ordering::SeqCst))
    }
}

impl Reading {
    /// Before the socket is asked.
    pub(crate) fn begin(&self) {
        self.paused.store(false, Ordering::SeqCst);
        self.busy.store(true, Ordering::SeqCst);
    }

    /// A message was taken off the socket.
    pub(crate) fn message(&self) {
        self.messages.fetch_add(1, Ordering::SeqCst);
    }

    /// All that the socket gave was dealt with, and at this moment it had nothing more.
    pub(super) fn drained_at(&self, asked: Moment) {
        self.drained_at.store(asked.as_nanos(), Ordering::SeqCst);
    }

    /// All that the socket gave was dealt with.
    pub(super) fn idle(&self) {
        self.busy.store(false, Ordering::SeqCst);
    }

    /// Reading is put off until the program takes its answers.
    pub(crate) fn paused(&self) {
        self.paused.store(true, Ordering::SeqCst);
        self.busy.store(false, Ordering::SeqCst);
    }

    /// Whether something of the program may be on its way through Vigil.
    pub(super) fn is_pending(&self) -> bool {
        if self.paused.load(Ordering::SeqCst) {
            return false;
        }
        // In this order: what has just left the socket is marked as busy before.
        self.has_unread() || self.busy.load(Ordering::SeqCst)
    }

    pub(super) fn drained_since(&self, moment: Moment) -> bool {
        self.drained_at.load(Ordering::SeqCst) >= moment.as_nanos()
    }

    pub(super) fn messages(&self) -> u64 {
        self.messages.load(Ordering::SeqCst)
    }

    pub(super) fn has_unread(&self) -> bool {
        // The socket does not block: this is a look, and an end of file counts as nothing.
        self.socket
            .as_ref()
            .is_some_and(|socket| socket.peek(&mut [0]).is_ok_and(|bytes| bytes > 0))
    }
}
