//! One program's connection: it writes what was made before, and counts.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use memchr::memmem;
use serde_json::{Value, json};
use tokio::time::Instant;
use vigil_tests::{
    message::message,
    raw_socket::{RawSocket, text_frame},
};

use crate::toy::pause;

/// From the start of the process on.
const READY_WITHIN: Duration = Duration::from_secs(30);
const TRY_EVERY: Duration = Duration::from_micros(500);
/// A reply that takes longer is not coming.
const REPLY_WITHIN: Duration = Duration::from_secs(10);

/// What every reply to a Ping or an OutputCmd has once. An Error does not have it, and so is waited for in vain.
const OK: &[u8] = br#""Ok""#;

#[derive(Debug)]
pub(crate) struct Link {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// The last bytes of the read before, in which a reply may have begun.
    tail: Vec<u8>,
    counter: memmem::Finder<'static>,
}

impl Link {
    /// Connects as soon as somebody listens, and completes the handshake.
    pub(crate) fn reach(address: SocketAddr, started: Instant) -> Self {
        while TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < READY_WITHIN, "nobody listens at {address}");
            pause(TRY_EVERY);
        }
        Self::join(address)
    }

    pub(crate) fn join(address: SocketAddr) -> Self {
        // What was read already is a heartbeat at most; any message counts as a sign of life in its stead.
        let (stream, _heartbeat) = RawSocket::join(address, "Load").into_parts();
        stream.set_read_timeout(Some(REPLY_WITHIN)).unwrap();
        Self {
            stream,
            buffer: vec![0; 64 * 1024],
            tail: Vec::new(),
            counter: memmem::Finder::new(OK),
        }
    }

    /// The index of the first toy, once it is there.
    pub(crate) fn toy(&mut self) -> u32 {
        self.write(&frame("StartScanning", json!({})));
        let give_up = Instant::now() + READY_WITHIN;
        let mut text = Vec::new();
        while Instant::now() < give_up {
            self.write(&frame("RequestDeviceList", json!({})));
            let read = self.stream.read(&mut self.buffer).expect("no answer");
            text.extend_from_slice(&self.buffer[..read]);
            let lists = String::from_utf8_lossy(&text);
            // Past the frame's header; good enough for the one number that is looked for.
            if let Some(at) = lists.rfind(r#""DeviceIndex":"#) {
                let digits = lists[at + 14..].chars().take_while(char::is_ascii_digit);
                let index = digits.collect::<String>().parse().unwrap();
                self.drain();
                return index;
            }
            pause(Duration::from_millis(50));
        }
        panic!("the toy does not appear: {}", String::from_utf8_lossy(&text));
    }

    pub(crate) fn write(&mut self, frames: &[u8]) {
        self.stream.write_all(frames).expect("the server closed the connection");
    }

    /// Reads once; how many replies were in it.
    pub(crate) fn replies(&mut self) -> usize {
        let kept = self.tail.len();
        self.buffer[..kept].copy_from_slice(&self.tail);
        let read = match self.stream.read(&mut self.buffer[kept..]) {
            Ok(0) => panic!("the server closed the connection"),
            Ok(read) => read,
            Err(error) => panic!("no reply within {REPLY_WITHIN:?}: {error}"),
        };
        let bytes = &self.buffer[..kept + read];
        let count = self.counter.find_iter(bytes).count();
        self.tail = bytes[bytes.len().saturating_sub(OK.len() - 1)..].to_vec();
        count
    }

    /// Until so many replies have come.
    pub(crate) fn await_replies(&mut self, mut count: usize) {
        while count > 0 {
            count -= self.replies().min(count);
        }
    }

    /// What still comes of what was asked before.
    fn drain(&mut self) {
        self.stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        loop {
            match self.stream.read(&mut self.buffer) {
                Ok(0) => panic!("the server closed the connection"),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                Err(error) => panic!("the connection broke: {error}"),
            }
        }
        self.stream.set_read_timeout(Some(REPLY_WITHIN)).unwrap();
    }
}

/// A message as a client's frame. The Id is of no account: replies are counted.
pub(crate) fn frame(kind: &str, body: Value) -> Vec<u8> {
    text_frame(&json!([message(kind, 7, body)]).to_string())
}
