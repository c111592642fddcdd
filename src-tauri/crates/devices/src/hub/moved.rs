//! What another process has to know of toys that were moved.

use std::sync::Arc;

use tokio::sync::watch;

use super::Devices;
use crate::model::{MovedToys, Movement, ToyIdentity};

impl Devices {
    /// Toys that were moved and did not confirm a stop since, with the last movements of their carriages; changes are
    /// notified. Toys on the screen are not among them.
    ///
    /// A toy is in here before the first output that may move it is handed to the hardware, and so is every movement.
    /// A toy whose link is lost stays in here until it is back and stopped, sent away, or called back in vain. One that was
    /// [let go](Self::let_go) without having confirmed its stop stays, too: another process may have to stop it.
    pub fn moved(&self) -> watch::Receiver<Arc<MovedToys>> {
        self.inner.moved.toys()
    }

    /// Hands in what a toy was sent last by an earlier process, before it arrives: its carriages are frozen where they
    /// should be by now.
    pub fn set_movements(&self, identity: &ToyIdentity, movements: Vec<Movement>) {
        self.inner.moved.hand_in(identity, movements);
    }
}
