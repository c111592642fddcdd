//! The messages on a program's page.

use serde_json::json;
use vigil_tests::window::{APPEARS, Page, until, with_window};

use crate::program::{Habit, Program};

const PAGE: &str = r#"a[href^="\#/watch/"]"#;
const LINES: &str = r#"[data-testid="messages"]"#;

/// What a program said before is not there; what it says then is, with what Vigil made of it, and at the end why it was
/// disconnected.
#[tokio::test]
async fn whoever_wrote_a_program_reads_what_vigil_makes_of_its_messages() {
    with_window(
        "whoever_wrote_a_program_reads_what_vigil_makes_of_its_messages",
        &["--port", "0", "--simulate", "vibrator"],
        async |window| {
            let page = window.page();
            page.find_css(r#"[data-testid="server-status"]"#).await;
            let url = page.text("server-url").await;
            let mut program = Program::connect(&url, "Night Drive").await;
            program.vibrate(0, 7).await;
            limit_to_half(page).await;

            page.click_css(PAGE).await;
            page.click_css(r#"[data-testid="inspector"] summary"#).await;
            page.find("no-messages").await;
            // It is kept from the first question on.
            until("a message to be kept", APPEARS, async || {
                program.ping().await;
                (messages(page).await > 0).then_some(())
            })
            .await;
            program.vibrate(0, 20).await;
            program.is_refused(9).await;
            page.wait_for_content(LINES, "20 became 10. You let it go up to 50")
                .await;
            page.wait_for_content(LINES, "There is no device with index 9").await;
            let words = page
                .run(
                    "return document.querySelector(arguments[0]).textContent",
                    vec![json!(LINES)],
                )
                .await;
            assert!(
                !words.as_str().unwrap().contains(r#""Value":7"#),
                "nobody looked: {words}"
            );
            page.screenshot()
                .await
                .save(&vigil_tests::window::screens().join("inspector.png"));

            page.click("messages-pause").await;
            let before = messages(page).await;
            program
                .while_busy(Habit::Pings, |_| {}, async {
                    page.wait_for_content(r#"[data-testid="messages-state"]"#, " newer")
                        .await;
                })
                .await;
            assert_eq!(messages(page).await, before);
            // It goes on pinging: whoever is silent for long is disconnected.
            program
                .while_busy(Habit::Pings, |_| {}, async {
                    page.click("messages-pause").await;
                    until("what came meanwhile", APPEARS, async || {
                        (messages(page).await > before).then_some(())
                    })
                    .await;
                    // Scrolled up to by the driver alone, it would lie under the header.
                    let up = r#"document.querySelector('[data-testid="page-disconnect"]').scrollIntoView({ block: "center" })"#;
                    page.run(up, vec![]).await;
                    page.click("page-disconnect").await;
                })
                .await;
            page.click("page-disconnect-question-yes").await;
            assert!(program.end().await, "it is told why");
            page.find("program-left").await;
            page.wait_for_content(LINES, "Error").await;
        },
    )
    .await;
}

async fn messages(page: &Page) -> u64 {
    let count = "return document.querySelectorAll('[data-testid=\"messages\"] button').length";
    page.run(count, vec![]).await.as_u64().unwrap()
}

/// The first motor.
async fn limit_to_half(page: &Page) {
    let limit = json!({ "type": "set_toy_output", "index": 0, "feature": 0, "kind": "Vibrate", "disabled": false,
        "limit_percent": 50, "from_percent": 0, "reversed": false });
    let ask = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('request', { request: arguments[0], known: null })
            .then(() => done('limited'), (error) => done(JSON.stringify(error)));";
    assert_eq!(page.run_async(ask, vec![limit]).await, "limited");
}
