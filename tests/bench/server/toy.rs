//! A toy for the reference server: a Lovense Edge that connects over its WebSocket device protocol and throws away what
//! it is told. Vigil has toys on the screen for that.

use std::{
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

/// As the reference's configuration for tests names it.
pub(crate) const IDENTIFIER: &str = "LVS-Bench";

/// From the start of the server on.
const APPEARS_WITHIN: Duration = Duration::from_secs(20);
const TRY_EVERY: Duration = Duration::from_millis(20);

/// Connects as soon as the port is open; the thread ends with the server.
pub(crate) fn connect(address: SocketAddr) {
    thread::spawn(move || {
        if let Some(socket) = reach(address) {
            serve(socket);
        }
    });
}

fn reach(address: SocketAddr) -> Option<WebSocket<TcpStream>> {
    let give_up = Instant::now() + APPEARS_WITHIN;
    while Instant::now() < give_up {
        if let Ok(stream) = TcpStream::connect(address) {
            let (socket, _) = client(format!("ws://{address}"), stream).ok()?;
            return Some(socket);
        }
        pause(TRY_EVERY);
    }
    None
}

fn serve(mut socket: WebSocket<TcpStream>) {
    let introduction = format!(r#"{{"identifier":"{IDENTIFIER}","address":"0082059AD3BD","version":0}}"#);
    if socket.send(Message::text(introduction)).is_err() {
        return;
    }
    while let Ok(message) = socket.read() {
        let asked = match &message {
            Message::Text(text) => text.as_bytes(),
            Message::Binary(bytes) => bytes.as_ref(),
            _ => continue,
        };
        let answer: &[u8] = if asked.starts_with(b"DeviceType") {
            b"P:37:0082059AD3BD;"
        } else if asked.starts_with(b"Battery") {
            b"87;"
        } else {
            continue;
        };
        if socket.send(Message::binary(answer.to_vec())).is_err() {
            return;
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "there is no event to wait for: the port opens without a word"
)]
pub(crate) fn pause(time: Duration) {
    thread::sleep(time);
}
