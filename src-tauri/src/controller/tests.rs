//! The app without a front end: requests in, views out, files on the disk.

mod drill;
mod ending;
mod files;
mod guardian;
mod pages;
mod programs;
mod stop_key;
mod toys;

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::Arc,
    time::Duration,
};

use clap::Parser;
use tokio::{sync::watch, time::timeout};
use vigil_core::lease::SessionId;

use super::Inspection;
use crate::{
    alerts::PageEnd,
    cli::Arguments,
    ending::Ending,
    engine::{Engine, EngineBuilder},
    outputs::{FrontEnd, Outputs},
    settings::{PingPolicySetting, Settings, SimulatedKind},
    view::{AlertCause, AlertQuery, AppView, ProgramFiguresView, Request, RequestErrorCode, ServerView},
};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

struct App {
    engine: Option<Engine>,
    view: watch::Receiver<Option<Arc<AppView>>>,
}

impl App {
    fn start(dir: &Path, more: &[&str]) -> Self {
        Self::start_with(FrontEnd::Window, dir, more)
    }

    fn start_with(front_end: FrontEnd, dir: &Path, more: &[&str]) -> Self {
        // Whatever radio this machine has, it is not these tests' own.
        let mut arguments = vec!["vigil", "--no-bluetooth", "--data-dir", dir.to_str().unwrap()];
        arguments.extend(more);
        let ending = Ending::new(|_| panic!("the engine did not end in time")).unwrap();
        let prepared =
            EngineBuilder::new(&Arguments::parse_from(arguments), front_end, Outputs::default(), ending).unwrap();
        let view = prepared.outputs().view.subscribe();
        Self {
            engine: Some(prepared.start()),
            view,
        }
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    fn ask(&self, request: Request) -> Result<Arc<AppView>, crate::view::RequestError> {
        let requester = self.engine().requester();
        self.engine().runtime().block_on(requester.ask(request))
    }

    fn figures(&self, program: u64) -> Result<ProgramFiguresView, crate::view::RequestError> {
        let requester = self.engine().requester();
        self.engine().runtime().block_on(requester.figures(SessionId(program)))
    }

    fn inspect(&self, program: u64) -> Result<Inspection, crate::view::RequestError> {
        let requester = self.engine().requester();
        self.engine().runtime().block_on(requester.inspect(SessionId(program)))
    }

    /// Waits until this is true.
    fn until(&self, mut what: impl FnMut() -> bool) {
        let become_true = async {
            while !what() {
                tokio::task::yield_now().await;
            }
        };
        self.engine().runtime().block_on(async {
            timeout(PATIENCE, become_true).await.expect("it never came to be");
        });
    }

    /// The first figures of which this is true.
    fn figures_when(&self, program: u64, what: impl Fn(&ProgramFiguresView) -> bool) -> ProgramFiguresView {
        let requester = self.engine().requester();
        let become_true = async {
            loop {
                let figures = requester.figures(SessionId(program)).await.unwrap();
                if what(&figures) {
                    return figures;
                }
                tokio::task::yield_now().await;
            }
        };
        self.engine().runtime().block_on(async {
            let seen = timeout(PATIENCE, become_true).await;
            seen.expect("it never came to be")
        })
    }

    /// The first view of which this is true.
    fn when(&self, what: impl Fn(&AppView) -> bool) -> Arc<AppView> {
        let mut view = self.view.clone();
        self.engine().runtime().block_on(async {
            let seen = timeout(
                PATIENCE,
                view.wait_for(|view| view.as_ref().is_some_and(|view| what(view))),
            )
            .await;
            seen.expect("it never came to be").unwrap().clone().unwrap()
        })
    }

    fn now(&self) -> Arc<AppView> {
        self.when(|_| true)
    }

    fn save(&self, change: impl FnOnce(&mut Settings)) -> Result<Arc<AppView>, crate::view::RequestError> {
        let mut settings = self.now().settings.clone();
        change(&mut settings);
        self.ask(Request::SaveSettings {
            settings: Box::new(settings),
        })
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.shut_down();
        }
    }
}

/// Asks the server for a WebSocket, with these header lines on top. The answer is not read.
fn upgrade(app: &App, headers: &str) -> TcpStream {
    let view = app.when(|view| matches!(view.server, ServerView::Running { .. }));
    let ServerView::Running { url, .. } = &view.server else {
        unreachable!()
    };
    let address: SocketAddr = url.strip_prefix("ws://").unwrap().parse().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\n{headers}Connection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_fresh_install_watches_those_that_ping() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| matches!(view.server, ServerView::Running { .. }));
    let ping = &view.settings.ping;
    assert_eq!((ping.limit_ms, ping.policy), (2000, PingPolicySetting::WhereSupported));
    assert!(!view.settings.introduced, "the window shows the first steps");
    assert!(view.alerts.is_empty());
    assert_eq!(view.held, None);
}

