//! Gives a session's commands to the devices.

use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{Command, CommandError, DeviceReading, InputAction, InputKind, StopScope},
};
use vigil_devices::{Devices, StopResult, StopTicket, Together};

use super::search::Search;

/// The devices' answer to a command.
pub(super) type Outcome = Result<Option<DeviceReading>, CommandError>;

/// Whether a command is done at once.
pub(super) enum Execution {
    Done(Outcome),
    /// Hardware has to answer first.
    Running(BoxFuture<'static, Outcome>),
}

impl Execution {
    const OK: Self = Self::Done(Ok(None));
}

/// A sensor, by its place in the devices.
#[derive(Clone, Copy)]
struct Sensor {
    device: u32,
    feature: u32,
    kind: InputKind,
}

/// What of a session a command may change, apart from its toys.
pub(super) struct SessionParts<'a> {
    pub(super) lease: &'a Lease,
    pub(super) together: &'a mut Together,
    pub(super) search: &'a mut Search,
}

/// Never waits: what takes time is given back as a future, and the devices' own timeouts bound it. Toys are told outputs
/// only once `together` is released; a stop is not put off.
pub(super) fn execute(devices: &Devices, of_session: SessionParts<'_>, command: Command) -> Execution {
    let SessionParts {
        lease,
        together,
        search,
    } = of_session;
    let session = lease.session();
    let execution = match command {
        Command::Output { device, outputs } => devices
            .gather(together, lease, device, &outputs)
            .map(|()| Execution::OK),
        Command::Stop(scope) => stop(devices, session, scope),
        Command::Input {
            device,
            feature,
            kind,
            action,
        } => {
            let sensor = Sensor { device, feature, kind };
            match action {
                InputAction::Read => read(devices, sensor),
                InputAction::Subscribe => subscribe(devices, session, sensor),
                InputAction::Unsubscribe => unsubscribe(devices, session, sensor),
            }
        }
        Command::StartScanning => {
            search.start();
            Ok(Execution::OK)
        }
        Command::StopScanning => {
            search.stop();
            Ok(Execution::OK)
        }
    };
    execution.unwrap_or_else(|error| Execution::Done(Err(error)))
}

fn stop(devices: &Devices, session: SessionId, scope: StopScope) -> Result<Execution, CommandError> {
    let tickets = devices.stop(scope)?;
    let silent = devices.unsubscribe(session, scope, None);
    let stopped = future::join(confirmed(tickets), silent).map(|(outcome, ())| outcome);
    Ok(Execution::Running(stopped.boxed()))
}

fn read(devices: &Devices, sensor: Sensor) -> Result<Execution, CommandError> {
    let Sensor { device, feature, kind } = sensor;
    let read = devices.read(device, feature, kind)?;
    let answer = read.map(move |reading| {
        Ok(Some(DeviceReading {
            device,
            feature,
            reading: reading?,
        }))
    });
    Ok(Execution::Running(answer.boxed()))
}

fn subscribe(devices: &Devices, session: SessionId, sensor: Sensor) -> Result<Execution, CommandError> {
    let subscribed = devices.subscribe(session, sensor.device, sensor.feature, sensor.kind)?;
    Ok(Execution::Running(
        subscribed.map(|outcome| outcome.map(|()| None)).boxed(),
    ))
}

fn unsubscribe(devices: &Devices, session: SessionId, sensor: Sensor) -> Result<Execution, CommandError> {
    let Sensor { device, feature, kind } = sensor;
    devices.check_input(device, feature, kind, InputAction::Unsubscribe)?;
    let scope = StopScope {
        device: Some(device),
        feature: Some(feature),
        ..StopScope::EVERYTHING
    };
    let unsubscribed = devices.unsubscribe(session, scope, Some(kind));
    Ok(Execution::Running(unsubscribed.map(|()| Ok(None)).boxed()))
}

/// Ok: nothing that Vigil set in motion still moves. A stroker that Vigil never moved cannot be confirmed still, but is no
/// error: programs stop all toys as soon as they connect, and would be told that every new stroker is broken.
async fn confirmed(tickets: Vec<StopTicket>) -> Outcome {
    let mut all = true;
    for ticket in tickets {
        all &= ticket.outcome().await.result != StopResult::Unconfirmed;
    }
    if all {
        Ok(None)
    } else {
        Err(CommandError::StopUnconfirmed)
    }
}
