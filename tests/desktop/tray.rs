//! The icon in the tray, and a window that is closed while there is one.

use std::time::Duration;

use serde_json::json;
use vigil_bluez::DesktopTray;
use vigil_tests::window::{APPEARS, Window, until, with_window_in};

use crate::program::Program;

#[tokio::test]
async fn the_icon_says_how_it_stands_and_its_menu_stops_everything() {
    let tray = DesktopTray::start().await;
    with_tray("the_icon_says_how_it_stands", &tray, async |window| {
        let page = window.page();
        tray.wait_for("Watching, 0 programs connected").await;
        let mut program = Program::connect(&page.text("server-url").await, "Night_Drive").await;
        program.vibrate(0, 15).await;
        tray.wait_for("1 toy moving, 1 program connected").await;
        let menu = tray.menu().await;
        for entry in [
            "Show Vigil",
            "Night__Drive",
            "Simulated Vibrator: moving",
            "Stop everything",
        ] {
            assert!(menu.iter().any(|line| line == entry), "{entry}: {menu:?}");
        }
        tray.click("Stop everything").await;
        page.find("held").await;
        tray.wait_for("Everything is stopped").await;
        tray.click("Let programs move toys again").await;
        page.wait_until_gone("held").await;
    })
    .await;
}

/// Asked once: the answer is kept, and the program never notices.
#[tokio::test]
async fn a_closed_window_keeps_watching_if_the_person_wants_it() {
    let tray = DesktopTray::start().await;
    with_tray("a_closed_window_keeps_watching", &tray, async |window| {
        let mut program = Program::connect(&window.page().text("server-url").await, "Night Drive").await;
        tray.wait_for("Watching, 1 program").await;
        window.click_the_cross();
        window.page().find("close-question").await;
        assert!(window.is_shown());
        window.page().click("close-keep").await;
        gone(window).await;
        assert_eq!(window.stored("settings.json").unwrap()["on_close"], json!("keep"));
        program.ping().await;
        tray.activate().await;
        shown(window).await;
        // From now on without a question.
        window.click_the_cross();
        gone(window).await;
        program.ping().await;
        // Another start brings it back, too.
        assert_eq!(window.start_in_vain().await.code(), Some(0));
        shown(window).await;
        tray.click("Stop every toy and quit").await;
        window.ended().await;
        assert!(program.end().await, "a Close came before the connection went down");
    })
    .await;
}

#[tokio::test]
async fn a_window_that_nobody_can_bring_back_comes_back_by_itself() {
    let mut tray = DesktopTray::start().await;
    let environment = tray.environment();
    with_tray_at("a_window_that_nobody_can_bring_back", environment, async |window| {
        tray.wait_for("Watching").await;
        window.click_the_cross();
        window.page().click("close-keep").await;
        gone(window).await;
        tray.vanish().await;
        shown(window).await;
        // Without a tray it closes as ever.
        window.close().await;
    })
    .await;
}

/// A page that does not ask keeps nobody from closing the window.
#[tokio::test]
async fn the_second_click_on_the_cross_ends_vigil() {
    let tray = DesktopTray::start().await;
    with_tray("the_second_click_on_the_cross", &tray, async |window| {
        tray.wait_for("Watching").await;
        window.click_the_cross();
        window.page().find("close-question").await;
        window.close().await;
        let stored = window.stored("settings.json").expect("it was there before");
        assert_eq!(stored.get("on_close"), None, "no answer is kept");
    })
    .await;
}

/// As after login.
#[tokio::test]
async fn a_hidden_start_shows_no_window_until_somebody_asks_for_it() {
    let tray = DesktopTray::start().await;
    let (variable, value) = tray.environment();
    let arguments = ["--port", "0", "--hidden"];
    with_window_in(
        "a_hidden_start",
        &arguments,
        vec![(variable, value.into())],
        async |window| {
            tray.wait_for("Watching, 0 programs connected").await;
            assert!(!window.is_shown());
            tray.activate().await;
            shown(window).await;
            let url = window.page().text("server-url").await;
            let mut program = Program::connect(&url, "Night Drive").await;
            program.ping().await;
            tray.wait_for("Watching, 1 program").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_hidden_start_without_a_tray_shows_the_window() {
    let nowhere = vec![("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent".into())];
    with_window_in(
        "a_hidden_start_without_a_tray",
        &["--port", "0", "--hidden"],
        nowhere,
        async |window| {
            shown(window).await;
            window.move_apart();
            window.page().find("server-url").await;
        },
    )
    .await;
}

async fn gone(window: &Window) {
    until("the window to go", APPEARS, async || (!window.is_shown()).then_some(())).await;
}

async fn shown(window: &Window) {
    until("the window", APPEARS + Duration::from_secs(5), async || {
        window.is_shown().then_some(())
    })
    .await;
}

async fn with_tray(name: &str, tray: &DesktopTray, test: impl AsyncFnOnce(&mut Window)) {
    with_tray_at(name, tray.environment(), test).await;
}

async fn with_tray_at(name: &str, (variable, value): (&'static str, String), test: impl AsyncFnOnce(&mut Window)) {
    let arguments = ["--port", "0", "--simulate", "vibrator"];
    with_window_in(name, &arguments, vec![(variable, value.into())], test).await;
}
