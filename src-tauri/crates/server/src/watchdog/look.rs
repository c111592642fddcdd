//! Judges every session once, and carries out what follows.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use vigil_clock::Clock;
use vigil_core::{
    lease::SessionId,
    session::EndCause,
    time::Moment,
    watch::{self, Judge, Judgement},
};
use vigil_devices::Devices;

use super::watched_session::{Verdict, WatchedSession};
use crate::timeouts;

/// The sessions that are watched, each with its judge.
pub(super) type Sessions = BTreeMap<SessionId, Entry>;

#[derive(Debug)]
pub(super) struct Entry {
    watched: Arc<WatchedSession>,
    judge: Judge,
}

/// What follows from judging the sessions. It is carried out without the lock on them.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Sessions that are over, their leases revoked, and why.
    over: Vec<(Arc<WatchedSession>, watch::Verdict)>,
    /// Sessions whose toys stop because Vigil is late, and the deadline that has passed.
    late: Vec<(Arc<WatchedSession>, Moment)>,
    /// Sessions that may move toys again.
    resumed: Vec<SessionId>,
    /// A judge failed.
    pub(super) panicked: bool,
}

impl Entry {
    pub(super) fn new(watched: Arc<WatchedSession>) -> Self {
        Self {
            watched,
            judge: Judge::default(),
        }
    }

    /// The lease is suspended between a missed deadline and its verdict, so that nothing moves. Only this thread suspends
    /// and resumes leases.
    fn judge(&mut self, now: Moment, findings: &mut Findings) -> Option<Moment> {
        let watched = &self.watched;
        let judgement = self.judge.judge(now, &watched.deadlines, || watched.look_into_inbox());
        match judgement {
            Judgement::InTime(due) => {
                if watched.lease.resume() {
                    findings.resumed.push(watched.lease.session());
                }
                due
            }
            Judgement::Doubt(again) => {
                watched.lease.suspend();
                Some(again.min(now + timeouts::UNREAD_RECHECK))
            }
            Judgement::StopToys { due, again } => {
                watched.lease.suspend();
                findings.late.push((watched.clone(), due));
                Some(again.min(now + timeouts::UNREAD_RECHECK))
            }
            Judgement::Over(verdict) => {
                watched.lease.revoke();
                findings.over.push((watched.clone(), verdict));
                None
            }
        }
    }
}

/// Judges every session and removes those that are over. Returns what follows, and when the next deadline is due.
pub(super) fn judge_all(sessions: &mut Sessions, now: Moment) -> (Findings, Option<Moment>) {
    let mut findings = Findings::default();
    let mut next = None;
    sessions.retain(|_, entry| {
        let before = findings.over.len();
        // A session that cannot be judged must not end the watch over the others. It ends like a lost one.
        let due = catch_unwind(AssertUnwindSafe(|| entry.judge(now, &mut findings))).unwrap_or_else(|_panic| {
            entry.watched.lease.revoke();
            let cause = EndCause::Internal;
            findings
                .over
                .push((entry.watched.clone(), watch::Verdict { cause, due: now }));
            findings.panicked = true;
            None
        });
        next = [next, due].into_iter().flatten().min();
        findings.over.len() == before
    });
    (findings, next)
}

impl Findings {
    /// Whether nothing follows.
    pub(super) fn is_empty(&self) -> bool {
        self.over.is_empty() && self.late.is_empty() && self.resumed.is_empty() && !self.panicked
    }

    /// Stops toys, then reports.
    ///
    /// Many sessions may end at once. Those that stop every toy share one stop, which is latched before anything else is
    /// done for any of them. Their leases are revoked already, so it covers all of them.
    pub(super) fn carry_out(self, devices: &Devices, clock: Clock) {
        let everything = self
            .over
            .iter()
            .find(|(watched, _)| watched.stops_every_toy())
            .map(|(watched, _)| (Arc::new(watched.latch_stops(true)), clock.now()));
        for (watched, watch::Verdict { cause, due }) in self.over {
            let (tickets, stopped_at) = match &everything {
                Some((tickets, stopped_at)) if watched.stops_every_toy() => (tickets.clone(), *stopped_at),
                _ => (Arc::new(watched.latch_stops(true)), clock.now()),
            };
            watched.pass(Verdict {
                cause,
                due,
                stopped_at,
                tickets,
            });
        }
        for (watched, due) in self.late {
            let tickets = watched.latch_stops(true);
            watched.tell_late(due, tickets);
        }
        for session in self.resumed {
            devices.resumed(session);
        }
    }
}
