//! The right to move toys.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// Identifies a session for as long as the process lives; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// Every output carries the lease of the session that asked for it, and is written only while the lease holds (S1).
///
/// Ending a session is one store here, from any thread, before anything else is done.
#[derive(Debug, Clone)]
pub struct Lease {
    session: SessionId,
    standing: Arc<AtomicU8>,
}

/// Whether a lease holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Outputs are written.
    Holds,
    /// A deadline has passed and is not judged yet: outputs wait, and nothing is written.
    Suspended,
    /// The session is over: its outputs are dropped.
    Revoked,
}

const HOLDS: u8 = 0;
const SUSPENDED: u8 = 1;
const REVOKED: u8 = 2;

impl Lease {
    pub fn new(session: SessionId) -> Self {
        Self {
            session,
            standing: Arc::new(AtomicU8::new(HOLDS)),
        }
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Nothing more is written until [`resume`](Self::resume). False if the lease does not hold.
    pub fn suspend(&self) -> bool {
        self.change(HOLDS, SUSPENDED)
    }

    /// Ends a suspension. False if there was none, or the lease was revoked meanwhile.
    pub fn resume(&self) -> bool {
        self.change(SUSPENDED, HOLDS)
    }

    /// Ends the right for good. Returns true to the one call that did it.
    pub fn revoke(&self) -> bool {
        self.standing.swap(REVOKED, Ordering::SeqCst) != REVOKED
    }

    pub fn standing(&self) -> Standing {
        match self.standing.load(Ordering::SeqCst) {
            HOLDS => Standing::Holds,
            SUSPENDED => Standing::Suspended,
            _ => Standing::Revoked,
        }
    }

    pub fn holds(&self) -> bool {
        self.standing() == Standing::Holds
    }

    fn change(&self, from: u8, to: u8) -> bool {
        self.standing
            .compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_revoked_lease_never_holds_again() {
        let lease = Lease::new(SessionId(1));
        let copy = lease.clone();
        assert!(copy.holds());
        assert!(lease.revoke());
        assert!(!copy.holds());
        assert!(!copy.revoke(), "only one caller ends a session");
        assert!(!copy.resume());
        assert!(!copy.suspend());
        assert_eq!(copy.standing(), Standing::Revoked);
    }

    #[test]
    fn a_suspended_lease_holds_again_once_it_is_resumed() {
        let lease = Lease::new(SessionId(1));
        assert!(!lease.resume());
        assert!(lease.suspend());
        assert!(!lease.suspend());
        assert!(!lease.holds());
        assert_eq!(lease.standing(), Standing::Suspended);
        assert!(lease.resume());
        assert!(lease.holds());
        assert!(lease.suspend());
        assert!(lease.revoke(), "a session may end while it is suspended");
    }
}
