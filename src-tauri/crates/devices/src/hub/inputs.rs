//! Who listens to which sensor.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use tokio::{
    sync::{Mutex as AsyncMutex, broadcast},
    task::JoinSet,
    time::timeout,
};
use vigil_core::{
    lease::SessionId,
    message::{CommandError, InputAction, InputKind, Reading, StopScope},
};

use super::{Devices, Entry};
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

/// The sensors of one toy that were switched on since it came. Held while one is switched, so that on and off cannot
/// cross.
#[derive(Debug, Default)]
pub(super) struct Sensors(AsyncMutex<BTreeSet<(u32, InputKind)>>);

impl Default for Inputs {
    fn default() -> Self {
        Self {
            listeners: Mutex::default(),
            events: broadcast::Sender::new(limits::READING_BACKLOG),
        }
    }
}

impl Devices {
    /// Asks a sensor. Resolves within [`timeouts::READ`].
    pub fn read(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<Reading, CommandError>>, CommandError> {
        let entry = self.entry(device)?;
        entry
            .shared
            .description
            .check_input(device, feature, kind, InputAction::Read)?;
        Ok(async move {
            match timeout(timeouts::READ, entry.toy.read(feature, kind)).await {
                Ok(Ok(value)) => Ok(Reading { kind, value }),
                Ok(Err(HardwareError::Disconnected)) => Err(CommandError::Disconnected),
                Ok(Err(error)) => Err(CommandError::Failed(error.to_string())),
                Err(_) => Err(CommandError::NoAnswer),
            }
        }
        .boxed())
    }

    /// Whether a sensor can be asked so.
    pub fn check_input(
        &self,
        device: u32,
        feature: u32,
        kind: InputKind,
        action: InputAction,
    ) -> Result<(), CommandError> {
        // Sensors say of themselves that they can be subscribed to; that they can be left in peace goes with it.
        let action = match action {
            InputAction::Unsubscribe => InputAction::Subscribe,
            action => action,
        };
        self.shared(device)?
            .description
            .check_input(device, feature, kind, action)
    }

    /// A session wants to hear of a sensor. Resolves within [`timeouts::SUBSCRIBE`], once no other sensor of the toy
    /// is being switched.
    pub fn subscribe(
        &self,
        session: SessionId,
        device: u32,
        feature: u32,
        kind: InputKind,
    ) -> Result<BoxFuture<'static, Result<(), CommandError>>, CommandError> {
        let entry = self.entry(device)?;
        entry
            .shared
            .description
            .check_input(device, feature, kind, InputAction::Subscribe)?;
        let sensor = (device, feature, kind);
        Arc::make_mut(self.inner.inputs.listeners().entry(sensor).or_default()).insert(session);
        let hub = self.clone();
        Ok(async move {
            let switched = hub.switch(sensor, &entry).await;
            if switched.is_err() {
                hub.inner.inputs.leave(session, |listened| listened == sensor);
            }
            switched
        }
        .boxed())
    }

    /// A session has heard enough of these sensors; all of them, when the session is over.
    pub fn unsubscribe(&self, session: SessionId, scope: StopScope, kind: Option<InputKind>) -> BoxFuture<'static, ()> {
        let left = self.inner.inputs.leave(session, |(device, feature, of_kind)| {
            scope.inputs
                && scope.device.is_none_or(|wanted| wanted == device)
                && scope.feature.is_none_or(|wanted| wanted == feature)
                && kind.is_none_or(|wanted| wanted == of_kind)
        });
        let hub = self.clone();
        async move {
            for sensor in left {
                let Ok(entry) = hub.entry(sensor.0) else { continue };
                if let Err(error) = hub.switch(sensor, &entry).await {
                    log::info!("toy {}: a sensor could not be switched off: {error}", sensor.0);
                }
            }
        }
        .boxed()
    }

    /// What sensors say that sessions listen to. A receiver that falls behind loses the oldest.
    pub fn readings(&self) -> broadcast::Receiver<InputEvent> {
        self.inner.inputs.events.subscribe()
    }

    /// Brings a sensor to what the sessions want of it.
    async fn switch(&self, sensor: Sensor, entry: &Entry) -> Result<(), CommandError> {
        let (_, feature, kind) = sensor;
        let mut switched_on = entry.sensors.0.lock().await;
        let wanted = self.inner.inputs.listeners().contains_key(&sensor);
        if entry.shared.is_gone() {
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

    /// Tells the sessions what a toy's sensors say. Never ends.
    pub(super) async fn pass_readings(&self, entry: &Entry) {
        let device = entry.shared.index;
        let mut readings = entry.toy.readings();
        // Its first word is to be heard.
        let (hub, again) = (self.clone(), entry.clone());
        let mut listening = JoinSet::new();
        listening.spawn(async move { hub.listen_again(&again).await });
        while let Some((feature, reading)) = readings.next().await {
            let listeners = self
                .inner
                .inputs
                .listeners()
                .get(&(device, feature, reading.kind))
                .cloned();
            if let Some(sessions) = listeners {
                // Nobody has to listen.
                let _ = self.inner.inputs.events.send(InputEvent {
                    device,
                    feature,
                    reading,
                    sessions,
                });
            }
        }
        std::future::pending::<()>().await;
    }

    /// The toy was lost and came back: sessions that listened to it still do.
    async fn listen_again(&self, entry: &Entry) {
        let description = &entry.shared.description;
        for (device, feature, kind) in self.inner.inputs.of_device(entry.shared.index) {
            let known = description.check_input(device, feature, kind, InputAction::Subscribe);
            if known.is_ok()
                && let Err(error) = self.switch((device, feature, kind), entry).await
            {
                log::warn!("toy {device}: a sensor could not be switched on again: {error}");
            }
        }
    }
}

impl Inputs {
    /// Another toy has its place, or nobody wants it back: what was asked of it is over.
    pub(super) fn forget_device(&self, device: u32) {
        self.listeners().retain(|sensor, _| sensor.0 != device);
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
