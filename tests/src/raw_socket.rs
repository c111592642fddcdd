//! A WebSocket by hand, on a blocking TCP connection: for tests that look at bytes, that need a thread of their own to
//! be on time, or that fall silent in ways no library would.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use serde_json::json;
use tokio::time::Instant;

use crate::{
    message::{Message, message, messages},
    waits,
};

/// Opcodes of frames.
pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// Set in the first byte of a message's last frame.
pub const LAST_FRAGMENT: u8 = 0x80;
const OPCODE: u8 = 0x0f;
const MASKED: u8 = 0x80;
const LENGTH_IN_2_BYTES: u8 = 126;
const LENGTH_IN_8_BYTES: u8 = 127;

/// More than any answer here is long.
const READ_AT_ONCE: usize = 64 * 1024;

#[derive(Debug)]
pub struct RawSocket {
    stream: TcpStream,
    unread: Vec<u8>,
    /// After which time heartbeats are answered.
    answers_after: Option<Duration>,
    heartbeats: usize,
}

/// A frame as a server sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFrame {
    pub kind: FrameKind,
    pub payload: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    Text,
    Close,
    Ping,
    Pong,
    /// None that Vigil sends.
    Other,
}

impl RawSocket {
    /// Opens the TCP connection and makes a WebSocket of it.
    pub fn connect(address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(waits::ANSWER)).unwrap();
        // The key is the one of the RFC; nothing here looks at what becomes of it.
        let request = format!(
            "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            // Byte by byte: what follows the head is for the frames.
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("no answer to the upgrade");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
        Self {
            stream,
            unread: Vec::new(),
            answers_after: Some(Duration::ZERO),
            heartbeats: 0,
        }
    }

    /// The same, with the handshake done.
    pub fn join(address: SocketAddr, name: &str) -> Self {
        let mut socket = Self::connect(address);
        let version = json!({ "ClientName": name, "ProtocolVersionMajor": 4, "ProtocolVersionMinor": 0 });
        socket.send(&text_frame(
            &json!([message("RequestServerInfo", 1, version)]).to_string(),
        ));
        let answer = socket.read_message(Instant::now() + waits::ANSWER);
        assert_eq!(answer.map(|message| message.kind).as_deref(), Some("ServerInfo"));
        socket
    }

    /// The TCP connection below.
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The TCP connection, and what was read and not looked at yet.
    pub fn into_parts(self) -> (TcpStream, Vec<u8>) {
        (self.stream, self.unread)
    }

    /// Writes frames as they stand.
    pub fn send(&mut self, frames: &[u8]) {
        self.stream.write_all(frames).expect("the connection is gone");
    }

    /// False where the connection is gone.
    pub fn try_send(&mut self, frames: &[u8]) -> bool {
        self.stream.write_all(frames).is_ok()
    }

    /// All that lies there, from one `read`; waits until there is something. Empty at the end of the connection.
    pub fn read_once(&mut self) -> Vec<u8> {
        if !self.unread.is_empty() {
            return std::mem::take(&mut self.unread);
        }
        let mut bytes = vec![0; READ_AT_ONCE];
        let read = self.stream.read(&mut bytes).expect("nothing came");
        bytes.truncate(read);
        bytes
    }

