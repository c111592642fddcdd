//! Waits until the toys of an ended session stand still, then sends the event.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::{sync::mpsc, task::JoinSet};
use vigil_core::{limits, time::Moment};
use vigil_devices::StopTicket;

use crate::event::{ServerEvent, StoppedToy};

/// Owns the tasks that wait for toys; they outlive the session.
///
/// There are [`MAX_REPORTS`](limits::MAX_REPORTS) of them at most. Further events are counted, and one of the tasks
/// reports the count: toys stop regardless, and the devices report any that does not confirm its stop.
#[derive(Debug)]
pub(crate) struct Reports {
    events: mpsc::Sender<ServerEvent>,
    tasks: Mutex<JoinSet<()>>,
    lost: Arc<AtomicU64>,
}

impl Reports {
    pub(crate) fn new(events: mpsc::Sender<ServerEvent>) -> Self {
        Self {
            events,
            tasks: Mutex::default(),
            lost: Arc::default(),
        }
    }

    /// Sends an event without waiting, in the order of the calls, unless the receiver is far behind.
    pub(crate) fn tell(&self, event: ServerEvent) {
        if let Err(mpsc::error::TrySendError::Full(event)) = self.events.try_send(event) {
            self.tell_after(Arc::default(), Moment::default(), |_| event);
        }
    }

    /// Sends an event once the outcome of these stops is known; the stop ladder bounds how long that takes.
    pub(crate) fn tell_after(
        &self,
        tickets: Arc<Vec<StopTicket>>,
        called_for: Moment,
        event: impl FnOnce(Vec<StoppedToy>) -> ServerEvent + Send + 'static,
    ) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        if tasks.len() >= limits::MAX_REPORTS {
            if self.lost.fetch_add(1, Ordering::SeqCst) == 0 {
                log::error!("{} reports wait already; further ones are only counted", tasks.len());
            }
            return;
        }
        let (events, lost) = (self.events.clone(), self.lost.clone());
        tasks.spawn(async move {
            // An error means that the receiver is gone.
            let _ = events.send(event(outcomes(tickets, called_for).await)).await;
            tell_lost(&events, &lost).await;
        });
    }

    /// Waits until every pending event was sent.
    pub(crate) async fn drain(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        while tasks.join_next().await.is_some() {}
        // Events that were counted after the last task had looked.
        tell_lost(&self.events, &self.lost).await;
    }
}

async fn tell_lost(events: &mpsc::Sender<ServerEvent>, lost: &AtomicU64) {
    let count = lost.swap(0, Ordering::SeqCst);
    if count > 0 {
        let _ = events.send(ServerEvent::ReportsLost { count }).await;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;
    use vigil_core::lease::SessionId;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn late(session: u64) -> ServerEvent {
        ServerEvent::Late {
            session: SessionId(session),
            name: String::new(),
            stopped: Vec::new(),
            others: Vec::new(),
        }
    }

    #[tokio::test]
    async fn reports_are_bounded_and_those_beyond_are_counted_and_told() {
        let (sender, mut events) = mpsc::channel(1);
        let reports = Reports::new(sender);
        let beyond = 100;
        // One fits into the queue.
        let kept = limits::MAX_REPORTS + 1;
        for n in 0..kept + beyond {
            reports.tell(late(n as u64));
        }
        assert_eq!(reports.tasks.lock().unwrap().len(), limits::MAX_REPORTS);

        let (mut told, mut lost) = (0, 0);
        while told + lost < kept + beyond {
            match timeout(PATIENCE, events.recv()).await.unwrap().unwrap() {
                ServerEvent::Late { .. } => told += 1,
                ServerEvent::ReportsLost { count } => lost += usize::try_from(count).unwrap(),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((told, lost), (kept, beyond));

        // There is room again, and nothing more to count.
        reports.tell(late(0));
        assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), Some(late(0)));
        reports.drain().await;
        drop(reports);
        assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), None);
    }
}
