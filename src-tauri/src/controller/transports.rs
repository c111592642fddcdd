use std::future::pending;

use vigil_devices::{Devices, Searcher, Transport};

use super::{
    context::Context,
    device_port::{DevicePort, WishedPort},
    effect::Effect,
    order::Step,
    radio::{self, Radio},
};
use crate::{
    alerts::Alert,
    files::Disk,
    guardian::{BluetoothInUse, GuardianSupervisor},
};

/// The ways on which toys come, and the guardian, which is there as long as there is one of them.
#[derive(Debug)]
pub(super) struct Transports {
    pub(super) radio: Radio,
    device_port: DevicePort,
    /// Vigil does without a guardian if it has to.
    supervisor: Option<GuardianSupervisor>,
}

pub(super) enum News {
    Radio(radio::News),
    /// There is no guardian, and none can be started.
    GuardianMissing,
}

impl Transports {
    pub(super) fn new(devices: &Devices) -> Self {
        Self {
            radio: Radio::new(devices),
            device_port: DevicePort::default(),
            supervisor: None,
        }
    }

    pub(super) fn switch_radio_on(&mut self, context: &Context, disk: Disk, adapter: Option<String>) -> Option<Effect> {
        self.radio.switch_on(&context.devices, disk, &context.data_dir, adapter);
        self.keep_guardian(context)
    }

    /// The toys on it are stopped first, and its links end with it. `None` if it is off already.
    pub(super) fn switch_radio_off(&mut self, devices: &Devices) -> Option<Step> {
        let shut_down = self.radio.switch_off()?;
        // Programs' searches wait for Bluetooth to be switched on again.
        devices.stop_search(Searcher::Person);
        let devices = devices.clone();
        let goodbye = self.guardian_without_purpose();
        Some(Box::pin(async move {
            devices.let_go(Transport::Bluetooth).await;
            let turn = shut_down.await;
            // One that came in between.
            devices.let_go(Transport::Bluetooth).await;
            goodbye.await;
            drop(turn);
        }))
    }

    /// Whether another port for toys is asked for than the last time.
    pub(super) fn port_differs(&self, wished: Option<WishedPort>) -> bool {
        self.device_port.wished() != wished
    }

    /// Opens the port for toys, if one is asked for, after it was closed. The step comes after a failure.
    pub(super) async fn open_port(
        &mut self,
        wished: Option<WishedPort>,
        context: &Context,
    ) -> (Vec<Effect>, Option<Step>) {
        let mut effects = Vec::new();
        if wished.is_some() {
            effects.extend(self.keep_guardian(context));
        }
        effects.extend(self.device_port.open(wished, &context.devices).await);
        let has_failed = wished.is_some() && !self.device_port.is_open();
        let step: Option<Step> = has_failed.then(|| Box::pin(self.guardian_without_purpose()) as Step);
        (effects, step)
    }

    /// The toys on it are stopped first. `None` if it is closed already.
    pub(super) fn close_port(&mut self, devices: &Devices) -> Option<Step> {
        let shut_down = self.device_port.close()?;
        let devices = devices.clone();
        let goodbye = self.guardian_without_purpose();
        Some(Box::pin(async move {
            devices.let_go(Transport::WebSocket).await;
            shut_down.await;
            goodbye.await;
        }))
    }

    pub(super) async fn next(&mut self) -> News {
        tokio::select! {
            biased;
            news = self.radio.next() => News::Radio(news),
            () = missing(self.supervisor.as_mut()) => News::GuardianMissing,
        }
    }

    /// Before the first toy can come: there is a guardian from now on, which knows whether Bluetooth is in use.
    fn keep_guardian(&mut self, context: &Context) -> Option<Effect> {
        let mut effect = None;
        if self.supervisor.is_none() {
            match GuardianSupervisor::start(&context.devices, &context.data_dir) {
                Ok(supervisor) => self.supervisor = Some(supervisor),
                Err(error) => {
                    log::error!("the guardian's thread could not be started: {error}");
                    effect = Some(Effect::Alert(Alert::GuardianMissing));
                }
            }
        }
        self.tell_guardian_of_bluetooth();
        effect
    }

    /// If no toy can come any more, there is nothing to guard: the goodbye, for when the last toy was let go.
    fn guardian_without_purpose(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let leaving = if self.radio.is_on() || self.device_port.is_open() {
            self.tell_guardian_of_bluetooth();
            None
        } else {
            self.supervisor.take()
        };
        async move {
            if let Some(supervisor) = leaving {
                supervisor.goodbye().await;
            }
        }
    }

    fn tell_guardian_of_bluetooth(&self) {
        if let Some(supervisor) = &self.supervisor {
            let in_use: BluetoothInUse = self.radio.status();
            supervisor.follow(in_use);
        }
    }
}

/// Resolves when it turns out that there is no guardian; never if none is kept.
async fn missing(supervisor: Option<&mut GuardianSupervisor>) {
    match supervisor {
        Some(supervisor) => supervisor.missing().await,
        None => pending().await,
    }
}
