use std::sync::Arc;
#[cfg(unix)]
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::introduction::Introduction;
#[cfg(unix)]
use super::last_frames::last_frames;
#[cfg(unix)]
use crate::toy::ToySocket;
use crate::{
    limits,
    link::{Acknowledge, Endpoint, Link, Notification},
    toy::HardwareError,
};

/// A toy on a WebSocket. It has one way in and one way out; a packet counts as written when the system's network has
/// taken it, since the toy has no way to say more.
#[derive(Debug)]
pub(super) struct WebSocketLink {
    introduction: Introduction,
    packets: mpsc::Sender<Packet>,
    notifications: broadcast::Sender<Notification>,
    open: watch::Sender<bool>,
    /// For another process; only while the link is open.
    #[cfg(unix)]
    socket: Mutex<Option<Arc<ToySocket>>>,
}

/// Bytes on their way to the toy, and who waits for them.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) data: Vec<u8>,
    pub(super) sent: oneshot::Sender<()>,
}

impl WebSocketLink {
    pub(super) fn new(introduction: Introduction) -> (Arc<Self>, mpsc::Receiver<Packet>) {
        let (packets, to_send) = mpsc::channel(limits::PACKET_BACKLOG);
        let link = Arc::new(Self {
            introduction,
            packets,
            notifications: broadcast::Sender::new(limits::NOTIFICATION_BACKLOG),
            open: watch::Sender::new(true),
            #[cfg(unix)]
            socket: Mutex::default(),
        });
        (link, to_send)
    }

    /// What the toy said.
    pub(super) fn heard(&self, data: &[u8]) {
        // Nobody has to listen.
        let _ = self.notifications.send(Notification {
            endpoint: Endpoint::Rx,
            data: data.to_vec(),
        });
    }

    /// The connection that it is on.
    #[cfg(unix)]
    pub(super) fn set_socket(&self, socket: ToySocket) {
        *self.socket() = Some(Arc::new(socket));
    }

    #[cfg(unix)]
    fn socket(&self) -> MutexGuard<'_, Option<Arc<ToySocket>>> {
        self.socket.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_closed(&self) {
        #[cfg(unix)]
        drop(self.socket().take());
        self.open.send_if_modified(|open| std::mem::replace(open, false));
    }
}

impl Link for WebSocketLink {
    fn name(&self) -> &str {
        &self.introduction.identifier
    }

    fn address(&self) -> &str {
        &self.introduction.address
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        vec![Endpoint::Tx, Endpoint::Rx]
    }

    fn write(
        self: Arc<Self>,
        _endpoint: Endpoint,
        data: Vec<u8>,
        _acknowledge: Acknowledge,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        if !*self.open.borrow() {
            return ready(Err(HardwareError::Disconnected)).boxed();
        }
        let (sent, was_sent) = oneshot::channel();
        // At once, so that the order of calls is the order on the wire.
        let queued = self.packets.try_send(Packet { data, sent });
        async move {
            match queued {
                Ok(()) => was_sent.await.map_err(|_| HardwareError::Disconnected),
                Err(mpsc::error::TrySendError::Closed(_)) => Err(HardwareError::Disconnected),
                Err(mpsc::error::TrySendError::Full(_)) => Err(HardwareError::Failed(
                    "the toy takes nothing off the network".to_owned(),
                )),
            }
        }
        .boxed()
    }

    fn read(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<Vec<u8>, HardwareError>> {
        ready(Err(HardwareError::Failed(format!(
            "{endpoint} cannot be read over a WebSocket"
        ))))
        .boxed()
    }

    /// It all comes by itself.
    fn subscribe(self: Arc<Self>, _endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        ready(Ok(())).boxed()
    }

    fn unsubscribe(self: Arc<Self>, _endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>> {
        ready(Ok(())).boxed()
    }

    fn notifications(&self) -> broadcast::Receiver<Notification> {
        self.notifications.subscribe()
    }

    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        let mut open = self.open.subscribe();
        async move {
            // An error means that the link itself is no more.
            let _ = open.wait_for(|open| !open).await;
        }
        .boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.set_closed();
        ready(()).boxed()
    }

    #[cfg(unix)]
    fn hand_over(&self, packets: Vec<Vec<u8>>) -> Option<(Arc<ToySocket>, Vec<u8>)> {
        let socket = self.socket().clone()?;
        match last_frames(packets) {
            Ok(bytes) => Some((socket, bytes)),
            Err(error) => {
                log::error!("a stop cannot be put into frames: {error}");
                None
            }
        }
    }
}
