//! Web pages wait until the person allows them, once or always (S7).

use serde_json::json;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::http::StatusCode;
use vigil_tests::{
    browser::{Browser, Site, Word},
    window::{APPEARS, Page, limited, until, with_window},
};

use crate::program::Program;

const PLAYER: &str = "https://player.example";
const STRANGER: &str = "https://stranger.example";

/// A page that wants to connect; the error is the status that it was refused with.
type Attempt = JoinHandle<Result<Program, StatusCode>>;

#[tokio::test]
async fn s7_a_web_page_comes_in_once_or_always_as_the_person_says() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("s7_a_web_page_once_or_always", &arguments, async |window| {
        let page = window.page();
        let url = page.text("server-url").await;

        let first = knock(&url, PLAYER);
        asks(page, PLAYER).await;
        // Whatever place is open.
        page.go_to("toys").await;
        let sentence = asks(page, PLAYER).await;
        assert_eq!(sentence, format!("The web page {PLAYER} wants to move your toys."));
        assert!(!first.is_finished(), "it waits");
        answer(page, "allow-once").await;
        let mut program = comes_in(first).await;
        program.vibrate(0, 9).await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "9").await;
        let stored = window.stored("settings.json").expect("it was there before");
        assert_eq!(stored.get("server"), None, "nothing is kept");

        let second = knock(&url, PLAYER);
        asks(page, PLAYER).await;
        answer(page, "allow-always").await;
        let _second = comes_in(second).await;
        let stored = window.stored("settings.json").expect("it is kept");
        assert_eq!(stored["server"]["allowed_origins"][0], PLAYER);
        let _third = comes_in(knock(&url, PLAYER)).await;

        window.quit().await;
        window.open().await;
        let page = window.page();
        let _again = comes_in(knock(&page.text("server-url").await, PLAYER)).await;
        page.go_to("settings").await;
        page.find_css(&format!(r#"[aria-label="Remove {PLAYER}"]"#)).await;
    })
    .await;
}

#[tokio::test]
async fn s7_a_web_page_that_is_turned_away_does_not_ask_again() {
    let name = "s7_a_web_page_turned_away";
    with_window(name, &["--port", "0"], async |window| {
        let page = window.page();
        let url = page.text("server-url").await;
        let attempts = [knock(&url, STRANGER), knock(&url, STRANGER)];
        asks(page, STRANGER).await;
        // Another one beside it, so that it can be seen what the answer is for.
        let player = knock(&url, PLAYER);
        asks(page, PLAYER).await;
        page.click_css(&format!("{} [data-testid=\"turn-away\"]", card(STRANGER)))
            .await;
        for attempt in attempts {
            is_refused(attempt).await;
        }
        is_refused(knock(&url, STRANGER)).await;
        // Nobody was asked for the last one, since it was refused at once. The other one still waits.
        until("one page that still asks", APPEARS, async || {
            let asking = "return document.querySelectorAll('[data-testid=asking-page]').length";
            (page.run(asking, vec![]).await == 1).then_some(())
        })
        .await;
        assert!(!player.is_finished());

        // It is in the history, with what was decided, and the person may think again.
        page.go_to("alerts").await;
        let alert = r#"[data-testid^="alert-"][data-cause="page_asks"]"#;
        page.wait_for_text(&format!("{alert} .sentence"), PLAYER).await;
        page.click_css(&format!("li:last-child {alert} [aria-expanded]")).await;
        page.wait_for_text("main", "You turned it away.").await;
        page.click_css("main .details .actions button:nth-child(2)").await;
        page.wait_for_text("main", "You allowed it.").await;
        let _stranger = comes_in(knock(&url, STRANGER)).await;

        // The one that waits hears that Vigil ends.
        window.quit().await;
        let refused = limited("the end of the wait", APPEARS, player).await.unwrap();
        assert_eq!(refused.err(), Some(StatusCode::SERVICE_UNAVAILABLE));
    })
    .await;
}

