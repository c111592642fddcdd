//! A program that says exactly what a test wants. Its WebSocket lives in the background, as in real programs: heartbeats
//! are answered and what arrives is stamped at once, whatever the test does meanwhile.

use std::{fmt, io, net::SocketAddr, time::Duration};

use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, error::Elapsed, timeout, timeout_at},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        self, Message as Frame,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode, header},
        protocol::CloseFrame,
    },
};

pub use crate::message::{
    ERROR_DEVICE, ERROR_INIT, ERROR_MESSAGE, ERROR_PING, ERROR_UNKNOWN, Message, message, messages, output,
};
use crate::{vigil::Vigil, waits};

/// More than any test causes.
const INBOX: usize = 10_000;
/// For the message of a failed test.
const MESSAGES_SHOWN: usize = 5;

type Socket = WebSocketStream<TcpStream>;

#[derive(Debug)]
pub struct RawClient {
    sink: SplitSink<Socket, Frame>,
    inbox: mpsc::Receiver<Arrived>,
    reader: JoinHandle<()>,
    last_id: u32,
}

/// All that came until the connection ended.
pub struct Farewell {
    pub messages: Vec<(Instant, Message)>,
    /// Vigil's Close frame.
    pub close: Option<Option<CloseFrame>>,
    pub at: Instant,
}

#[derive(Debug)]
enum Arrived {
    Message(Instant, Message),
    Close(Option<CloseFrame>),
    /// The end of the connection.
    End(Instant),
}

impl RawClient {
    /// A program, not a web page.
    pub async fn connect(vigil: &Vigil) -> Self {
        Self::connect_by(vigil, |_| Ok(())).await
    }

    /// The same, with something done to the TCP connection first.
    pub async fn connect_by(vigil: &Vigil, prepare: impl FnOnce(&TcpStream) -> io::Result<()>) -> Self {
        let stream = TcpStream::connect(vigil.address()).await.unwrap();
        prepare(&stream).unwrap();
        Self::upgrade(stream, vigil.url().into_client_request().unwrap())
            .await
            .expect("Vigil lets programs in")
    }

