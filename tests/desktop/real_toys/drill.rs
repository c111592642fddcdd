use vigil_bluez::{Bluez, Fault, Faults, ToySpec};
use vigil_tests::window::{Page, with_window_and_bluetooth};

use super::{MODEL, scan_until_connected};

const ARGUMENTS: [&str; 4] = ["--port", "0", "--max-ping-time", "1000"];
/// A fifth of what the toy's first motor can do.
const GENTLE: &str = "Vibrate1:4;";
const STILL: &str = "Vibrate1:0;";
const LAST: &str = r#"[data-testid="drill-last"]"#;

async fn begin(page: &Page) {
    scan_until_connected(page).await;
    page.go_to("watch").await;
    page.click_css(r#"[data-testid="drill-start"]:enabled"#).await;
}

#[tokio::test]
async fn a_drill_proves_that_the_toy_is_stopped() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    let test = "a_drill_proves_that_the_toy_is_stopped";
    with_window_and_bluetooth(test, &ARGUMENTS, bluez.environment(), async |window| {
        let page = window.page();
        begin(page).await;
        toy.wait_for_write(|write| write.text() == GENTLE).await;
        page.wait_for_content(LAST, "Passed: the program fell silent").await;
        toy.wait_for_write(|write| write.text() == STILL).await;
        println!("{}", page.text("drill-last").await);
        // That a program was cut off is no news here.
        page.go_to("alerts").await;
        page.wait_for_text("main .empty h2", "No alert so far").await;
    })
    .await;
}

#[tokio::test]
async fn a_drill_with_a_toy_that_does_not_stop_fails_and_is_an_alert() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    let test = "a_drill_with_a_toy_that_does_not_stop";
    with_window_and_bluetooth(test, &ARGUMENTS, bluez.environment(), async |window| {
        let page = window.page();
        begin(page).await;
        toy.wait_for_write(|write| write.text() == GENTLE).await;
        toy.set_faults(Faults {
            write: Some(Fault::failed()),
            ..Faults::default()
        });
        page.wait_for_content(LAST, "did not confirm that it stopped").await;
        page.wait_for_content(LAST, "switch it off by hand").await;
        page.go_to("alerts").await;
        page.wait_for_content(r#"[data-cause="drill_failed"]"#, "Fire drill failed")
            .await;
    })
    .await;
}
