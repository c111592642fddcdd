use std::{net::SocketAddr, sync::Arc};

use vigil_core::policy::{Exemption, PingPolicy, PingRequirement};
use vigil_server::{Server, ServerConfig, ServerSetup, StartError, canonical_origin};

use super::{Controller, ServerChanges, Serving, port};
use crate::{
    alerts::Alert,
    events::Event,
    outputs::Face,
    settings::{ExemptProgram, PingPolicySetting, Settings},
    view::AlertCause,
};

impl Controller {
    /// Starts the server unless it runs. Where it cannot start, the state says why.
    pub(super) async fn start_server(&mut self) {
        if matches!(self.serving, Serving::Running(_)) {
            return;
        }
        let settings = self.settings();
        let address = SocketAddr::new(settings.server.address, settings.server.port);
        let setup = ServerSetup {
            devices: self.devices.clone(),
            clock: self.clock,
            watchdog: self.watchdog.clone(),
            runtime: self.runtime.clone(),
            events: self.server_events.0.clone(),
        };
        let started = Server::start(address, self.server_config(&settings), setup);
        match started {
            Ok(server) => {
                let url = url(server.address());
                log::info!("listening on {url}");
                self.say(Event::Listening { url });
                self.server_changes = Some(ServerChanges {
                    programs: server.changes(),
                    asking_pages: server.asking_changes(),
                });
                self.serving = Serving::Running(server);
            }
            Err(error) => self.cannot_serve(address, &error).await,
        }
        self.dirty = true;
    }

    /// Ends every session and stops the server. What they have to tell is heard meanwhile.
    pub(super) async fn stop_server(&mut self) {
        let Serving::Running(server) = std::mem::replace(&mut self.serving, Serving::Stopped) else {
            return;
        };
        self.server_changes = None;
        self.carry_through(server.stop()).await;
        while let Ok(event) = self.server_events.1.try_recv() {
            self.server_event(&event);
        }
        log::info!("the server has stopped");
        self.dirty = true;
    }

    /// New settings hold: for new sessions where they concern sessions, at once where they concern the port.
    pub(super) async fn settings_changed(&mut self, before: &Settings) {
        let settings = self.settings();
        let address = |settings: &Settings| (settings.server.address, settings.server.port);
        let moved = address(before) != address(&settings);
        match &self.serving {
            Serving::Running(_) if moved => {
                self.stop_server().await;
                self.start_server().await;
            }
            Serving::Running(server) => server.configure(self.server_config(&settings)),
            Serving::Failed { .. } if moved => self.start_server().await,
            Serving::Stopped | Serving::Failed { .. } => {}
        }
        self.dirty = true;
    }

    /// Closes the sessions that were given other terms than those of today; the programs may connect again.
    pub(super) fn end_outdated_sessions(&self) {
        let Serving::Running(server) = &self.serving else {
            return;
        };
        let policy = policy(&self.settings());
        for program in server.programs() {
            if program.watch != policy.watch(&program.name, program.origin.as_deref()) {
                server.disconnect(program.session);
            }
        }
    }

    fn server_config(&self, settings: &Settings) -> ServerConfig {
        ServerConfig {
            server_name: settings.server.name.as_str().into(),
            policy: Arc::new(policy(settings)),
            lost_program_stops_every_toy: settings.lost_program_stops_every_toy,
            allowed_origins: settings.server.allowed_origins.iter().cloned().collect(),
            asks_about_pages: self.face == Face::Window,
        }
    }

    async fn cannot_serve(&mut self, address: SocketAddr, error: &StartError) {
        let (sentence, suggested_port) = match error {
            StartError::PortTaken { port } => {
                let owner = match port::owner(*port).await {
                    Some(name) => format!("another program ({name})"),
                    None => "another program".to_owned(),
                };
                (format!("Port {port} is taken by {owner}."), port::free_after(address))
            }
            StartError::Listen { .. } => (format!("Vigil cannot serve: {error}."), None),
        };
        log::error!("{sentence}");
        self.say(Event::Failed {
            sentence: sentence.clone(),
        });
        self.alert(Alert {
            // The window says it where it belongs already.
            quiet: true,
            ..Alert::plain(AlertCause::ServerFailed, sentence.clone(), None)
        });
        self.serving = Serving::Failed {
            sentence,
            suggested_port,
        };
    }
}

/// Where programs connect to. A server that listens on every address is reached on this machine's own.
pub(super) fn url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("ws://127.0.0.1:{}", address.port())
    } else {
        format!("ws://{address}")
    }
}

pub(super) fn policy(settings: &Settings) -> PingPolicy {
    PingPolicy {
        limit_ms: settings.ping.limit_ms,
        connection_limit_ms: settings.ping.connection_limit_ms,
        requirement: match settings.ping.policy {
            PingPolicySetting::Required => PingRequirement::Required,
            PingPolicySetting::WhereSupported => PingRequirement::WhereSupported,
        },
        exempt: settings.ping.exempt_programs.iter().map(exemption).collect(),
    }
}

fn exemption(program: &ExemptProgram) -> Exemption {
    Exemption {
        name: program.name.clone(),
        // What names no page exempts none.
        origin: program
            .origin
            .as_ref()
            .map(|origin| canonical_origin(origin).unwrap_or_else(|| origin.clone())),
    }
}
