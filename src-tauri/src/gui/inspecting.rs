//! The page of a program whose messages the window shows. There is one at most.

use std::sync::{Mutex, MutexGuard, PoisonError};

use vigil_core::lease::SessionId;

use crate::{
    controller::{Inspection, Requester},
    view::{MessagesView, RequestError},
};

/// What is looked at. Whoever does not ask for a while looks no more, which ends the keeping by itself; this only ends it
/// sooner.
#[derive(Debug, Default)]
pub(super) struct Inspecting(Mutex<Option<Inspection>>);

impl Inspecting {
    /// Looks at this program from now on, and at no other one.
    pub(super) async fn begin(&self, requester: &Requester, program: SessionId) -> Result<(), RequestError> {
        drop(self.lock().take());
        let inspection = requester.inspect(program).await?;
        *self.lock() = Some(inspection);
        Ok(())
    }

    /// `None` if this program is not looked at.
    pub(super) fn messages(&self, program: SessionId, holds: bool) -> Option<MessagesView> {
        let inspection = self.lock();
        let of_it = inspection.as_ref().filter(|of| of.program() == program)?;
        Some(of_it.messages(holds))
    }

    /// Looks at this program no more.
    pub(super) fn end(&self, program: SessionId) {
        drop(self.lock().take_if(|inspection| inspection.program() == program));
    }

    /// A new page looks at nothing yet.
    pub(super) fn end_all(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> MutexGuard<'_, Option<Inspection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
