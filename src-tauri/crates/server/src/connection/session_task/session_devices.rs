//! What the session asks of the devices, and what they send to it.

use std::sync::Arc;

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::sync::broadcast::{self, error::RecvError};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Command, DeviceReading, DeviceTable, InputAction, StopScope},
};
use vigil_devices::{Devices, InputEvent, Searcher, TableChanges, Together};

use crate::connection::{
    execute::{Execution, Outcome, SessionParts, execute},
    search::Search,
};

pub(super) struct SessionDevices {
    devices: Devices,
    session: SessionId,
    table: TableChanges,
    search: Search,
    /// Set once the program listens to a sensor.
    readings: Option<broadcast::Receiver<InputEvent>>,
    /// Commands that hardware has to answer.
    answers: FuturesUnordered<BoxFuture<'static, (u32, Outcome)>>,
    /// Outputs that arrived and were not handed on yet.
    together: Together,
}

pub(super) enum DeviceNews {
    Answer(u32, Outcome),
    Table(Arc<DeviceTable>),
    /// A search that this session began is over.
    ScanningFinished,
    /// A sensor that this session listens to sent a reading.
    Reading(DeviceReading),
}

impl SessionDevices {
    pub(super) fn new(devices: Devices, session: SessionId) -> Self {
        Self {
            table: devices.table(),
            search: Search::new(devices.clone(), session),
            readings: None,
            answers: FuturesUnordered::new(),
            together: Together::new(session),
            devices,
            session,
        }
    }

    /// The devices that a program may see. [`next`](Self::next) gives the changes from here on.
    pub(super) fn table(&mut self) -> Arc<DeviceTable> {
        self.table.current()
    }

    /// Answers first, readings last.
    pub(super) async fn next(&mut self) -> DeviceNews {
        tokio::select! {
            biased;
            Some((id, outcome)) = self.answers.next() => DeviceNews::Answer(id, outcome),
            Ok(()) = self.table.changed() => DeviceNews::Table(self.table.current()),
            () = self.search.finished() => DeviceNews::ScanningFinished,
            reading = next_reading(self.readings.as_mut(), self.session) => DeviceNews::Reading(reading),
        }
    }

    /// Returns the outcome if there is one at once; otherwise [`next`](Self::next) gives it. Outputs are handed on by
    /// [`release`](Self::release).
    pub(super) fn execute(&mut self, lease: &Lease, id: u32, command: Command) -> Option<Outcome> {
        if matches!(
            command,
            Command::Input {
                action: InputAction::Subscribe,
                ..
            }
        ) {
            // Before the sensor is switched on, so that its first reading is not lost.
            self.readings.get_or_insert_with(|| self.devices.readings());
        }
        let of_session = SessionParts {
            lease,
            together: &mut self.together,
            search: &mut self.search,
        };
        match execute(&self.devices, of_session, command) {
            Execution::Done(outcome) => Some(outcome),
            Execution::Running(outcome) => {
                self.answers.push(Box::pin(async move { (id, outcome.await) }));
                None
            }
        }
    }

    /// Hands on outputs: whatever of a frame, or of one read, is for the same toy reaches it as one change.
    pub(super) fn release(&mut self) {
        self.together.release();
    }

    /// The devices report the outcome of these stops, as of every stop.
    pub(super) fn stop_moved(&self) {
        drop(self.devices.stop_moved_by(self.session));
    }

    /// The session is over, and looks for no toys.
    pub(super) fn end_search(&self) {
        self.devices.stop_search(Searcher::Program(self.session));
    }

    /// Switches off the sensors that nobody else listens to.
    pub(super) async fn unsubscribe(&mut self) {
        if self.readings.is_some() {
            let everything = StopScope::EVERYTHING;
            self.devices.unsubscribe(self.session, everything, None).await;
        }
    }
}

/// The next reading of a sensor that this session listens to; never resolves if there is none.
async fn next_reading(readings: Option<&mut broadcast::Receiver<InputEvent>>, session: SessionId) -> DeviceReading {
    let Some(readings) = readings else {
        return std::future::pending().await;
    };
    loop {
        match readings.recv().await {
            Ok(event) if event.sessions.contains(&session) => {
                return DeviceReading {
                    device: event.device,
                    feature: event.feature,
                    reading: event.reading,
                };
            }
            // Readings that were lost are older than the next one.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}
