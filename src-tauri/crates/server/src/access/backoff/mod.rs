//! Slows down programs that reconnect faster than a person would, or that the watchdog cuts off repeatedly. Other
//! programs do not wait for them.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | shares the records between connections, and frees the places of those that leave |
//! | `records` | who waits, and for how long: a state machine; time is an argument |
//!
//! A program is known by its name, a web page by its origin, so a connection waits after its RequestServerInfo and
//! before it is answered. Before that, nothing tells programs apart: all connections come from this machine, ports mean
//! nothing, the process behind a port cannot be found on every system, and native programs send the headers of a
//! library that many share. A page can choose its name, but not its origin.

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

/// The decision about a program that has sent RequestServerInfo.
#[derive(Debug)]
pub(crate) enum ProgramAdmission {
    Admitted,
    /// It is admitted at this moment at the earliest.
    Delayed(Moment, Place),
    /// Too many connections of this program, or of all, wait already.
    Rejected,
}

/// The place of a waiting connection; dropping it frees the place.
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

    /// Counts the end of a session that was admitted at `admitted`. Returns true if the program is slowed down from now
    /// on.
    pub(crate) fn strike(&self, peer: &Peer, strike: Strike, admitted: Moment, now: Moment) -> bool {
        self.records().strike(peer, strike, admitted, now)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Ends the wait, unless another connection of this program was admitted meanwhile; then returns the moment until
    /// which the wait lasts.
    pub(crate) fn try_again(&self, now: Moment) -> Option<Moment> {
        self.backoff.records().try_again(&self.peer, now)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.backoff.records().leave(&self.peer);
    }
}