/// Whoever has a file keeps what it says, and what an earlier Vigil took for granted where it says nothing.
#[test]
fn the_settings_of_an_earlier_vigil_keep_its_defaults() {
    let (required, supported) = (PingPolicySetting::Required, PingPolicySetting::WhereSupported);
    for (file, limit_ms, policy) in [
        (r#"{"version":1}"#, 0, required),
        (r#"{"version":2,"server":{"name":"Mine"}}"#, 0, required),
        (r#"{"version":2,"ping":{}}"#, 0, required),
        (r#"{"version":2,"ping":{"limit_ms":1000}}"#, 1000, required),
        (r#"{"version":2,"ping":{"policy":"where_supported"}}"#, 0, supported),
        (
            r#"{"version":2,"ping":{"limit_ms":700,"policy":"where_supported"}}"#,
            700,
            supported,
        ),
    ] {
        let dir = dir();
        std::fs::write(dir.path().join("settings.json"), file).unwrap();
        // What it says is kept when something else is changed.
        for _ in 0..2 {
            let app = App::start(dir.path(), &["--port", "0"]);
            let ping = &app.now().settings.ping;
            assert_eq!((ping.limit_ms, ping.policy), (limit_ms, policy), "{file}");
            assert_eq!(ping.connection_limit_ms, 10_000, "{file}");
            assert!(
                app.now().settings.introduced,
                "{file}: nobody is led through the first steps again"
            );
            app.save(|settings| settings.desktop_notifications = false).unwrap();
        }
    }
}

#[test]
fn the_first_steps_are_for_a_new_installation_until_they_are_done() {
    let new = dir();
    for done in [false, true] {
        let app = App::start(new.path(), &["--port", "0"]);
        assert!(!app.now().settings.introduced);
        app.save(|settings| {
            settings.ping.limit_ms = 1000;
            settings.introduced = done;
        })
        .unwrap();
    }
    assert!(App::start(new.path(), &["--port", "0"]).now().settings.introduced);

    // Whoever has other files has used Vigil before, also if the settings are gone or cannot be read.
    for (file, content) in [("toys.json", r#"{"version":1}"#), ("settings.json", "{\"ping\":")] {
        let used = dir();
        std::fs::write(used.path().join(file), content).unwrap();
        let app = App::start(used.path(), &["--port", "0"]);
        assert!(app.now().settings.introduced, "{file}");
    }
}

#[test]
fn what_was_set_is_there_after_a_restart() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.save(|settings| settings.ping.limit_ms = 1000).unwrap();
    app.ask(Request::AddSimulatedToy {
        kind: SimulatedKind::Stroker,
    })
    .unwrap();
    drop(app);
    let view = App::start(dir.path(), &["--port", "0"]).when(|view| !view.toys.is_empty());
    assert_eq!(view.settings.ping.limit_ms, 1000);
    let file: Settings = serde_json::from_slice(&std::fs::read(dir.path().join("settings.json")).unwrap()).unwrap();
    assert_eq!(file.server.port, 12345, "the command line is not kept");
    assert_eq!(view.toys[0].simulated, Some(SimulatedKind::Stroker));
}

#[test]
fn a_request_answers_with_the_state_it_has_led_to() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let before = app.now().revision;
    let saved = app.save(|settings| settings.ping.limit_ms = 1500).unwrap();
    assert_eq!(saved.settings.ping.limit_ms, 1500);
    assert!(saved.revision > before);
    let added = app
        .ask(Request::AddSimulatedToy {
            kind: SimulatedKind::Rotator,
        })
        .unwrap();
    assert_eq!(added.toys.len(), 1);
    assert!(added.revision > saved.revision);
}

#[test]
fn a_refused_setting_changes_nothing_and_says_why() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.save(|settings| settings.ping.limit_ms = 250).unwrap();
    let before = std::fs::read(dir.path().join("settings.json")).unwrap();
    let refusal = app
        .save(|settings| {
            settings.ping.limit_ms = 10;
            settings.server.name = "Other".into();
        })
        .unwrap_err();
    assert_eq!(refusal.code, RequestErrorCode::InvalidSetting);
    assert_eq!(refusal.field.as_deref(), Some("ping.limit_ms"));
    assert!(refusal.sentence.contains("10 ms"), "{}", refusal.sentence);
    assert_eq!(std::fs::read(dir.path().join("settings.json")).unwrap(), before);
    assert_eq!(app.now().settings.server.name, "Vigil");
}

#[test]
fn a_taken_port_is_named_and_another_one_offered_and_taken() {
    let dir = dir();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let app = App::start(dir.path(), &["--port", &port.to_string()]);
    let view = app.when(|view| matches!(view.server, ServerView::Failed { .. }));
    let ServerView::Failed {
        sentence,
        suggested_port: Some(free),
        tries_again: true,
    } = &view.server
    else {
        panic!("{:?}", view.server);
    };
    assert!(sentence.contains(&port.to_string()), "{sentence}");
    app.ask(Request::UsePort { port: *free }).unwrap();
    let url = format!("ws://127.0.0.1:{free}");
    app.when(|view| {
        view.server
            == ServerView::Running {
                url: url.clone(),
                note: None,
            }
    });
    assert_eq!(app.now().settings.server.port, *free);
}

#[test]
fn a_port_that_becomes_free_is_taken_and_told() {
    let dir = dir();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let app = App::start(dir.path(), &["--port", &port.to_string()]);
    app.when(|view| matches!(view.server, ServerView::Failed { tries_again: true, .. }) && view.alerts.len() == 1);
    drop(taken);
    let view = app.when(|view| matches!(view.server, ServerView::Running { .. }));
    let ServerView::Running { url, note: Some(note) } = &view.server else {
        panic!("{:?}", view.server);
    };
    assert_eq!(*url, format!("ws://127.0.0.1:{port}"));
    assert!(note.contains("became free"), "{note}");
    let view = app.when(|view| view.alerts.iter().all(|alert| alert.dismissed));
    assert_eq!(view.alerts.len(), 1, "told once");
}

#[test]
fn toys_keep_their_index_and_removed_ones_are_gone() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    for kind in [SimulatedKind::Rotator, SimulatedKind::Constrictor] {
        app.ask(Request::AddSimulatedToy { kind }).unwrap();
    }
    let indexes = |view: &AppView| view.toys.iter().map(|toy| toy.index).collect::<Vec<_>>();
    app.when(|view| indexes(view) == [0, 1, 2]);
    app.ask(Request::RemoveSimulatedToy { index: 1 }).unwrap();
    app.when(|view| indexes(view) == [0, 2]);
    assert_eq!(
        app.ask(Request::RemoveSimulatedToy { index: 1 }).unwrap_err().code,
        RequestErrorCode::NotFound
    );
    drop(app);
    let app = App::start(dir.path(), &["--port", "0"]);
    let view = app.when(|view| !view.toys.is_empty());
    assert_eq!(
        indexes(&view),
        [2],
        "the one of the command line was not kept, the other kept its index"
    );
}

#[test]
fn stop_everything_holds_until_released() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.ask(Request::StopEverything).unwrap();
    let hold = app.when(|view| view.held.is_some()).held.unwrap();
    app.ask(Request::Release { hold }).unwrap();
    app.when(|view| view.held.is_none());
}

#[test]
fn the_server_stops_and_starts_and_moves_to_another_port() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.when(|view| matches!(view.server, ServerView::Running { .. }));
    app.ask(Request::StopServer).unwrap();
    app.when(|view| view.server == ServerView::Stopped);
    app.ask(Request::StartServer).unwrap();
    app.when(|view| matches!(view.server, ServerView::Running { .. }));
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    app.save(|settings| settings.server.port = free).unwrap();
    let url = format!("ws://127.0.0.1:{free}");
    app.when(|view| {
        view.server
            == ServerView::Running {
                url: url.clone(),
                note: None,
            }
    });
}

