//! The Alerts place: repeats in one row, what a person looks for, what they have read, and the list as a file.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;
use vigil_tests::window::{APPEARS, Page, Window, until, with_window_on};

const MINUTE: u64 = 60_000;
const TIMES: u64 = 50;
const OTHERS: u64 = 120;
/// What Vigil keeps.
const MOST: u64 = 10_000;

/// 120 programs that did something, long ago; then one that crashed 50 times.
fn crashed_often(data_dir: &Path) {
    let others = (0..OTHERS).map(|n| {
        let name = if n == 0 {
            "Oldest".to_owned()
        } else {
            format!("Program {n}")
        };
        (name, json!("not_reading"), BEGIN + n * MINUTE, true)
    });
    let crashed = (0..TIMES).map(|n| {
        let at = BEGIN + 1_000 * MINUTE + n * 1_000;
        ("My Game".to_owned(), json!("connection_lost"), at, false)
    });
    write(data_dir, others.chain(crashed));
}

/// 14 July 2026.
const BEGIN: u64 = 1_784_030_400_000;

fn write(data_dir: &Path, alerts: impl Iterator<Item = (String, Value, u64, bool)>) {
    let alerts: Vec<Value> = alerts
        .zip(1..)
        .map(|((name, fault, at, is_read), id)| {
            json!({
                "id": id, "at_ms": at, "first_at_ms": at, "dismissed": is_read,
                "alert": { "session_ended": {
                    "program": { "name": name }, "fault": fault, "late_ms": 0.2,
                    "toys": [{ "index": 0, "name": "Edge", "after_ms": 2.5 }],
                    "gaps": (0..24).map(|n| [12_000 - 500 * n, 500 + n]).collect::<Vec<_>>(),
                } }
            })
        })
        .collect();
    let whole = json!({ "version": 2, "generation": 1, "alerts": alerts });
    fs::write(data_dir.join("alerts.json"), whole.to_string()).unwrap();
}

async fn rows(page: &Page) -> u64 {
    let script = r#"return document.querySelectorAll('[data-testid^="alert-"][data-cause]').length"#;
    page.run(script, vec![]).await.as_u64().unwrap()
}

/// The words that say how many there are.
async fn found(page: &Page, words: &str) {
    until(words, APPEARS, async || {
        (page.text("alerts-found").await == words).then_some(())
    })
    .await;
}

