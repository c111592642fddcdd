//! What the keyboard does in the real window, beside what it does in a page.

use fantoccini::key::Key;
use serde_json::json;
use vigil_tests::window::{APPEARS, Page, until, with_window};

use crate::program::Program;

/// How much of the page fits into the window says how large it is shown.
async fn wait_for_width(page: &Page, what: &str, fits: impl Fn(f64) -> bool) -> f64 {
    until(what, APPEARS, async || {
        let width = width(page).await;
        fits(width).then_some(width)
    })
    .await
}

async fn width(page: &Page) -> f64 {
    page.run("return innerWidth", vec![]).await.as_f64().unwrap()
}

/// WebDriver clicks beside the things of a page that is shown larger.
async fn open(page: &Page, place: &str) {
    page.run("location.hash = `#/${arguments[0]}`", vec![json!(place)])
        .await;
    page.find_css(&format!(r#"[data-testid="nav-{place}"][aria-current="page"]"#))
        .await;
}

#[tokio::test]
async fn everything_is_shown_larger_and_stays_so() {
    with_window("everything_is_shown_larger", &["--port", "0"], async |window| {
        let page = window.page();
        let usual = width(page).await;
        for _ in 0..2 {
            page.press_ctrl_and('+').await;
        }
        let larger = wait_for_width(page, "a larger page", |width| width < usual / 1.2).await;
        assert!(larger > usual / 1.3, "{usual} px became {larger}: two steps are 125 %");
        open(page, "settings").await;
        page.wait_for_text(r#"[data-testid="zoom"]"#, "125 %").await;

        // Whatever the size, and whatever the page makes of other keys.
        window.press_ctrl_and('.');
        page.find("held").await;

        window.quit().await;
        assert_eq!(window.stored("settings.json").unwrap()["zoom_percent"], 125);
        window.open().await;
        let page = window.page();
        let after = width(page).await;
        assert!(
            (after - larger).abs() < 2.0,
            "{larger} px before, {after} after the restart"
        );

        page.press_ctrl_and('-').await;
        wait_for_width(page, "a smaller page", |width| width > larger + 1.0).await;
        page.press_ctrl_and('0').await;
        wait_for_width(page, "the usual size", |width| (width - usual).abs() < 2.0).await;
    })
    .await;
}

#[tokio::test]
async fn f1_shows_the_keys_and_leaves_the_stop_within_reach() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("f1_shows_the_keys", &arguments, async |window| {
        let page = window.page();
        page.press(Key::F1).await;
        page.wait_for_text(r#"[data-testid="help"]"#, "Keys and help").await;
        page.click("stop-everything").await;
        page.find("held").await;
        page.press(Key::Escape).await;
        page.wait_until_gone("help").await;
        page.press(Key::F1).await;
        page.find("help").await;
        page.click_css(r#"[data-testid="release"]:enabled"#).await;
        page.wait_until_gone("held").await;
        window.press_ctrl_and('.');
        page.find("held").await;
    })
    .await;
}

#[tokio::test]
async fn ctrl_q_quits() {
    with_window("ctrl_q_quits", &["--port", "0"], async |window| {
        window.press_ctrl_and('q');
        window.ended().await;
    })
    .await;
}

#[tokio::test]
async fn ctrl_q_asks_while_a_program_plays_and_stops_its_toy() {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window("ctrl_q_asks", &arguments, async |window| {
        let page = window.page();
        let mut program = Program::connect(&page.text("server-url").await, "Night Drive").await;
        program.vibrate(0, 15).await;
        page.go_to("toys").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;

        page.press_ctrl_and('q').await;
        let question = page.wait_for_text(r#"[data-testid="quit"]"#, "Night Drive").await;
        assert!(question.contains("Simulated Vibrator"), "{question}");
        page.click("quit-no").await;
        page.wait_until_gone("quit").await;
        page.wait_for_attribute("toy-0-output-0", "data-value", "15").await;

        page.press_ctrl_and('q').await;
        page.find("quit").await;
        // WebDriver has no window any more before it hears that a click was done.
        page.run("document.querySelector('[data-testid=\"quit-yes\"]').focus()", vec![])
            .await;
        window.type_into_window("Vigil", "\n").await;
        assert!(program.end().await, "a Close came before the connection went down");
        window.ended().await;
    })
    .await;
}
