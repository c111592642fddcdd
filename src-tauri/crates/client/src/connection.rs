//! One WebSocket between a session's machine and its server.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll},
};

use futures_util::{FutureExt as _, Sink, SinkExt as _, StreamExt as _, future::poll_fn};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Sleep, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, handshake::client::Request, protocol::WebSocketConfig},
};

use crate::{error::DisconnectReason, limits, machine::Frame, shared::Shared, timeouts};

/// The WebSocket's own handshake.
pub(crate) async fn upgrade<S>(request: Request, stream: S) -> Result<WebSocketStream<S>, Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let config = WebSocketConfig::default()
        .max_message_size(Some(limits::MAX_FRAME_BYTES))
        .max_frame_size(Some(limits::MAX_FRAME_BYTES))
        .max_write_buffer_size(limits::MAX_WRITE_BUFFER_BYTES);
    let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
    Ok(socket)
}

pub(crate) struct Connection<'a, S> {
    shared: &'a Shared,
    socket: WebSocketStream<S>,
    sleep: Pin<Box<Sleep>>,
    /// Something written has not been flushed.
    is_dirty: bool,
}

/// What a turn has found.
enum Turn {
    /// The session is over.
    Over,
    /// Something has changed: look again.
    Again,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Connection<'a, S> {
    pub(crate) fn new(shared: &'a Shared, socket: WebSocketStream<S>) -> Self {
        Self {
            shared,
            socket,
            sleep: Box::pin(sleep_until(tokio::time::Instant::now())),
            is_dirty: false,
        }
    }

    /// Until the session is over. `at_each_turn` is called whenever anything may have changed.
    pub(crate) async fn run(&mut self, mut at_each_turn: impl FnMut()) {
        let shared = self.shared;
        loop {
            let mut woken = pin!(shared.woken());
            let turn = poll_fn(|cx| {
                let turn = self.turn(cx);
                at_each_turn();
                match turn {
                    Poll::Pending => woken.poll_unpin(cx).map(|()| Turn::Again),
                    turn @ Poll::Ready(_) => turn,
                }
            })
            .await;
            if matches!(turn, Turn::Over) {
                return;
            }
        }
    }

    /// Says what is still to be said, closes the connection, and waits a moment for the server to do so, too.
    pub(crate) async fn close(mut self) {
        let shared = self.shared;
        let farewell = async {
            while let Some(Frame::Text(text)) = shared.with(|state, now| state.machine.transmit(now)) {
                self.socket.feed(Message::text(text)).await?;
            }
            self.socket.close(None).await?;
            while let Some(Ok(_)) = self.socket.next().await {}
            Ok::<_, Error>(())
        };
        // If it is gone already there is nobody to say it to.
        let _ = timeout(timeouts::CLOSE, farewell).await;
    }

    /// Reads, lets time pass, writes: as far as it goes without waiting.
    fn turn(&mut self, cx: &mut Context<'_>) -> Poll<Turn> {
        // What has arrived comes first: if the process stood still, it decides whether anything is overdue.
        let has_more = self.read(cx);
        let over = self.shared.with(|state, now| {
            if !has_more {
                state.machine.handle_timeout(now);
            }
            state.machine.over().is_some()
        });
        if over {
            return Poll::Ready(Turn::Over);
        }
        let has_more_to_write = match self.write(cx) {
            Ok(has_more) => has_more,
            Err(error) => {
                self.lost(&error);
                return Poll::Ready(Turn::Over);
            }
        };
        if has_more || has_more_to_write {
            // The other tasks of this thread have their turn as well.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = self.shared.with(|state, now| state.machine.next_timeout(now));
        match next {
            Some(next) => {
                self.sleep.as_mut().reset(self.shared.instant(next));
                self.sleep.poll_unpin(cx).map(|()| Turn::Again)
            }
            None => Poll::Pending,
        }
    }

    /// Whether there may be more.
    fn read(&mut self, cx: &mut Context<'_>) -> bool {
        for _ in 0..limits::FRAMES_PER_TURN {
            match self.socket.poll_next_unpin(cx) {
                Poll::Pending => return false,
                Poll::Ready(Some(Ok(Message::Close(frame)))) => {
                    let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                    self.ended(DisconnectReason::Closed(reason));
                    return false;
                }
                Poll::Ready(Some(Ok(message))) => self.arrived(&message),
                Poll::Ready(Some(Err(error))) => {
                    self.lost(&error);
                    return false;
                }
                Poll::Ready(None) => {
                    self.ended(DisconnectReason::Closed(String::new()));
                    return false;
                }
            }
        }
        true
    }

    fn arrived(&mut self, message: &Message) {
        // The answer to a WebSocket ping is in the buffer and has to leave.
        self.is_dirty |= message.is_ping();
        self.shared.with(|state, now| {
            state.machine.heard(now);
            if let Message::Text(text) = message {
                state.machine.receive(text, now);
            }
        });
    }

    /// Whether there may be more.
    fn write(&mut self, cx: &mut Context<'_>) -> Result<bool, Error> {
        for _ in 0..limits::FRAMES_PER_TURN {
            // One frame is handed to the system before the next one is made, so that a ping is sent when it says so, and
            // a stop waits for one frame at most.
            if self.is_dirty {
                match Pin::new(&mut self.socket).poll_flush(cx)? {
                    Poll::Pending => return Ok(false),
                    Poll::Ready(()) => self.is_dirty = false,
                }
            }
            if Pin::new(&mut self.socket).poll_ready(cx)?.is_pending() {
                return Ok(false);
            }
            let Some(frame) = self.shared.with(|state, now| state.machine.transmit(now)) else {
                return Ok(false);
            };
            let message = match frame {
                Frame::Text(text) => Message::text(text),
                Frame::Heartbeat => Message::Ping(Vec::new().into()),
            };
            Pin::new(&mut self.socket).start_send(message)?;
            self.is_dirty = true;
        }
        Ok(true)
    }

    fn lost(&self, error: &Error) {
        self.ended(match error {
            Error::ConnectionClosed | Error::AlreadyClosed => DisconnectReason::Closed(String::new()),
            error => DisconnectReason::Lost(error.to_string()),
        });
    }

    fn ended(&self, reason: DisconnectReason) {
        self.shared.with(|state, now| state.machine.disconnected(reason, now));
    }
}
