//! One toy's connection, from its first byte to its last.

use std::{net::SocketAddr, sync::Arc};

use futures_util::{SinkExt, StreamExt};
use thiserror::Error;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    sync::mpsc,
    time::{Instant, interval_at, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async_with_config,
    tungstenite::{
        self, Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::{StatusCode, header},
        protocol::WebSocketConfig,
    },
};

use super::{
    introduction::{Introduction, UnreadableIntroduction},
    link::{Packet, WebSocketLink},
};
#[cfg(unix)]
use crate::toy::ToySocket;
use crate::{
    hub::{Devices, Refused},
    known_toy::{IntroductionError, introduce},
    limits,
    link::Link,
    model::Transport,
    reference::{Catalog, ReferenceError},
    timeouts,
};

#[derive(Debug, Error)]
enum Failure {
    #[error(transparent)]
    Socket(#[from] tungstenite::Error),
    #[error(transparent)]
    Introduction(#[from] UnreadableIntroduction),
    #[error("it does not say what it is")]
    Silent,
    #[error("nothing is known of a toy called {0:?}")]
    Unknown(String),
    #[error(transparent)]
    Unidentified(ReferenceError),
    #[error(transparent)]
    Refused(#[from] Refused),
}

pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, devices: Devices) {
    if let Err(failure) = try_serve(stream, peer, &devices).await {
        log::warn!("{peer}: no toy came of it: {failure}");
    }
}

async fn try_serve(stream: TcpStream, peer: SocketAddr, devices: &Devices) -> Result<(), Failure> {
    if let Err(error) = stream.set_nodelay(true) {
        log::debug!("{peer}: no TCP_NODELAY: {error}");
    }
    let welcome = async {
        let mut socket = accept_hdr_async_with_config(stream, no_web_page, Some(config())).await?;
        let introduction = introduced(&mut socket).await?;
        Ok::<_, Failure>((socket, introduction))
    };
    let welcomed = timeout(timeouts::INTRODUCTION, welcome).await;
    let (socket, introduction) = welcomed.map_err(|_| Failure::Silent)??;
    let (link, packets) = WebSocketLink::new(introduction);
    #[cfg(unix)]
    match ToySocket::duplicate_of(socket.get_ref()) {
        Ok(duplicate) => link.set_socket(duplicate),
        Err(error) => log::warn!("{peer}: if Vigil is killed, this toy cannot be told to stop: {error}"),
    }
    // However this ends: also where the port is closed and all of this is dropped, the toy is gone.
    let _open = OpenLink(link.clone());
    tokio::select! {
        handed_over = hand_over(&link, devices) => handed_over,
        () = carry(socket, &link, packets) => Ok(()),
    }
}

/// A link that is closed when this goes.
struct OpenLink(Arc<WebSocketLink>);

impl Drop for OpenLink {
    fn drop(&mut self) {
        self.0.set_closed();
    }
}

/// Finds out which toy it is, gives it to the devices, and stays until it is gone.
async fn hand_over(link: &Arc<WebSocketLink>, devices: &Devices) -> Result<(), Failure> {
    let catalog = Catalog::ready().await.map_err(Failure::Unidentified)?;
    if !devices.admits(Transport::WebSocket, link.address()) {
        return Err(Refused::Denied.into());
    }
    let mut failure = Failure::Unknown(link.name().to_owned());
    for candidate in catalog.websocket_candidates(link.name()) {
        match introduce(devices, catalog, &candidate, Transport::WebSocket, link.clone()).await {
            Ok(_) => {
                // Its worker closes the link, after the last stop.
                link.clone().closed().await;
                return Ok(());
            }
            Err(IntroductionError::Refused(refused)) => return Err(refused.into()),
            Err(IntroductionError::Unidentified(error)) => failure = Failure::Unidentified(error),
        }
    }
    Err(failure)
}

/// Carries bytes both ways until the connection or the link ends.
async fn carry(mut socket: WebSocketStream<TcpStream>, link: &Arc<WebSocketLink>, mut packets: mpsc::Receiver<Packet>) {
    let mut closed = link.clone().closed();
    let mut pings = interval_at(Instant::now() + timeouts::WEBSOCKET_PING, timeouts::WEBSOCKET_PING);
    let mut heard_since_ping = true;
    loop {
        let (message, sent) = tokio::select! {
            biased;
            () = &mut closed => break,
            Some(Packet { data, sent }) = packets.recv() => (Message::binary(data), Some(sent)),
            received = socket.next() => {
                heard_since_ping = true;
                match received {
                    Some(Ok(Message::Binary(data))) => link.heard(&data),
                    Some(Ok(Message::Text(text))) => link.heard(text.as_bytes()),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                }
                continue;
            }
            _ = pings.tick() => {
                if !std::mem::replace(&mut heard_since_ping, false) {
                    log::info!("the toy at {} does not answer", link.address());
                    break;
                }
                (Message::Ping(tungstenite::Bytes::new()), None)
            }
        };
        // A toy that takes nothing off the network must not keep its link from being cut.
        tokio::select! {
            result = socket.send(message) => if result.is_err() {
                break;
            },
            () = &mut closed => break,
        }
        if let Some(sent) = sent {
            // An error means that nobody waits for it any more.
            let _ = sent.send(());
        }
    }
    link.set_closed();
    let end = async {
        let closed = socket.close(None).await;
        // A duplicate of the socket may still be on its way to another process: the connection ends all the same.
        (closed, socket.get_mut().shutdown().await)
    };
    drop(timeout(timeouts::WEBSOCKET_CLOSE, end).await);
}

async fn introduced(socket: &mut WebSocketStream<TcpStream>) -> Result<Introduction, Failure> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(Introduction::read(&text)?),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(_)) | None => return Err(Failure::Silent),
            Some(Err(error)) => return Err(error.into()),
        }
    }
}

/// Browsers say where a page comes from; nothing else does.
// The library's callback has this type.
#[allow(clippy::result_large_err, clippy::unnecessary_wraps)]
fn no_web_page(request: &Request, response: Response) -> Result<Response, ErrorResponse> {
    if request.headers().contains_key(header::ORIGIN) {
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = StatusCode::FORBIDDEN;
        return Err(refusal);
    }
    Ok(response)
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(limits::WEBSOCKET_MESSAGE_BYTES))
        .max_frame_size(Some(limits::WEBSOCKET_MESSAGE_BYTES))
}
