//! One toy's connection, from its first byte to its last.

use std::{net::SocketAddr, sync::Arc};

use futures_util::{SinkExt, StreamExt};
use thiserror::Error;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    sync::mpsc,
    time::{Instant, interval_at, timeout, timeout_at},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async_with_config,
    tungstenite::{
        self, Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::StatusCode,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::{
    introduction::Introduction,
    link::{Packet, WebSocketLink},
    origin,
    told::Told,
};
#[cfg(unix)]
use crate::toy::ToySocket;
use crate::{
    event::{DeviceEvent, ToyRefused},
    hub::Devices,
    known_toy::{IntroductionError, introduce},
    limits,
    link::Link,
    model::Transport,
    reference::Catalog,
    timeouts,
};

/// How a connection ended.
#[derive(Debug, Error)]
enum End {
    #[error("it is no WebSocket client, or its link broke: {0}")]
    Socket(#[from] tungstenite::Error),
    #[error("it did not finish the WebSocket handshake")]
    NoHandshake,
    #[error("it left")]
    Left,
    #[error(transparent)]
    Refused(#[from] ToyRefused),
    #[error("it does not answer pings")]
    NoPong,
    #[error("Vigil has let it go")]
    LetGo,
}

/// What all connections share.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pub(super) devices: Devices,
    pub(super) told: Arc<Told>,
}

impl Door {
    pub(super) async fn serve(self, stream: TcpStream, peer: SocketAddr) {
        let end = self.drive(stream, peer).await;
        self.tell(peer, end);
    }

    /// Says why there is no place for it.
    pub(super) async fn turn_away(self, stream: TcpStream, peer: SocketAddr) {
        let end = match welcome(stream).await {
            Ok((socket, _)) => part(socket, ToyRefused::Full.into()).await,
            Err(end) => end,
        };
        self.tell(peer, end);
    }

    fn tell(&self, peer: SocketAddr, end: End) {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        match end {
            End::Refused(why) => {
                if self.told.is_news(peer.ip(), &why.to_string()) {
                    log::warn!("{peer} was turned away as a toy: {why}");
                    if why.concerns_the_person() {
                        self.devices.tell(DeviceEvent::ToyRefused { peer: peer.ip(), why });
                    }
                } else {
                    log::debug!("{peer} was turned away as a toy: {why}");
                }
            }
            end => log::info!("{peer}: the connection of a toy ended: {end}"),
        }
    }

    async fn drive(&self, stream: TcpStream, peer: SocketAddr) -> End {
        if let Err(error) = stream.set_nodelay(true) {
            log::debug!("{peer}: no TCP_NODELAY: {error}");
        }
        let (mut socket, until) = match welcome(stream).await {
            Ok(welcomed) => welcomed,
            Err(end) => return end,
        };
        let introduction = match timeout_at(until, introduced(&mut socket)).await {
            Ok(Ok(introduction)) => introduction,
            Ok(Err(end)) => return part(socket, end).await,
            Err(_) => return part(socket, ToyRefused::Silent.into()).await,
        };
        let (link, packets) = WebSocketLink::new(introduction);
        #[cfg(unix)]
        match ToySocket::duplicate_of(socket.get_ref()) {
            Ok(duplicate) => link.set_socket(duplicate),
            Err(error) => log::warn!("{peer}: if Vigil is killed, this toy cannot be told to stop: {error}"),
        }
        // However this ends, also if the port is closed and all of this is dropped: the toy is gone.
        let open = OpenLink(link.clone());
        let end = tokio::select! {
            end = hand_over(&link, &self.devices) => end,
            end = carry(&mut socket, &link, packets) => end,
        };
        drop(open);
        part(socket, end).await
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
async fn hand_over(link: &Arc<WebSocketLink>, devices: &Devices) -> End {
    match handed_over(link, devices).await {
        Ok(()) => {
            // Its worker closes the link, after the last stop.
            link.clone().closed().await;
            End::LetGo
        }
        Err(why) => End::Refused(why),
    }
}

async fn handed_over(link: &Arc<WebSocketLink>, devices: &Devices) -> Result<(), ToyRefused> {
    let catalog = Catalog::ready().await?;
    if !devices.admits(Transport::WebSocket, link.address()) {
        return Err(ToyRefused::Denied);
    }
    let mut failure = ToyRefused::Unknown(link.name().to_owned());
    for candidate in catalog.websocket_candidates(link.name()) {
        match introduce(devices, catalog, &candidate, Transport::WebSocket, link.clone()).await {
            Ok(_) => return Ok(()),
            Err(IntroductionError::Refused(refused)) => return Err(refused.into()),
            Err(IntroductionError::Unidentified(error)) => failure = error.into(),
        }
    }
    Err(failure)
}

/// Carries bytes both ways until the connection or the link ends.
async fn carry(
    socket: &mut WebSocketStream<TcpStream>,
    link: &Arc<WebSocketLink>,
    mut packets: mpsc::Receiver<Packet>,
) -> End {
    let mut closed = link.clone().closed();
    let mut pings = interval_at(Instant::now() + timeouts::WEBSOCKET_PING, timeouts::WEBSOCKET_PING);
    let mut heard_since_ping = true;
    loop {
        let (message, sent) = tokio::select! {
            biased;
            () = &mut closed => return End::LetGo,
            Some(Packet { data, sent }) = packets.recv() => (Message::binary(data), Some(sent)),
            received = socket.next() => {
                heard_since_ping = true;
                match received {
                    Some(Ok(Message::Binary(data))) => link.heard(&data),
                    Some(Ok(Message::Text(text))) => link.heard(text.as_bytes()),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_))) | None => return End::Left,
                    Some(Err(error)) => return error.into(),
                }
                continue;
            }
            _ = pings.tick() => {
                if !std::mem::replace(&mut heard_since_ping, false) {
                    return End::NoPong;
                }
                (Message::Ping(tungstenite::Bytes::new()), None)
            }
        };
        // A toy that takes nothing off the network must not keep its link from being cut.
        tokio::select! {
            result = socket.send(message) => if let Err(error) = result {
                return error.into();
            },
            () = &mut closed => return End::LetGo,
        }
        if let Some(sent) = sent {
            // An error means that nobody waits for it any more.
            let _ = sent.send(());
        }
    }
}

/// The handshake, and until when the toy has to say what it is.
async fn welcome(stream: TcpStream) -> Result<(WebSocketStream<TcpStream>, Instant), End> {
    let until = Instant::now() + timeouts::INTRODUCTION;
    let own = stream.local_addr().map_err(tungstenite::Error::from)?;
    let mut page = None;
    // The library's callback has this type.
    #[allow(clippy::result_large_err)]
    let no_web_page = |request: &Request, response: Response| {
        page = origin::page(request.headers(), own);
        match &page {
            None => Ok(response),
            Some(page) => {
                let mut refusal = ErrorResponse::new(Some(ToyRefused::WebPage(page.clone()).to_string()));
                *refusal.status_mut() = StatusCode::FORBIDDEN;
                Err(refusal)
            }
        }
    };
    let handshake = accept_hdr_async_with_config(stream, no_web_page, Some(config()));
    let shaken = timeout_at(until, handshake).await;
    match (page, shaken) {
        (Some(page), _) => Err(ToyRefused::WebPage(page).into()),
        (None, Ok(Ok(socket))) => Ok((socket, until)),
        (None, Ok(Err(error))) => Err(error.into()),
        (None, Err(_)) => Err(End::NoHandshake),
    }
}

async fn introduced(socket: &mut WebSocketStream<TcpStream>) -> Result<Introduction, End> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(Introduction::read(text.as_bytes())?),
            Some(Ok(Message::Binary(data))) => return Ok(Introduction::read(&data)?),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Ok(Message::Close(_))) | None => return Err(End::Left),
            Some(Err(error)) => return Err(error.into()),
        }
    }
}

