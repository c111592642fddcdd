//! The one task of a client: connects, runs the session, closes, and connects again if that is asked for.

use std::{io, pin::pin, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    select,
    sync::{oneshot, watch},
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::handshake::client::Request};

use crate::{
    backoff::Backoff,
    connection::{Connection, upgrade},
    error::{CallError, ConnectError, DisconnectReason},
    machine::{Over, Settings},
    shared::Shared,
    timeouts,
};

/// What the task is started with.
pub(crate) struct Driver<O> {
    pub(crate) shared: Arc<Shared>,
    pub(crate) settings: Settings,
    pub(crate) backoff: Option<Backoff>,
    pub(crate) request: Request,
    /// Opens a stream to the server.
    pub(crate) open: O,
    /// Told of the first session, or that there is none.
    pub(crate) ready: oneshot::Sender<Result<(), ConnectError>>,
    /// Dropped at the very end.
    pub(crate) _running: watch::Sender<()>,
}

impl<O> Driver<O> {
    /// There is nothing to run on.
    pub(crate) fn fail(self, error: ConnectError) {
        self.shared.finish();
        tell(&mut Some(self.ready), Err(error));
    }
}

impl<O, F, S> Driver<O>
where
    O: FnMut() -> F,
    F: Future<Output = io::Result<S>>,
    S: AsyncRead + AsyncWrite + Unpin,
{
    pub(crate) async fn run(mut self) {
        // Also if this future is dropped: nobody waits for what will not come.
        let _finish = Finish(self.shared.clone());
        let (unused, _) = oneshot::channel();
        let mut ready = Some(std::mem::replace(&mut self.ready, unused));
        if let Err(error) = self.session(|| tell(&mut ready, Ok(()))).await {
            tell(&mut ready, Err(error));
        } else {
            self.reconnect().await;
        }
    }

    /// New sessions, as long as each of them ends in a way that lets another one follow.
    async fn reconnect(&mut self) {
        let Some(backoff) = self.backoff else { return };
        let mut attempt = 0;
        while self.may_reconnect(&backoff)
            && let Some(pause) = backoff.pause(attempt)
        {
            let shared = self.shared.clone();
            select! {
                () = shared.left() => return,
                () = sleep(pause) => {}
            }
            attempt += 1;
            let mut up_since = None;
            let session = self.session(|| {
                up_since.get_or_insert_with(Instant::now);
            });
            match session.await {
                Ok(()) if up_since.is_some_and(|since| since.elapsed() >= timeouts::STEADY) => attempt = 0,
                Ok(()) => {}
                Err(error) => log::info!("not connected again, attempt {attempt}: {error}"),
            }
        }
    }

    fn may_reconnect(&self, backoff: &Backoff) -> bool {
        self.shared.look(|state| match state.last_end() {
            Some(CallError::PingTimeout(_)) => backoff.after_ping_timeout,
            _ => true,
        }) && !self.shared.is_leaving()
    }

    /// One session, from its connection to its end. `is_up` is called once it is up, and maybe again.
    async fn session(&mut self, mut is_up: impl FnMut()) -> Result<(), ConnectError> {
        let shared = self.shared.clone();
        let socket = {
            let connecting = pin!(self.connect());
            select! {
                socket = connecting => socket?,
                () = shared.left() => return Err(ConnectError::Handshake(left())),
            }
        };
        shared.begin(self.settings.clone());
        let mut connection = Connection::new(&shared, socket);
        connection
            .run(|| {
                if shared.look(|state| state.machine.is_active()) {
                    is_up();
                }
            })
            .await;
        connection.close().await;
        shared.closed();
        if let Some(Over::Failed(error)) = shared.look(|state| state.machine.over().cloned()) {
            return Err(error);
        }
        // It may have been up for less than a turn.
        is_up();
        Ok(())
    }

    async fn connect(&mut self) -> Result<WebSocketStream<S>, ConnectError> {
        let connecting = async {
            let stream = (self.open)()
                .await
                .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
            upgrade(self.request.clone(), stream)
                .await
                .map_err(|error| ConnectError::Upgrade(error.to_string()))
        };
        timeout(timeouts::HANDSHAKE, connecting)
            .await
            .unwrap_or(Err(ConnectError::TimedOut(timeouts::HANDSHAKE)))
    }
}

/// Ends what the task stands for, when the task ends.
struct Finish(Arc<Shared>);

impl Drop for Finish {
    fn drop(&mut self) {
        self.0.finish();
    }
}

fn left() -> CallError {
    CallError::Disconnected(DisconnectReason::Requested)
}

fn tell(ready: &mut Option<oneshot::Sender<Result<(), ConnectError>>>, result: Result<(), ConnectError>) {
    if let Some(ready) = ready.take() {
        // If the program no longer waits for it, it has left.
        let _ = ready.send(result);
    }
}
