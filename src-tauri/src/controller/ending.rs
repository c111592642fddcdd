use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio::sync::broadcast;
use vigil_devices::DeviceEvent;

use super::{Controller, Requests};
use crate::{
    alerts::words,
    ending::{Cause, Ending},
    events::Event,
    outputs::Face,
};

impl Controller {
    /// Runs until the end begins, then ends everything in order. Returns whether every toy confirmed its last stop.
    ///
    /// A panic is one of the things that end Vigil: the toys are held first, and the order is the same.
    pub(crate) async fn run(mut self, face: Face, mut requests: Requests, ending: Ending) -> bool {
        self.face = face;
        let mut device_events = self.devices.events();
        let served = AssertUnwindSafe(self.serve(&mut requests, &mut device_events, &ending))
            .catch_unwind()
            .await;
        let has_failed = served.is_err();
        if has_failed {
            ending.begin(Cause::ControllerFailed);
        }
        let ended = AssertUnwindSafe(async {
            if has_failed {
                self.tell_failure();
            }
            self.shut_down(&mut device_events).await
        })
        .catch_unwind()
        .await;
        if let Ok(confirmed) = ended {
            confirmed
        } else {
            ending.fail();
            // What is left of the order.
            self.devices.shut_down().await
        }
    }

    fn tell_failure(&mut self) {
        let alert = words::vigil_failed();
        self.say(Event::Failed {
            sentence: alert.sentence.clone(),
        });
        self.alert(alert);
    }

    /// Toys stop → sessions end → links are cut → history is saved.
    async fn shut_down(&mut self, device_events: &mut broadcast::Receiver<DeviceEvent>) -> bool {
        drop(self.devices.hold());
        self.stop_trying();
        self.finish_step().await;
        self.stop_server().await;
        let confirmed = self.devices.shut_down().await;
        self.switch_radio_off().await;
        self.close_device_port().await;
        // What the last stops did is still told.
        while let Ok(event) = device_events.try_recv() {
            self.device_event(&event);
        }
        if let Some(problem) = self.stores.finish().await {
            log::error!("{problem}");
        }
        self.say(Event::Stopped {
            all_toys_confirmed: confirmed,
        });
        confirmed
    }

    /// Carries a step to its end. If what it belongs to is interrupted, [`finish_step`](Self::finish_step) waits for the
    /// rest of it. What the server has to tell is heard meanwhile.
    pub(super) async fn carry_through(&mut self, step: impl Future<Output = ()> + Send + 'static) {
        self.finish_step().await;
        self.unfinished = Some(self.runtime.spawn(step));
        self.finish_step().await;
    }

    /// Waits for a step that was interrupted.
    async fn finish_step(&mut self) {
        while let Some(step) = &mut self.unfinished {
            tokio::select! {
                biased;
                Some(event) = self.server_events.1.recv() => self.server_event(&event),
                done = step => {
                    self.unfinished = None;
                    if let Err(error) = done {
                        log::error!("a step failed: {error}");
                    }
                }
            }
        }
    }
}
