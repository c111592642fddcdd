//! What takes several steps, in an order that matters. A step that was begun comes to its end, whatever interrupts it.

use futures_util::future::BoxFuture;
use tokio::{runtime::Handle, sync::broadcast, task::JoinHandle};
use vigil_devices::{ConnectPolicy, DeviceEvent};

use super::{Controller, device_port::WishedPort, effect::Effect, news};
use crate::{events::Event, outputs::FrontEnd, settings::SettingsChange};

/// Something that has to come to its end even if what it belongs to is interrupted.
pub(super) type Step = BoxFuture<'static, ()>;

/// The step that is under way, in a task of its own.
#[derive(Debug, Default)]
pub(super) struct StepUnderWay(Option<JoinHandle<()>>);

impl StepUnderWay {
    /// Only once the one before is finished.
    pub(super) fn begin(&mut self, step: Step, runtime: &Handle) {
        self.0 = Some(runtime.spawn(step));
    }

    pub(super) const fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Resolves when it has come to its end, at once if there is none. May be interrupted and called again.
    pub(super) async fn finished(&mut self) {
        if let Some(step) = &mut self.0 {
            let done = step.await;
            self.0 = None;
            if let Err(error) = done {
                log::error!("a step failed: {error}");
            }
        }
    }
}

impl Controller {
    pub(super) async fn start_server(&mut self) {
        let settings = self.settings();
        let effects = self.parts.serving.start(&self.context, &settings).await;
        self.apply(effects);
    }

    /// Ends every session and stops the server. What they have to tell is heard meanwhile.
    pub(super) async fn stop_server(&mut self) {
        let step = self.parts.serving.stop();
        self.carry_through(step).await;
        while let Some(event) = self.parts.serving.waiting_event() {
            self.server_event(&event);
        }
    }

    /// Brings Bluetooth, the port for toys, and which toys they connect, to what the settings say.
    pub(super) async fn follow_toy_settings(&mut self, change: &SettingsChange) {
        let settings = &change.now;
        // Without a window there is nobody who could let a new toy in.
        let has_window = self.context.front_end == FrontEnd::Window;
        let policy = match settings.toys.connect_only_known {
            _ if self.storage.must_be_looked_at() => ConnectPolicy::OnlyKnown,
            Some(true) => ConnectPolicy::OnlyKnown,
            None if has_window => ConnectPolicy::OnlyKnownOverBluetooth,
            None | Some(false) => ConnectPolicy::Everything,
        };
        self.context.devices.set_connect_policy(policy);
        let adapter = settings.bluetooth.adapter.clone();
        if !settings.bluetooth.enabled {
            let step = self.parts.transports.switch_radio_off(&self.context.devices);
            self.carry_through(step).await;
        } else if !self.parts.transports.radio.is_on() {
            let disk = self.storage.disk();
            let effect = self.parts.transports.switch_radio_on(&self.context, disk, adapter);
            self.apply(effect);
        } else if change.adapter_changed {
            self.parts.transports.radio.choose_adapter(adapter).await;
        }
        self.tell_of_bluetooth();
        let wished = WishedPort::of(settings);
        if self.parts.transports.port_differs(wished) {
            let step = self.parts.transports.close_port(&self.context.devices);
            self.carry_through(step).await;
            let (effects, step) = self.parts.transports.open_port(wished, &self.context).await;
            self.apply(effects);
            self.carry_through(step).await;
        }
        if let Some(power) = &self.reports.power {
            power.set_stop_when_locked(settings.stop_when_locked);
        }
    }

    /// Toys stop → sessions end → links are cut → history is saved.
    pub(super) async fn shut_down(&mut self, device_events: &mut broadcast::Receiver<DeviceEvent>) -> bool {
        drop(self.context.devices.hold());
        self.parts.trying.stop();
        self.finish_step().await;
        self.stop_server().await;
        let confirmed = self.context.devices.shut_down().await;
        let step = self.parts.transports.switch_radio_off(&self.context.devices);
        self.carry_through(step).await;
        let step = self.parts.transports.close_port(&self.context.devices);
        self.carry_through(step).await;
        // What the last stops did is still told.
        while let Ok(event) = device_events.try_recv() {
            self.apply(news::of_devices(&event, &self.context));
        }
        self.context.hold.finish();
        self.storage.finish().await;
        self.announcer.tell_all();
        self.apply([Effect::Say(Event::Stopped {
            all_toys_confirmed: confirmed,
        })]);
        confirmed
    }

    /// Carries a step to its end. If what it belongs to is interrupted, [`finish_step`](Self::finish_step) waits for the
    /// rest of it. What the server has to tell is heard meanwhile.
    pub(super) async fn carry_through(&mut self, step: Option<Step>) {
        self.finish_step().await;
        if let Some(step) = step {
            self.step.begin(step, &self.context.runtime);
            self.finish_step().await;
        }
    }

    /// Waits for a step that was interrupted.
    pub(super) async fn finish_step(&mut self) {
        while self.step.is_some() {
            tokio::select! {
                biased;
                event = self.parts.serving.event() => self.server_event(&event),
                () = self.step.finished() => {}
            }
        }
    }
}
