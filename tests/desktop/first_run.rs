//! The first steps, in a new installation.

use std::{fs, path::Path};

use fantoccini::key::Key;
use serde_json::json;
use vigil_tests::window::{Window, with_window_on};

use crate::journeys::count;

const STEPS: &str = r#"[data-testid="first-run"]"#;

/// With the window open in a new installation.
async fn with_new_installation(name: &str, test: impl AsyncFnOnce(&mut Window)) {
    let new = |folder: &Path| fs::remove_file(folder.join("settings.json")).unwrap();
    with_window_on(name, &["--port", "0"], new, test).await;
}

#[tokio::test]
async fn a_person_is_led_to_a_toy_that_stops() {
    with_new_installation("first_run", async |window| {
        let page = window.page();
        page.find("first-run").await;
        page.take_clicks();
        at_step(window, "1").await;
        page.click("first-run-next").await;
        at_step(window, "2").await;
        // 1 s is chosen.
        page.click("first-run-next").await;
        at_step(window, "3").await;
        page.click("add-toy").await;
        page.click("add-toy-vibrator").await;
        page.click("drill-start").await;
        page.find_css(r#"[data-testid="drill-last"].passed"#).await;
        page.click("first-run-next").await;
        page.wait_until_gone("first-run").await;
        count(page, "a first toy, and its stop was felt", 6);

        window.quit().await;
        let stored = window.stored("settings.json").expect("it is kept");
        assert_eq!(stored["introduced"], true);
        assert_eq!(
            (&stored["ping"]["limit_ms"], &stored["ping"]["policy"]),
            (&json!(1000), &json!("where_supported"))
        );
        window.open().await;
        let page = window.page();
        // The place itself.
        page.find("drill").await;
        assert_eq!(steps_shown(window).await, json!(0), "once");
    })
    .await;
}

#[tokio::test]
async fn whoever_skips_the_first_steps_finds_them_again() {
    with_new_installation("first_run_skipped", async |window| {
        let page = window.page();
        page.find("first-run").await;
        // Everything can be stopped meanwhile.
        page.press_ctrl_and('.').await;
        page.find("held").await;
        page.click_css(r#"[data-testid="release"]:enabled"#).await;
        page.wait_until_gone("held").await;
        at_step(window, "1").await;
        page.take_clicks();
        page.click("first-run-skip").await;
        page.wait_until_gone("first-run").await;
        count(page, "the first steps are skipped", 1);
        page.press(Key::F1).await;
        page.click("help-introduce").await;
        at_step(window, "1").await;
        page.press(Key::Escape).await;
        page.wait_until_gone("first-run").await;
    })
    .await;
}

async fn at_step(window: &Window, step: &str) {
    window.page().wait_for_attribute("first-run", "data-step", step).await;
}

async fn steps_shown(window: &Window) -> serde_json::Value {
    let count = format!("return document.querySelectorAll('{STEPS}').length");
    window.page().run(&count, vec![]).await
}
