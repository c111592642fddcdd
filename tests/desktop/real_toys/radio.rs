use vigil_bluez::{Bluez, ToySpec, bluez::FIRST_ADAPTER};
use vigil_tests::{
    raw_client::{RawClient, output},
    window::with_window_and_bluetooth,
};

use super::{MODEL, let_in, scan_until_connected, server};

const SECOND_ADAPTER: u16 = 1;
const NOTE: &str = "bluetooth-note";

/// Whatever Bluetooth lacks is said in the Toys place with the step that mends it, and goes when it is mended.
#[tokio::test]
async fn what_bluetooth_lacks_is_told() {
    let mut bluez = Bluez::start().await;
    let environment = bluez.environment();
    with_window_and_bluetooth(
        "what_bluetooth_lacks_is_told",
        &["--port", "0"],
        environment,
        async |window| {
            let page = window.page();
            page.go_to("toys").await;
            page.find_css(r#"[data-testid="scan"]:enabled"#).await;
            page.wait_until_gone(NOTE).await;
            let lacks = async |state: &str, words: &str| {
                page.wait_for_attribute(NOTE, "data-state", state).await;
                page.wait_for_content(&format!(r#"[data-testid="{NOTE}"]"#), words)
                    .await;
                page.find_css(r#"[data-testid="scan"]:disabled"#).await;
                println!("{state}: {}", page.text(NOTE).await.replace('\n', " | "));
            };
            let is_well = async || {
                page.wait_until_gone(NOTE).await;
                page.find_css(r#"[data-testid="scan"]:enabled"#).await;
            };

            bluez.power_off_adapter(FIRST_ADAPTER);
            lacks("off", "Switch it on").await;
            bluez.power_on_adapter(FIRST_ADAPTER);
            is_well().await;

            bluez.unplug_adapter(FIRST_ADAPTER);
            lacks("absent", "Plug in").await;
            bluez.plug_adapter(FIRST_ADAPTER);
            is_well().await;

            bluez.kill().await;
            lacks("service_missing", "sudo systemctl start bluetooth").await;
            bluez.restart().await;
            is_well().await;

            bluez.deny_access();
            lacks("no_permission", "group bluetooth").await;
            bluez.allow_access();
            is_well().await;
        },
    )
    .await;
}

/// Of two radios the person chooses one; it is used at once, and at the next start.
#[tokio::test]
async fn an_adapter_is_chosen() {
    let bluez = Bluez::start().await;
    bluez.plug_adapter(SECOND_ADAPTER);
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "an_adapter_is_chosen",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            window.page().go_to("toys").await;
            // After "the first there is" and the first one.
            let second = r#"[data-testid="adapter"] option:nth-child(3)"#;
            window.page().wait_for_content(second, "hci1").await;
            window.page().click_css(second).await;
            window.page().wait_for_content(second, "in use").await;
            window.page().click("scan").await;
            let_in(window.page()).await;
            assert_eq!(toy.adapter(), Some(SECOND_ADAPTER));

            window.quit().await;
            toy.wait_until_disconnected().await;
            window.open().await;
            window.page().go_to("toys").await;
            window.page().wait_for_content(second, "in use").await;
            window.page().click("scan").await;
            toy.wait_until_connected().await;
            assert_eq!(toy.adapter(), Some(SECOND_ADAPTER));
        },
    )
    .await;
}

/// Bluetooth is switched off in Vigil while a program moves a toy: the toy is stopped and let go, and comes back when
/// it is looked for again.
#[tokio::test]
async fn s5_switching_bluetooth_off_stops_its_toys() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "s5_switching_bluetooth_off_stops_its_toys",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            scan_until_connected(page).await;
            let mut program = RawClient::join_at(server(page).await, "Night Drive").await;
            program.ok("OutputCmd", output(0, 0, "Vibrate", 20)).await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:20;").await;
            toy.clear_log();

            page.go_to("settings").await;
            page.click("bluetooth-enabled").await;
            toy.wait_for_write(|write| write.text() == "Vibrate1:0;").await;
            toy.wait_until_disconnected().await;
            page.go_to("toys").await;
            page.wait_for_attribute("toy-0-link", "data-link", "away").await;

            page.click("bluetooth-on").await;
            page.find_css(r#"[data-testid="scan"]:enabled"#).await;
            page.click("scan").await;
            page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
        },
    )
    .await;
}
