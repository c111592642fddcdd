//! Gives a session's commands to the devices.

use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
};
use vigil_core::{
    lease::Lease,
    message::{Command, CommandError, InputAction, ServerMessage, StopScope},
};
use vigil_devices::{Devices, StopResult, StopTicket};

/// What a request is answered with.
pub(super) type Outcome = Result<Option<ServerMessage>, CommandError>;

/// Whether a command is done at once.
pub(super) enum Execution {
    Done(Outcome),
    /// Hardware has to answer first.
    Running(BoxFuture<'static, Outcome>),
}

/// Never waits: what takes time is given back as a future, and is bounded by the devices' own limits.
pub(super) fn execute(devices: &Devices, lease: &Lease, id: u32, command: Command) -> Execution {
    match command {
        Command::Output { device, outputs } => Execution::Done(devices.output(lease, device, &outputs).map(|()| None)),
        Command::Stop(scope) => match devices.stop(scope) {
            Ok(tickets) => {
                let silent = devices.unsubscribe(lease.session(), scope, None);
                Execution::Running(
                    future::join(confirmed(tickets), silent)
                        .map(|(outcome, ())| outcome)
                        .boxed(),
                )
            }
            Err(error) => Execution::Done(Err(error)),
        },
        Command::Input {
            device,
            feature,
            kind,
            action: InputAction::Read,
        } => match devices.read(device, feature, kind) {
            Ok(read) => Execution::Running(
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
            Err(error) => Execution::Done(Err(error)),
        },
        Command::Input {
            device,
            feature,
            kind,
            action: InputAction::Subscribe,
        } => match devices.subscribe(lease.session(), device, feature, kind) {
            Ok(subscribed) => Execution::Running(subscribed.map(|outcome| outcome.map(|()| None)).boxed()),
            Err(error) => Execution::Done(Err(error)),
        },
        Command::Input {
            device,
            feature,
            kind,
            action: InputAction::Unsubscribe,
        } => match devices.check_input(device, feature, kind, InputAction::Unsubscribe) {
            Ok(()) => {
                let scope = StopScope {
                    device: Some(device),
                    feature: Some(feature),
                    ..StopScope::EVERYTHING
                };
                let left = devices.unsubscribe(lease.session(), scope, Some(kind));
                Execution::Running(left.map(|()| Ok(None)).boxed())
            }
            Err(error) => Execution::Done(Err(error)),
        },
        Command::StartScanning => {
            devices.start_scanning();
            Execution::Done(Ok(None))
        }
        Command::StopScanning => {
            devices.stop_scanning();
            Execution::Done(Ok(None))
        }
    }
}

/// Ok means that nothing which Vigil set in motion goes on. A carriage that Vigil never moved and knows nothing of is no
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
