use std::{net::SocketAddr, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use tokio::{net::TcpStream, sync::watch, time::timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::protocol::{Role, WebSocketConfig},
};
use vigil_core::{lease::SessionId, limits};

use super::{
    Surroundings,
    drive::Driver,
    http::{self, Welcome},
};
use crate::event::ServerEvent;

/// Serves one TCP connection from its first byte to its last.
pub(crate) async fn serve(
    mut stream: TcpStream,
    address: SocketAddr,
    session: SessionId,
    surroundings: Surroundings,
    stopping: watch::Receiver<bool>,
) {
    // Answers are small and awaited; the kernel must not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        log::debug!("{address}: no TCP_NODELAY: {error}");
    }
    let welcomed = timeout(
        limits::HANDSHAKE_LIMIT,
        http::welcome(&mut stream, &surroundings.config.allowed_origins),
    )
    .await;
    match welcomed {
        Ok(Ok(Welcome::WebSocket { origin, rest })) => {
            let socket =
                WebSocketStream::from_partially_read(stream, rest, Role::Server, Some(websocket_config())).await;
            run(socket, address, origin, session, &surroundings, stopping).await;
        }
        Ok(Ok(Welcome::Refused { origin })) => {
            log::warn!("{address}: the web page {origin} was turned away");
            surroundings.reports.tell(ServerEvent::Refused { address, origin });
        }
        Ok(Ok(Welcome::Answered)) => log::debug!("{address}: somebody looked with a browser"),
        Ok(Err(error)) => log::info!("{address}: no WebSocket came about: {error}"),
        Err(_) => log::info!("{address}: no WebSocket handshake within {:?}", limits::HANDSHAKE_LIMIT),
    }
}

async fn run(
    socket: WebSocketStream<TcpStream>,
    address: SocketAddr,
    origin: Option<String>,
    session: SessionId,
    surroundings: &Surroundings,
    stopping: watch::Receiver<bool>,
) {
    let mut driver = Driver::new(socket, address, origin, session, surroundings.clone(), stopping);
    // A panic must not skip the stop (S5); what the program is told then is a closed socket.
    if AssertUnwindSafe(driver.run()).catch_unwind().await.is_err() {
        log::error!("{address}: the connection's task panicked; stopping its toys");
        driver.abandon();
    }
}

fn websocket_config() -> WebSocketConfig {
    WebSocketConfig::default()
        // Zeroed before each read: no more than a lively program has under way. Longer frames take several reads.
        .read_buffer_size(4 * 1024)
        .write_buffer_size(128 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(Some(limits::MAX_FRAME_BYTES))
        .max_frame_size(Some(limits::MAX_FRAME_BYTES))
}
