//! Web pages that ask, and what the person answers.

use std::{io::Read, net::TcpStream};

use super::*;
use crate::events::Event;
use crate::view::OfferView;

const PLAYER: &str = "https://player.example";

const COMES_IN: &str = "101";
const REFUSED: &str = "403";

/// A browser's request for a WebSocket.
struct Page(TcpStream);

impl Page {
    fn knock(app: &App, origin: &str) -> Self {
        Self(upgrade(app, &format!("Origin: {origin}\r\n")))
    }

    /// Waits until the window shows it.
    fn asks(app: &App, origin: &str) -> Self {
        let page = Self::knock(app, origin);
        app.when(|view| view.asking_pages.iter().any(|page| page.origin == origin));
        page
    }

    fn status(&mut self) -> String {
        let mut head = [0; 12];
        self.0.read_exact(&mut head).unwrap();
        let head = String::from_utf8_lossy(&head).into_owned();
        head.strip_prefix("HTTP/1.1 ").unwrap_or(&head).to_owned()
    }
}

fn once() -> Request {
    Request::AllowPageOnce { origin: PLAYER.into() }
}

fn always() -> Request {
    Request::AllowPageAlways { origin: PLAYER.into() }
}

fn away() -> Request {
    Request::TurnPageAway { origin: PLAYER.into() }
}

#[test]
fn s7_a_page_that_asks_is_shown_and_allowed_once() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    let view = app.when(|view| !view.alerts.is_empty());
    let alert = &view.alerts[0];
    assert_eq!(alert.cause, AlertCause::PageAsks);
    let allow = OfferView::AllowPage {
        origin: PLAYER.to_owned(),
    };
    assert_eq!(alert.offers, [allow]);
    assert!(alert.sentence.contains(PLAYER), "{}", alert.sentence);
    assert!(view.asking_pages[0].until_ms > view.at_ms);

    app.ask(once()).unwrap();
    assert_eq!(page.status(), COMES_IN);
    let view = app.when(|view| view.asking_pages.is_empty());
    assert!(view.alerts[0].dismissed, "it was answered");
    assert_eq!(view.alerts[0].hint.as_deref(), Some("You allowed it once."));
    assert!(view.settings.server.allowed_origins.is_empty());

    // The next one asks again, and is told of again.
    let told = view.alerts[0].news;
    let _next = Page::asks(&app, PLAYER);
    let view = app.when(|view| !view.alerts[0].dismissed);
    assert_eq!((view.alerts.len(), view.alerts[0].times.count), (1, 2));
    assert_ne!(view.alerts[0].news, told);
    assert_ne!(view.alerts[0].hint.as_deref(), Some("You allowed it once."));
}

#[test]
fn s7_a_page_that_is_allowed_always_is_kept() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    app.ask(always()).unwrap();
    assert_eq!(page.status(), COMES_IN);
    assert_eq!(Page::knock(&app, PLAYER).status(), COMES_IN);
    // Twice is once.
    app.ask(always()).unwrap();
    assert_eq!(app.now().settings.server.allowed_origins, [PLAYER]);
    drop(app);
    let app = App::start(dir.path(), &["--port", "0"]);
    assert_eq!(app.now().settings.server.allowed_origins, [PLAYER]);
    assert_eq!(Page::knock(&app, PLAYER).status(), COMES_IN);
}

#[test]
fn a_page_that_is_written_into_the_settings_comes_in_too() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    app.when(|view| !view.alerts.is_empty());
    app.save(|settings| settings.server.allowed_origins = vec!["https://Player.example/".into()])
        .unwrap();
    assert_eq!(page.status(), COMES_IN);
    let view = app.when(|view| view.asking_pages.is_empty());
    assert!(view.alerts[0].dismissed, "it was answered");
}

