//! What people come for, with the clicks that it takes them, counted from the first sight of the window.

use std::io::{Write, stderr};

use fantoccini::key::Key;
use serde_json::json;
use vigil_tests::window::{PING_OUT, Page, limited, with_window};

use crate::program::Program;

/// Ends a journey.
pub(crate) fn count(page: &Page, journey: &str, most: u32) {
    let clicks = page.take_clicks();
    // Written past the harness, which keeps what passing tests print to itself.
    let _ = writeln!(stderr(), "{journey:<44}{clicks} clicks (at most {most})");
    assert!(clicks <= most, "{journey}: {clicks} clicks");
}

#[tokio::test]
async fn a_first_evening() {
    with_window("a_first_evening", &["--port", "0"], async |window| {
        let page = window.page();
        page.take_clicks();

        page.click("limit-hint").await;
        page.find_css(r#"[data-testid="limit-1000"][aria-pressed="true"]"#)
            .await;
        count(page, "the recommended limit", 1);

        page.go_to("toys").await;
        page.click("add-toy").await;
        page.click("add-toy-vibrator").await;
        page.find("toy-0").await;
        count(page, "a toy on the screen", 3);
        page.click("toy-0-try").await;
        page.hold_key_in("toy-0-try-0", Key::End).await;
        page.find_css(r#"[data-testid="toy-0-output-0"]:not([data-value="0"])"#)
            .await;
        page.let_keys_go().await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
        count(page, "moved by hand, and let go", 2);

        let url = page.text("server-url").await;
        let mut program = Program::connect(&url, "Night Drive").await;
        program.ping().await;
        program.vibrate(0, 15).await;
        limited("the end of the silent program", PING_OUT, program.listen_to_the_end()).await;
        page.take_clicks();
        page.go_to("alerts").await;
        page.wait_for_content(r#"main [data-testid^="alert-"]"#, "Night Drive stopped answering")
            .await;
        page.click_css(r#"main [data-testid^="alert-"] [aria-expanded="false"]"#)
            .await;
        page.find_css(r#"main [data-testid^="alert-"] dl"#).await;
        // It is read by being opened.
        page.find_css(r#"[data-testid="nav-alerts"]:not(:has(.badge))"#).await;
        count(page, "an alert found and read", 2);
    })
    .await;
}

#[tokio::test]
async fn a_toy_is_stopped_and_everything_is_stopped() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("a_toy_is_stopped", &arguments, async |window| {
        let page = window.page();
        let mut program = Program::connect(&page.text("server-url").await, "Night Drive").await;
        program.vibrate(0, 15).await;
        page.take_clicks();
        page.go_to("toys").await;
        page.click("toy-0-stop").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
        page.find("toy-0-held").await;
        count(page, "one toy that a program moves is stopped", 2);
        page.click_css(r#"[data-testid="toy-0-release"]:enabled"#).await;
        page.wait_until_gone("toy-0-held").await;
        program.vibrate(0, 15).await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;
        count(page, "and programs may move it again", 1);

        page.click("stop-everything").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
        count(page, "everything is stopped", 1);
        page.click_css(r#"[data-testid="release"]:enabled"#).await;
        page.wait_until_gone("held").await;
        count(page, "and programs go on", 1);
    })
    .await;
}

#[tokio::test]
async fn a_web_page_is_allowed() {
    with_window("a_web_page_is_allowed", &["--port", "0"], async |window| {
        let page = window.page();
        let url = page.text("server-url").await;
        let asks = tokio::spawn(async move { Program::connect_from(&url, "https://player.example").await });
        page.take_clicks();
        page.click_css(r#"[data-testid="allow-once"]:enabled"#).await;
        let let_in = limited("the page to come in", PING_OUT, asks).await.unwrap();
        assert!(let_in.is_ok(), "{:?}", let_in.err());
        count(page, "a web page is let in", 1);
        assert_eq!(
            page.run("return location.hash", vec![]).await,
            json!(""),
            "from any place"
        );
    })
    .await;
}
