use std::collections::BTreeSet;

use futures_util::{FutureExt, future};
use tokio::sync::oneshot;
use vigil_core::{lease::SessionId, time::Moment};

use crate::{
    model::{StopOutcome, StopResult},
    worker::{Latched, ToyState},
};

/// A stop that was latched. Any number may wait for its outcome: sessions that end together share their stops.
#[derive(Debug, Clone)]
pub struct StopTicket {
    pub device: u32,
    pub name: String,
    /// When it was latched.
    pub since: Moment,
    /// Whether the toy moved, or was about to.
    pub was_moving: bool,
    /// The sessions that moved it, or were about to.
    pub movers: BTreeSet<SessionId>,
    outcome: future::Shared<oneshot::Receiver<StopOutcome>>,
}

impl StopTicket {
    pub(super) fn new(toy: &ToyState, since: Moment, latched: Latched) -> Self {
        Self {
            device: toy.index,
            name: toy.description.name.clone(),
            since,
            was_moving: latched.was_moving,
            movers: latched.movers,
            outcome: latched.outcome.shared(),
        }
    }

    /// Waits until the stop came to its end; the ladder bounds how long that takes.
    pub async fn outcome(&self) -> StopOutcome {
        self.outcome.clone().await.unwrap_or(StopOutcome {
            result: StopResult::Unconfirmed,
            at: self.since,
            attempts: 0,
        })
    }
}
