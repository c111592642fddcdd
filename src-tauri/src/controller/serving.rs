use std::{net::SocketAddr, sync::Arc};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};
use vigil_core::policy::{Exemption, PingPolicy, PingRequirement};
use vigil_server::{Server, ServerConfig, ServerEvent, ServerSetup, StartError, canonical_host, canonical_origin};

use super::{context::Context, effect::Effect, order::Step, port};
use crate::{
    alerts::{Alert, alert::ServeProblem, words},
    events::Event,
    language::Language,
    outputs::FrontEnd,
    settings::{ExemptProgram, PingPolicySetting, Settings},
    timeouts,
    view::ServerView,
};

/// Server events that wait for the controller. Whoever sends them waits then; no stop ever does.
const SERVER_EVENTS: usize = 1024;

/// The server, and why it does not run if it should.
#[derive(Debug)]
pub(super) struct Serving {
    state: State,
    events: mpsc::Receiver<ServerEvent>,
    report_to: mpsc::Sender<ServerEvent>,
}

#[derive(Debug)]
enum State {
    Stopped,
    Running {
        server: Server,
        changes: Changes,
        /// It was taken, and became free.
        freed: Option<u16>,
    },
    Failed {
        problem: ServeProblem,
        suggested_port: Option<u16>,
        /// If the address may become free by itself.
        again: Option<Again>,
    },
}

/// When to look whether this address is free.
#[derive(Debug, Clone, Copy)]
struct Again {
    address: SocketAddr,
    at: Instant,
}

/// They count up with whatever the window shows of the server.
#[derive(Debug)]
struct Changes {
    programs: watch::Receiver<u64>,
    asking_pages: watch::Receiver<u64>,
}

pub(super) enum News {
    Event(ServerEvent),
    /// The window may show something else.
    Changed,
    /// The port that was taken may be free by now.
    AgainDue,
}

impl Serving {
    pub(super) fn new() -> Self {
        let (report_to, events) = mpsc::channel(SERVER_EVENTS);
        Self {
            state: State::Stopped,
            events,
            report_to,
        }
    }

    /// Starts the server unless it runs. If it cannot start, the state says why.
    pub(super) async fn start(&mut self, context: &Context, settings: &Settings) -> Vec<Effect> {
        if self.server().is_some() {
            return Vec::new();
        }
        let address = SocketAddr::new(settings.server.address, settings.server.port);
        let setup = ServerSetup {
            devices: context.devices.clone(),
            clock: context.clock,
            watchdog: context.watchdog.clone(),
            runtime: context.runtime.clone(),
            events: self.report_to.clone(),
        };
        let started = Server::start(address, config(settings, context.front_end), setup);
        match started {
            Ok(server) => {
                let url = url(server.address());
                log::info!("listening on {url}");
                let elsewhere = server.localhost_leads_elsewhere().map(|elsewhere| {
                    Effect::Alert(Alert::LocalhostElsewhere {
                        elsewhere,
                        own: server.address(),
                    })
                });
                self.state = State::Running {
                    changes: Changes {
                        programs: server.changes(),
                        asking_pages: server.asking_changes(),
                    },
                    server,
                    freed: None,
                };
                std::iter::once(Effect::Say(Event::Listening { url }))
                    .chain(elsewhere)
                    .collect()
            }
            Err(error) => self.cannot_serve(address, &error).await,
        }
    }

    /// Starts the server if the port that was taken is free. Whoever was told that it is taken hears of that only.
    pub(super) async fn start_again(&mut self, context: &Context, settings: &Settings) -> Vec<Effect> {
        let State::Failed { again: Some(again), .. } = &mut self.state else {
            return Vec::new();
        };
        again.at = Instant::now() + timeouts::SERVE_AGAIN;
        let address = again.address;
        if !port::is_free(address) {
            return Vec::new();
        }
        let failed = std::mem::replace(&mut self.state, State::Stopped);
        let mut effects = self.start(context, settings).await;
        if let State::Running { freed, .. } = &mut self.state {
            *freed = Some(address.port());
            let sentence = words::port_free_again(settings.language.or(context.system_language), address.port());
            effects.extend([Effect::ServesAgain, Effect::Notify(sentence)]);
        } else {
            // Somebody was quicker.
            self.state = failed;
            effects.clear();
        }
        effects
    }

    /// The server is off from now on; the step ends every session. `None` if it did not run.
    pub(super) fn stop(&mut self) -> Option<Step> {
        let State::Running { server, .. } = std::mem::replace(&mut self.state, State::Stopped) else {
            return None;
        };
        Some(Box::pin(async move {
            server.stop().await;
            log::info!("the server has stopped");
        }))
    }

    /// These settings hold for new sessions.
    pub(super) fn configure(&self, settings: &Settings, front_end: FrontEnd) {
        if let Some(server) = self.server() {
            server.configure(config(settings, front_end));
        }
    }

