//! Web pages that wait for the person: over real sockets, with the clock of the waits in the test's hand (S7).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod parts;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Handle,
    sync::mpsc,
    task::JoinHandle,
    time::{self, Instant, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode, header},
    },
};
use vigil_clock::Clock;
use vigil_core::{limits, policy::PingPolicy};
use vigil_devices::Devices;
use vigil_server::{Refusal, Server, ServerConfig, ServerEvent, ServerSetup, Watchdog, timeouts};

use parts::{Calm, PATIENCE, config};

const PLAYER: &str = "https://player.example";
const OTHER: &str = "https://other.example";

struct Rig {
    server: Server,
    events: mpsc::Receiver<ServerEvent>,
}

/// A page's attempt to connect; the error is the status it was refused with.
type Attempt = JoinHandle<Result<WebSocketStream<TcpStream>, StatusCode>>;

impl Rig {
    /// One that can ask somebody.
    fn start() -> Self {
        let (sender, events) = mpsc::channel(256);
        let devices = Devices::new(Clock::system(), Handle::current());
        let address = "127.0.0.1:0".parse().unwrap();
        let sessions = Handle::current();
        let watchdog = Watchdog::start(Clock::system(), devices.clone(), &sessions, Arc::new(Calm)).unwrap();
        let setup = ServerSetup {
            devices,
            clock: Clock::system(),
            watchdog: Arc::new(watchdog),
            runtime: sessions,
            events: sender,
        };
        let server = Server::start(address, allowing(&[]), setup).unwrap();
        Self { server, events }
    }

    fn address(&self) -> SocketAddr {
        self.server.address()
    }

    async fn event(&mut self) -> ServerEvent {
        within(self.events.recv()).await.unwrap()
    }

    /// Connects and waits until it is held.
    async fn held(&mut self, origin: &str) -> Attempt {
        let attempt = connect(self.address(), Some(origin));
        match self.event().await {
            ServerEvent::Asks { origin: asks, .. } => assert_eq!(asks, origin.to_ascii_lowercase()),
            other => panic!("{origin} was to be held: {other:?}"),
        }
        attempt
    }

    /// Waits for word of a refusal.
    async fn refused(&mut self) -> (String, Refusal) {
        match self.event().await {
            ServerEvent::Refused { origin, why, .. } => (origin, why),
            other => panic!("a refusal was due: {other:?}"),
        }
    }

    /// Waits until so many pages ask.
    async fn until_asking(&self, pages: usize) {
        let mut changes = self.server.asking_changes();
        while self.server.asking_pages().len() != pages {
            within(changes.changed()).await.unwrap();
        }
    }
}

fn allowing(allowed: &[&str]) -> ServerConfig {
    ServerConfig {
        allowed_origins: allowed.iter().map(ToString::to_string).collect(),
        asks_about_pages: true,
        ..config()
    }
}

fn connect(address: SocketAddr, origin: Option<&str>) -> Attempt {
    let mut request = format!("ws://{address}").into_client_request().unwrap();
    if let Some(origin) = origin {
        let origin = HeaderValue::from_str(origin).unwrap();
        request.headers_mut().insert(header::ORIGIN, origin);
    }
    tokio::spawn(async move {
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("neither let in nor refused: {error}"),
        }
    })
}

/// It came in, and is served.
async fn served(attempt: Attempt) -> WebSocketStream<TcpStream> {
    let mut socket = within(attempt).await.unwrap().expect("it was let in");
    let hello =
        r#"[{"RequestServerInfo":{"Id":1,"ClientName":"Page","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]"#;
    socket.send(Message::text(hello)).await.unwrap();
    let answer = within(socket.next()).await.unwrap().unwrap();
    assert!(answer.to_text().unwrap().contains("ServerInfo"), "{answer}");
    socket
}

async fn refused(attempt: Attempt) -> StatusCode {
    within(attempt).await.unwrap().expect_err("it was to be refused")
}

async fn within<T>(event: impl Future<Output = T>) -> T {
    timeout(PATIENCE, event).await.expect("it never came")
}

/// As if so much time had gone by; what is under way goes on in real time.
async fn later(time: Duration) {
    time::pause();
    time::advance(time).await;
    time::resume();
}

