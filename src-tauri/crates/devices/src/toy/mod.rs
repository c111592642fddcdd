//! The border to hardware.

#[cfg(unix)]
mod socket;

use std::{fmt, sync::Arc, time::Duration};

use futures_util::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use thiserror::Error;
pub use vigil_core::message::FeatureOutput;
use vigil_core::message::{InputKind, Reading};

#[cfg(unix)]
pub use self::socket::{SocketStop, ToySocket};

/// A toy, as a back end reaches it. Calls may overlap: a stop does not wait for a write that hangs.
///
/// Futures own what they need, since an unanswered write outlives the interest in it: giving up on one does not take
/// it back.
pub trait Toy: fmt::Debug + Send + Sync + 'static {
    /// Writes the outputs together, in as few packets as the hardware allows. Done when the hardware confirmed them.
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>>;

    /// Asks a sensor.
    fn read(self: Arc<Self>, feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>>;

    /// Switches a sensor's own [`readings`](Self::readings) on or off.
    fn subscribe(
        self: Arc<Self>,
        _feature: u32,
        kind: InputKind,
        _on: bool,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        future::ready(Err(HardwareError::Failed(format!("{kind:?} says nothing by itself")))).boxed()
    }

    /// What sensors say by themselves, with the feature's index.
    fn readings(&self) -> BoxStream<'static, (u32, Reading)> {
        stream::pending().boxed()
    }

    /// A toy that falls asleep unless it is told something again after so long.
    fn keep_alive_after(&self) -> Option<Duration> {
        None
    }

    /// Tells it the last thing once more. Asked for only while no other write is under way.
    fn keep_alive(self: Arc<Self>) -> BoxFuture<'static, Result<(), HardwareError>> {
        future::ready(Ok(())).boxed()
    }

    /// Whether this feature cannot be told to stand still, although it may move since before the link was made.
    fn has_no_stop(&self, _feature: u32) -> bool {
        false
    }

    /// Done as soon as the link is over, for whatever cause, where the back end notices without a write.
    fn closed(self: Arc<Self>) -> BoxFuture<'static, ()> {
        future::pending().boxed()
    }

    /// Cuts the link.
    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()>;

    /// If it is reached over a socket: what another process needs to stop it, and to end the connection.
    #[cfg(unix)]
    fn stop_over_socket(&self) -> Option<SocketStop> {
        None
    }
}

/// Why a write is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A program's wish.
    Normal,
    /// A stop: with a response from the hardware where it can give one.
    Stop,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HardwareError {
    /// The link is gone; no write will ever succeed.
    #[error("not connected")]
    Disconnected,
    /// A stop came first; not all of it was written.
    #[error("overtaken by a stop")]
    Overtaken,
    /// There are no bytes for it: the toy was told nothing, and trying again is no use.
    #[error("{0}")]
    Unsupported(String),
    #[error("{0}")]
    Failed(String),
}
