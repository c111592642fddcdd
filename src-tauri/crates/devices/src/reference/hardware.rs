//! Our [`Link`] as the hardware that protocol handlers expect.

use std::{
    fmt::Display,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use buttplug_core::errors::ButtplugDeviceError;
use buttplug_server::device::hardware::{
    Hardware, HardwareEvent, HardwareInternal, HardwareReadCmd, HardwareReading, HardwareSubscribeCmd,
    HardwareUnsubscribeCmd, HardwareWriteCmd,
};
use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    task::JoinSet,
    time::timeout,
};

use super::{greeting::Greeting, own_writes::OwnWrites, packet::Packet, tasks::in_protocol_task};
use crate::{
    limits,
    link::{Acknowledge, Link, Notification},
    timeouts,
    toy::HardwareError,
};

/// A link, dressed up for handlers. What they write through it is noted in [`OwnWrites`] where a task of theirs does
/// it. What would move the toy before anybody asked for it stays in the [`Greeting`].
pub(super) fn hardware(link: Arc<dyn Link>, own_writes: Arc<OwnWrites>, greeting: Arc<Greeting>) -> Arc<Hardware> {
    let endpoints = link.endpoints();
    let (name, address) = (link.name().to_owned(), link.address().to_owned());
    // The gap and keep-alives are the worker's business.
    Arc::new(Hardware::new(
        &name,
        &address,
        &endpoints,
        &None,
        false,
        Box::new(LinkHardware::new(link, own_writes, greeting)),
    ))
}

struct LinkHardware {
    link: Arc<dyn Link>,
    events: broadcast::Sender<HardwareEvent>,
    own_writes: Arc<OwnWrites>,
    greeting: Arc<Greeting>,
    open: Arc<AtomicBool>,
    /// Passes notifications on; ends with this.
    _pump: JoinSet<()>,
}

impl LinkHardware {
    fn new(link: Arc<dyn Link>, own_writes: Arc<OwnWrites>, greeting: Arc<Greeting>) -> Self {
        let events = broadcast::Sender::new(limits::NOTIFICATION_BACKLOG);
        let open = Arc::new(AtomicBool::new(true));
        let mut pump = JoinSet::new();
        // Listening from now on, not from when the task first runs.
        pump.spawn(pass_on(
            link.clone(),
            link.notifications(),
            events.clone(),
            open.clone(),
        ));
        Self {
            link,
            events,
            own_writes,
            greeting,
            open,
            _pump: pump,
        }
    }

    fn is_open(&self) -> bool {
        self.open.load(Ordering::SeqCst)
    }

    fn gone(&self) -> ButtplugDeviceError {
        ButtplugDeviceError::DeviceNotConnected(self.link.address().to_owned())
    }
}

async fn pass_on(
    link: Arc<dyn Link>,
    mut notifications: broadcast::Receiver<Notification>,
    events: broadcast::Sender<HardwareEvent>,
    open: Arc<AtomicBool>,
) {
    let address = link.address().to_owned();
    let mut closed = link.closed();
    loop {
        let event = tokio::select! {
            () = &mut closed => break,
            notification = notifications.recv() => match notification {
                Ok(notification) => {
                    HardwareEvent::Notification(address.clone(), notification.endpoint, notification.data)
                }
                Err(RecvError::Lagged(missed)) => {
                    log::warn!("{address} sends faster than it can be read: {missed} notifications lost");
                    continue;
                }
                Err(RecvError::Closed) => break,
            },
        };
        // Nobody has to listen.
        let _ = events.send(event);
    }
    open.store(false, Ordering::SeqCst);
    let _ = events.send(HardwareEvent::Disconnected(address));
}

impl HardwareInternal for LinkHardware {
    fn disconnect(&self) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        self.link.clone().disconnect().map(Ok).boxed()
    }

    fn event_stream(&self) -> broadcast::Receiver<HardwareEvent> {
        self.events.subscribe()
    }

    fn read_value(
        &self,
        command: &HardwareReadCmd,
    ) -> BoxFuture<'static, Result<HardwareReading, ButtplugDeviceError>> {
        if !self.is_open() {
            return ready(Err(self.gone())).boxed();
        }
        let endpoint = command.endpoint();
        let read = self.link.clone().read(endpoint);
        async move {
            match timeout(timeouts::READ, read).await {
                // Handlers index into what they read.
                Ok(Ok(data)) if data.is_empty() => Err(failed("the toy sent an empty value")),
                Ok(Ok(data)) => Ok(HardwareReading::new(endpoint, &data)),
                Ok(Err(error)) => Err(failed(error)),
                Err(late) => Err(failed(late)),
            }
        }
        .boxed()
    }

    fn write_value(&self, command: &HardwareWriteCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        if !self.is_open() {
            return ready(Err(self.gone())).boxed();
        }
        if self.greeting.withholds(command) {
            if let Some((endpoint, data)) = self.greeting.answer(command) {
                let answer = HardwareEvent::Notification(self.link.address().to_owned(), endpoint, data);
                // Nobody has to listen.
                let _ = self.events.send(answer);
            }
            return ready(Ok(())).boxed();
        }
        let acknowledge = Acknowledge::AsProtocolSays {
            with_response: command.write_with_response(),
        };
        let write = self
            .link
            .clone()
            .write(command.endpoint(), command.data().clone(), acknowledge);
        let own_write = in_protocol_task().then(|| (self.own_writes.clone(), Packet::of(command)));
        async move {
            let noted = own_write.as_ref().map(|(writes, packet)| writes.begin(packet.clone()));
            let result = timeout(timeouts::PROTOCOL_WRITE, write)
                .await
                .unwrap_or_else(|late| Err(HardwareError::Failed(late.to_string())));
            if let Some(noted) = noted {
                noted.answered(&result);
            }
            result.map_err(failed)
        }
        .boxed()
    }

    fn subscribe(&self, command: &HardwareSubscribeCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        in_time(self.link.clone().subscribe(command.endpoint()))
    }

    fn unsubscribe(&self, command: &HardwareUnsubscribeCmd) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
        in_time(self.link.clone().unsubscribe(command.endpoint()))
    }
}

fn in_time(call: BoxFuture<'static, Result<(), HardwareError>>) -> BoxFuture<'static, Result<(), ButtplugDeviceError>> {
    async move {
        match timeout(timeouts::SUBSCRIBE, call).await {
            Ok(result) => result.map_err(failed),
            Err(late) => Err(failed(late)),
        }
    }
    .boxed()
}

fn failed(error: impl Display) -> ButtplugDeviceError {
    ButtplugDeviceError::DeviceCommunicationError(error.to_string())
}
