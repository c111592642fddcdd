//! Web pages that ask, and what the person answers.

use std::{io::Read, net::TcpStream};

use super::*;
use crate::view::{OfferView, PageStanding, PageView, PageWish};
use crate::{events::Event, limits};

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

fn set(origin: &str, wish: PageWish) -> Request {
    Request::SetPage {
        origin: origin.into(),
        wish,
    }
}

/// How the list shows this page.
fn listed(view: &AppView, origin: &str) -> Option<PageView> {
    view.pages.iter().find(|page| page.origin == origin).cloned()
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
    let nonsense = || "https://a.example/page".to_owned();
    for request in [
        Request::AllowPageOnce { origin: nonsense() },
        Request::TurnPageAway { origin: nonsense() },
        set(&nonsense(), PageWish::Never),
    ] {
        assert_eq!(app.ask(request).unwrap_err().code, RequestErrorCode::NotFound);
    }
    for origin in [&nonsense(), "null", "file://", "app://."] {
        for request in [
            Request::AllowPageAlways { origin: origin.into() },
            set(origin, PageWish::Allow),
        ] {
            assert_eq!(app.ask(request).unwrap_err().code, RequestErrorCode::InvalidSetting);
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

#[test]
fn s7_a_page_that_may_never_connect_asks_nobody_and_is_counted_in_the_list() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    app.ask(set(PLAYER, PageWish::Never)).unwrap();
    assert_eq!(page.status(), REFUSED);
    let view = app.when(|view| view.asking_pages.is_empty() && view.alerts.len() == 1);
    assert!(view.alerts[0].dismissed, "it was answered");
    assert!(view.alerts[0].hint.as_deref().unwrap().contains("never connect"));
    for _ in 0..3 {
        assert_eq!(Page::knock(&app, PLAYER).status(), REFUSED);
    }
    let view = app.when(|view| listed(view, PLAYER).is_some_and(|page| page.times == 3));
    let page = listed(&view, PLAYER).unwrap();
    assert_eq!(page.standing, PageStanding::Refused);
    assert!(page.decided_ms.is_some() && page.last_ms >= page.decided_ms);
    assert_eq!(view.alerts.len(), 1, "nobody is told again");
    drop(app);

    // All of it is kept.
    let app = App::start(dir.path(), &["--port", "0"]);
    assert_eq!(Page::knock(&app, PLAYER).status(), REFUSED);
    let view = app.when(|view| listed(view, PLAYER).is_some_and(|page| page.times == 4));
    assert_eq!(listed(&view, PLAYER).unwrap().decided_ms, page.decided_ms);

    // The person thinks again: allowed, and then asked about like any other.
    app.ask(set(PLAYER, PageWish::Allow)).unwrap();
    assert_eq!(Page::knock(&app, PLAYER).status(), COMES_IN);
    assert_eq!(listed(&app.now(), PLAYER).unwrap().standing, PageStanding::Allowed);
    app.ask(set(PLAYER, PageWish::Ask)).unwrap();
    assert_eq!(listed(&app.now(), PLAYER), None);
    let _asks = Page::asks(&app, PLAYER);
}

#[test]
fn a_page_that_was_turned_away_is_listed_until_it_may_ask_again() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    let mut page = Page::asks(&app, PLAYER);
    app.ask(away()).unwrap();
    assert_eq!(page.status(), REFUSED);
    let view = app.when(|view| view.asking_pages.is_empty());
    let standing = listed(&view, PLAYER).unwrap().standing;
    assert!(matches!(standing, PageStanding::TurnedAway { until_ms } if until_ms > view.at_ms));
    app.ask(set(PLAYER, PageWish::Ask)).unwrap();
    assert_eq!(listed(&app.now(), PLAYER), None);
    let _asks = Page::asks(&app, PLAYER);
}

/// A settings file of an earlier Vigil knows who is allowed, and not since when.
#[test]
fn pages_of_an_earlier_vigil_stay_allowed() {
    let dir = dir();
    let settings = r#"{"version":2,"server":{"allowed_origins":["https://Player.example/"]}}"#;
    std::fs::write(dir.path().join("settings.json"), settings).unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    assert_eq!(Page::knock(&app, PLAYER).status(), COMES_IN);
    let page = listed(&app.now(), PLAYER).unwrap();
    assert_eq!((page.standing, page.decided_ms), (PageStanding::Allowed, None));
}

/// Of those that are refused the one that has not come for longest leaves; of those that are allowed, none.
#[test]
fn the_list_of_pages_is_bounded() {
    let dir = dir();
    let many = |what: &str, number: usize| -> Vec<String> {
        (0..number).map(|n| format!("https://{what}{n}.example")).collect()
    };
    let (allowed, refused) = (
        many("a", limits::MAX_ALLOWED_PAGES),
        many("r", limits::MAX_REFUSED_PAGES),
    );
    let settings = serde_json::json!({
        "version": 2, "server": { "allowed_origins": allowed, "refused_origins": refused }
    });
    std::fs::write(dir.path().join("settings.json"), settings.to_string()).unwrap();
    let app = App::start(dir.path(), &["--port", "0"]);
    // The first of them has come.
    assert_eq!(Page::knock(&app, &refused[0]).status(), REFUSED);
    app.when(|view| listed(view, &refused[0]).is_some_and(|page| page.times == 1));
    let view = app.ask(set(PLAYER, PageWish::Never)).unwrap();
    let kept = &view.settings.server.refused_origins;
    assert_eq!(kept.len(), limits::MAX_REFUSED_PAGES);
    assert!(kept.contains(&refused[0]) && !kept.contains(&refused[1]) && kept.contains(&PLAYER.to_owned()));
    let full = app.ask(set("https://one-more.example", PageWish::Allow)).unwrap_err();
    assert!(full.sentence.contains("Remove one first"), "{}", full.sentence);
    assert_eq!(app.now().settings.server.allowed_origins, allowed);
}

#[test]
fn s7_what_names_nobody_is_let_in_for_one_session() {
    let dir = dir();
    let app = App::start(dir.path(), &["--port", "0"]);
    for (sent, origin) in [("null", "null"), ("file:///", "file://"), ("app://.", "app://.")] {
        let mut page = Page::knock(&app, sent);
        let view = app.when(|view| !view.asking_pages.is_empty());
        assert_eq!(
            (view.asking_pages[0].origin.as_str(), view.asking_pages[0].names_nobody),
            (origin, true)
        );
        let alert = &app
            .when(|view| view.alerts.first().is_some_and(|alert| alert.sentence.contains(origin)))
            .alerts[0];
        assert!(alert.offers.is_empty(), "it cannot be allowed for good");
        assert!(
            alert
                .hint
                .as_deref()
                .unwrap()
                .contains("Vigil cannot tell which one it is")
        );
        app.ask(Request::AllowPageOnce { origin: origin.into() }).unwrap();
        assert_eq!(page.status(), COMES_IN, "{origin}");
        app.when(|view| view.asking_pages.is_empty());
        // Another one, or the same one again, asks again.
        let mut next = Page::knock(&app, sent);
        app.when(|view| !view.asking_pages.is_empty());
        app.ask(Request::TurnPageAway { origin: origin.into() }).unwrap();
        assert_eq!(next.status(), REFUSED);
        app.when(|view| view.asking_pages.is_empty());
        let late = app.ask(Request::AllowPageOnce { origin: origin.into() }).unwrap_err();
        assert_eq!(late.code, RequestErrorCode::NotFound, "nobody comes in for it later");
    }
    assert!(app.now().settings.server.allowed_origins.is_empty());
}
