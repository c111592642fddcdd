use serde_json::json;
use vigil_bluez::{Bluez, ToySpec};
use vigil_tests::{
    raw_client::{RawClient, output},
    window::{Page, with_window_and_bluetooth},
};

use super::{FOUND, MODEL, in_card, let_in, scan_until_connected, server};

/// A new toy is seen and left alone until the person connects it; one that the person sends away stays away; one that is
/// forgotten is new again.
#[tokio::test]
async fn a_toy_is_let_in_sent_away_and_forgotten() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "a_toy_is_let_in_sent_away_and_forgotten",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            page.go_to("toys").await;
            page.click("scan").await;
            page.wait_for_content(FOUND, "waits until you connect it").await;
            page.wait_for_content(FOUND, "Lovense toy").await;
            assert_eq!(toy.calls().connect, 0, "nobody asked for it yet");

            let_in(page).await;
            page.wait_for_content(&in_card("h3"), MODEL).await;

            let mut program = RawClient::join_at(server(page).await, "Night Drive").await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 20)).await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
            choose(page, "permission-denied").await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:0;").await;
            toy.wait_until_disconnected().await;
            page.wait_for_content(&in_card(".state"), "Never connects").await;
            let connects = toy.calls().connect;

            page.click("toy-0-let").await;
            page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
            assert!(toy.calls().connect > connects);

            choose(page, "forget").await;
            page.click("forget-question-yes").await;
            page.wait_until_gone("toy-0").await;
            toy.wait_until_disconnected().await;
            page.wait_for_content(FOUND, "waits until you connect it").await;
        },
    )
    .await;
}

/// An output that the person switched off: a program does not see it, and what moved it stands still.
#[tokio::test]
async fn an_output_is_switched_off() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "an_output_is_switched_off",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            scan_until_connected(page).await;
            let mut program = RawClient::join_at(server(page).await, "Night Drive").await;
            for motor in [0, 1] {
                program.ok("OutputCmd", output(0, motor, "Vibrate", 20)).await;
            }
            toy.wait_for_write(|write| write.text() == "Vibrate2:20;").await;

            page.click("toy-0-power-1").await;
            toy.wait_for_write(|write| write.text() == "Vibrate2:0;").await;
            page.wait_for_attribute("toy-0-power-1", "aria-checked", "false").await;
            let error = program.request("OutputCmd", output(0, 1, "Vibrate", 20)).await;
            assert_eq!((error.kind.as_str(), &error.body["ErrorCode"]), ("Error", &json!(4)));
            program.ok("OutputCmd", output(0, 0, "Vibrate", 5)).await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:5;").await;

            page.click("toy-0-power-1").await;
            page.wait_for_attribute("toy-0-power-1", "aria-checked", "true").await;
            program.ok("OutputCmd", output(0, 1, "Vibrate", 7)).await;
            toy.wait_for_write(|write| write.text() == "Vibrate2:7;").await;
        },
    )
    .await;
}

/// From the menu of the first toy.
async fn choose(page: &Page, item: &str) {
    page.click("toy-0-more").await;
    page.click(item).await;
}
