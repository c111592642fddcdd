//! Waits until the toys of an ended session stand still, then tells.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{sync::mpsc, task::JoinSet};
use vigil_core::time::Moment;
use vigil_devices::StopTicket;

use crate::event::{ServerEvent, StoppedToy};

/// Owns the tasks that wait for toys; they outlive the session they report of.
#[derive(Debug)]
pub(crate) struct Reports {
    events: mpsc::Sender<ServerEvent>,
    tasks: Mutex<JoinSet<()>>,
}

impl Reports {
    pub(crate) fn new(events: mpsc::Sender<ServerEvent>) -> Self {
        Self {
            events,
            tasks: Mutex::default(),
        }
    }

    /// Says something at once, and without waiting: in the order of the calls, unless the listener is far behind.
    pub(crate) fn tell(&self, event: ServerEvent) {
        if let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
            self.tell_after(Arc::default(), Moment::default(), |_| event);
        }
    }

    /// Says something once the outcome of these stops is known; the ladder of a stop bounds how long that takes.
    pub(crate) fn tell_after(
        &self,
        tickets: Arc<Vec<StopTicket>>,
        called_for: Moment,
        event: impl FnOnce(Vec<StoppedToy>) -> ServerEvent + Send + 'static,
    ) {
        let events = self.events.clone();
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            let _ = events.send(event(outcomes(tickets, called_for).await)).await;
        });
    }

    /// Waits for what is still to be told.
    pub(crate) async fn drain(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        while tasks.join_next().await.is_some() {}
    }
}

async fn outcomes(tickets: Arc<Vec<StopTicket>>, called_for: Moment) -> Vec<StoppedToy> {
    let mut toys = Vec::with_capacity(tickets.len());
    for ticket in tickets.iter() {
        let (device, name, was_moving) = (ticket.device, ticket.name.clone(), ticket.was_moving);
        let outcome = ticket.outcome().await;
        toys.push(StoppedToy {
            device,
            name,
            was_moving,
            result: outcome.result,
            after: outcome.at - called_for,
        });
    }
    toys
}