#[tokio::test]
async fn fifty_crashes_are_one_row_that_is_read_when_it_is_opened() {
    let arguments = ["--port", "0"];
    with_window_on("fifty_crashes_are_one_row", &arguments, crashed_often, async |window| {
        let page = window.page();
        page.wait_for_content(r#"[data-testid="nav-alerts"]"#, "1 not read")
            .await;
        page.go_to("alerts").await;
        found(page, "170 alerts").await;
        let first = r#"main ul[aria-label="Alerts"] > li:first-child [data-cause]"#;
        page.wait_for_text(first, "50 times, ").await;

        page.click_css(&format!("{first} .unfold")).await;
        page.wait_for_content(first, "Each time").await;
        let times = r#"return document.querySelectorAll('[data-testid="repeats"] > li').length"#;
        until("each of the times", APPEARS, async || {
            (page.run(times, vec![]).await == TIMES).then_some(())
        })
        .await;
        until("the mark to go with no second click", APPEARS, async || {
            let script = "return document.querySelector('[data-testid=\"nav-alerts\"]').textContent";
            let words = page.run(script, vec![]).await;
            (!words.as_str().unwrap().contains("not read")).then_some(())
        })
        .await;

        // It is kept that it was read.
        window.quit().await;
        window.open().await;
        let page = window.page();
        page.go_to("alerts").await;
        found(page, "170 alerts").await;
        let all_read = "return document.querySelector('[data-testid=\"nav-alerts\"]').textContent.trim()";
        assert_eq!(page.run(all_read, vec![]).await, "Alerts");
    })
    .await;
}

#[tokio::test]
async fn what_a_person_looks_for_is_found_among_all_of_them() {
    let arguments = ["--port", "0"];
    with_window_on("what_a_person_looks_for", &arguments, crashed_often, async |window| {
        let page = window.page();
        page.go_to("alerts").await;
        found(page, "170 alerts").await;
        assert_eq!(rows(page).await, 50, "a page");
        page.click("alerts-more").await;
        until("the next page", APPEARS, async || {
            (rows(page).await == 100).then_some(())
        })
        .await;

        // The oldest one of all is on no page that was asked for.
        page.type_into("alerts-search", "OLDEST").await;
        found(page, "1 of 170 alerts").await;
        until("the one that was found", APPEARS, async || {
            (rows(page).await == 1).then_some(())
        })
        .await;
        page.wait_for_text(r#"main ul[aria-label="Alerts"]"#, "Oldest did not read")
            .await;
        page.click_css(".tools button").await;
        found(page, "170 alerts").await;

        choose(page, "alerts-cause", "connection_lost").await;
        found(page, "50 of 170 alerts").await;
        choose(page, "alerts-cause", "").await;
        choose(page, "alerts-program", r#"["My Game",null]"#).await;
        found(page, "50 of 170 alerts").await;
        page.type_into("alerts-search", "nothing like it").await;
        found(page, "0 of 170 alerts").await;
        page.wait_for_text("main .empty", "No alert matches").await;
    })
    .await;
}

/// Through the system's own dialog, as a person does it.
#[tokio::test]
async fn what_was_found_is_saved_as_a_table_and_as_data() {
    let arguments = ["--port", "0"];
    with_window_on("what_was_found_is_saved", &arguments, crashed_often, async |window| {
        let folder = TempDir::with_prefix("vigil-export-").unwrap();
        let page = window.page();
        page.go_to("alerts").await;
        page.type_into("alerts-search", "my game").await;
        found(page, "50 of 170 alerts").await;

        let table = saved(window, "csv", &folder.path().join("Alerts.csv")).await;
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines.len(), 51);
        assert!(
            lines[0].starts_with("time,first_time,times,cause,program"),
            "{}",
            lines[0]
        );
        assert!(lines[1].contains(",connection_lost,My Game,"), "{}", lines[1]);

        let data = saved(window, "json", &folder.path().join("Alerts.json")).await;
        let data: Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data.as_array().unwrap().len(), 50);
        assert_eq!(data[0]["facts"]["session_ended"]["program"]["name"], "My Game");
        assert!(data[0]["sentence"].as_str().unwrap().starts_with("My Game went away"));
    })
    .await;
}

/// The dialog is in nobody's way: everything can be stopped while it is open.
async fn saved(window: &Window, format: &str, path: &Path) -> String {
    let page = window.page();
    page.click("alerts-export").await;
    page.click(&format!("alerts-export-{format}")).await;
    window.type_into_window("Save alerts", "").await;
    page.click("stop-everything").await;
    page.find("held").await;
    page.click_css(r#"[data-testid="release"]:enabled"#).await;
    page.wait_until_gone("held").await;
    window.save_as("Save alerts", path).await;
    page.wait_for_text(
        r#"[data-testid="alerts-said"]"#,
        &format!("50 alerts were saved as {}", path.display()),
    )
    .await;
    fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn ten_thousand_alerts_are_opened_and_searched() {
    let full = |data_dir: &Path| {
        let alerts = (0..MOST).map(|n| {
            let name = format!("Program {}", n % 300);
            (name, json!("not_reading"), BEGIN + n * MINUTE, n % 2 == 0)
        });
        write(data_dir, alerts);
    };
    with_window_on("ten_thousand_alerts", &["--port", "0"], full, async |window| {
        let page = window.page();
        let begun = Instant::now();
        page.go_to("alerts").await;
        found(page, "10,000 alerts").await;
        println!("10,000 alerts: the place is there after {:?}", begun.elapsed());
        let begun = Instant::now();
        page.type_into("alerts-search", "299").await;
        found(page, "33 of 10,000 alerts").await;
        println!("10,000 alerts: searched after {:?}", begun.elapsed());
        println!("10,000 alerts: {} in memory", window.memory());
    })
    .await;
}

/// Of a list.
async fn choose(page: &Page, list: &str, value: &str) {
    let script = "const list = document.querySelector(arguments[0]);
         list.value = arguments[1];
         list.dispatchEvent(new Event('change', { bubbles: true }));
         return list.value";
    let css = format!(r#"[data-testid="{list}"]"#);
    let chosen = page.run(script, vec![json!(css), json!(value)]).await;
    assert_eq!(chosen, value, "it is in the list");
}
