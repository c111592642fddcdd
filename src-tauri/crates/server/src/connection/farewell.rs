//! The socket after the goodbye: open for reading until the program has closed it.
//!
//! A program that wakes up late first sends what has piled up in it, pongs and pings, and reads afterwards. If the
//! connection were closed by then, its system would get a reset and discard what the program had not read: the Error
//! that says why its toys stopped. Closing a socket with unread bytes does the same. So Vigil sends its last messages,
//! shuts down its sending half, and reads and drops whatever comes.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

use futures_util::Sink;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::TcpStream,
    task::AbortHandle,
    time::timeout,
};
use tokio_tungstenite::WebSocketStream;
use vigil_core::limits;

use super::metered::Metered;
use crate::timeouts;

/// Bytes to read at a time, on the stack, so that an idle socket costs no buffer.
const READ_AT_ONCE: usize = 4 * 1024;

/// A WebSocket whose last frames are queued.
pub(super) struct Farewell {
    stream: WebSocketStream<Metered>,
    /// All was written, and the sending half is shut down.
    said: bool,
    /// The program has shut down its own.
    closed: bool,
    dropped: usize,
}

impl Farewell {
    pub(super) fn new(stream: WebSocketStream<Metered>) -> Self {
        Self {
            stream,
            said: false,
            closed: false,
            dropped: 0,
        }
    }

    /// Resolves once the program was sent everything and has closed its side, its connection is broken, or it keeps
    /// sending as if nothing had happened.
    pub(super) async fn over(&mut self) {
        std::future::poll_fn(|context| self.poll_over(context)).await;
    }

    fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.said {
            match self.poll_say(context) {
                Poll::Ready(Ok(())) => self.said = true,
                Poll::Ready(Err(())) => return Poll::Ready(()),
                Poll::Pending => {}
            }
        }
        while !self.closed {
            let mut space = [0; READ_AT_ONCE];
            let mut buffer = ReadBuf::new(&mut space);
            // Bypasses the WebSocket: these bytes need not be frames.
            match Pin::new(self.stream.get_mut()).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) => {
                    let bytes = buffer.filled().len();
                    self.closed = bytes == 0;
                    self.dropped += bytes;
                    if self.dropped > limits::MAX_FAREWELL_BYTES {
                        return Poll::Ready(());
                    }
                }
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                Poll::Pending => break,
            }
        }
        if self.said && self.closed {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Writes what is queued, in one write if the system takes it, then shuts the sending half down.
    fn poll_say(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ()>> {
        match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Ready(Ok(())) => Pin::new(self.stream.get_mut()).poll_shutdown(context).map_err(drop),
            Poll::Ready(Err(_)) => Poll::Ready(Err(())),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// The sockets of programs that were told the end of their session and have not closed them yet.
///
/// They are no sessions any more. The listener does not own them, so that no shutdown waits for them, and they outlive
/// a server that another one in the same process replaces. Each has a timeout.
#[derive(Default)]
pub(crate) struct Farewells(Mutex<VecDeque<AbortHandle>>);

impl Farewells {
    /// Keeps this one, and closes the oldest if there are too many.
    pub(super) fn keep(&self, mut farewell: Farewell) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|socket| !socket.is_finished());
        if kept.len() >= limits::MAX_FAREWELLS
            && let Some(oldest) = kept.pop_front()
        {
            oldest.abort();
        }
        let task = tokio::spawn(async move {
            if timeout(timeouts::FAREWELL, farewell.over()).await.is_err() {
                log::debug!("a program did not close its socket in time; dropping it");
            }
        });
        kept.push_back(task.abort_handle());
    }
}

impl fmt::Debug for Farewells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        write!(f, "Farewells({})", kept.len())
    }
}

/// The same for a connection that was answered in HTTP, whose sending half is shut down: reads on until the other side
/// has closed it, but only for a moment.
pub(super) async fn answered(stream: &mut TcpStream) {
    let dropping = async {
        let mut space = [0; READ_AT_ONCE];
        let mut dropped = 0;
        while dropped <= limits::MAX_FAREWELL_BYTES {
            match stream.read(&mut space).await {
                Ok(0) | Err(_) => return,
                Ok(bytes) => dropped += bytes,
            }
        }
    };
    let _ = timeout(timeouts::CLOSE, dropping).await;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::SinkExt;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        time::sleep,
    };
    use tokio_tungstenite::tungstenite::{Message, protocol::Role};

    use super::*;

    /// Far longer than anything here takes.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// A connection that was said goodbye to, and the program's end of it.
    async fn told() -> (Farewell, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let program = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = WebSocketStream::from_raw_socket(Metered::new(stream), Role::Server, None).await;
        socket.feed(Message::text("the end")).await.unwrap();
        (Farewell::new(socket), program)
    }

    async fn within<T>(future: impl Future<Output = T>) -> T {
        timeout(PATIENCE, future).await.expect("it takes too long")
    }

    /// Writes until the connection turns out to be gone.
    async fn find_it_gone(program: &mut TcpStream) {
        within(async {
            while program.write_all(b"?").await.is_ok() {
                sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
    }

    #[tokio::test]
    async fn it_is_over_when_the_program_closes() {
        let (mut farewell, mut program) = told().await;
        program.write_all(&vec![0; 100_000]).await.unwrap();
        let closing = tokio::spawn(async move {
            let mut told = Vec::new();
            // Its own side is open still: it has to close that itself.
            program.read_to_end(&mut told).await.unwrap();
            program.write_all(b"more").await.unwrap();
            told
        });
        within(farewell.over()).await;
        assert!(closing.await.unwrap().ends_with(b"the end"));
    }

    #[tokio::test]
    async fn a_program_that_goes_on_sending_is_cut_off() {
        let (mut farewell, mut program) = told().await;
        let sending = tokio::spawn(async move {
            let much = vec![0; 1024 * 1024];
            let mut sent = 0;
            while program.write_all(&much).await.is_ok() {
                sent += much.len();
            }
            sent
        });
        within(farewell.over()).await;
        drop(farewell);
        assert!(within(sending).await.unwrap() >= limits::MAX_FAREWELL_BYTES / 2);
    }

    #[tokio::test]
    async fn one_too_many_closes_the_oldest() {
        let farewells = Farewells::default();
        let mut programs = Vec::new();
        for _ in 0..=limits::MAX_FAREWELLS {
            let (farewell, program) = told().await;
            farewells.keep(farewell);
            programs.push(program);
        }
        find_it_gone(&mut programs[0]).await;
        for program in &mut programs[1..] {
            for _ in 0..3 {
                program.write_all(b"?").await.expect("it is kept");
            }
        }
    }

    #[tokio::test]
    async fn those_that_have_closed_take_no_place() {
        let farewells = Farewells::default();
        let (farewell, mut first) = told().await;
        farewells.keep(farewell);
        for _ in 0..2 * limits::MAX_FAREWELLS {
            let (mut farewell, program) = told().await;
            drop(program);
            farewell.over().await;
            farewells.keep(farewell);
            // It is over by the next one.
            tokio::task::yield_now().await;
        }
        for _ in 0..3 {
            first.write_all(b"?").await.expect("it is kept");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_has_an_end() {
        let farewells = Farewells::default();
        let (farewell, mut program) = told().await;
        farewells.keep(farewell);
        sleep(timeouts::FAREWELL / 2).await;
        program.write_all(b"?").await.expect("it is kept");
        sleep(timeouts::FAREWELL).await;
        find_it_gone(&mut program).await;
    }
}