    /// A program, where only the address is at hand.
    pub async fn connect_to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self::upgrade_program(stream, address).await
    }

    /// A web page. An error is the HTTP status it was refused with.
    pub async fn connect_from(vigil: &Vigil, origin: &str) -> Result<Self, StatusCode> {
        let stream = TcpStream::connect(vigil.address()).await.unwrap();
        let mut request = vigil.url().into_client_request().unwrap();
        request
            .headers_mut()
            .insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        Self::upgrade(stream, request).await
    }

    /// A program that has completed its handshake.
    pub async fn join(vigil: &Vigil, name: &str) -> Self {
        Self::join_at(vigil.address(), name).await
    }

    /// The same, where only the address is at hand.
    pub async fn join_at(address: SocketAddr, name: &str) -> Self {
        Self::join_at_by(address, name, |_| Ok(())).await
    }

    /// The same, with something done to the TCP connection first.
    pub async fn join_at_by(
        address: SocketAddr,
        name: &str,
        prepare: impl FnOnce(&TcpStream) -> io::Result<()>,
    ) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        prepare(&stream).unwrap();
        let mut client = Self::upgrade_program(stream, address).await;
        client.handshake(name).await;
        client
    }

    async fn upgrade_program(stream: TcpStream, address: SocketAddr) -> Self {
        let request = format!("ws://{address}").into_client_request().unwrap();
        Self::upgrade(stream, request).await.expect("Vigil lets programs in")
    }

    async fn upgrade(stream: TcpStream, request: tungstenite::handshake::client::Request) -> Result<Self, StatusCode> {
        stream.set_nodelay(true).unwrap();
        match timeout(waits::ANSWER, client_async(request, stream))
            .await
            .expect("no answer to the upgrade")
        {
            Ok((socket, _)) => Ok(Self::new(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("no WebSocket came about: {error}"),
        }
    }

    fn new(socket: Socket) -> Self {
        let (sink, stream) = socket.split();
        let (arrivals, inbox) = mpsc::channel(INBOX);
        Self {
            sink,
            inbox,
            reader: tokio::spawn(read(stream, arrivals)),
            last_id: 0,
        }
    }

    /// As version 4; gives back the `ServerInfo`.
    pub async fn handshake(&mut self, name: &str) -> Value {
        let version = json!({ "ClientName": name, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
        let answer = self.request("RequestServerInfo", version).await;
        assert_eq!(answer.kind, "ServerInfo", "{answer:?}");
        answer.body
    }

    /// As any version.
    pub async fn handshake_as(&mut self, version: u32, name: &str) {
        let hello = match version {
            0 => json!({ "ClientName": name }),
            4 => json!({ "ClientName": name, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 }),
            older => json!({ "ClientName": name, "MessageVersion": older }),
        };
        let answer = self.request("RequestServerInfo", hello).await;
        assert_eq!(answer.kind, "ServerInfo", "{answer:?}");
    }

    /// Sends a message with the next Id, and does not wait. Gives back the Id.
    pub async fn send(&mut self, kind: &str, body: Value) -> u32 {
        self.last_id += 1;
        self.send_text(&json!([message(kind, self.last_id, body)]).to_string())
            .await;
        self.last_id
    }

    /// Sends a text frame as it stands.
    pub async fn send_text(&mut self, text: &str) {
        self.send_frame(Frame::text(text)).await;
    }

    pub async fn send_frame(&mut self, frame: Frame) {
        self.try_send_frame(frame).await.expect("the connection is gone");
    }

    /// An error means that the connection has ended.
    pub async fn try_send_frame(&mut self, frame: Frame) -> Result<(), tungstenite::Error> {
        self.sink.send(frame).await
    }

    /// Sends a message and waits for its answer. What comes meanwhile and answers something else is dropped.
    pub async fn request(&mut self, kind: &str, body: Value) -> Message {
        let id = self.send(kind, body).await;
        self.answer(id).await
    }

    /// The answer to an Id. What comes before it is dropped.
    pub async fn answer(&mut self, id: u32) -> Message {
        loop {
            let message = self.next().await;
            if message.id() == id {
                return message;
            }
        }
    }

    /// The next message, which has to come.
    pub async fn next(&mut self) -> Message {
        match timeout(waits::ANSWER, self.inbox.recv())
            .await
            .expect("no message came")
        {
            Some(Arrived::Message(_, message)) => message,
            other => panic!("a message was due, not the end: {other:?}"),
        }
    }

    /// The next message; `None` if the connection has ended, or is about to.
    pub async fn next_if_any(&mut self) -> Option<Message> {
        match timeout(waits::ANSWER, self.inbox.recv())
            .await
            .expect("neither a message came nor the end")
        {
            Some(Arrived::Message(_, message)) => Some(message),
            Some(Arrived::Close(_) | Arrived::End(_)) | None => None,
        }
    }

    /// Sends a message that has to be answered with Ok.
    pub async fn ok(&mut self, kind: &str, body: Value) {
        let answer = self.request(kind, body).await;
        assert_eq!(answer.kind, "Ok", "{answer:?}");
    }

    /// Sends a message that has to be refused; gives back the code.
    pub async fn refused(&mut self, kind: &str, body: Value) -> u64 {
        let answer = self.request(kind, body).await;
        answer.error_code().unwrap_or_else(|| panic!("not refused: {answer:?}"))
    }

    /// Pings and waits for the Ok. Gives back a moment before the ping was sent.
    pub async fn ping(&mut self) -> Instant {
        let before = Instant::now();
        self.ok("Ping", json!({})).await;
        before
    }

    pub async fn vibrate(&mut self, device: u32, feature: u32, value: i32) {
        self.ok("OutputCmd", output(device, feature, "Vibrate", value)).await;
    }

    /// Stays connected for so long and says nothing, or pings every so often. The connection has to last.
    pub async fn stay(&mut self, time: Duration, ping_every: Option<Duration>) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if ping_every.is_some() {
                self.ping().await;
            }
            let pause = ping_every.map_or(end, |every| end.min(Instant::now() + every));
            while let Ok(arrived) = timeout_at(pause, self.inbox.recv()).await {
                let message = matches!(&arrived, Some(Arrived::Message(_, message)) if message.error_code().is_none());
                assert!(message, "the connection was to last, but there came {arrived:?}");
            }
        }
    }

    /// All that comes until the end of the connection, which has to be within this time.
    pub async fn until_end(&mut self, time: Duration) -> Farewell {
        let mut messages = Vec::new();
        let mut close = None;
        let give_up = Instant::now() + time;
        loop {
            match timeout_at(give_up, self.inbox.recv()).await {
                Ok(Some(Arrived::Message(at, message))) => messages.push((at, message)),
                Ok(Some(Arrived::Close(frame))) => close = Some(frame),
                Ok(Some(Arrived::End(at))) => return Farewell { messages, close, at },
                Ok(None) => panic!("the connection had ended before; then came nothing"),
                Err(Elapsed { .. }) => panic!("the connection still lasts after {time:?}; there came {messages:?}"),
            }
        }
    }

    /// Drops the TCP connection, whatever is under way, and without a goodbye.
    pub async fn vanish(mut self) {
        self.reader.abort();
        let _ = (&mut self.reader).await;
    }
}

impl Drop for RawClient {
    fn drop(&mut self) {
        // It holds one half of the socket.
        self.reader.abort();
    }
}

impl Farewell {
    /// The last message, which has to be Vigil's own Error with this code; then a Close frame has to have come.
    pub fn error(&self, code: u64) -> (Instant, &Message) {
        let Some((at, message)) = self.messages.last() else {
            panic!("no Error came: {self:?}");
        };
        assert_eq!((message.id(), message.error_code()), (0, Some(code)), "{self:?}");
        assert!(
            self.close.is_some(),
            "the connection ended without a Close frame: {self:?}"
        );
        (*at, message)
    }
}

/// In the message of a failed test, the last few say what matters.
impl fmt::Debug for Farewell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.messages.len().saturating_sub(MESSAGES_SHOWN);
        let shown: Vec<_> = self.messages[left_out..].iter().map(|(_, message)| message).collect();
        write!(f, "{left_out} messages, then {shown:?}, Close frame: {:?}", self.close)
    }
}

async fn read(mut stream: SplitStream<Socket>, arrivals: mpsc::Sender<Arrived>) {
    while let Some(Ok(frame)) = stream.next().await {
        let at = Instant::now();
        let arrived = match frame {
            Frame::Text(text) => messages(&text)
                .into_iter()
                .map(|message| Arrived::Message(at, message))
                .collect(),
            Frame::Close(frame) => vec![Arrived::Close(frame)],
            _ => Vec::new(),
        };
        for arrived in arrived {
            if arrivals.send(arrived).await.is_err() {
                return;
            }
        }
    }
    let _ = arrivals.send(Arrived::End(Instant::now())).await;
}
