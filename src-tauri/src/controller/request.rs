use std::sync::Arc;

#[cfg(any(feature = "gui", test))]
use tokio::sync::mpsc::error::SendError;
use tokio::sync::{mpsc, oneshot};
use vigil_core::lease::SessionId;
#[cfg(any(feature = "gui", test))]
use vigil_devices::Devices;
#[cfg(any(feature = "gui", test))]
use vigil_server::Inspector;

use super::{AlertList, refused::Refused};
use crate::{
    alerts::PageEnd,
    hold::{StandingHold, StoppedFrom, Stopping},
    view::{AppView, ProgramFiguresView, Request, RequestError},
};

/// Requests that wait; a person does not click faster.
const QUEUE: usize = 64;

/// Sends requests to the controller.
#[derive(Debug, Clone)]
pub(crate) struct Requester {
    sender: mpsc::Sender<Asked>,
    hold: StandingHold,
}

/// The controller's end.
#[derive(Debug)]
pub(crate) struct Requests(mpsc::Receiver<Asked>);

#[derive(Debug)]
pub(super) enum Asked {
    Request {
        /// Boxed, since settings are large.
        request: Box<Request>,
        answer: oneshot::Sender<Result<Arc<AppView>, RequestError>>,
    },
    Alerts {
        answer: oneshot::Sender<AlertList>,
    },
    Figures {
        program: SessionId,
        answer: oneshot::Sender<Option<ProgramFiguresView>>,
    },
    #[cfg(any(feature = "gui", test))]
    Inspect {
        program: SessionId,
        answer: oneshot::Sender<Option<Inspector>>,
    },
    /// Everything is held.
    Stopped,
    /// Whoever asks sees no window. False if nothing is held.
    Release {
        answer: oneshot::Sender<Result<bool, Refused>>,
    },
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only WebKitGTK is asked yet"))]
    PageEnded {
        end: PageEnd,
        is_told: bool,
    },
}

pub(crate) fn requests(hold: StandingHold) -> (Requester, Requests) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (Requester { sender, hold }, Requests(receiver))
}

impl Requester {
    /// Asks, and waits for the state that the request has led to.
    pub(crate) async fn ask(&self, request: Request) -> Result<Arc<AppView>, RequestError> {
        self.stop_first(&request);
        let (answer, answered) = oneshot::channel();
        if self
            .sender
            .send(Asked::Request {
                request: Box::new(request),
                answer,
            })
            .await
            .is_err()
        {
            return Err(Refused::ShuttingDown.into());
        }
        answered.await.unwrap_or_else(|_| Err(Refused::ShuttingDown.into()))
    }

    /// Stops every toy and holds it, until the person lets it move again. Never waits, not even for the controller, which
    /// tells of it in its turn.
    pub(crate) fn stop_everything(&self, from: StoppedFrom) -> Stopping {
        let stopping = self.hold.stop_everything(from);
        if self.sender.try_send(Asked::Stopped).is_err() {
            log::error!("everything is held, but the controller does not respond");
        }
        stopping
    }

    /// Lets toys move again, unless the person has to look at something first. False if nothing is held.
    pub(crate) async fn release(&self) -> Result<bool, Refused> {
        let (answer, answered) = oneshot::channel();
        let asked = self.sender.send(Asked::Release { answer }).await;
        match asked {
            Ok(()) => answered.await.unwrap_or(Err(Refused::ShuttingDown)),
            Err(_) => Err(Refused::ShuttingDown),
        }
    }

    #[cfg(any(feature = "gui", test))]
    pub(super) async fn send(&self, asked: Asked) -> Result<(), SendError<Asked>> {
        self.sender.send(asked).await
    }

    #[cfg(any(feature = "gui", test))]
    pub(super) fn devices(&self) -> &Devices {
        self.hold.devices()
    }

    /// All alerts, to look for some of them.
    pub(crate) async fn alerts(&self) -> Result<AlertList, RequestError> {
        let (answer, answered) = oneshot::channel();
        let asked = self.sender.send(Asked::Alerts { answer }).await;
        let answered = match asked {
            Ok(()) => answered.await.ok(),
            Err(_) => None,
        };
        answered.ok_or_else(|| Refused::ShuttingDown.into())
    }

    /// What a program and Vigil have said to each other so far.
    pub(crate) async fn figures(&self, program: SessionId) -> Result<ProgramFiguresView, RequestError> {
        let (answer, answered) = oneshot::channel();
        if self.sender.send(Asked::Figures { program, answer }).await.is_err() {
            return Err(Refused::ShuttingDown.into());
        }
        let figures = answered.await.map_err(|_| Refused::ShuttingDown)?;
        Ok(figures.ok_or(Refused::ProgramGone)?)
    }

    /// The window's process has ended; if that was not the first time, everything is stopped and held. Never waits.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only WebKitGTK is asked yet"))]
    pub(crate) fn page_ended(&self, end: PageEnd, is_told: bool) {
        if end == PageEnd::Again {
            drop(self.hold.devices().hold());
        }
        if self.sender.try_send(Asked::PageEnded { end, is_told }).is_err() {
            log::error!("the controller does not respond: {end:?}");
        }
    }

    /// A stop waits for nobody, not even for the controller. What else the request is about follows in its turn.
    fn stop_first(&self, request: &Request) {
        let devices = self.hold.devices();
        match request {
            Request::StopEverything => drop(self.hold.stop_everything(StoppedFrom::Window)),
            // An error means that the toy is gone.
            Request::StopToy { index } => drop(devices.hold_toy(*index)),
            Request::StopProgramToys { id } => drop(devices.hold_toys_moved_by(SessionId(*id))),
            Request::StopServer => drop(devices.stop_everything()),
            Request::DisconnectProgram { id } => drop(devices.stop_moved_by(SessionId(*id))),
            _ => {}
        }
    }
}

impl Requests {
    pub(super) async fn next(&mut self) -> Asked {
        match self.0.recv().await {
            Some(asked) => asked,
            // No front end is left to ask; the loop ends when it is told to.
            None => std::future::pending().await,
        }
    }
}
