use vigil_tests::window::{APPEARS, Page, until, with_window};

use crate::program::{Habit, MOTORS, Program};

const NAME: &str = "Night Drive";
const STATUS: &str = r#"[data-testid="server-status"]"#;

/// A limit that is chosen while a program plays holds for it once it connects again: the header says how it is watched
/// until then. Whoever plays is thrown out only after a second yes.
#[tokio::test]
async fn the_window_says_who_is_watched_and_asks_before_it_throws_anybody_out() {
    with_window(
        "the_window_says_who_is_watched_and_asks_before_it_throws_anybody_out",
        &["--port", "0", "--simulate", "vibrator"],
        async |window| {
            let page = window.page();
            page.wait_for_text(STATUS, "No limit set").await;
            let url = page.text("server-url").await;
            let mut program = plays(&url).await;
            program
                .while_busy(Habit::Pings, |_| {}, async {
                    page.wait_for_text(STATUS, "Watching 0 of 1").await;
                    page.click("limit-1000").await;
                    page.wait_for_content(
                        r#"[data-testid="reconnect-note"]"#,
                        "Reconnect Night Drive so that 1 s holds?",
                    )
                    .await;
                    page.wait_for_text(STATUS, "Watching 0 of 1").await;
                })
                .await;
            page.click("reconnect-outdated").await;
            assert!(program.end().await, "it is told why");

            let mut program = plays(&url).await;
            program
                .while_busy(Habit::Pings, |_| {}, async {
                    page.wait_until_gone("reconnect-note").await;
                    page.find_css(r#"[data-testid^="program-"]"#).await;
                    let status = page.wait_for_text(STATUS, "Watching").await;
                    assert_eq!(status, "Watching");
                    page.click("server-toggle").await;
                    asks(page, "switch-off").await;
                    page.click("switch-off-no").await;
                    page.wait_until_gone("switch-off").await;
                    page.click_css(r#"[data-testid^="disconnect-"]"#).await;
                    asks(page, "disconnect").await;
                    page.click("disconnect-no").await;
                    page.wait_until_gone("disconnect").await;
                    page.click("server-toggle").await;
                    asks(page, "switch-off").await;
                })
                .await;
            page.click("switch-off-yes").await;
            program.end().await;
            page.wait_for_text(STATUS, "Off").await;
            for motor in MOTORS {
                page.go_to("toys").await;
                page.wait_for_attribute(&format!("toy-0-output-{motor}"), "data-value", "0")
                    .await;
            }

            // Nobody plays: at once.
            page.go_to("watch").await;
            page.click("server-toggle").await;
            page.wait_for_text(STATUS, "Watching").await;
            page.click("server-toggle").await;
            page.wait_for_text(STATUS, "Off").await;
        },
    )
    .await;
}

async fn plays(url: &str) -> Program {
    let mut program = Program::connect(url, NAME).await;
    program.vibrate(0, 12).await;
    program.ping().await;
    program
}

async fn asks(page: &Page, question: &str) {
    let asked = format!(r#"[data-testid="{question}"]"#);
    page.wait_for_content(&asked, NAME).await;
    page.wait_for_content(&asked, "Simulated Vibrator").await;
    // What changes nothing has the focus, whether or not the display gives the window its own.
    until(&format!("the focus in {question}"), APPEARS, async || {
        let focus = "return document.activeElement?.dataset.testid";
        (page.run(focus, vec![]).await == format!("{question}-no")).then_some(())
    })
    .await;
}