    /// Closes the sessions of these web pages.
    pub(super) fn end_sessions_of(&self, origins: &[String]) {
        let Some(server) = self.server() else {
            return;
        };
        for program in server.programs() {
            if program.origin.is_some_and(|origin| origins.contains(&origin)) {
                server.disconnect(program.session);
            }
        }
    }

    /// Closes the sessions that were given other terms than those of today; the programs may connect again.
    pub(super) fn end_outdated_sessions(&self, settings: &Settings) {
        let Some(server) = self.server() else {
            return;
        };
        let policy = policy(settings);
        for program in server.programs() {
            if program.watch != policy.watch(&program.name, program.origin.as_deref()) {
                server.disconnect(program.session);
            }
        }
    }

    /// While it runs.
    pub(super) const fn server(&self) -> Option<&Server> {
        match &self.state {
            State::Running { server, .. } => Some(server),
            State::Stopped | State::Failed { .. } => None,
        }
    }

    pub(super) const fn has_failed(&self) -> bool {
        matches!(self.state, State::Failed { .. })
    }

    pub(super) fn view(&self, language: Language) -> ServerView {
        match &self.state {
            State::Stopped => ServerView::Stopped,
            State::Running { server, freed, .. } => ServerView::Running {
                url: url(server.address()),
                note: freed.map(|port| words::port_free_again(language, port)),
            },
            State::Failed {
                problem,
                suggested_port,
                again,
            } => ServerView::Failed {
                sentence: words::cannot_serve(language, problem),
                suggested_port: *suggested_port,
                tries_again: again.is_some(),
            },
        }
    }

    /// What is new, events first. `changes`: whether changes are of interest.
    pub(super) async fn next(&mut self, changes: bool) -> News {
        let again = self.again_at();
        tokio::select! {
            biased;
            Some(event) = self.events.recv() => News::Event(event),
            () = due(again) => News::AgainDue,
            () = changed(&mut self.state), if changes => News::Changed,
        }
    }

    /// When to look whether the port that was taken is free.
    const fn again_at(&self) -> Option<Instant> {
        match &self.state {
            State::Failed { again: Some(again), .. } => Some(again.at),
            _ => None,
        }
    }

    /// Only events.
    pub(super) async fn event(&mut self) -> ServerEvent {
        match self.events.recv().await {
            Some(event) => event,
            // Never: a sender is kept here.
            None => std::future::pending().await,
        }
    }

    /// An event that has been reported already.
    pub(super) fn waiting_event(&mut self) -> Option<ServerEvent> {
        self.events.try_recv().ok()
    }

    async fn cannot_serve(&mut self, address: SocketAddr, error: &StartError) -> Vec<Effect> {
        let (problem, suggested_port) = match error {
            StartError::PortTaken { port } => {
                let by = port::owner(*port).await;
                (ServeProblem::PortTaken { port: *port, by }, port::free_after(address))
            }
            StartError::PortForbidden { port } => {
                // The ports next to it are kept by the system, too, as a rule.
                let usual = SocketAddr::new(address.ip(), Settings::default().server.port);
                let free = port::free_from(usual).filter(|free| free != port);
                (ServeProblem::PortForbidden { port: *port }, free)
            }
            StartError::Listen { .. } => {
                let problem = error.to_string();
                (ServeProblem::Other { problem }, None)
            }
        };
        let sentence = words::cannot_serve(Language::English, &problem);
        log::error!("{sentence}");
        let is_taken = matches!(error, StartError::PortTaken { .. });
        self.state = State::Failed {
            problem: problem.clone(),
            suggested_port,
            again: is_taken.then(|| Again {
                address,
                at: Instant::now() + timeouts::SERVE_AGAIN,
            }),
        };
        vec![
            Effect::Say(Event::Failed { sentence }),
            Effect::Alert(Alert::ServeFailed(problem)),
        ]
    }
}

/// Never resolves without a time.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Never resolves unless the server runs.
async fn changed(state: &mut State) {
    let State::Running { changes, .. } = state else {
        return std::future::pending().await;
    };
    tokio::select! {
        Ok(()) = changes.programs.changed() => {}
        Ok(()) = changes.asking_pages.changed() => {}
        else => std::future::pending().await,
    }
}

fn config(settings: &Settings, front_end: FrontEnd) -> ServerConfig {
    ServerConfig {
        server_name: settings.server.name.as_str().into(),
        policy: Arc::new(policy(settings)),
        lost_program_stops_every_toy: settings.lost_program_stops_every_toy,
        allowed_origins: settings.server.allowed_origins.iter().cloned().collect(),
        refused_origins: settings.server.refused_origins.iter().cloned().collect(),
        allowed_hosts: settings
            .server
            .allowed_hosts
            .iter()
            .filter_map(|host| canonical_host(host))
            .collect(),
        asks_about_pages: front_end == FrontEnd::Window,
    }
}

/// Where programs connect to. A server that listens on every address is reached on this machine's own.
fn url(address: SocketAddr) -> String {
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
