use std::{
    io::{Write, stderr},
    time::Duration,
};

use tokio::time::Instant;
use vigil_tests::{
    raw_client::ERROR_PING,
    window::{APPEARS, PING_OUT, Page, Window, limited, until, with_window},
};

use crate::program::{Habit, MOTORS, Program};

const LIMIT: Duration = Duration::from_secs(1);

/// What a person notices as "at once" ends somewhere here. How exact it is, the benchmark says.
const FAR_TOO_LATE: Duration = Duration::from_millis(2500);

const NAME: &str = "A game that freezes";

/// What Vigil is for, as a person lives it: set a limit, get a toy, start a program; the program freezes.
#[tokio::test]
async fn the_promise() {
    with_window("the_promise", &["--port", "0"], async |window| {
        set_up(window.page()).await;
        window.quit().await;
        window.open().await;
        let page = window.page();
        let toy = what_was_set_up(page).await;

        let mut program = Program::connect(&page.text("server-url").await, NAME).await;
        assert_eq!(program.device_list().await.as_object().unwrap().len(), 1, "one toy");
        program.vibrate(toy, 15).await;
        program.while_busy(Habit::Pings, |_| {}, all_is_well(page, toy)).await;

        let mut last_ping = Instant::now();
        for _ in 0..3 {
            last_ping = Instant::now();
            program.ping().await;
        }
        let cut = limited("the end of the silent program", PING_OUT, program.listen_to_the_end()).await;
        let silence = cut.at - last_ping;
        // Written past the harness, which keeps what passing tests print to itself.
        let _ = writeln!(
            stderr(),
            "the_promise: cut {:.1} ms after the last ping was sent; the limit is 1000 ms",
            silence.as_secs_f64() * 1000.0
        );
        assert!(silence >= LIMIT, "cut {silence:?} after its last ping: early");
        assert!(silence < FAR_TOO_LATE, "cut {silence:?} after its last ping");
        assert_eq!((cut.last.id(), cut.last.error_code()), (0, Some(ERROR_PING)), "{cut:?}");
        assert!(cut.closed_in_order, "the Error is followed by a Close");

        the_person_is_told(page, toy).await;
        let is_kept = async || is_kept(window).then_some(());
        until("the alert in the file", APPEARS, is_kept).await;
    })
    .await;
}

async fn set_up(page: &Page) {
    page.go_to("settings").await;
    page.wait_for_attribute("limit-current", "data-limit-ms", "0").await;
    page.click("limit-1000").await;
    page.wait_for_attribute("limit-current", "data-limit-ms", "1000").await;
    page.go_to("toys").await;
    page.click("add-toy").await;
    page.click("add-toy-vibrator").await;
    page.find_css("main article").await;
}

/// After a restart: the limit and the toy are still there. Gives back the toy's index.
async fn what_was_set_up(page: &Page) -> u32 {
    page.go_to("settings").await;
    page.wait_for_attribute("limit-current", "data-limit-ms", "1000").await;
    page.go_to("toys").await;
    let card = page.find_css("main article").await;
    let name = card
        .attr("data-testid")
        .await
        .unwrap()
        .expect("the toy's card has a name");
    name.strip_prefix("toy-")
        .and_then(|index| index.parse().ok())
        .expect("toy-<index>")
}

async fn all_is_well(page: &Page, toy: u32) {
    for motor in MOTORS {
        page.wait_for_attribute(&format!("toy-{toy}-output-{motor}"), "data-value", "15")
            .await;
    }
    page.go_to("watch").await;
    let card = page.wait_for_text(r#"[data-testid^="program-"]"#, NAME).await;
    assert!(
        card.contains("Simulated Vibrator"),
        "the card says what the program moves: {card}"
    );
    page.go_to("toys").await;
}

/// Gives back the sentence.
async fn the_person_is_told(page: &Page, toy: u32) -> String {
    let toast = page.wait_for_text(r#"[data-testid="toast"] p"#, NAME).await;
    assert!(toast.contains("stopped answering for 1.0 s"), "{toast}");
    for motor in MOTORS {
        page.wait_for_attribute(&format!("toy-{toy}-output-{motor}"), "data-value", "0")
            .await;
    }
    page.go_to("watch").await;
    let no_card = async || {
        let cards = page
            .run(
                r#"return document.querySelectorAll('[data-testid^="program-"]').length"#,
                vec![],
            )
            .await;
        (cards == 0).then_some(())
    };
    until("the program's card to go", PING_OUT, no_card).await;

    page.go_to("alerts").await;
    let alert = r#"[data-testid^="alert-"]"#;
    page.wait_for_text(alert, &toast).await;
    let unfold = format!("{alert} [aria-expanded]");
    assert_eq!(
        page.find_css(&unfold)
            .await
            .attr("aria-expanded")
            .await
            .unwrap()
            .as_deref(),
        Some("false")
    );
    page.click_css(&unfold).await;
    page.find_css(&format!(r#"{alert} [aria-expanded="true"]"#)).await;
    page.find_css(&format!("{alert} dl")).await;
    page.wait_for_text(&format!("{alert} ul"), "Simulated Vibrator").await;
    toast
}

/// Facts, not the sentence.
fn is_kept(window: &Window) -> bool {
    let alerts = window.kept_alerts();
    let ended = alerts.first().map(|kept| &kept["alert"]["session_ended"]);
    ended.is_some_and(|ended| {
        ended["program"]["name"].is_string() && ended["fault"]["ping_timeout"]["limit_ms"].is_u64()
    })
}
