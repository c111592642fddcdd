//! Programs that come and go faster than a person can mean, or that the watchdog cuts off again and again, are let in
//! ever more slowly. Nobody else waits for them.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | shares the records between connections, and gives places back |
//! | `records` | who waits, and for how long: a state machine that is told the time |
//!
//! A program is known by its name, a web page by its origin, so a connection waits after its RequestServerInfo and
//! before it is answered. Until then it is nobody's: all connections come from this machine, their ports mean nothing,
//! the process behind a port cannot be found on every system, and the headers of native programs are those of their
//! library, which many share. To slow them down by that would slow others down. A page may call itself what it likes,
//! but not change its origin.

mod records;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vigil_core::time::Moment;

use self::records::{Records, Ruling};

pub(crate) use self::records::{Peer, Strike};

/// The records of all programs.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    records: Mutex<Records>,
}

/// What becomes of a program that has said who it is.
#[derive(Debug)]
pub(crate) enum ProgramAdmission {
    Admitted,
    /// Not before this moment.
    Delayed(Moment, Place),
    /// So many connections of this program, or of all, wait already.
    Rejected,
}

/// A connection that waits. Dropping it gives its place up.
#[derive(Debug)]
pub(crate) struct Place {
    backoff: Arc<Backoff>,
    peer: Peer,
}

impl Backoff {
    pub(crate) fn check(self: &Arc<Self>, peer: &Peer, now: Moment) -> ProgramAdmission {
        match self.records().check(peer, now) {
            Ruling::Admitted => ProgramAdmission::Admitted,
            Ruling::Rejected => ProgramAdmission::Rejected,
            Ruling::Delayed(until) => {
                let place = Place {
                    backoff: self.clone(),
                    peer: peer.clone(),
                };
                ProgramAdmission::Delayed(until, place)
            }
        }
    }

    /// Whether this program is being slowed down.
    pub(crate) fn is_slowed(&self, peer: &Peer, now: Moment) -> bool {
        self.records().is_slowed(peer, now)
    }

    /// A session that was let in at `admitted` has ended in a way that counts. True if the program is slowed down from
    /// now on.
    pub(crate) fn strike(&self, peer: &Peer, strike: Strike, admitted: Moment, now: Moment) -> bool {
        self.records().strike(peer, strike, admitted, now)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The wait is over, unless another connection of this program came in meanwhile: then it lasts until the moment
    /// that is given back.
    pub(crate) fn try_again(&self, now: Moment) -> Option<Moment> {
        self.backoff.records().try_again(&self.peer, now)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.backoff.records().leave(&self.peer);
    }
}
