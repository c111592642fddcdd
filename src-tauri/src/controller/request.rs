use tokio::sync::{mpsc, oneshot};
use vigil_core::{lease::SessionId, message::StopScope};
use vigil_devices::{Devices, HoldId, OutputPreferences};

use super::{Controller, Serving};
use crate::{
    settings::{self, ExemptProgram, InvalidSetting, Settings},
    view::{Request, RequestError, RequestErrorCode},
};

/// Requests that wait; a person does not click faster.
const QUEUE: usize = 64;

/// Sends requests to the controller.
#[derive(Debug, Clone)]
pub struct Requester {
    sender: mpsc::Sender<Asked>,
    devices: Devices,
}

/// The controller's end.
#[derive(Debug)]
pub struct Requests(mpsc::Receiver<Asked>);

#[derive(Debug)]
pub(super) struct Asked {
    request: Request,
    answer: oneshot::Sender<Result<(), RequestError>>,
}

pub fn requests(devices: Devices) -> (Requester, Requests) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (Requester { sender, devices }, Requests(receiver))
}

impl Requester {
    /// Asks, and waits for the answer.
    pub async fn ask(&self, request: Request) -> Result<(), RequestError> {
        self.stop_first(&request);
        let (answer, answered) = oneshot::channel();
        if self.sender.send(Asked { request, answer }).await.is_err() {
            return Err(shutting_down());
        }
        answered.await.unwrap_or_else(|_| Err(shutting_down()))
    }
}

impl Requester {
    /// A stop waits for nobody, not even for the controller. What else the request is about follows in its turn.
    fn stop_first(&self, request: &Request) {
        match request {
            Request::StopEverything => drop(self.devices.hold()),
            // An error means that the toy is gone.
            Request::StopToy { index } => drop(self.devices.stop(whole_toy(*index))),
            Request::StopServer => drop(self.devices.stop_everything()),
            Request::DisconnectProgram { id } => drop(self.devices.stop_moved_by(SessionId(*id))),
            _ => {}
        }
    }
}

impl Requests {
    pub(super) async fn next(&mut self) -> Option<Asked> {
        match self.0.recv().await {
            Some(asked) => Some(asked),
            // No face is left to ask; the loop ends when it is told to.
            None => std::future::pending().await,
        }
    }
}