    /// All that comes until the connection ends, however it does.
    pub fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.unread);
        self.stream.set_read_timeout(Some(waits::ANSWER)).unwrap();
        match self.stream.read_to_end(&mut bytes) {
            Err(error) if is_timeout(&error) => panic!("the connection lasts"),
            _ => bytes,
        }
    }

    /// As if the program were so far away.
    pub fn answer_heartbeats_after(&mut self, distance: Duration) {
        self.answers_after = Some(distance);
    }

    pub fn answer_no_heartbeats(&mut self) {
        self.answers_after = None;
    }

    /// How many came so far.
    pub fn heartbeats(&self) -> usize {
        self.heartbeats
    }

    /// The next message; Vigil's heartbeats are answered meanwhile, unless told otherwise. `None` where the moment or the end came first.
    pub fn read_message(&mut self, until: Instant) -> Option<Message> {
        loop {
            let frame = self.read_frame(until)?;
            match frame.kind {
                FrameKind::Text => return messages(str::from_utf8(&frame.payload).unwrap()).into_iter().next(),
                FrameKind::Ping => {
                    self.heartbeats += 1;
                    let Some(distance) = self.answers_after else {
                        continue;
                    };
                    pause(distance);
                    let _ = self
                        .stream
                        .write_all(&client_frame(LAST_FRAGMENT | PONG, &frame.payload));
                }
                FrameKind::Close => return None,
                FrameKind::Pong | FrameKind::Other => {}
            }
        }
    }

    /// Reads on, and looks at nothing, until so many messages in frames of their own have come; or the end. Gives back
    /// how many did.
    pub fn count_messages(&mut self, enough: u64) -> u64 {
        self.stream.set_read_timeout(Some(waits::ANSWER)).unwrap();
        let mut bytes = std::mem::take(&mut self.unread);
        let mut count = 0;
        loop {
            // Many frames at a time: they come faster than one by one could be taken off.
            let (frames, rest) = frames(&bytes);
            count += frames.iter().filter(|frame| frame.kind == FrameKind::Text).count() as u64;
            bytes = rest.to_vec();
            if count >= enough {
                return count;
            }
            let mut more = vec![0; READ_AT_ONCE];
            match self.stream.read(&mut more) {
                Ok(0) | Err(_) => return count,
                Ok(read) => bytes.extend_from_slice(&more[..read]),
            }
        }
    }

    fn read_frame(&mut self, until: Instant) -> Option<RawFrame> {
        loop {
            if let Some((frame, length)) = split_off(&self.unread) {
                self.unread.drain(..length);
                return Some(frame);
            }
            let left = until.saturating_duration_since(Instant::now());
            // Zero would mean to wait for ever.
            self.stream
                .set_read_timeout(Some(left.max(Duration::from_micros(1))))
                .unwrap();
            let mut bytes = vec![0; READ_AT_ONCE];
            match self.stream.read(&mut bytes) {
                Ok(0) => return None,
                Ok(read) => self.unread.extend_from_slice(&bytes[..read]),
                Err(error) if is_timeout(&error) => return None,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the wait is what is asked for, and there is no event to wait for"
)]
fn pause(time: Duration) {
    thread::sleep(time);
}

/// A text frame as a client sends it.
pub fn text_frame(text: &str) -> Vec<u8> {
    client_frame(LAST_FRAGMENT | TEXT, text.as_bytes())
}

/// A Ping message with this Id, as a frame.
pub fn ping_frame(id: u32) -> Vec<u8> {
    text_frame(&json!([message("Ping", id, json!({}))]).to_string())
}

/// A frame with this first byte. Masked, as clients must; with a mask of zeros, so that the payload can be read in a
/// trace.
pub fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = client_header(first, payload.len() as u64);
    frame.extend_from_slice(payload);
    frame
}

/// The same without the payload, which is to have this length.
pub fn client_header(first: u8, length: u64) -> Vec<u8> {
    let mut header = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length @ ..=125), _) => header.push(MASKED | length),
        (_, Ok(length)) => {
            header.push(MASKED | LENGTH_IN_2_BYTES);
            header.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            header.push(MASKED | LENGTH_IN_8_BYTES);
            header.extend_from_slice(&length.to_be_bytes());
        }
    }
    header.extend_from_slice(&[0; 4]);
    header
}

/// The frames in these bytes, and what is left over.
pub fn frames(mut bytes: &[u8]) -> (Vec<RawFrame>, &[u8]) {
    let mut frames = Vec::new();
    while let Some((frame, length)) = split_off(bytes) {
        frames.push(frame);
        bytes = &bytes[length..];
    }
    (frames, bytes)
}

/// A read that waited for nothing, as one system and the other call it.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The first frame and its length; `None` where it is not complete.
fn split_off(bytes: &[u8]) -> Option<(RawFrame, usize)> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    let (length, header) = match second {
        LENGTH_IN_2_BYTES => (usize::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
        LENGTH_IN_8_BYTES => (usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).unwrap(), 10),
        short => (usize::from(short), 2),
    };
    let payload = bytes.get(header..header + length)?.to_vec();
    let kind = match first & OPCODE {
        TEXT => FrameKind::Text,
        CLOSE => FrameKind::Close,
        PING => FrameKind::Ping,
        PONG => FrameKind::Pong,
        _ => FrameKind::Other,
    };
    Some((RawFrame { kind, payload }, header + length))
}
