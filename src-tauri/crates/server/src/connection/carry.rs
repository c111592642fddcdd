//! Gives a session's commands to the devices.

use futures_util::{FutureExt, future::BoxFuture};
use vigil_core::{
    lease::Lease,
    message::{CommandError, InputAction, ServerMessage},
    session::Command,
};
use vigil_devices::{Devices, StopTicket};

/// What a request is answered with.
pub(super) type Outcome = Result<Option<ServerMessage>, CommandError>;

/// How a command was taken.
pub(super) enum Carried {
    Now(Outcome),
    /// Hardware has to answer first.
    Later(BoxFuture<'static, Outcome>),
}

/// Never waits: what takes time is given back as a future, and is bounded by the devices' own limits.
pub(super) fn carry(devices: &Devices, lease: &Lease, id: u32, command: Command) -> Carried {
    match command {
        Command::Output { device, outputs } => Carried::Now(devices.output(lease, device, &outputs).map(|()| None)),
        Command::Stop(scope) => match devices.stop(scope) {
            Ok(tickets) if tickets.is_empty() => Carried::Now(Ok(None)),
            Ok(tickets) => Carried::Later(confirmed(tickets).boxed()),
            Err(error) => Carried::Now(Err(error)),
        },
        Command::Input {
            device,
            feature,
            kind,
            action: InputAction::Read,
        } => match devices.read(device, feature, kind) {
            Ok(read) => Carried::Later(
                async move {
                    let reading = read.await?;
                    Ok(Some(ServerMessage::InputReading {
                        id,
                        device,
                        feature,
                        reading,
                    }))
                }
                .boxed(),
            ),
            Err(error) => Carried::Now(Err(error)),
        },
        // No back end of this version has a sensor that can be subscribed to; the check says so.
        Command::Input {
            device,
            feature,
            kind,
            action,
        } => Carried::Now(devices.check_input(device, feature, kind, action).map(|()| None)),
        // Every toy that can be had is in the list already; the driver says that the scan is over.
        Command::StartScanning | Command::StopScanning => Carried::Now(Ok(None)),
    }
}

async fn confirmed(tickets: Vec<StopTicket>) -> Outcome {
    let mut all = true;
    for ticket in tickets {
        all &= ticket.outcome().await.confirmed;
    }
    if all {
        Ok(None)
    } else {
        Err(CommandError::StopUnconfirmed)
    }
}
