//! A toy's tasks, from its arrival to its end.

use std::future::pending;

use tokio::{
    task::JoinSet,
    time::{interval, timeout},
};
use vigil_core::message::InputKind;

use super::{Devices, Entry};
use crate::{
    event::DeviceEvent,
    timeouts,
    worker::{self, Shared},
};

impl Devices {
    /// Begins to work for a toy that is in the list by now.
    pub(super) fn start(&self, entry: Entry) {
        let (index, name) = (entry.shared.index, entry.shared.description.name.clone());
        log::info!("toy {index}, {name}, is here");
        // First the state, then the event: whoever hears of the toy finds it in the list.
        self.publish_table();
        self.emit(DeviceEvent::Added { device: index, name });
        let hub = self.clone();
        let mut tasks = self.tasks();
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(hub.live(entry), &self.inner.runtime);
    }

    /// The worker decides how long a toy is here. Battery and sensors have tasks of their own: if one of them panics,
    /// the toy goes on without it.
    async fn live(self, entry: Entry) {
        let presence = Presence {
            hub: self.clone(),
            entry: entry.clone(),
        };
        let mut beside = JoinSet::new();
        let (hub, of_battery) = (self.clone(), entry.clone());
        beside.spawn(async move { hub.watch_battery(&of_battery).await });
        let (hub, of_sensors) = (self.clone(), entry.clone());
        beside.spawn(async move { hub.pass_readings(&of_sensors).await });
        let Entry { shared, toy, .. } = entry;
        let work = worker::run(shared.clone(), toy, self.inner.events.clone());
        let watch_tasks = async {
            while let Some(ended) = beside.join_next().await {
                if let Err(error) = ended {
                    log::error!(
                        "toy {}: its battery or its sensors are not read any more: {error}",
                        shared.index
                    );
                }
            }
            pending::<()>().await;
        };
        tokio::select! {
            () = work => {}
            () = watch_tasks => {}
        }
        drop(presence);
    }

    /// As the end of their runtime does it.
    #[cfg(test)]
    pub(crate) fn end_workers(&self) {
        self.tasks().abort_all();
    }

    async fn watch_battery(&self, entry: &Entry) {
        let shared = &entry.shared;
        let battery = shared
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
                shared.set_battery_percent(percent);
                self.changed();
                self.emit(DeviceEvent::BatteryRead {
                    device: shared.index,
                    percent,
                });
            }
        }
    }

    fn left(&self, shared: &Shared) {
        log::info!("toy {}, {}, is gone", shared.index, shared.description.name);
        // One that comes back is listened to again; one that was sent away is not.
        if shared.is_sent_away() {
            self.inner.moved.clear(&shared.identity);
        }
        if shared.is_closing() {
            self.inner.inputs.forget_device(shared.index);
        }
        self.publish_table();
        self.emit(DeviceEvent::Removed {
            device: shared.index,
            name: shared.description.name.clone(),
        });
    }
}

/// A toy that is here. It is not any more when this is dropped, however that comes about.
struct Presence {
    hub: Devices,
    entry: Entry,
}

impl Drop for Presence {
    fn drop(&mut self) {
        let Entry { shared, toy, .. } = &self.entry;
        if !shared.is_gone() {
            // Its worker was ended before it came to an end: nobody is left who could stop the toy.
            log::error!("toy {}: its worker was ended; its link is cut", shared.index);
            worker::tell_unconfirmed(shared, &self.hub.inner.events);
            shared.set_gone(true);
            let (shared, toy) = (shared.clone(), toy.clone());
            // Without an owner, since the owner is what has just ended; it ends by itself in time.
            self.hub
                .inner
                .runtime
                .spawn(async move { worker::cut_link(&shared, toy).await });
        }
        self.hub.left(shared);
    }
}