#[test]
fn s5_a_window_that_crashes_once_stops_nothing_and_is_told() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.engine().requester().page_ended(PageEnd::Once, true);
    let view = app.when(|view| !view.alerts.is_empty());
    assert_eq!(view.alerts[0].cause, AlertCause::WindowCrashed);
    assert!(view.alerts[0].sentence.contains("drawn again"));
    assert!(view.alerts[0].sentence.contains("kept watch"));
    assert!(!view.alerts[0].dismissed);
    assert_eq!(view.held, None);
}

#[test]
fn what_is_muted_is_kept_and_counts_as_read_unless_something_may_go_on() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.save(|settings| settings.alerts.muted = vec![AlertCause::WindowCrashed])
        .unwrap();
    app.engine().requester().page_ended(PageEnd::Once, true);
    let view = app.when(|view| view.history.alerts == 1);
    assert_eq!((view.alerts[0].dismissed, view.history.unread), (true, 0));
    // Everything was stopped, and is held: that is told.
    app.engine().requester().page_ended(PageEnd::Again, true);
    let view = app.when(|view| view.history.alerts == 2);
    assert_eq!(view.history.unread, 1);

    let alerts = app.engine().runtime().block_on(app.engine().requester().alerts());
    let page = alerts.unwrap().page(&AlertQuery::default(), None);
    assert_eq!((page.found, page.revision), (2, view.history.revision));

    let refused = app.save(|settings| settings.alerts.muted = vec![AlertCause::ToyLost]);
    assert_eq!(refused.unwrap_err().field.as_deref(), Some("alerts.muted"));
}

#[test]
fn s5_a_window_that_crashes_again_and_again_stops_everything() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0", "--simulate", "vibrator"]);
    app.engine().requester().page_ended(PageEnd::Again, true);
    let view = app.when(|view| !view.alerts.is_empty());
    assert!(view.held.is_some());
    assert!(view.alerts[0].sentence.contains("everything was stopped"));
    app.engine().requester().page_ended(PageEnd::Again, false);
    let hold = view.held.unwrap();
    let view = app.when(|view| view.alerts.len() > 1 || view.held != Some(hold));
    assert_eq!(view.alerts.len(), 1, "told once");
}