#[tokio::test]
async fn s7_a_page_in_a_browser_waits_for_the_person() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("s7_a_page_in_a_browser_waits", &arguments, async |window| {
        let page = window.page();
        let mut site = Site::open().await;
        let _browser = Browser::open(&site.page("localhost", &page.text("server-url").await));
        assert!(matches!(site.word().await, Word::Looked { status: 200, .. }));
        asks(page, &site.origin("localhost")).await;
        answer(page, "allow-once").await;
        assert!(matches!(site.word().await, Word::Connected { .. }));
        assert_eq!(site.word().await, Word::Moved);
        page.go_to("toys").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "7").await;
        page.go_to("watch").await;
        page.wait_for_text(r#"[data-testid^="program-"]"#, "Web Player").await;
    })
    .await;
}

/// A page that was opened from the disk names nobody: it comes in for one session, with a warning, and never for good.
#[tokio::test]
async fn s7_a_file_in_a_browser_comes_in_for_one_session() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("s7_a_file_in_a_browser", &arguments, async |window| {
        let page = window.page();
        let folder = tempfile::tempdir().unwrap();
        let game = folder.path().join("game.html");
        std::fs::write(&game, GAME.replace("VIGIL", &page.text("server-url").await)).unwrap();
        let _browser = Browser::open(&format!("file://{}", game.display()));
        let nobody = r#"[data-testid="asking-page"]"#;
        let sentence = page
            .wait_for_text(&format!(r#"{nobody} [role="alert"]"#), "calls itself")
            .await;
        println!("{sentence}");
        page.wait_for_content(nobody, "any file, any app").await;
        assert_eq!(page.attribute("allow-always", "type").await, None, "never for good");
        answer(page, "allow-once").await;
        page.go_to("watch").await;
        page.wait_for_text(r#"[data-testid^="program-"]"#, "A Game").await;
        // It connects again, as a file that was reloaded would, and is asked about again.
        page.click_css(r#"[aria-label="Disconnect A Game"]"#).await;
        page.wait_for_text(&format!(r#"{nobody} [role="alert"]"#), "calls itself")
            .await;
        page.click_css(r#"[data-testid="never"]:not(:disabled)"#).await;
        page.wait_until_gone("asking-pages").await;
        // It goes on trying, and is counted.
        page.go_to("settings").await;
        page.wait_for_content(r#"[data-testid="page"][data-is="refused"]"#, "It tried")
            .await;
        let stored = window.stored("settings.json").expect("it is kept");
        assert_eq!(stored["server"]["allowed_origins"], json!([]));
    })
    .await;
}

/// A game that somebody downloaded: one file, which connects again whenever it is disconnected.
const GAME: &str = r"<!doctype html><title>A Game</title><script>
function play() {
  const socket = new WebSocket('VIGIL');
  socket.onopen = () => socket.send(JSON.stringify([{ RequestServerInfo: {
    Id: 1, ClientName: 'A Game', ProtocolVersionMajor: 4, ProtocolVersionMinor: 0 } }]));
  socket.onclose = () => setTimeout(play, 500);
}
play();
</script>";

fn knock(url: &str, origin: &'static str) -> Attempt {
    let url = url.to_owned();
    tokio::spawn(async move { Program::connect_from(&url, origin).await })
}

fn card(origin: &str) -> String {
    format!(r#"[data-testid="asking-page"][data-origin="{origin}"]"#)
}

/// Waits until the window asks about this page. Gives back what it says.
async fn asks(page: &Page, origin: &str) -> String {
    page.wait_for_text(&format!(r#"{} [role="alert"]"#, card(origin)), origin)
        .await
}

/// The buttons take no click in the first moment.
async fn answer(page: &Page, button: &str) {
    page.click_css(&format!(r#"[data-testid="{button}"]:not(:disabled)"#))
        .await;
    page.wait_until_gone("asking-pages").await;
}

async fn comes_in(attempt: Attempt) -> Program {
    let attempt = limited("the page to be let in", APPEARS, attempt).await.unwrap();
    attempt.unwrap_or_else(|status| panic!("the page was refused: {status}"))
}

async fn is_refused(attempt: Attempt) {
    let refused = limited("the page to be refused", APPEARS, attempt).await.unwrap();
    assert_eq!(refused.err(), Some(StatusCode::FORBIDDEN));
}
