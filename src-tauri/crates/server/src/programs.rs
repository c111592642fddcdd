//! The connected programs, as the rest of the app sees them.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{mpsc, watch};
use vigil_clock::Clock;
use vigil_core::{lease::SessionId, policy::Watch, session::EndCause, time::Moment, version::SpecVersion};

use vigil_devices::StopTicket;

use crate::{
    event::OtherMover,
    manual_session::is_manual,
    pulse::{Gap, Pulse, Refusals},
    traffic::{Inspector, ProgramFigures, Traffic},
};

/// A connected program, right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramState {
    /// When this was taken: what is told as a time that has passed is counted up to here.
    pub taken_at: Moment,
    pub session: SessionId,
    pub name: String,
    pub address: SocketAddr,
    pub origin: Option<String>,
    pub connected_for: Duration,
    pub version: SpecVersion,
    pub watch: Watch,
    pub silent: Duration,
    pub pings: u64,
    /// It pinged, and the next ping is due within the limit.
    pub is_held: bool,
    pub gaps: Vec<Gap>,
    pub refusals: Refusals,
}

/// The list of programs that completed their handshake.
#[derive(Debug, Default)]
pub(crate) struct Programs {
    list: Mutex<BTreeMap<SessionId, Arc<Program>>>,
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) session: SessionId,
    pub(crate) name: String,
    pub(crate) address: SocketAddr,
    pub(crate) origin: Option<String>,
    pub(crate) since: Moment,
    pub(crate) version: SpecVersion,
    pub(crate) watch: Watch,
    pub(crate) pulse: Arc<Mutex<Pulse>>,
    pub(crate) refusals: Arc<Mutex<Refusals>>,
    pub(crate) traffic: Arc<Traffic>,
    pub(crate) end: mpsc::Sender<EndCause>,
}

impl Programs {
    pub(crate) fn add(&self, program: Program) {
        self.list().insert(program.session, Arc::new(program));
        self.changed();
    }

    pub(crate) fn remove(&self, session: SessionId) {
        if self.list().remove(&session).is_some() {
            self.changed();
        }
    }

    /// Notifies that something about a program has changed.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn states(&self, now: Moment) -> Vec<ProgramState> {
        self.list().values().map(|program| program.state(now)).collect()
    }

    pub(crate) fn figures(&self, session: SessionId, now: Moment) -> Option<ProgramFigures> {
        Some(self.list().get(&session)?.figures(now))
    }

    /// Looks at this session's messages.
    pub(crate) fn inspect(&self, session: SessionId, clock: Clock) -> Option<Inspector> {
        Some(Inspector::new(self.list().get(&session)?.traffic.clone(), clock))
    }

    /// Asks a session to end. Returns false if there is none.
    pub(crate) fn end(&self, session: SessionId, cause: EndCause) -> bool {
        // A full queue already holds such a request.
        self.list()
            .get(&session)
            .map(|program| program.end.try_send(cause))
            .is_some()
    }

    /// Who else moved the toys that were stopped because of this session.
    pub(crate) fn others(&self, tickets: &[StopTicket], session: SessionId) -> Vec<OtherMover> {
        let movers = tickets.iter().flat_map(|ticket| &ticket.movers);
        let list = self.list();
        let others: BTreeSet<_> = movers
            .filter(|mover| **mover != session)
            .filter_map(|mover| match list.get(mover) {
                Some(program) => Some(OtherMover::Program(program.name.clone())),
                None => is_manual(*mover).then_some(OtherMover::Person),
            })
            .collect();
        others.into_iter().collect()
    }

    fn list(&self) -> MutexGuard<'_, BTreeMap<SessionId, Arc<Program>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Program {
    fn figures(&self, now: Moment) -> ProgramFigures {
        let (from_program, to_program) = self.traffic.counts();
        let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        ProgramFigures {
            taken_at: now,
            from_program,
            to_program,
            longest_gap: pulse.longest_gap(),
            gaps: pulse.gap_counts(),
        }
    }

    fn state(&self, now: Moment) -> ProgramState {
        let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        ProgramState {
            taken_at: now,
            session: self.session,
            name: self.name.clone(),
            address: self.address,
            origin: self.origin.clone(),
            connected_for: now - self.since,
            version: self.version,
            watch: self.watch,
            silent: pulse.silent(now),
            pings: pulse.pings(),
            is_held: pulse.is_held(),
            gaps: pulse.gaps(now),
            refusals: self.refusals.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}
