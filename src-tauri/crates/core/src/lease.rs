//! The right to move toys.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
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
    revoked: Arc<AtomicBool>,
}

impl Lease {
    pub fn new(session: SessionId) -> Self {
        Self {
            session,
            revoked: Arc::new(AtomicBool::new(false)),
        }
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Ends the right for good. True for the one call that did it.
    pub fn revoke(&self) -> bool {
        !self.revoked.swap(true, Ordering::SeqCst)
    }

    pub fn holds(&self) -> bool {
        !self.revoked.load(Ordering::SeqCst)
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
    }
}
