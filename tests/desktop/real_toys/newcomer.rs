//! A toy that is new here, while a program looks for toys.

use serde_json::json;
use vigil_bluez::{Bluez, Notifications, ToySpec};
use vigil_tests::{
    raw_client::RawClient,
    window::{Page, with_window_and_bluetooth, with_window_and_buses},
};

use super::{MODEL, server};

const WAITING: &str = r#"[data-testid="waiting-toys"]"#;

/// A program finds a toy that was never let in: the person is asked, with the program named, and it is connected only
/// then. From then on the program connects it.
#[tokio::test]
async fn a_programs_search_connects_only_what_was_let_in_once() {
    let bluez = Bluez::start().await;
    let desktop = Notifications::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_buses(
        "a_programs_search_connects_only_what_was_let_in_once",
        &["--port", "0"],
        [desktop.environment(), bluez.environment()],
        async |window| {
            let page = window.page();
            let _game = looks_for_toys(page).await;
            page.wait_for_content(WAITING, "My Game is looking for toys").await;
            page.wait_for_content(WAITING, &toy.spec().name).await;
            // Nobody has the window in front of them.
            let told = desktop.wait_for("My Game is looking for toys").await;
            assert!(told.body.contains(&toy.spec().name), "{told:?}");
            assert_eq!(toy.calls().connect, 0, "nobody has let it in");

            page.find_css(r#"[data-testid="connect-waiting"]:enabled"#).await;
            page.click("connect-waiting").await;
            toy.wait_until_connected().await;
            page.wait_until_gone("waiting-toys").await;
            is_here(page).await;
            assert_eq!(desktop.shown().len(), 1, "asked once");

            window.quit().await;
            toy.wait_until_disconnected().await;
            window.open().await;
            let _game = looks_for_toys(window.page()).await;
            toy.wait_until_connected().await;
            is_here(window.page()).await;
        },
    )
    .await;
}

/// A toy that may wait is listed, and not asked about any more.
#[tokio::test]
async fn a_new_toy_may_wait() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "a_new_toy_may_wait",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            let _game = looks_for_toys(page).await;
            page.wait_for_content(WAITING, &toy.spec().name).await;
            page.click("put-off").await;
            page.wait_until_gone("waiting-toys").await;
            page.go_to("toys").await;
            page.find("connect-found").await;
            assert_eq!(toy.calls().connect, 0);
        },
    )
    .await;
}

/// As the person chooses: every toy of a known kind.
#[tokio::test]
async fn any_known_kind_connects_if_the_person_says_so() {
    let bluez = Bluez::start().await;
    let toy = bluez.add_toy(ToySpec::of(MODEL));
    with_window_and_bluetooth(
        "any_known_kind_connects_if_the_person_says_so",
        &["--port", "0"],
        bluez.environment(),
        async |window| {
            let page = window.page();
            page.go_to("settings").await;
            page.wait_for_attribute("connect-only-known", "aria-checked", "true")
                .await;
            page.click("connect-only-known").await;
            page.wait_for_attribute("connect-only-known", "aria-checked", "false")
                .await;
            let _game = looks_for_toys(page).await;
            toy.wait_until_connected().await;
            is_here(page).await;
        },
    )
    .await;
}

async fn looks_for_toys(page: &Page) -> RawClient {
    let mut game = RawClient::join_at(server(page).await, "My Game").await;
    game.ok("StartScanning", json!({})).await;
    game
}

async fn is_here(page: &Page) {
    page.go_to("toys").await;
    page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
}
