//! Bluetooth toys, and toys that people built, as a person has them in the window.

mod built_toy;
mod drill;
mod found_and_limited;
mod newcomer;
mod radio;
mod stopped_by_hand;
mod wanted;

use std::net::SocketAddr;

use vigil_tests::window::Page;

pub(crate) const MODEL: &str = "Lovense Edge";

/// A toy that was found.
const FOUND: &str = r#"[data-testid="found-toy"]"#;

/// A part of the first toy's card.
fn in_card(part: &str) -> String {
    format!(r#"[data-testid="toy-0"] {part}"#)
}

/// The person looks for toys, is shown the first one, and lets it in.
pub(crate) async fn scan_until_connected(page: &Page) {
    page.go_to("toys").await;
    page.click("scan").await;
    let_in(page).await;
}

/// A toy that is new waits; the person connects it.
pub(crate) async fn let_in(page: &Page) {
    page.wait_for_content(FOUND, "waits until you connect it").await;
    page.click("connect-found").await;
    page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
    page.wait_until_gone("found").await;
}

/// Where programs connect.
pub(crate) async fn server(page: &Page) -> SocketAddr {
    let url = page.text("server-url").await;
    url.trim_start_matches("ws://").parse().unwrap()
}
