//! Accepts connections and owns their tasks.

use std::{
    future::poll_fn,
    io,
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering},
    task::Poll,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use vigil_core::lease::SessionId;

use crate::{
    connection::{self, ConnectionContext},
    timeouts,
};

/// Numbers the sessions of all servers of this process.
static NEXT_SESSION: AtomicU64 = AtomicU64::new(1);

/// Runs until the server stops; then waits for every connection to close, up to [`STOP`](timeouts::STOP).
pub(crate) async fn run(
    listeners: Vec<TcpListener>,
    context: watch::Receiver<ConnectionContext>,
    stopping: CancellationToken,
) {
    let mut connections = JoinSet::new();
    let mut turn = 0_usize;
    loop {
        turn = turn.wrapping_add(1);
        tokio::select! {
            () = stopping.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = accept(&listeners, turn) => match accepted {
                Ok((stream, address)) => {
                    let session = SessionId(NEXT_SESSION.fetch_add(1, Ordering::Relaxed));
                    connections.spawn(connection::serve(
                        stream,
                        address,
                        session,
                        context.clone(),
                        stopping.clone(),
                    ));
                }
                Err(error) => {
                    log::error!("no connection could be accepted: {error}");
                    sleep(timeouts::ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listeners);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    if timeout(timeouts::STOP, all_closed).await.is_err() {
        log::warn!(
            "{} connections did not close in {:?}",
            connections.len(),
            timeouts::STOP
        );
        connections.shutdown().await;
    }
}

/// The next connection of any of them. They take turns in being asked first.
async fn accept(listeners: &[TcpListener], turn: usize) -> io::Result<(TcpStream, SocketAddr)> {
    let in_turn = listeners
        .iter()
        .cycle()
        .skip(turn % listeners.len().max(1))
        .take(listeners.len());
    poll_fn(|context| {
        let mut polled = in_turn.clone().map(|listener| listener.poll_accept(context));
        polled.find(Poll::is_ready).unwrap_or(Poll::Pending)
    })
    .await
}

const _: () = assert!(timeouts::STOP.as_millis() > timeouts::CLOSE.as_millis());