impl Controller {
    pub(super) async fn answer(&mut self, Asked { request, answer }: Asked) {
        let result = self.carry_out(request).await;
        self.push();
        // Whoever asked may have gone.
        let _ = answer.send(result);
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each request")]
    async fn carry_out(&mut self, request: Request) -> Result<(), RequestError> {
        match request {
            Request::StartServer => {
                self.start_server().await;
                Ok(())
            }
            Request::StopServer => {
                self.stop_server().await;
                Ok(())
            }
            Request::UsePort { port } => {
                let mut settings = self.settings();
                settings.server.port = port;
                self.save(settings).await?;
                if !matches!(self.serving, Serving::Running(_)) {
                    self.start_server().await;
                }
                Ok(())
            }
            Request::SaveSettings { settings } => self.save(settings).await,
            Request::ExemptProgram { name, origin } => {
                let mut settings = self.settings();
                let program = ExemptProgram { name, origin };
                if !settings.ping.exempt_programs.contains(&program) {
                    settings.ping.exempt_programs.push(program);
                }
                self.save(settings).await
            }
            // Held already, by the requester.
            Request::StopEverything => Ok(()),
            Request::Release { hold } => {
                if !self.devices.release(HoldId(hold)) {
                    log::info!("hold {hold} was not released: it is over, or a newer one has taken its place");
                }
                Ok(())
            }
            Request::StopToy { index } => self
                .devices
                .stop(whole_toy(index))
                .map(drop)
                .map_err(|_| not_found("This toy is gone.")),
            Request::AddSimulatedToy { kind } => self.add_simulated_toy(kind).await,
            Request::RemoveSimulatedToy { index } => self.remove_simulated_toy(index).await,
            Request::StartScanning => self.start_scanning(),
            Request::StopScanning => {
                self.devices.stop_scanning();
                Ok(())
            }
            Request::ConnectToy { address } => self.connect_found(address).await,
            Request::RenameToy { index, name } => self.rename_toy(index, name).await,
            Request::SetToyOutput {
                index,
                feature,
                kind,
                disabled,
                limit_percent,
            } => {
                let wished = OutputPreferences {
                    disabled,
                    limit_percent,
                };
                self.set_toy_output(index, feature, &kind, wished).await
            }
            Request::SetToyPermission { index, permission } => self.set_toy_permission(index, permission).await,
            Request::ForgetToy { index } => self.forget_toy(index).await,
            Request::TryToy {
                index,
                feature,
                kind,
                value,
            } => self.try_toy(index, feature, &kind, value),
            Request::KeepTrying => {
                self.keep_trying();
                Ok(())
            }
            Request::StopTrying => {
                self.stop_trying();
                Ok(())
            }
            Request::DisconnectProgram { id } => match &self.serving {
                Serving::Running(server) if server.disconnect(SessionId(id)) => Ok(()),
                _ => Err(not_found("This program is gone already.")),
            },
            Request::AllowPageOnce { origin } => self.allow_page_once(&origin),
            Request::AllowPageAlways { origin } => self.allow_page_always(&origin).await,
            Request::TurnPageAway { origin } => self.turn_page_away(&origin),
            Request::TurnAllPagesAway => {
                self.turn_all_pages_away();
                Ok(())
            }
            Request::ReconnectOutdated => {
                self.end_outdated_sessions();
                Ok(())
            }
            Request::DismissAlert { id } => {
                if self.stores.change_history(|history| history.dismiss(id)) {
                    Ok(())
                } else {
                    Err(not_found("This alert is gone already."))
                }
            }
            Request::DismissAllAlerts => {
                self.stores.change_history(crate::alerts::History::dismiss_all);
                Ok(())
            }
            Request::ClearAlerts => {
                self.stores.change_history(crate::alerts::History::clear);
                Ok(())
            }
        }
    }

    /// Checks, writes, and lets the settings hold; in this order, so that what does not last does not hold either.
    pub(super) async fn save(&mut self, wished: Settings) -> Result<(), RequestError> {
        let before = self.settings();
        // Port 0 is no setting, but it may stand on the command line.
        let mut to_check = wished.clone();
        if self.overrides.port == Some(wished.server.port) {
            to_check.server.port = before.server.port.max(1);
        }
        if self.overrides.device_port.is_some() && self.overrides.device_port == wished.toys.device_port {
            to_check.toys.device_port = None;
        }
        settings::check(&to_check).map_err(|invalid| invalid_setting(&invalid))?;
        let mut overrides = self.overrides.clone();
        let to_store = overrides.take_over(self.stores.settings(), wished);
        self.stores
            .save_settings(to_store)
            .await
            .map_err(|error| RequestError {
                code: RequestErrorCode::SaveFailed,
                sentence: format!("Nothing was changed, because the settings could not be saved: {error}."),
                field: None,
            })?;
        self.overrides = overrides;
        self.settings_changed(&before).await;
        self.follow_toy_settings(Some(&before)).await;
        self.settle_allowed_pages(&before);
        Ok(())
    }
}

fn whole_toy(index: u32) -> StopScope {
    StopScope {
        device: Some(index),
        ..StopScope::EVERYTHING
    }
}

fn invalid_setting(invalid: &InvalidSetting) -> RequestError {
    RequestError {
        code: RequestErrorCode::InvalidSetting,
        sentence: invalid.to_string(),
        field: Some(invalid.field().to_owned()),
    }
}

pub(super) fn not_found(sentence: &str) -> RequestError {
    RequestError {
        code: RequestErrorCode::NotFound,
        sentence: sentence.to_owned(),
        field: None,
    }
}

fn shutting_down() -> RequestError {
    RequestError {
        code: RequestErrorCode::ShuttingDown,
        sentence: "Vigil is closing.".to_owned(),
        field: None,
    }
}
