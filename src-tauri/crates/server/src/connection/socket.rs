//! The WebSocket, read and written in one place: neither waits for the other, and nothing is lost when a turn is
//! cancelled.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::{Sink, Stream};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Bytes, Error, Message, Utf8Bytes,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{farewell::Farewell, metered::Metered};
use crate::{
    timeouts,
    traffic::Frame,
    watchdog::{SocketInbox, WatchedSession},
};

/// Reading pauses while more than this waits for the program to take.
const PAUSE_READING_AT: usize = 256 * 1024;

/// No line of a program's log is added while more than this waits.
const LOG_ROOM: usize = 32 * 1024;

/// Answers are collected while more messages are ready, up to this many bytes.
const FLUSH_AT: usize = 32 * 1024;

pub(super) struct Socket {
    stream: WebSocketStream<Metered>,
    watched: Arc<WatchedSession>,
    /// Bytes handed over since the last complete flush; an estimate, without frame headers.
    unflushed: usize,
    dirty: bool,
    /// Since when the program has taken nothing of what waits for it, and how many bytes it had taken by then.
    stalled: Option<(Instant, u64)>,
    /// It has taken something that had waited for it.
    took: bool,
}

/// What came from the socket.
#[derive(Debug)]
pub(super) enum SocketEvent {
    Text(Frame),
    /// A WebSocket ping or pong: nothing for the session.
    Alive,
    /// The program's Close frame.
    Close,
    /// The connection ended without one.
    Lost,
    /// Something that no honest program sends.
    Violation(&'static str),
    /// The program does not read.
    NotReading,
}

impl Socket {
    pub(super) fn new(stream: WebSocketStream<Metered>, watched: Arc<WatchedSession>) -> Self {
        Self {
            stream,
            watched,
            unflushed: 0,
            dirty: false,
            stalled: None,
            took: false,
        }
    }

    /// Waits for the next event from the program, and writes meanwhile.
    pub(super) async fn turn(&mut self) -> SocketEvent {
        std::future::poll_fn(|context| self.poll_turn(context)).await
    }

    /// The next event if one is ready. If none is, everything queued has been offered to the system when this returns.
    pub(super) async fn ready(&mut self) -> Option<SocketEvent> {
        std::future::poll_fn(|context| {
            Poll::Ready(match self.poll_turn(context) {
                Poll::Ready(event) => Some(event),
                Poll::Pending => None,
            })
        })
        .await
    }

    /// When the program counts as not reading.
    pub(super) fn stall_deadline(&self) -> Option<Instant> {
        self.stalled.map(|(since, _)| since + timeouts::WRITE_STALL)
    }

    /// Whether, since the last call, the program has taken bytes that did not fit into the system's buffers. Only those
    /// show that it reads.
    pub(super) fn took_something(&mut self) -> bool {
        std::mem::take(&mut self.took)
    }

    /// Whether a line of the program's log may be queued: little waits for the program, and it takes what it is sent.
    pub(super) fn has_room_for_log(&self) -> bool {
        self.unflushed < LOG_ROOM && self.stalled.is_none()
    }

    /// Puts a message into the write buffer; it leaves with the next turn.
    pub(super) fn queue(&mut self, text: String) -> Result<(), SocketEvent> {
        self.unflushed += text.len();
        self.dirty = true;
        self.start_send(Message::text(text))
    }

    pub(super) fn queue_heartbeat(&mut self) -> Result<(), SocketEvent> {
        self.dirty = true;
        self.start_send(Message::Ping(Bytes::new()))
    }

    /// Queues the Close frame, which leaves in the same write as all that was queued before it; then waits for the
    /// program to close the connection. Returns the socket if the program has not done so.
    pub(super) async fn close(mut self, reason: &'static str) -> Option<Farewell> {
        let frame = CloseFrame {
            // With any other code, and with none, official clients report a failure of their own.
            code: CloseCode::Normal,
            reason: reason.into(),
        };
        // If the program's Close came first, ours is queued already.
        let _ = self.start_send(Message::Close(Some(frame)));
        let mut farewell = Farewell::new(self.stream);
        match timeout(timeouts::CLOSE, farewell.over()).await {
            Ok(()) => None,
            Err(_) => Some(farewell),
        }
    }

