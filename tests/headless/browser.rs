//! Web pages in a real browser: what it sends for them, and what they get to see (S7).

use libtest_mimic::Trial;
use vigil_tests::{
    browser::{Browser, Site, Word},
    event::Event,
    trials,
    vigil::Vigil,
};

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s7_a_page_in_a_browser_is_refused,
        s7_a_page_in_a_browser_that_is_allowed_moves_a_toy,
        s7_a_frame_in_a_browser_that_has_no_name_is_refused,
    ]
}

async fn s7_a_page_in_a_browser_is_refused() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    let mut site = Site::open().await;
    for host in ["127.0.0.1", "localhost"] {
        let mark = vigil.mark();
        let browser = Browser::open(&site.page(host, &vigil.url()));
        sees_that_vigil_runs(&mut site).await;
        let word = site.word().await;
        assert!(matches!(word, Word::Refused { .. }), "{word:?}");
        let told = vigil.wait_since(mark, "word of the refusal", refusal).await;
        assert_eq!(told, (site.origin(host), "not_allowed".to_owned()));
        drop(browser);
    }
    let events = vigil.stop().await;
    assert!(!events.iter().any(|event| matches!(event, Event::ProgramConnected(_))));
}

async fn s7_a_page_in_a_browser_that_is_allowed_moves_a_toy() {
    let mut site = Site::open().await;
    for host in ["127.0.0.1", "localhost"] {
        let arguments = ["--simulate", "vibrator", "--allow-origin", &site.origin(host)];
        let vigil = Vigil::start(&arguments).await;
        let browser = Browser::open(&site.page(host, &vigil.url()));
        sees_that_vigil_runs(&mut site).await;
        let toys = vec!["Simulated Vibrator".to_owned()];
        assert_eq!(site.word().await, Word::Connected { toys });
        assert_eq!(site.word().await, Word::Moved);
        let connected = vigil.wait_for_program("Web Player").await;
        assert_eq!(connected.origin, Some(site.origin(host)));
        vigil.wait_for_wish(0, 0, 7).await;
        // As if the browser had crashed.
        let mark = vigil.mark();
        drop(browser);
        vigil.wait_for_stop(mark, 0).await;
        assert_eq!(vigil.wait_for_end_of("Web Player").await.cause, "connection_lost");
        vigil.stop().await;
    }
}

/// A page may put another one into a frame that hides where it comes from. Even where the page around it is allowed.
async fn s7_a_frame_in_a_browser_that_has_no_name_is_refused() {
    let mut site = Site::open().await;
    let vigil = Vigil::start(&["--allow-origin", &site.origin("localhost")]).await;
    let page = format!("{}&nameless", site.page("localhost", &vigil.url()));
    let _browser = Browser::open(&page);
    let word = site.word().await;
    assert!(matches!(word, Word::Refused { .. }), "{word:?}");
    let told = vigil.wait_for("word of the refusal", refusal).await;
    assert_eq!(told, ("null".to_owned(), "nameless".to_owned()));
    vigil.stop().await;
}

/// Its address, opened as a page: the browser lets other pages read that.
async fn sees_that_vigil_runs(site: &mut Site) {
    match site.word().await {
        Word::Looked { status: 200, text } => assert!(text.contains("Vigil is running"), "{text}"),
        other => panic!("the page was to look first: {other:?}"),
    }
}

fn refusal(event: &Event) -> Option<(String, String)> {
    match event {
        Event::ProgramRefused { origin, reason, .. } => Some((origin.clone(), reason.clone())),
        _ => None,
    }
}
