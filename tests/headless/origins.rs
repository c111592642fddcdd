//! Web pages drive nothing until the person allowed them (S7).

use libtest_mimic::Trial;
use tokio_tungstenite::tungstenite::http::StatusCode;
use vigil_tests::{event::Event, raw_client::RawClient, trials, vigil::Vigil};

const PLAYER: &str = "https://player.example";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s7_a_web_page_is_refused,
        s7_a_web_page_that_is_allowed_comes_in,
        s7_a_page_without_a_name_cannot_be_allowed,
        a_program_whose_library_sends_its_servers_address_comes_in,
    ]
}

async fn s7_a_web_page_is_refused() {
    let vigil = Vigil::start(&["--simulate", "vibrator"]).await;
    is_refused(&vigil, "https://evil.example", "not_allowed").await;
    let alert = vigil
        .wait_for("an alert", |event| event.alert("refused").cloned())
        .await;
    assert!(
        alert
            .hint
            .is_some_and(|hint| hint.contains("--allow-origin https://evil.example")),
        "it says how to let the page in"
    );
    // Programs send no Origin.
    RawClient::join(&vigil, "A Program").await;
    vigil.stop().await;
}

async fn s7_a_web_page_that_is_allowed_comes_in() {
    let vigil = Vigil::start(&["--simulate", "vibrator", "--allow-origin", PLAYER]).await;
    let mut page = RawClient::connect_from(&vigil, "https://Player.Example")
        .await
        .expect("it is allowed, in whatever letters");
    page.handshake("Player").await;
    let connected = vigil.wait_for_program("Player").await;
    assert_eq!(
        connected.origin.as_deref(),
        Some(PLAYER),
        "in the form in which it is compared"
    );
    page.vibrate(0, 0, 3).await;
    vigil.wait_for_wish(0, 0, 3).await;
    for other in [
        "http://player.example",
        "https://player.example:8443",
        "https://player.example.evil.example",
    ] {
        is_refused(&vigil, other, "not_allowed").await;
    }
    vigil.stop().await;
}

async fn s7_a_page_without_a_name_cannot_be_allowed() {
    let vigil = Vigil::start(&["--allow-origin", "null"]).await;
    is_refused(&vigil, "null", "nameless").await;
    vigil.stop().await;
}

/// Python's websocket-client, Java's Tyrus, the C++ IXWebSocket.
async fn a_program_whose_library_sends_its_servers_address_comes_in() {
    let vigil = Vigil::start(&[]).await;
    let address = vigil.address();
    for (number, origin) in [
        format!("http://{address}"),
        format!("ws://{address}"),
        address.to_string(),
        String::new(),
    ]
    .iter()
    .enumerate()
    {
        let mut program = RawClient::connect_from(&vigil, origin).await.expect(origin);
        let name = format!("Program {number}");
        program.handshake(&name).await;
        assert_eq!(vigil.wait_for_program(&name).await.origin, None, "it is no page");
    }
    // Somebody else's port on this machine.
    is_refused(&vigil, "http://127.0.0.1:1", "not_allowed").await;
    vigil.stop().await;
}

/// At once: where there is no window, nobody can be asked.
async fn is_refused(vigil: &Vigil, origin: &str, why: &str) {
    let mark = vigil.mark();
    let refused = RawClient::connect_from(vigil, origin)
        .await
        .expect_err("a page that nobody allowed came in");
    assert_eq!(refused, StatusCode::FORBIDDEN);
    let told = vigil
        .wait_since(mark, "word of the refusal", |event| match event {
            Event::ProgramRefused { origin, reason, .. } => Some((origin.clone(), reason.clone())),
            _ => None,
        })
        .await;
    assert_eq!(told, (origin.to_owned(), why.to_owned()));
}
