use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    thread::{Builder, JoinHandle},
    time::Duration,
};

use tokio::sync::mpsc;
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, limits, session::EndCause, time::Moment};
use vigil_devices::StopTicket;

use super::guarded::{Guarded, Verdict};
use crate::timeouts;

/// The thread, and the sessions it watches. Dropping it ends the thread.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// Toys were stopped because Vigil itself could not read a program's messages.
#[derive(Debug)]
pub(crate) struct Late {
    pub(crate) session: SessionId,
    pub(crate) due: Moment,
    pub(crate) tickets: Vec<StopTicket>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    state: Mutex<State>,
    changed: Condvar,
    late: mpsc::Sender<Late>,
}

#[derive(Debug, Default)]
struct State {
    sessions: BTreeMap<SessionId, Entry>,
    stopping: bool,
}

#[derive(Debug)]
struct Entry {
    guarded: Arc<Guarded>,
    overdue: Option<Overdue>,
}

/// A deadline has passed, but something of the program may lie unread.
#[derive(Debug)]
struct Overdue {
    due: Moment,
    /// The message count at the deadline.
    messages: u64,
    toys_stopped: bool,
}

enum Outcome {
    /// Look again by then.
    Wait(Option<Moment>),
    /// The session is over, and its lease revoked; its toys are still to be stopped.
    Missed(Missed),
}

/// A session whose deadline was missed.
struct Missed {
    guarded: Arc<Guarded>,
    cause: EndCause,
    due: Moment,
}

impl Watchdog {
    /// Starts the thread. Word of our own lateness goes to `late`; where nobody takes it, it is dropped.
    pub(crate) fn start(clock: Clock, late: mpsc::Sender<Late>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            clock,
            state: Mutex::default(),
            changed: Condvar::new(),
            late,
        });
        let thread = Builder::new().name("vigil-watchdog".to_owned()).spawn({
            let shared = shared.clone();
            move || shared.run()
        })?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    pub(crate) fn watch(&self, guarded: Arc<Guarded>) {
        let session = guarded.lease.session();
        self.shared
            .lock()
            .sessions
            .insert(session, Entry { guarded, overdue: None });
        self.shared.changed.notify_one();
    }

    /// A deadline was switched on that may be earlier than all others.
    pub(crate) fn rearm(&self) {
        // With the lock taken once, the thread is either before its look or already waiting; never in between.
        drop(self.shared.lock());
        self.shared.changed.notify_one();
    }

    pub(crate) fn forget(&self, session: SessionId) {
        self.shared.lock().sessions.remove(&session);
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().stopping = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the watchdog thread had panicked");
        }
    }
}

