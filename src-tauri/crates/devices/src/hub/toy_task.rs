//! A toy's tasks, from its arrival to its end.

use std::{future::pending, sync::Arc};

use tokio::{
    runtime::Handle,
    task::JoinSet,
    time::{interval, timeout},
};
use vigil_core::message::InputKind;

use super::{entry::Entry, inputs::Inputs, registry::Registry};
use crate::{event::DeviceEvent, model::Moved, timeouts, worker};

/// A toy that is connected. When this is dropped, however that comes about, it is not any more.
pub(super) struct ToyTask {
    pub(super) entry: Entry,
    pub(super) registry: Arc<Registry>,
    pub(super) inputs: Arc<Inputs>,
    pub(super) moved: Moved,
    pub(super) runtime: Handle,
}

impl ToyTask {
    /// The worker decides how long a toy is here. Battery and sensors have tasks of their own: if one of them panics,
    /// the toy goes on without it.
    pub(super) async fn run(self) {
        let Entry { state, toy, .. } = self.entry.clone();
        let mut beside = JoinSet::new();
        beside.spawn(watch_battery(self.entry.clone(), self.registry.clone()));
        beside.spawn(self.inputs.clone().pass_readings(self.entry.clone()));
        let work = worker::run(state.clone(), toy, self.registry.events().clone());
        let watch_tasks = async {
            while let Some(ended) = beside.join_next().await {
                if let Err(error) = ended {
                    log::error!(
                        "toy {}: its battery or its sensors are not read any more: {error}",
                        state.index
                    );
                }
            }
            pending::<()>().await;
        };
        tokio::select! {
            () = work => {}
            () = watch_tasks => {}
        }
    }
}

impl Drop for ToyTask {
    fn drop(&mut self) {
        let Entry { state, toy, .. } = &self.entry;
        if !state.is_gone() {
            // Its worker was ended before it came to an end: nobody is left who could stop the toy.
            log::error!("toy {}: its worker was ended; its link is cut", state.index);
            worker::tell_unconfirmed(state, self.registry.events());
            state.set_gone(true);
            let (state, toy) = (state.clone(), toy.clone());
            // Without an owner, since the owner is what has just ended; it ends by itself in time.
            self.runtime.spawn(async move { worker::cut_link(&state, toy).await });
        }
        log::info!("toy {}, {}, is gone", state.index, state.description.name);
        // One that comes back is listened to again; one that was sent away is not.
        if state.is_sent_away() {
            self.moved.clear(&state.identity);
        }
        if state.is_closing() {
            self.inputs.forget_device(state.index);
        }
        self.registry.publish();
        self.registry.emit(DeviceEvent::Removed {
            device: state.index,
            name: state.description.name.clone(),
        });
    }
}

async fn watch_battery(entry: Entry, registry: Arc<Registry>) {
    let state = &entry.state;
    let battery = state
        .description
        .features
        .iter()
        .find(|(_, feature)| feature.inputs.contains_key(&InputKind::Battery))
        .map(|(index, _)| *index);
    let Some(feature) = battery else {
        return;
    };
    let mut period = interval(timeouts::BATTERY_PERIOD);
    loop {
        period.tick().await;
        let read = timeout(timeouts::READ, entry.toy.clone().read(feature, InputKind::Battery)).await;
        if let Ok(Ok(percent)) = read
            && let Ok(percent) = u8::try_from(percent)
        {
            state.set_battery_percent(percent);
            registry.publish();
            registry.emit(DeviceEvent::BatteryRead {
                device: state.index,
                percent,
            });
        }
    }
}
