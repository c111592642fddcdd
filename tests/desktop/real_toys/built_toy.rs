use fantoccini::key::Key;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use vigil_tests::{
    ports::free_port,
    raw_client::{RawClient, output},
    window::{APPEARS, limited, with_window},
};

use super::{in_card, server};

type Toy = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What a toy that somebody built says first: that it behaves like a Lovense. Which one, it is asked.
const INTRODUCTION: &str = r#"{"identifier":"LVS-DIY","address":"A1B2C3D4E5F6","version":0}"#;
const A_HUSH: &str = "Z:1:A1B2C3D4E5F6;";

/// A toy that somebody built connects to a port of its own, is moved by hand like any other, and goes when the port is
/// closed.
#[tokio::test]
async fn a_toy_that_somebody_built() {
    with_window("a_toy_that_somebody_built", &["--port", "0"], async |window| {
        let page = window.page();
        page.go_to("settings").await;
        page.click("device-port-on").await;
        page.wait_for_attribute("device-port-on", "aria-checked", "true").await;
        let port = free_port();
        page.find("device-port").await.clear().await.unwrap();
        page.type_into("device-port", &port.to_string()).await;
        page.press_enter_in("device-port").await;
        page.wait_for_content("#built-sentence", &format!("ws://127.0.0.1:{port}"))
            .await;

        let (mut toy, _) = connect_async(format!("ws://127.0.0.1:{port}")).await.unwrap();
        toy.send(Message::text(INTRODUCTION)).await.unwrap();
        assert_eq!(packet(&mut toy).await.as_deref(), Some("DeviceType;"));
        toy.send(Message::binary(A_HUSH)).await.unwrap();
        page.go_to("toys").await;
        page.wait_for_attribute("toy-0-link", "data-link", "connected").await;
        page.click("toy-0-try").await;
        // Held: of a short press only the end may reach the toy, since the newest wins.
        page.hold_key_in("toy-0-try-0", Key::End).await;
        limited("the toy to be moved", APPEARS, until_told(&mut toy, "Vibrate:20;")).await;
        page.let_keys_go().await;
        limited("the toy to be let go", APPEARS, until_told(&mut toy, "Vibrate:0;")).await;

        // The port is closed while a program moves the toy.
        let mut program = RawClient::join_at(server(page).await, "Night Drive").await;
        program.ok("OutputCmd", output(0, 0, "Vibrate", 10)).await;
        limited("the toy to be moved", APPEARS, until_told(&mut toy, "Vibrate:10;")).await;
        page.go_to("settings").await;
        page.click("device-port-on").await;
        limited("the toy to be stopped", APPEARS, until_told(&mut toy, "Vibrate:0;")).await;
        let closed = async { while packet(&mut toy).await.is_some() {} };
        limited("the toy's connection to be closed", APPEARS, closed).await;
        page.go_to("toys").await;
        page.wait_for_content(&in_card(".state"), "Away").await;
    })
    .await;
}

async fn until_told(toy: &mut Toy, wanted: &str) {
    while packet(toy).await.expect("the toy is connected") != wanted {}
}

/// The next packet, as text; `None` where the connection ends.
async fn packet(toy: &mut Toy) -> Option<String> {
    loop {
        match toy.next().await? {
            Ok(Message::Binary(packet)) => return Some(String::from_utf8(packet.to_vec()).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}
