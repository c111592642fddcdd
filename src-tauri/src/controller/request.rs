use tokio::sync::{mpsc, oneshot};
use vigil_core::{lease::SessionId, message::StopScope};
use vigil_devices::{Devices, HoldId, OutputPreferences};

use super::{Controller, Serving};
use crate::{
    alerts::PageEnd,
    alerts::words,
    files::SaveError,
    settings::{self, ExemptProgram, InvalidSetting, Settings},
    view::{Request, RequestError, RequestErrorCode},
};

/// Requests that wait; a person does not click faster.
const QUEUE: usize = 64;

/// Sends requests to the controller.
#[derive(Debug, Clone)]
pub(crate) struct Requester {
    sender: mpsc::Sender<Asked>,
    devices: Devices,
}

/// The controller's end.
#[derive(Debug)]
pub(crate) struct Requests(mpsc::Receiver<Asked>);

#[derive(Debug)]
pub(super) enum Asked {
    Request {
        request: Request,
        answer: oneshot::Sender<Result<(), RequestError>>,
    },
    PageEnded {
        end: PageEnd,
        is_told: bool,
    },
}

pub(crate) fn requests(devices: Devices) -> (Requester, Requests) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (Requester { sender, devices }, Requests(receiver))
}

impl Requester {
    /// Asks, and waits for the answer.
    pub(crate) async fn ask(&self, request: Request) -> Result<(), RequestError> {
        self.stop_first(&request);
        let (answer, answered) = oneshot::channel();
        if self.sender.send(Asked::Request { request, answer }).await.is_err() {
            return Err(shutting_down());
        }
        answered.await.unwrap_or_else(|_| Err(shutting_down()))
    }

    /// The window's process has ended; if that was not the first time, everything is stopped and held. Never waits.
    pub(crate) fn page_ended(&self, end: PageEnd, is_told: bool) {
        if end == PageEnd::Again {
            drop(self.devices.hold());
        }
        if self.sender.try_send(Asked::PageEnded { end, is_told }).is_err() {
            log::error!("the controller does not listen: {end:?}");
        }
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
    pub(super) async fn answer(&mut self, asked: Asked) {
        let (request, answer) = match asked {
            Asked::Request { request, answer } => (request, answer),
            Asked::PageEnded { end, is_told } => {
                if is_told {
                    self.alert(words::page_process_ended(end));
                }
                self.dirty = true;
                return;
            }
        };
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
                self.release(HoldId(hold)).await;
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

    /// Checks the settings, and lets them hold. What only restricts holds at once; the rest is written first, so that what
    /// does not last does not hold either.
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
        let restricted = settings::restricted(&before, &wished);
        let restricts = restricted != before;
        if restricts {
            let to_hold = self.overrides.take_over(self.stores.settings(), restricted);
            self.stores.hold_settings(to_hold);
            self.follow_settings(&before).await;
        }
        let between = self.settings();
        let mut overrides = self.overrides.clone();
        let to_store = overrides.take_over(self.stores.settings(), wished);
        if let Err(error) = self.stores.save_settings(to_store).await {
            return Err(self.not_saved("settings", restricts, &error));
        }
        self.overrides = overrides;
        if self.settings() != between {
            self.follow_settings(&between).await;
        }
        self.settle_allowed_pages(&before);
        Ok(())
    }

    /// What was asked for could not be written. Where a part of it restricts, that part holds all the same, and the person
    /// is told how long.
    pub(super) fn not_saved(&mut self, what: &str, restricts: bool, error: &SaveError) -> RequestError {
        let sentence = if restricts {
            self.alert(words::not_saved(error));
            format!(
                "What restricts holds now, but is forgotten when Vigil is closed; the rest was not changed, because the \
                 {what} could not be saved: {error}."
            )
        } else {
            format!("Nothing was changed, because the {what} could not be saved: {error}.")
        };
        RequestError {
            code: RequestErrorCode::SaveFailed,
            sentence,
            field: None,
        }
    }

    async fn follow_settings(&mut self, before: &Settings) {
        self.settings_changed(before).await;
        self.follow_toy_settings(Some(before)).await;
        self.follow_power_settings();
    }

    /// Ends this hold, unless a newer one has taken its place. Where Vigil itself had put it on, the person has looked.
    async fn release(&mut self, hold: HoldId) {
        if !self.devices.release(hold) {
            log::info!(
                "hold {} was not released: it is over, or a newer one has taken its place",
                hold.0
            );
            return;
        }
        if self.stores.held_because().is_none() {
            return;
        }
        self.stores.looked().await;
        // As it is now, it is what the person wants: it is there after a restart too.
        let (settings, toys) = (self.stores.settings().clone(), self.stores.toys().clone());
        for saved in [
            self.stores.save_settings(settings).await,
            self.stores.save_toys(toys).await,
        ] {
            if let Err(error) = saved {
                log::error!("{error}");
            }
        }
        self.follow_settings(&self.settings()).await;
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
        field: Some(invalid.field().path().to_owned()),
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
