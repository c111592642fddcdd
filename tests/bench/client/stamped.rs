//! A stream that notes when a text frame is written to it.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Instant,
};

/// The first byte of a text frame. Those of the WebSocket's own pings and of its handshake are others.
const TEXT_FRAME: u8 = 0x81;

/// The handshake and the request for the list of devices.
const BEFORE_THE_PINGS: usize = 2;

#[derive(Debug, Clone, Default)]
pub(crate) struct Stamps(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    texts: Vec<Instant>,
    is_closed: bool,
}

impl Stamps {
    /// What is written from now on is no ping, but the goodbye.
    pub(crate) fn close(&self) {
        self.0.lock().unwrap().is_closed = true;
    }

    /// Between the pings.
    pub(crate) fn gaps(&self) -> Vec<Duration> {
        let noted = self.0.lock().unwrap();
        let pings = noted.texts.get(BEFORE_THE_PINGS..).unwrap_or_default();
        pings.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect()
    }

    fn note(&self) {
        let mut noted = self.0.lock().unwrap();
        if !noted.is_closed {
            noted.texts.push(Instant::now());
        }
    }
}

#[derive(Debug)]
pub(crate) struct Stamped {
    stream: TcpStream,
    stamps: Stamps,
}

impl Stamped {
    pub(crate) fn new(stream: TcpStream, stamps: Stamps) -> Self {
        Self { stream, stamps }
    }
}

impl AsyncRead for Stamped {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Stamped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if written.is_ready() && bytes.first() == Some(&TEXT_FRAME) {
            self.stamps.note();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
