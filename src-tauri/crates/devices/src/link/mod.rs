//! The border between a known toy and the radio or socket that reaches it.
//!
//! Above it, outputs become packets; below it, a back end carries bytes.

#[cfg(test)]
pub(crate) mod fake;

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;
use tokio::sync::broadcast;

pub(crate) use buttplug_server_device_config::Endpoint;

use crate::toy::HardwareError;
#[cfg(unix)]
use crate::toy::ToySocket;

/// A connected toy, as bytes. Calls may overlap and take effect in the order in which they are first polled; their
/// futures own what they need, since an unanswered call outlives the interest in it.
pub(crate) trait Link: fmt::Debug + Send + Sync + 'static {
    /// What it was called when it was found.
    fn name(&self) -> &str;

    /// Unique among the toys of this back end, and the same at every connection.
    fn address(&self) -> &str;

    /// Where bytes can go to and come from.
    fn endpoints(&self) -> Vec<Endpoint>;

    fn write(
        self: Arc<Self>,
        endpoint: Endpoint,
        data: Vec<u8>,
        acknowledge: Acknowledge,
    ) -> BoxFuture<'static, Result<(), HardwareError>>;

    fn read(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<Vec<u8>, HardwareError>>;

    /// From now on this endpoint's data come as notifications. Doing it twice is no error.
    fn subscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>>;

    fn unsubscribe(self: Arc<Self>, endpoint: Endpoint) -> BoxFuture<'static, Result<(), HardwareError>>;

    /// What comes from subscribed endpoints. A listener that falls behind loses the oldest.
    fn notifications(&self) -> broadcast::Receiver<Notification>;

    /// Done as soon as the link is over, for whatever cause.
    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()>;

    /// Cuts the link.
    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()>;

    /// If it is a socket that is open: the socket, and the bytes that bring these packets over it and then end the
    /// connection. For another process; see [`Toy::stop_over_socket`](crate::toy::Toy::stop_over_socket).
    #[cfg(unix)]
    fn hand_over(&self, _packets: Vec<Vec<u8>>) -> Option<(Arc<ToySocket>, Vec<u8>)> {
        None
    }
}

/// What counts as done when a packet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acknowledge {
    /// The toy's response, where the protocol says so; otherwise that it left.
    AsProtocolSays { with_response: bool },
    /// The toy's response, wherever it can give one.
    WherePossible,
    /// That it left: for a packet that must not wait behind one that hangs. As `WherePossible` where there is no other
    /// way.
    Never,
}

/// Bytes from a toy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notification {
    pub(crate) endpoint: Endpoint,
    pub(crate) data: Vec<u8>,
}