    fn start_send(&mut self, message: Message) -> Result<(), SocketEvent> {
        Pin::new(&mut self.stream)
            .start_send(message)
            .map_err(|error| match error {
                Error::WriteBufferFull(_) => SocketEvent::NotReading,
                _ => SocketEvent::Lost,
            })
    }

    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<SocketEvent> {
        if let Poll::Ready(event) = self.poll_read(context) {
            return Poll::Ready(event);
        }
        match self.poll_flush(context) {
            Poll::Ready(Err(lost)) => Poll::Ready(lost),
            _ => Poll::Pending,
        }
    }

    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<SocketEvent> {
        loop {
            if self.unflushed >= FLUSH_AT
                && let Poll::Ready(Err(lost)) = self.poll_flush(context)
            {
                return Poll::Ready(lost);
            }
            if self.unflushed >= PAUSE_READING_AT {
                // The flush above is pending, and wakes us.
                self.inbox(SocketInbox::pause);
                return Poll::Pending;
            }
            self.inbox(SocketInbox::begin);
            match Pin::new(&mut self.stream).poll_next(context) {
                Poll::Ready(next) => {
                    if let Some(event) = self.event_of(next) {
                        return Poll::Ready(event);
                    }
                }
                Poll::Pending => {
                    self.watched.drained();
                    return Poll::Pending;
                }
            }
        }
    }

    fn inbox(&self, tell: fn(&SocketInbox)) {
        if let Some(inbox) = self.watched.inbox() {
            tell(inbox);
        }
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SocketEvent>> {
        if !self.dirty {
            return Poll::Ready(Ok(()));
        }
        match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Ready(Ok(())) => {
                self.dirty = false;
                self.unflushed = 0;
                self.took |= self.stalled.take().is_some();
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(_)) => Poll::Ready(Err(SocketEvent::Lost)),
            Poll::Pending => {
                let taken = self.stream.get_ref().written();
                if self.stalled.is_none_or(|(_, before)| before != taken) {
                    self.took |= self.stalled.is_some();
                    self.stalled = Some((Instant::now(), taken));
                }
                Poll::Pending
            }
        }
    }

    fn event_of(&mut self, next: Option<Result<Message, Error>>) -> Option<SocketEvent> {
        self.inbox(SocketInbox::message);
        Some(match next {
            Some(Ok(Message::Text(text))) => SocketEvent::Text(Frame { text, is_binary: false }),
            Some(Ok(Message::Ping(_))) => {
                // The library has queued the Pong.
                self.dirty = true;
                SocketEvent::Alive
            }
            Some(Ok(Message::Pong(_))) => SocketEvent::Alive,
            Some(Ok(Message::Frame(_))) => return None,
            Some(Ok(Message::Close(_))) => SocketEvent::Close,
            // Several game engines send text in binary frames.
            Some(Ok(Message::Binary(bytes))) => match Utf8Bytes::try_from(bytes) {
                Ok(text) => SocketEvent::Text(Frame { text, is_binary: true }),
                Err(_) => SocketEvent::Violation("A binary frame that holds no text; the protocol is text."),
            },
            Some(Err(Error::Capacity(_))) => SocketEvent::Violation("A frame of more than 1 MiB."),
            Some(Err(Error::Utf8(_))) => SocketEvent::Violation("A text frame that is not UTF-8."),
            // A process that was killed or a cable that was pulled: the library calls the first one a protocol error.
            Some(Err(Error::Protocol(
                tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            ))) => SocketEvent::Lost,
            Some(Err(Error::Protocol(_))) => SocketEvent::Violation("A frame that breaks the WebSocket protocol."),
            Some(Err(_)) | None => SocketEvent::Lost,
        })
    }
}
