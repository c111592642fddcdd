//! Web pages drive nothing until the person allowed them (S7).

use libtest_mimic::Trial;
use serde_json::json;
use tokio_tungstenite::tungstenite::http::StatusCode;
use vigil_tests::{
    event::Event,
    raw_client::RawClient,
    trials,
    vigil::{Launch, Vigil},
};

const PLAYER: &str = "https://player.example";

pub(crate) fn tests() -> Vec<Trial> {
    trials![
        s7_a_web_page_is_refused,
        s7_a_web_page_that_is_allowed_comes_in,
        s7_what_names_nobody_is_refused_where_nobody_can_be_asked,
        s7_what_names_nobody_cannot_be_allowed_on_the_command_line,
        s7_a_page_that_is_refused_for_good_is_not_told_as_an_alert,
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

/// Any file, frame or app has such an origin.
const NOBODY: [&str; 7] = [
    "null",
    "file://",
    "app://.",
    "app://-",
    "tauri://localhost",
    "http://tauri.localhost",
    "capacitor://localhost",
];

async fn s7_what_names_nobody_is_refused_where_nobody_can_be_asked() {
    let vigil = Vigil::start(&["--allow-origin", PLAYER]).await;
    for origin in NOBODY {
        is_refused(&vigil, origin, "nameless").await;
    }
    // An app or an extension with a name of its own can be allowed.
    for origin in ["app://obsidian.md", "chrome-extension://abcdefghijklmnop"] {
        is_refused(&vigil, origin, "not_allowed").await;
    }
    vigil.stop().await;
}

async fn s7_what_names_nobody_cannot_be_allowed_on_the_command_line() {
    for origin in NOBODY {
        let failed = Launch::new(&["--allow-origin", origin]).start_in_vain().await;
        assert_eq!(failed.status.code(), Some(2), "{origin}: a wrong argument");
        assert!(failed.events.is_empty(), "{origin}");
    }
}

async fn s7_a_page_that_is_refused_for_good_is_not_told_as_an_alert() {
    let settings = json!({ "server": { "allowed_origins": [PLAYER], "refused_origins": [PLAYER, "null"] } });
    let vigil = Launch::new(&[]).settings(&settings).start().await;
    let mark = vigil.mark();
    for origin in [PLAYER, "null"] {
        is_refused(&vigil, origin, "never").await;
    }
    // Whatever else they had caused would be told before this.
    is_refused(&vigil, "https://other.example", "not_allowed").await;
    vigil
        .wait_for("an alert", |event| event.alert("refused").cloned())
        .await;
    let alerts = vigil
        .events_since(mark)
        .iter()
        .filter(|event| event.alert("refused").is_some())
        .count();
    assert_eq!(alerts, 1);
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
