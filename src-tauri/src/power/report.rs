use tokio::sync::mpsc;
use vigil_devices::StopTicket;
use vigil_server::StoppedToy;

/// Why toys were stopped, as far as a computer can have a reason of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cause {
    Sleep,
    ShutDown,
    ScreenLocked,
    /// Another user's session has taken the screen.
    UserSwitched,
}

/// What the controller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// Toys were stopped. Of a sleep and a shutdown it is told when that is over.
    Stopped {
        cause: Cause,
        toys: Vec<StoppedToy>,
        /// They stay stopped until the person lets programs go on.
        held: bool,
    },
    /// A hold has begun or ended; whoever shows it looks again.
    HoldChanged,
    /// The person wants everything to stop when the screen is locked, and the system does not say when it is.
    ScreenUnseen,
}

/// The way to the controller.
#[derive(Debug, Clone)]
pub(super) struct Reports(mpsc::Sender<Report>);

impl Reports {
    pub(super) const fn new(sender: mpsc::Sender<Report>) -> Self {
        Self(sender)
    }

    /// Never waits.
    pub(super) fn tell(&self, report: Report) {
        if let Err(error) = self.0.try_send(report) {
            log::warn!(
                "the controller does not respond, so this report is dropped: {:?}",
                error.into_inner()
            );
        }
    }
}

/// What became of the toys.
pub(super) async fn outcomes(tickets: &[StopTicket]) -> Vec<StoppedToy> {
    let mut toys = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let outcome = ticket.outcome().await;
        toys.push(StoppedToy {
            device: ticket.device,
            name: ticket.name.clone(),
            was_moving: ticket.was_moving,
            result: outcome.result,
            after: outcome.at - ticket.since,
        });
    }
    toys
}