/// Ends a connection, and says why.
async fn part(mut socket: WebSocketStream<TcpStream>, end: End) -> End {
    let last = async {
        let closed = socket.close(closing_words(&end)).await;
        // A duplicate of the socket may still be on its way to another process: the connection ends all the same.
        let shut = socket.get_mut().shutdown().await;
        // With data of the toy unread, the system would throw away what the toy has not read yet.
        while let Some(Ok(_)) = socket.next().await {}
        (closed, shut)
    };
    drop(timeout(timeouts::WEBSOCKET_CLOSE, last).await);
    end
}

fn closing_words(end: &End) -> Option<CloseFrame> {
    let (code, words) = match end {
        End::Socket(_) | End::NoHandshake | End::Left => return None,
        End::Refused(why) if why.may_pass() => (CloseCode::Again, why.to_string()),
        End::Refused(why) => (CloseCode::Policy, why.to_string()),
        End::NoPong | End::LetGo => (CloseCode::Away, end.to_string()),
    };
    let reason = &words[..words.floor_char_boundary(limits::CLOSE_REASON_BYTES)];
    Some(CloseFrame {
        code,
        reason: reason.into(),
    })
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(limits::WEBSOCKET_MESSAGE_BYTES))
        .max_frame_size(Some(limits::WEBSOCKET_MESSAGE_BYTES))
}
