use std::path::PathBuf;

use vigil_core::lease::SessionId;
use vigil_devices::{HoldId, OutputPreferences, Searcher, ToyIdentity};

use super::{
    AlertList, Controller, Effect, effect::ms_since_epoch, known_toys::KnownToys, pages, refused::Refused,
    request::Asked, screen, view,
};
use crate::{
    alerts::{Alert, History},
    events::Event,
    language::Language,
    limits,
    settings::{self, ExemptProgram, Settings, SettingsChange, SimulatedKind, SimulatedToy},
    view::{PageWish, Request},
};

impl Controller {
    pub(super) async fn answer(&mut self, asked: Asked) {
        let (request, answer) = match asked {
            Asked::Request { request, answer } => (*request, answer),
            Asked::Alerts { answer } => {
                let history = self.storage.history();
                let alerts = history.alerts().cloned().collect();
                // Whoever asked may have gone.
                let _ = answer.send(AlertList::new(alerts, history.revision(), self.language()));
                return;
            }
            Asked::Figures { program, answer } => {
                let server = self.parts.serving.server();
                let figures = server.and_then(|server| server.figures(program));
                // Whoever asked may have gone.
                let _ = answer.send(figures.map(|figures| view::figures(&figures, self.context.started)));
                return;
            }
            #[cfg(any(feature = "gui", test))]
            Asked::Inspect { program, answer } => {
                let server = self.parts.serving.server();
                // Whoever asked may have gone.
                let _ = answer.send(server.and_then(|server| server.inspect(program)));
                return;
            }
            Asked::Stopped => return self.tell_of_the_hold(),
            Asked::Release { answer } => {
                // Whoever asked may have gone.
                let _ = answer.send(self.release_unseen().await);
                return;
            }
            Asked::PageEnded { end, is_told } => {
                return self.apply(is_told.then_some(Effect::Alert(Alert::WindowCrashed(end))));
            }
        };
        let result = self.carry_out(request).await;
        if let Err(Refused::PartlySaved { error, .. }) = &result {
            // The person has to know how long what restricts will hold.
            self.apply([Effect::Alert(Alert::NotSaved {
                problem: error.to_string(),
            })]);
        }
        self.announcer.speak(self.language());
        let language = self.language();
        let view = self.view();
        self.announcer.push(view.clone());
        // Whoever asked may have gone.
        let _ = answer.send(result.map(|()| view).map_err(|refused| refused.told(language)));
    }

    async fn carry_out(&mut self, request: Request) -> Result<(), Refused> {
        match request {
            Request::StartServer => self.start_server().await,
            Request::StopServer => self.stop_server().await,
            Request::UsePort { port } => return self.use_port(port).await,
            Request::SaveSettings { settings } => return self.save(*settings).await,
            Request::ExemptProgram { name, origin } => return self.exempt(ExemptProgram { name, origin }).await,
            // Held already, by the requester.
            Request::StopEverything => self.tell_of_the_hold(),
            Request::StopToy { index } => {
                // Held already, by the requester, if it is here.
                let is_here = self.context.devices.identity(index).is_some();
                return is_here.then_some(()).ok_or(Refused::ToyGone);
            }
            // Held already, by the requester.
            Request::StopProgramToys { .. } => {}
            Request::ReleaseToy { index, hold } => {
                let identity = self.identity_of(index).ok_or(Refused::ToyGone)?;
                self.context.devices.release_toy(&identity, HoldId(hold));
            }
            Request::Release { hold } => self.release(HoldId(hold)).await,
            Request::AddSimulatedToy { kind } => return self.add_simulated_toy(kind).await,
            Request::RemoveSimulatedToy { index } => return self.remove_simulated_toy(index).await,
            Request::StartScanning => {
                let (devices, book) = (&self.context.devices, self.storage.toys());
                return self
                    .parts
                    .transports
                    .radio
                    .start_scanning(devices, book, self.language());
            }
            Request::StopScanning => self.context.devices.stop_all_searches(),
            Request::StopProgramSearch { id } => {
                let program = Searcher::Program(SessionId(id));
                self.context.devices.stop_search(program);
            }
            Request::ConnectToy { address } => {
                let (devices, book) = (&self.context.devices, self.storage.toys());
                return self.parts.transports.radio.connect(address, devices, book).await;
            }
            Request::PutOffToy { address } => self.parts.transports.radio.put_off(&address),
            Request::TryLike { address, advertised } => {
                return self.parts.transports.radio.try_like(address, advertised).await;
            }
            Request::ImportToys { path } => return self.import_toys(path).await,
            Request::RenameToy { index, name } => return self.known_toys().rename(index, name).await,
            Request::SetToyOutput {
                index,
                feature,
                kind,
                disabled,
                limit_percent,
                from_percent,
                reversed,
            } => {
                let wished = OutputPreferences {
                    disabled,
                    limit_percent,
                    from_percent,
                    reversed,
                };
                return self.known_toys().set_output(index, (feature, &kind), wished).await;
            }
            Request::SetToyMessageGap { index, gap_ms } => {
                return self.known_toys().set_message_gap(index, gap_ms).await;
            }
            Request::SetToyPermission { index, permission } => {
                return self.known_toys().set_permission(index, permission).await;
            }
            Request::ForgetToy { index } => return self.known_toys().forget(index).await,
            Request::TryToy {
                index,
                feature,
                kind,
                value,
            } => {
                let trying = &mut self.parts.trying;
                return trying.move_toy(&self.context, index, (feature, &kind), value);
            }
            Request::KeepTrying => self.parts.trying.keep(),
            Request::StopTrying => self.parts.trying.stop(),
            Request::StartDrill { index } => return self.start_drill(index),
            Request::StopDrill => self.stop_drill(),
            Request::DisconnectProgram { id } => return self.disconnect(SessionId(id)),
            Request::ReconnectOutdated => self.parts.serving.end_outdated_sessions(&self.settings()),
            Request::AllowPageOnce { .. }
            | Request::AllowPageAlways { .. }
            | Request::SetPage { .. }
            | Request::TurnPageAway { .. }
            | Request::TurnAllPagesAway => return self.decide_about_pages(request).await,
            Request::DismissAlert { id } => {
                let was_there = self.storage.change_history(|history| history.dismiss(id));
                return was_there.then_some(()).ok_or(Refused::AlertGone);
            }
            Request::DismissAllAlerts => self.storage.change_history(History::dismiss_all),
            Request::ClearAlerts => self.storage.change_history(History::clear),
        }
        Ok(())
    }

