//! Who listens to which sensor.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use tokio::{sync::broadcast, task::JoinSet, time::timeout};
use vigil_core::{
    lease::SessionId,
    message::{CommandError, InputAction, InputKind, Reading, StopScope},
};

use super::entry::Entry;
use crate::{limits, timeouts, toy::HardwareError};

/// A sensor said something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputEvent {
    pub device: u32,
    pub feature: u32,
    pub reading: Reading,
    /// The sessions that asked to be told.
    pub sessions: Arc<BTreeSet<SessionId>>,
}

/// A sensor: device, feature and what it measures.
type Sensor = (u32, u32, InputKind);

#[derive(Debug)]
pub(super) struct Inputs {
    /// Kept while a toy is away: its sensors are switched on again when it comes back.
    listeners: Mutex<BTreeMap<Sensor, Arc<BTreeSet<SessionId>>>>,
    events: broadcast::Sender<InputEvent>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            listeners: Mutex::default(),
            events: broadcast::Sender::new(limits::READING_BACKLOG),
        }
    }
}

impl Inputs {
    /// What sensors say that sessions listen to.
    pub(super) fn readings(&self) -> broadcast::Receiver<InputEvent> {
        self.events.subscribe()
    }

    /// A session wants to hear of a sensor. Resolves within [`timeouts::SUBSCRIBE`], once no other sensor of the toy
    /// is being switched.
    pub(super) fn subscribe(
        self: &Arc<Self>,
        session: SessionId,
        entry: Entry,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<(), CommandError>>, CommandError> {
        entry.check_input(feature, kind, InputAction::Subscribe)?;
        let sensor = (entry.state.index, feature, kind);
        Arc::make_mut(self.listeners().entry(sensor).or_default()).insert(session);
        let inputs = self.clone();
        Ok(async move {
            let switched = inputs.switch(sensor, &entry).await;
            if switched.is_err() {
                inputs.leave(session, |listened| listened == sensor);
            }
            switched
        }
        .boxed())
    }

    /// A session has heard enough of these sensors.
    pub(super) fn unsubscribe(
        self: &Arc<Self>,
        session: SessionId,
        scope: StopScope,
        kind: Option<InputKind>,
        entry: impl Fn(u32) -> Option<Entry>,
    ) -> BoxFuture<'static, ()> {
        let left = self.leave(session, |(device, feature, of_kind)| {
            scope.inputs
                && scope.device.is_none_or(|wanted| wanted == device)
                && scope.feature.is_none_or(|wanted| wanted == feature)
                && kind.is_none_or(|wanted| wanted == of_kind)
        });
        let left: Vec<_> = left
            .into_iter()
            .filter_map(|sensor| Some((sensor, entry(sensor.0)?)))
            .collect();
        let inputs = self.clone();
        async move {
            for (sensor, entry) in left {
                if let Err(error) = inputs.switch(sensor, &entry).await {
                    log::info!("toy {}: a sensor could not be switched off: {error}", sensor.0);
                }
            }
        }
        .boxed()
    }

    /// Tells the sessions what a toy's sensors say. Never ends.
    pub(super) async fn pass_readings(self: Arc<Self>, entry: Entry) {
        let device = entry.state.index;
        let mut readings = entry.toy.readings();
        // Its first reading is to be heard.
        let inputs = self.clone();
        let mut listening = JoinSet::new();
        listening.spawn(async move { inputs.listen_again(&entry).await });
        while let Some((feature, reading)) = readings.next().await {
            let listeners = self.listeners().get(&(device, feature, reading.kind)).cloned();
            if let Some(sessions) = listeners {
                // Nobody has to listen.
                let _ = self.events.send(InputEvent {
                    device,
                    feature,
                    reading,
                    sessions,
                });
            }
        }
        std::future::pending::<()>().await;
    }

    /// Another toy has its place, or nobody wants it back: what was asked of it is over.
    pub(super) fn forget_device(&self, device: u32) {
        self.listeners().retain(|sensor, _| sensor.0 != device);
    }

    /// The toy was lost and came back: sessions that listened to it still do.
    async fn listen_again(&self, entry: &Entry) {
        for (device, feature, kind) in self.of_device(entry.state.index) {
            if entry.check_input(feature, kind, InputAction::Subscribe).is_ok()
                && let Err(error) = self.switch((device, feature, kind), entry).await
            {
                log::warn!("toy {device}: a sensor could not be switched on again: {error}");
            }
        }
    }

    /// Brings a sensor to what the sessions want of it.
    async fn switch(&self, sensor: Sensor, entry: &Entry) -> Result<(), CommandError> {
        let (_, feature, kind) = sensor;
        let mut switched_on = entry.sensors.0.lock().await;
        let wanted = self.listeners().contains_key(&sensor);
        if entry.state.is_gone() {
            return if wanted {
                Err(CommandError::Disconnected)
            } else {
                Ok(())
            };
        }
        if wanted == switched_on.contains(&(feature, kind)) {
            return Ok(());
        }
        match timeout(timeouts::SUBSCRIBE, entry.toy.clone().subscribe(feature, kind, wanted)).await {
            Ok(Ok(())) => {}
            Ok(Err(HardwareError::Disconnected)) => return Err(CommandError::Disconnected),
            Ok(Err(error)) => return Err(CommandError::Failed(error.to_string())),
            Err(_) => return Err(CommandError::NoAnswer),
        }
        if wanted {
            switched_on.insert((feature, kind));
        } else {
            switched_on.remove(&(feature, kind));
        }
        Ok(())
    }

    fn of_device(&self, device: u32) -> Vec<Sensor> {
        let listeners = self.listeners();
        listeners.keys().filter(|sensor| sensor.0 == device).copied().collect()
    }

    /// Takes a session off these sensors; gives back those that nobody listens to any more.
    fn leave(&self, session: SessionId, from: impl Fn(Sensor) -> bool) -> Vec<Sensor> {
        let mut deserted = Vec::new();
        self.listeners().retain(|&sensor, sessions| {
            if from(sensor) && sessions.contains(&session) {
                Arc::make_mut(sessions).remove(&session);
            }
            if sessions.is_empty() {
                deserted.push(sensor);
            }
            !sessions.is_empty()
        });
        deserted
    }

    fn listeners(&self) -> MutexGuard<'_, BTreeMap<Sensor, Arc<BTreeSet<SessionId>>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
