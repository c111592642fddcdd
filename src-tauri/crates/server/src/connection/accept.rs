use std::{net::SocketAddr, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use tokio::{net::TcpStream, sync::watch, time::timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::protocol::{Role, WebSocketConfig},
};
use tokio_util::sync::CancellationToken;
use vigil_core::{lease::SessionId, limits, text::Shown};

use super::{
    LineKind, Surroundings,
    drive::Driver,
    farewell,
    held::{self, Outcome},
    http::{self, HttpError, No, Upgrade, Welcome},
    metered::Metered,
};
use crate::{
    access::{self, Knock},
    event::{Refusal, ServerEvent},
    watchdog::SocketInbox,
};

/// Serves one TCP connection from its first byte to its last.
pub(crate) async fn serve(
    mut stream: TcpStream,
    address: SocketAddr,
    session: SessionId,
    surroundings: watch::Receiver<Surroundings>,
    stopping: CancellationToken,
) {
    // Answers are small and awaited; the kernel must not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        log::debug!("{address}: no TCP_NODELAY: {error}");
    }
    let at_first = surroundings.borrow().clone();
    let Some(upgrade) = request(&mut stream, address, &at_first).await else {
        return;
    };
    if let Err(no) = let_in(&stream, &upgrade, address, &at_first, &stopping).await {
        if let Some(no) = no {
            refuse(&mut stream, no).await;
        }
        return;
    }
    let inbox = match second_handle(&stream) {
        Ok(handle) => SocketInbox::new(handle),
        Err(error) => {
            log::error!("{address}: refused, because it could not be watched: no second handle to its socket: {error}");
            refuse(&mut stream, No::OutOfFiles).await;
            return;
        }
    };
    // Its handshake begins here, however long it was held; and what holds for it is what holds by now.
    let surroundings = surroundings.borrow().clone();
    match timeout(limits::HANDSHAKE_LIMIT, upgrade.accept(&mut stream)).await {
        Ok(Ok(())) => {
            let config = Some(websocket_config());
            let socket =
                WebSocketStream::from_partially_read(Metered::new(stream), upgrade.rest, Role::Server, config).await;
            // It came in, so it is one that can be told apart from others.
            let origin = upgrade
                .origin
                .map(|origin| access::canonical_origin(&origin).unwrap_or(origin));
            run(socket, inbox, address, origin, session, &surroundings, stopping).await;
        }
        Ok(Err(error)) => log::info!("{address}: left before the WebSocket was open: {error}"),
        Err(_) => log::info!("{address}: takes no answer"),
    }
}

/// The request for a WebSocket; where it was for something else, that was answered.
async fn request(stream: &mut TcpStream, address: SocketAddr, surroundings: &Surroundings) -> Option<Upgrade> {
    match timeout(limits::HANDSHAKE_LIMIT, http::welcome(stream)).await {
        Ok(Ok(Welcome::Upgrade(upgrade))) => return Some(upgrade),
        Ok(Ok(Welcome::ForeignHost { origin })) => {
            refused(surroundings, address, &origin, Refusal::ForeignHost);
            farewell::answered(stream).await;
        }
        Ok(Ok(Welcome::Answered)) => {
            log::debug!("{address}: somebody looked with a browser");
            farewell::answered(stream).await;
        }
        Ok(Err(error)) => {
            if !matches!(error, HttpError::Io(_)) {
                farewell::answered(stream).await;
            }
            if let Some(more) = surroundings.may_log(LineKind::NoWebSocket) {
                log::info!("{address}: no WebSocket came about: {error}{more}");
            }
        }
        Err(_) => {
            if let Some(more) = surroundings.may_log(LineKind::NoRequest) {
                let limit = limits::HANDSHAKE_LIMIT;
                log::info!("{address}: no WebSocket handshake within {limit:?}{more}");
            }
        }
    }
    None
}

async fn refuse(stream: &mut TcpStream, no: No) {
    if let Ok(Ok(())) = timeout(limits::HANDSHAKE_LIMIT, http::refuse(stream, no)).await {
        farewell::answered(stream).await;
    }
}

/// Programs come in; of web pages those that are allowed, if need be after a wait. The error is the answer, where there
/// is still somebody to answer.
async fn let_in(
    stream: &TcpStream,
    upgrade: &Upgrade,
    address: SocketAddr,
    surroundings: &Surroundings,
    stopping: &CancellationToken,
) -> Result<(), Option<No>> {
    let Some(origin) = &upgrade.origin else {
        return Ok(());
    };
    let no = |why| {
        refused(surroundings, address, origin, why);
        Err(Some(No::NotAllowed))
    };
    let visitor = match surroundings.door.knock(origin, surroundings.clock.now()) {
        Knock::ComeIn => return Ok(()),
        Knock::Refused(why) => return no(why),
        Knock::Wait(_) if !upgrade.rest.is_empty() => return Err(Some(No::TooEarly)),
        Knock::Wait(visitor) => visitor,
    };
    if let Some(more) = surroundings.may_log(LineKind::Waits) {
        log::info!("{address}: the web page {origin} waits to be allowed{more}");
    }
    surroundings.reports.tell(ServerEvent::Asks {
        address,
        origin: visitor.origin(),
    });
    match held::hold(stream, visitor, stopping).await {
        Outcome::ComeIn => {
            log::info!("{address}: the web page {origin} was let in");
            Ok(())
        }
        Outcome::TurnedAway => no(Refusal::TurnedAway),
        Outcome::Unanswered => no(Refusal::Unanswered),
        Outcome::Gone => {
            if let Some(more) = surroundings.may_log(LineKind::Left) {
                log::info!("{address}: the web page {origin} did not wait for an answer{more}");
            }
            Err(None)
        }
        Outcome::TooEarly => {
            if let Some(more) = surroundings.may_log(LineKind::WentOn) {
                log::info!("{address}: the web page {origin} went on before it was let in{more}");
            }
            Err(Some(No::TooEarly))
        }
        Outcome::Stopping => Err(Some(No::Stopping)),
    }
}

fn refused(surroundings: &Surroundings, address: SocketAddr, origin: &str, why: Refusal) {
    // Anybody may send anything as its origin.
    let origin = access::canonical_origin(origin).unwrap_or_else(|| Shown(origin).to_string());
    if let Some(more) = surroundings.may_log(LineKind::Refused(why)) {
        log::warn!("{address}: the web page {origin} was turned away: {why:?}{more}");
    }
    surroundings.reports.tell(ServerEvent::Refused { address, origin, why });
}

async fn run(
    socket: WebSocketStream<Metered>,
    inbox: SocketInbox,
    address: SocketAddr,
    origin: Option<String>,
    session: SessionId,
    surroundings: &Surroundings,
    stopping: CancellationToken,
) {
    let mut driver = Driver::new(socket, inbox, address, origin, session, surroundings.clone(), stopping);
    // A panic must not skip the stop (S5); what the program is told then is a closed socket.
    if AssertUnwindSafe(driver.run()).catch_unwind().await.is_err() {
        log::error!("{address}: the connection's task panicked; stopping its toys");
        driver.abandon();
    }
}

/// For the watchdog, to look whether something lies unread.
fn second_handle(stream: &TcpStream) -> std::io::Result<std::net::TcpStream> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        stream.as_fd().try_clone_to_owned().map(std::net::TcpStream::from)
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsSocket;
        stream.as_socket().try_clone_to_owned().map(std::net::TcpStream::from)
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
