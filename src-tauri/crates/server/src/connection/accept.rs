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
    ConnectionContext, LineKind, farewell,
    http::{self, HttpError, HttpRefusal, HttpRequest, Upgrade},
    metered::Metered,
    pending_page::{self, Outcome},
    session_task::{SessionStart, SessionTask},
};
use crate::{
    access::{self, PageAdmission},
    event::{Refusal, ServerEvent},
    watchdog::SocketInbox,
};

/// Serves one TCP connection from its first byte to its last.
pub(crate) async fn serve(
    mut stream: TcpStream,
    address: SocketAddr,
    session: SessionId,
    context: watch::Receiver<ConnectionContext>,
    stopping: CancellationToken,
) {
    // Answers are small and a program waits for each; the kernel must not delay them.
    if let Err(error) = stream.set_nodelay(true) {
        log::debug!("{address}: no TCP_NODELAY: {error}");
    }
    let at_first = context.borrow().clone();
    let Some(upgrade) = request(&mut stream, address, &at_first).await else {
        return;
    };
    if let Err(refusal) = admit(&stream, &upgrade, address, &at_first, &stopping).await {
        if let Some(refusal) = refusal {
            refuse(&mut stream, refusal).await;
        }
        return;
    }
    let inbox = match second_handle(&stream) {
        Ok(handle) => SocketInbox::new(handle),
        Err(error) => {
            log::error!(
                "{address}: refused, because it cannot be watched without a second handle to its socket: {error}"
            );
            refuse(&mut stream, HttpRefusal::OutOfFiles).await;
            return;
        }
    };
    // Its handshake begins here, however long the page waited, under the settings of now.
    let context = context.borrow().clone();
    match timeout(limits::HANDSHAKE_LIMIT, upgrade.accept(&mut stream)).await {
        Ok(Ok(())) => {
            let config = Some(websocket_config());
            let socket =
                WebSocketStream::from_partially_read(Metered::new(stream), upgrade.rest, Role::Server, config).await;
            // An admitted origin has a canonical form.
            let origin = upgrade
                .origin
                .map(|origin| access::origin_in_one_form(&origin).unwrap_or(origin));
            let start = SessionStart {
                socket,
                inbox,
                address,
                origin,
                session,
                context,
                stopping,
            };
            run(SessionTask::new(start), address).await;
        }
        Ok(Err(error)) => log::info!("{address}: left before the WebSocket was open: {error}"),
        Err(_) => log::info!("{address}: did not take the answer to its handshake in time"),
    }
}

/// The request for a WebSocket. `None`: it asked for something else, and was answered.
async fn request(stream: &mut TcpStream, address: SocketAddr, context: &ConnectionContext) -> Option<Upgrade> {
    match timeout(
        limits::HANDSHAKE_LIMIT,
        http::read_request(stream, &context.config.allowed_hosts),
    )
    .await
    {
        Ok(Ok(HttpRequest::Upgrade(upgrade))) => return Some(upgrade),
        Ok(Ok(HttpRequest::ForeignHost { origin, host })) => {
            report_refused(context, address, &origin, Some(&host), Refusal::ForeignHost);
            refuse(stream, HttpRefusal::ForeignHost).await;
        }
        Ok(Ok(HttpRequest::Answered)) => {
            log::debug!("{address}: a browser asked, not for a WebSocket");
            farewell::answered(stream).await;
        }
        Ok(Err(error)) => {
            if !matches!(error, HttpError::Io(_)) {
                farewell::answered(stream).await;
            }
            if let Some(more) = context.may_log(LineKind::NoWebSocket) {
                log::info!("{address}: not a WebSocket handshake: {error}{more}");
            }
        }
        Err(_) => {
            if let Some(more) = context.may_log(LineKind::NoRequest) {
                let limit = limits::HANDSHAKE_LIMIT;
                log::info!("{address}: no WebSocket handshake within {limit:?}{more}");
            }
        }
    }
    None
}

