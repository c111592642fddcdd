use std::sync::Arc;

use vigil_core::lease::SessionId;

use crate::worker::ToyState;

/// Outputs of one session that arrived together, such as in one frame. Each toy is told its part of them as one change,
/// once they are released.
#[derive(Debug)]
pub struct Together {
    session: SessionId,
    toys: Vec<Arc<ToyState>>,
}

impl Together {
    pub fn new(session: SessionId) -> Self {
        Self {
            session,
            toys: Vec::new(),
        }
    }

    /// All of them are in.
    pub fn release(&mut self) {
        for toy in self.toys.drain(..) {
            toy.release(self.session);
        }
    }

    pub(super) fn note(&mut self, toy: Arc<ToyState>) {
        if !self.toys.iter().any(|known| Arc::ptr_eq(known, &toy)) {
            self.toys.push(toy);
        }
    }
}