    fn disconnect(&self, program: SessionId) -> Result<(), Refused> {
        let server = self.parts.serving.server();
        let was_there = server.is_some_and(|server| server.disconnect(program));
        was_there.then_some(()).ok_or(Refused::ProgramGone)
    }

    async fn decide_about_pages(&mut self, request: Request) -> Result<(), Refused> {
        let server = self.parts.serving.server();
        match request {
            Request::AllowPageOnce { origin } => {
                let settled = pages::allow_once(server, &origin)?;
                self.apply([settled]);
            }
            Request::AllowPageAlways { origin } => return self.set_page(&origin, PageWish::Allow).await,
            Request::SetPage { origin, wish } => return self.set_page(&origin, wish).await,
            Request::TurnPageAway { origin } => {
                let settled = pages::turn_away(server, &origin)?;
                self.apply([settled]);
            }
            _ => {
                let settled = pages::turn_all_away(server);
                self.apply(settled);
            }
        }
        Ok(())
    }

    async fn set_page(&mut self, origin: &str, wish: PageWish) -> Result<(), Refused> {
        if wish == PageWish::Ask
            && let Some(server) = self.parts.serving.server()
        {
            // It may be a whole web site, too.
            server.ask_again(origin);
        }
        if wish == PageWish::Ask && !pages::listed(&self.settings()).contains(origin) {
            return Ok(());
        }
        let mut settings = self.settings();
        pages::decide(&mut settings.server, origin, wish, self.storage.pages())?;
        if settings == self.settings() {
            return Ok(());
        }
        // The server, once it is told, answers those that wait.
        self.save(settings).await
    }

    async fn use_port(&mut self, port: u16) -> Result<(), Refused> {
        let mut settings = self.settings();
        settings.server.port = port;
        self.save(settings).await?;
        self.start_server().await;
        Ok(())
    }

    async fn exempt(&mut self, program: ExemptProgram) -> Result<(), Refused> {
        let mut settings = self.settings();
        if !settings.ping.exempt_programs.contains(&program) {
            settings.ping.exempt_programs.push(program);
        }
        self.save(settings).await
    }

    /// From where Intiface Central keeps them, if no path is given.
    async fn import_toys(&mut self, path: Option<String>) -> Result<(), Refused> {
        let path = path
            .map(|path| PathBuf::from(path.trim()))
            .filter(|path| !path.as_os_str().is_empty());
        self.parts.imported = Some(self.known_toys().import(path).await?);
        Ok(())
    }

    async fn add_simulated_toy(&mut self, kind: SimulatedKind) -> Result<(), Refused> {
        let devices = &self.context.devices;
        let index = self.parts.screen.free_index(self.storage.settings(), devices);
        let toy = SimulatedToy { index, kind };
        let mut settings = self.settings();
        settings.simulated_toys.push(toy.clone());
        self.save(settings).await?;
        screen::put(&toy, &self.context.devices);
        Ok(())
    }