#[tokio::test]
async fn s7_a_page_is_held_until_it_is_allowed_once() {
    let mut rig = Rig::start();
    let attempt = rig.held("https://Player.example").await;
    assert_eq!(rig.server.asking_pages()[0].origin, PLAYER);
    // The wait is not part of the handshake.
    later(limits::HANDSHAKE_LIMIT * 3).await;
    assert!(!attempt.is_finished());
    assert!(rig.server.programs().is_empty(), "what waits is no program");

    assert_eq!(rig.server.admit(PLAYER), 1);
    assert!(rig.server.asking_pages().is_empty());
    let _served = served(attempt).await;
    match rig.event().await {
        ServerEvent::Connected { origin, .. } => assert_eq!(origin.as_deref(), Some(PLAYER)),
        other => panic!("{other:?}"),
    }

    // Once is once.
    let again = rig.held(PLAYER).await;
    again.abort();
    rig.server.stop().await;
}

#[tokio::test]
async fn s5_the_handshake_limit_holds_from_when_it_was_let_in() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    later(limits::HANDSHAKE_LIMIT * 3).await;
    let let_in = Instant::now();
    rig.server.admit(PLAYER);
    let mut silent = within(attempt).await.unwrap().expect("it was let in");
    while let Some(Ok(_)) = within(silent.next()).await {}
    assert!(let_in.elapsed() >= limits::HANDSHAKE_LIMIT, "{:?}", let_in.elapsed());
    match rig.event().await {
        ServerEvent::Ended(end) => assert_eq!(end.cause, vigil_core::session::EndCause::HandshakeTimeout),
        other => panic!("{other:?}"),
    }
    rig.server.stop().await;
}

#[tokio::test]
async fn a_page_that_is_allowed_always_comes_in_now_and_later() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    let other = rig.held(OTHER).await;
    rig.server.configure(allowing(&["https://PLAYER.example/"]));
    let _first = served(attempt).await;
    let _second = served(connect(rig.address(), Some(PLAYER))).await;
    assert!(!other.is_finished());
    rig.server.stop().await;
}

/// A minute is long; the person may have changed the settings meanwhile.
#[tokio::test]
async fn what_holds_when_it_comes_in_holds_for_it() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    let mut changed = allowing(&[]);
    changed.policy = Arc::new(PingPolicy {
        limit_ms: 30_000,
        ..PingPolicy::clone(&changed.policy)
    });
    rig.server.configure(changed);
    rig.server.admit(PLAYER);
    let _served = served(attempt).await;
    match rig.event().await {
        ServerEvent::Connected { watch, .. } => assert_eq!(watch.max_ping_time_ms(), 30_000),
        other => panic!("{other:?}"),
    }
    rig.server.stop().await;
}

#[tokio::test]
async fn s7_a_page_that_is_turned_away_does_not_ask_again() {
    let mut rig = Rig::start();
    let attempts = [rig.held(PLAYER).await, rig.held(PLAYER).await];
    rig.server.turn_away(PLAYER);
    for attempt in attempts {
        assert_eq!(refused(attempt).await, StatusCode::FORBIDDEN);
        assert_eq!(rig.refused().await, (PLAYER.to_owned(), Refusal::TurnedAway));
    }
    assert_eq!(
        refused(connect(rig.address(), Some(PLAYER))).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(rig.refused().await.1, Refusal::TurnedAway);
    rig.server.stop().await;
}

#[tokio::test]
async fn s7_nobody_answers_and_the_page_is_turned_away() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    // A little less, then a little more.
    later(timeouts::PENDING_PAGE.mul_f64(0.9)).await;
    drop(served(connect(rig.address(), None)).await);
    assert!(!attempt.is_finished());
    later(timeouts::PENDING_PAGE.mul_f64(0.2)).await;
    assert_eq!(refused(attempt).await, StatusCode::FORBIDDEN);
    while !matches!(
        rig.event().await,
        ServerEvent::Refused {
            why: Refusal::Unanswered,
            ..
        }
    ) {}
    assert!(rig.server.asking_pages().is_empty());
    // It may be allowed all the same, and comes in when it tries again.
    assert_eq!(rig.server.admit(PLAYER), 0);
    let _served = served(connect(rig.address(), Some(PLAYER))).await;
    rig.server.stop().await;
}

#[tokio::test]
async fn a_page_that_goes_asks_no_more() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    let other = rig.held(OTHER).await;
    attempt.abort();
    rig.until_asking(1).await;
    assert_eq!(rig.server.asking_pages()[0].origin, OTHER);
    other.abort();
    rig.until_asking(0).await;
    rig.server.stop().await;
}