#[test]
fn s7_a_page_that_is_turned_away_bothers_nobody_again() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    app.ask(away()).unwrap();
    assert_eq!(page.status(), REFUSED);
    let view = app.when(|view| view.asking_pages.is_empty() && view.alerts.len() == 1);
    assert!(view.alerts[0].dismissed);
    assert_eq!(Page::knock(&app, PLAYER).status(), REFUSED);
    // Another page's question comes after whatever the first one could have caused.
    let _other = Page::asks(&app, "https://other.example");
    let view = app.when(|view| view.alerts.iter().any(|alert| !alert.dismissed));
    assert_eq!(view.alerts.len(), 2, "{:?}", view.alerts);
    // The person may think again.
    app.ask(always()).unwrap();
    assert_eq!(Page::knock(&app, PLAYER).status(), COMES_IN);
}

#[test]
fn s7_all_pages_that_ask_are_turned_away_at_once() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut pages = [PLAYER, "https://other.example"].map(|origin| Page::asks(&app, origin));
    app.ask(Request::TurnAllPagesAway).unwrap();
    for page in &mut pages {
        assert_eq!(page.status(), REFUSED);
    }
    let view = app.when(|view| view.asking_pages.is_empty() && view.alerts.len() == 2);
    assert!(view.alerts.iter().all(|alert| alert.dismissed));
    assert_eq!(Page::knock(&app, "https://sub.player.example").status(), REFUSED);
}

#[cfg(unix)]
#[test]
fn s8_what_could_not_be_kept_is_not_allowed() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let _page = Page::asks(&app, PLAYER);
    std::fs::create_dir(dir.path().join("settings.json")).unwrap();
    assert_eq!(app.ask(always()).unwrap_err().code, RequestErrorCode::SaveFailed);
    let view = app.now();
    assert!(view.settings.server.allowed_origins.is_empty());
    assert_eq!(view.asking_pages.len(), 1, "it still waits");
}

#[test]
fn s7_where_nobody_can_be_asked_a_page_is_refused_at_once() {
    let dir = dir();
    let app = App::start_with(FrontEnd::Headless, dir.path(), &["--port", "0"]);
    let mut events = app.engine().outputs().events.subscribe();
    assert_eq!(Page::knock(&app, PLAYER).status(), REFUSED);
    let refused = async {
        loop {
            if let Event::ProgramRefused { origin, reason, .. } = events.recv().await.unwrap() {
                return (origin, reason);
            }
        }
    };
    let refused = app
        .engine()
        .runtime()
        .block_on(async { timeout(PATIENCE, refused).await });
    assert_eq!(refused.unwrap(), (PLAYER.to_owned(), "not_allowed"));
    let view = app.when(|view| !view.alerts.is_empty());
    assert!(view.alerts[0].hint.as_deref().unwrap().contains("--allow-origin"));
    assert!(view.asking_pages.is_empty());
}

#[test]
fn what_has_no_name_or_no_server_cannot_be_allowed() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    app.when(|view| matches!(view.server, ServerView::Running { .. }));
    for origin in ["null", "https://a.example/page"] {
        for request in [
            Request::AllowPageOnce { origin: origin.into() },
            Request::AllowPageAlways { origin: origin.into() },
            Request::TurnPageAway { origin: origin.into() },
        ] {
            assert_eq!(app.ask(request).unwrap_err().code, RequestErrorCode::NotFound);
        }
    }
    app.ask(Request::StopServer).unwrap();
    assert_eq!(app.ask(once()).unwrap_err().code, RequestErrorCode::NotFound);
    // For good is a setting, and needs no server.
    app.ask(always()).unwrap();
    assert_eq!(app.now().settings.server.allowed_origins, [PLAYER]);
}

/// A page may have thousands of names; the history has room for 200 alerts.
#[test]
fn s8_pages_with_many_names_do_not_push_everything_else_out_of_the_history() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    for n in 0..40 {
        let _page = Page::asks(&app, &format!("https://{n}-evil.example"));
    }
    assert_eq!(app.now().alerts.len(), 16);
}
