use fantoccini::key::Key;
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::{RawClient, output},
    window::{Page, with_window_and_bluetooth},
};

use super::{MODEL, in_card, scan_until_connected, server};

const NAME: &str = "The blue one";

/// A person finds a toy, moves it by hand, names it and limits it; a program's most comes to half.
#[tokio::test]
async fn a_toy_is_found_tried_named_and_limited() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "a_toy_is_found_tried_named_and_limited",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            scan_until_connected(page).await;
            page.wait_for_content(&in_card("h3"), MODEL).await;
            // It is asked for its charge once it is connected.
            page.wait_for_content(&in_card(".battery"), "%").await;

            page.click("toy-0-try").await;
            toy.clear_log();
            // Held: of a short press only the end may reach the toy, since the newest wins.
            page.hold_key_in("toy-0-try-0", Key::End).await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
            page.let_keys_go().await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:0;").await;
            page.click("toy-0-try").await;

            page.click("toy-0-rename").await;
            page.type_into("toy-0-name", NAME).await;
            page.press_enter_in("toy-0-name").await;
            page.wait_for_content(&in_card("h3"), NAME).await;

            limit_to_half(page).await;
            let url = server(page).await;
            let mut program = RawClient::join_at(url, "Wants All").await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 20)).await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:10;").await;
            page.wait_for_content(&in_card(".movers"), "Wants All").await;
            page.click("toy-0-stop").await;
            page.wait_for_attribute("toy-0-output-0", "data-value", "0").await;
            drop(program);

            // All of it is kept, also while the toy is away.
            toy.stop_advertising();
            window.quit().await;
            window.open().await;
            window.page().go_to("toys").await;
            window.page().wait_for_content("main li, main h3", NAME).await;
        },
    )
    .await;
}

async fn limit_to_half(page: &Page) {
    let keys = [Key::PageDown, Key::PageDown, Key::Left, Key::Left].map(char::from);
    page.type_into("toy-0-limit-0", &keys.iter().collect::<String>()).await;
    page.wait_for_attribute("toy-0-limit-0", "aria-valuenow", "50").await;
}