#[tokio::test]
async fn s7_too_many_are_refused_at_once_and_hold_up_no_program() {
    let mut rig = Rig::start();
    let mut attempts = Vec::new();
    for n in 0..limits::MAX_PENDING_PER_SITE {
        attempts.push(rig.held(&format!("https://{n}.player.example")).await);
    }
    assert_eq!(
        refused(connect(rig.address(), Some(PLAYER))).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(rig.refused().await, (PLAYER.to_owned(), Refusal::TooMany));
    for n in attempts.len()..limits::MAX_PENDING_PAGES {
        attempts.push(rig.held(&format!("https://{n}.example")).await);
    }
    assert_eq!(
        refused(connect(rig.address(), Some(OTHER))).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(rig.refused().await, (OTHER.to_owned(), Refusal::TooMany));

    let _program = served(connect(rig.address(), None)).await;
    rig.server.configure(allowing(&[OTHER]));
    let _allowed = served(connect(rig.address(), Some(OTHER))).await;
    rig.server.stop().await;
}

#[tokio::test]
async fn a_page_that_tries_again_and_again_has_its_newest_connections_wait() {
    let mut rig = Rig::start();
    let first = rig.held(PLAYER).await;
    let mut newer = Vec::new();
    for _ in 0..limits::MAX_PENDING_PER_PAGE {
        newer.push(rig.held(PLAYER).await);
    }
    assert_eq!(refused(first).await, StatusCode::FORBIDDEN);
    rig.until_asking(1).await;
    assert_eq!(rig.server.admit(PLAYER), newer.len());
    for attempt in newer {
        served(attempt).await;
    }
    rig.server.stop().await;
}

#[tokio::test]
async fn the_server_stops_while_pages_wait() {
    let mut rig = Rig::start();
    let attempt = rig.held(PLAYER).await;
    timeout(timeouts::STOP, rig.server.stop())
        .await
        .expect("held pages hold up no stop");
    assert_eq!(refused(attempt).await, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn s7_what_cannot_be_allowed_is_not_held() {
    let mut rig = Rig::start();
    let nonsense = "nonsense";
    assert_eq!(
        refused(connect(rig.address(), Some(nonsense))).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(rig.refused().await, (nonsense.to_owned(), Refusal::Nameless));
    let by_a_foreign_name = upgrade("evil.example", PLAYER);
    assert!(
        answer(rig.address(), &[&by_a_foreign_name])
            .await
            .starts_with("HTTP/1.1 403 ")
    );
    assert_eq!(rig.refused().await, (PLAYER.to_owned(), Refusal::ForeignHost));
    rig.server.stop().await;
}

/// Files, frames and apps that nobody can tell apart.
#[tokio::test]
async fn s7_what_names_nobody_is_let_in_one_by_one() {
    let mut rig = Rig::start();
    let mut sockets = Vec::new();
    for origin in ["null", "file://", "app://."] {
        let first = rig.held(origin).await;
        let second = rig.held(origin).await;
        assert_eq!(rig.server.admit(origin), 1);
        sockets.push(served(first).await);
        match rig.event().await {
            ServerEvent::Connected { origin: from, .. } => assert_eq!(from.as_deref(), Some(origin)),
            other => panic!("{other:?}"),
        }
        rig.until_asking(1).await;
        rig.server.turn_away(origin);
        assert_eq!(refused(second).await, StatusCode::FORBIDDEN);
        assert_eq!(rig.refused().await, (origin.to_owned(), Refusal::TurnedAway));
    }
    rig.server.stop().await;
}

/// No browser does so before it is answered; and what it said would have to be kept.
#[tokio::test]
async fn a_page_that_goes_on_before_it_is_let_in_is_refused() {
    let rig = Rig::start();
    let upgrade = upgrade("localhost", PLAYER);
    for parts in [vec![format!("{upgrade}early")], vec![upgrade, "early".to_owned()]] {
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        let answer = answer(rig.address(), &parts).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    rig.until_asking(0).await;
    rig.server.stop().await;
}

fn upgrade(host: &str, origin: &str) -> String {
    format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
}

/// Everything that comes back until the connection ends; what was not read may take it along.
async fn answer(address: SocketAddr, parts: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for part in parts {
        stream.write_all(part.as_bytes()).await.unwrap();
    }
    let mut answer = String::new();
    let _ = within(stream.read_to_string(&mut answer)).await;
    answer
}