    async fn remove_simulated_toy(&mut self, index: u32) -> Result<(), Refused> {
        if self.parts.screen.kind(index, self.storage.settings()).is_none() {
            return Err(Refused::ToyGoneAlready);
        }
        let mut settings = self.settings();
        let before = settings.simulated_toys.len();
        settings.simulated_toys.retain(|toy| toy.index != index);
        if settings.simulated_toys.len() < before {
            self.save(settings).await?;
        }
        self.parts.screen.remove(index);
        if self.storage.toys().toy(index).is_some() {
            self.known_toys().forget(index).await
        } else {
            drop(self.context.devices.remove(index));
            Ok(())
        }
    }

    /// Checks the settings, and lets them hold. What only restricts holds at once; the rest is written first, so that what
    /// does not last does not hold either.
    async fn save(&mut self, wished: Settings) -> Result<(), Refused> {
        let before = self.settings();
        // Port 0 is no setting, but it may stand on the command line.
        let mut to_check = wished.clone();
        if self.overrides.server.port == Some(wished.server.port) {
            to_check.server.port = before.server.port.max(1);
        }
        let device_port = self.overrides.toys.device_port;
        if device_port.is_some() && device_port == wished.toys.device_port {
            to_check.toys.device_port = None;
        }
        settings::check(&to_check)?;
        let allowed = wished.server.allowed_origins.len();
        // A longer list of an earlier Vigil stays as it is.
        if allowed > limits::MAX_ALLOWED_PAGES.max(before.server.allowed_origins.len()) {
            return Err(Refused::TooManyPages);
        }
        let restricted = settings::restricted(&before, &wished);
        let restricts = restricted != before;
        if restricts {
            let to_hold = self.overrides.take_over(self.storage.settings(), restricted);
            self.storage.hold_settings(to_hold);
            self.follow_settings(&before).await;
        }
        let between = self.settings();
        let mut overrides = self.overrides.clone();
        let to_store = overrides.take_over(self.storage.settings(), wished);
        let saved = self.storage.save_settings(to_store).await;
        saved.map_err(|error| Refused::not_saved("settings", restricts, error))?;
        self.overrides = overrides;
        if self.settings() != between {
            self.follow_settings(&between).await;
        }
        Ok(())
    }

    /// Ends this hold, unless a newer one has taken its place. If Vigil itself had put it on, the person has looked.
    async fn release(&mut self, hold: HoldId) {
        if !self.context.hold.release(hold) {
            log::info!(
                "hold {} was not released: it is over, or a newer one has taken its place",
                hold.0
            );
            return;
        }
        self.apply([Effect::Say(Event::Released)]);
        if !self.storage.must_be_looked_at() {
            return;
        }
        self.storage.looked().await;
        // As it is now, it is what the person wants: it is there after a restart too.
        let (settings, toys) = (self.storage.settings().clone(), self.storage.toys().clone());
        for saved in [
            self.storage.save_settings(settings).await,
            self.storage.save_toys(toys).await,
        ] {
            if let Err(error) = saved {
                log::error!("{error}");
            }
        }
        self.follow_settings(&self.settings()).await;
    }

    /// For a person who does not see what there is to look at.
    async fn release_unseen(&mut self) -> Result<bool, Refused> {
        let Some(hold) = self.context.devices.held() else {
            return Ok(false);
        };
        // Who asks sees no window, and reads English.
        if let Some(because) = self.storage.held_because(Language::English) {
            return Err(Refused::NotLookedAt(because));
        }
        self.release(hold).await;
        Ok(true)
    }

    async fn follow_settings(&mut self, before: &Settings) {
        let change = SettingsChange::between(before, self.settings());
        if change.server_moved && (self.parts.serving.server().is_some() || self.parts.serving.has_failed()) {
            self.stop_server().await;
            self.start_server().await;
        } else {
            self.parts.serving.configure(&change.now, self.context.front_end);
        }
        self.parts.stop_key.follow(&change.now);
        self.follow_toy_settings(&change).await;
        // Whoever may never connect does not stay either.
        self.parts.serving.end_sessions_of(&change.newly_refused);
        let (now_ms, listed) = (ms_since_epoch(), pages::listed(&change.now));
        self.storage.change_pages(|book| {
            for origin in change.newly_allowed.iter().chain(&change.newly_refused) {
                book.decided(origin, now_ms);
            }
            book.retain(&listed);
        });
        self.apply(change.newly_allowed.into_iter().map(pages::allowed_for_good));
        self.apply(change.newly_refused.into_iter().map(pages::refused_for_good));
    }

    /// Of a toy that is here or remembered.
    fn identity_of(&self, index: u32) -> Option<ToyIdentity> {
        let here = self.context.devices.identity(index);
        let remembered = || Some(self.storage.toys().toy(index)?.identity.clone());
        here.or_else(remembered)
    }

    pub(super) fn known_toys(&mut self) -> KnownToys<'_> {
        KnownToys {
            devices: &self.context.devices,
            storage: &mut self.storage,
            screen: &self.parts.screen,
        }
    }
}