impl Shared {
    fn run(&self) {
        let mut state = self.lock();
        while !state.stopping {
            let now = self.clock.now();
            let mut next = now + timeouts::WATCHDOG_TICK;
            let mut missed = Vec::new();
            state.sessions.retain(|_, entry| match entry.look(now, &self.late) {
                Outcome::Wait(due) => {
                    next = due.map_or(next, |due| due.min(next));
                    true
                }
                Outcome::Missed(session) => {
                    missed.push(session);
                    false
                }
            });
            if !missed.is_empty() {
                // Not under the lock: others come and go meanwhile. Then look again before sleeping.
                drop(state);
                stop_toys(missed, self.clock);
                state = self.lock();
                continue;
            }
            // What was fed meanwhile is later still; what was switched on meanwhile will notify.
            let pause = next - self.clock.now();
            state = if state.sessions.is_empty() {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            } else if pause.is_zero() {
                // Let others in: the lock is not fair.
                drop(state);
                std::thread::yield_now();
                self.lock()
            } else {
                self.changed
                    .wait_timeout(state, pause)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// The clock decides, never the end of a sleep.
    fn look(&mut self, now: Moment, late: &mpsc::Sender<Late>) -> Outcome {
        let Some(due) = self.guarded.due() else {
            self.overdue = None;
            return Outcome::Wait(None);
        };
        if now < due {
            self.overdue = None;
            return Outcome::Wait(Some(due));
        }
        let overdue = match &mut self.overdue {
            Some(overdue) if overdue.due == due => overdue,
            overdue => overdue.insert(Overdue {
                due,
                messages: self.guarded.reading.messages(),
                toys_stopped: false,
            }),
        };
        let late_by = now - due;
        let reading = &self.guarded.reading;
        // Drained after the deadline, and the deadline was not moved: the ping was not among what lay there.
        if !reading.is_pending() || reading.drained_since(due) {
            return self.guarded.expire(due, now, Silence::Program);
        }
        if late_by < limits::UNREAD_GRACE {
            return Outcome::Wait(Some(now + timeouts::UNREAD_RECHECK));
        }
        if !overdue.toys_stopped {
            overdue.toys_stopped = true;
            let word = Late {
                session: self.guarded.lease.session(),
                due,
                tickets: self.guarded.latch_stops(true),
            };
            if late.try_send(word).is_err() {
                log::error!("toys were stopped because messages lay unread, and nobody could be told");
            }
        }
        let progress = reading.messages() != overdue.messages;
        if progress && late_by >= timeouts::FLOOD_LIMIT {
            return self.guarded.expire(due, now, Silence::Program);
        }
        if late_by >= timeouts::STALLED_LIMIT {
            return self.guarded.expire(due, now, Silence::Vigil);
        }
        Outcome::Wait(Some(now + timeouts::UNREAD_RECHECK))
    }
}

/// Whose fault it is that nothing was heard.
#[derive(Clone, Copy)]
enum Silence {
    Program,
    Vigil,
}

impl Guarded {
    /// Ends the right to move toys, unless the deadline was moved on in this very moment.
    fn expire(self: &Arc<Self>, due: Moment, now: Moment, silence: Silence) -> Outcome {
        let by_ping = self.ping.due() == Some(due);
        let missed = if by_ping {
            self.ping.miss(due)
        } else {
            self.heartbeat.miss(due)
        };
        if !missed {
            return Outcome::Wait(self.due());
        }
        self.lease.revoke();
        let cause = match silence {
            Silence::Vigil => EndCause::VigilLate { late: now - due },
            Silence::Program if by_ping => EndCause::PingTimeout {
                silent: silent_for(due, now, self.ping_limit()),
                limit: self.ping_limit(),
                ever_pinged: self.ever_pinged.load(Ordering::SeqCst),
            },
            Silence::Program => EndCause::ConnectionSilent {
                silent: silent_for(due, now, self.heartbeat_limit()),
                limit: self.heartbeat_limit(),
            },
        };
        Outcome::Missed(Missed {
            guarded: self.clone(),
            cause,
            due,
        })
    }
}

/// Stops the toys of all these sessions, then hands out the verdicts.
///
/// Many sessions may end in the same look. Those that stop every toy share one stop, which is on its way before any of
/// them is dealt with further: their leases are over already, so it covers them all.
fn stop_toys(missed: Vec<Missed>, clock: Clock) {
    let everything = missed
        .iter()
        .find(|session| session.guarded.stops_every_toy())
        .map(|session| {
            let tickets = Arc::new(session.guarded.latch_stops(true));
            (tickets, clock.now())
        });
    for Missed { guarded, cause, due } in missed {
        let (tickets, stopped_at) = match &everything {
            Some((tickets, stopped_at)) if guarded.stops_every_toy() => (tickets.clone(), *stopped_at),
            _ => (Arc::new(guarded.latch_stops(true)), clock.now()),
        };
        guarded.pass(Verdict {
            cause,
            due,
            stopped_at,
            tickets,
        });
    }
}

fn silent_for(due: Moment, now: Moment, limit: Duration) -> Duration {
    limit + (now - due)
}

#[cfg(test)]
mod tests;