async fn refuse(stream: &mut TcpStream, refusal: HttpRefusal) {
    if let Ok(Ok(())) = timeout(limits::HANDSHAKE_LIMIT, http::refuse(stream, refusal)).await {
        farewell::answered(stream).await;
    }
}

/// Admits programs, and web pages that are allowed (asking the person if needed). `Err(Some(_))` is the refusal to send;
/// `Err(None)`: the peer has left.
async fn admit(
    stream: &TcpStream,
    upgrade: &Upgrade,
    address: SocketAddr,
    context: &ConnectionContext,
    stopping: &CancellationToken,
) -> Result<(), Option<HttpRefusal>> {
    let Some(origin) = &upgrade.origin else {
        return Ok(());
    };
    let not_allowed = |why| {
        report_refused(context, address, origin, None, why);
        Err(Some(HttpRefusal::NotAllowed))
    };
    let page = match context.access.gate.check(origin, context.clock.now()) {
        PageAdmission::Admitted => return Ok(()),
        PageAdmission::Refused(why) => return not_allowed(why),
        PageAdmission::Pending(_) if !upgrade.rest.is_empty() => return Err(Some(HttpRefusal::TooEarly)),
        PageAdmission::Pending(page) => page,
    };
    if let Some(more) = context.may_log(LineKind::Waits) {
        log::info!("{address}: the web page {origin} waits for the person to allow it{more}");
    }
    context.reports.tell(ServerEvent::Asks {
        address,
        origin: page.origin(),
    });
    match pending_page::decision(stream, page, stopping).await {
        Outcome::Allowed => {
            log::info!("{address}: the web page {origin} was allowed");
            Ok(())
        }
        Outcome::TurnedAway => not_allowed(Refusal::TurnedAway),
        Outcome::Unanswered => not_allowed(Refusal::Unanswered),
        Outcome::Superseded => {
            log::debug!("{address}: the web page {origin} tries again while it waits");
            Err(Some(HttpRefusal::NotAllowed))
        }
        Outcome::Gone => {
            if let Some(more) = context.may_log(LineKind::Left) {
                log::info!("{address}: the web page {origin} left before it was answered{more}");
            }
            Err(None)
        }
        Outcome::TooEarly => {
            if let Some(more) = context.may_log(LineKind::WentOn) {
                log::info!("{address}: the web page {origin} sent more before it was answered{more}");
            }
            Err(Some(HttpRefusal::TooEarly))
        }
        Outcome::Stopping => Err(Some(HttpRefusal::Stopping)),
    }
}

fn report_refused(context: &ConnectionContext, address: SocketAddr, origin: &str, host: Option<&str>, why: Refusal) {
    // Anybody may send anything as its origin.
    let origin = access::origin_in_one_form(origin).unwrap_or_else(|| Shown(origin).to_string());
    if let Some(more) = context.may_log(LineKind::Refused(why)) {
        log::warn!("{address}: the web page {origin} was turned away: {why:?}{more}");
    }
    let host = host.and_then(access::canonical_host);
    context.reports.tell(ServerEvent::Refused {
        address,
        origin,
        host,
        why,
    });
}

async fn run(mut task: SessionTask, address: SocketAddr) {
    // A panic must not skip the stop (S5); what the program is told then is a closed socket.
    if AssertUnwindSafe(task.run()).catch_unwind().await.is_err() {
        log::error!("{address}: the connection's task panicked; stopping its toys");
        task.abandon();
    }
}

/// For the watchdog, which looks for unread bytes.
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
        // Zeroed before each read, so no larger than what a busy program has in flight. Longer frames take several
        // reads.
        .read_buffer_size(4 * 1024)
        .write_buffer_size(128 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(Some(limits::MAX_FRAME_BYTES))
        .max_frame_size(Some(limits::MAX_FRAME_BYTES))
}
