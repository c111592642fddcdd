//! The border to hardware.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;
use thiserror::Error;
pub use vigil_core::message::FeatureOutput;
use vigil_core::message::InputKind;

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

    /// Cuts the link.
    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()>;
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
    #[error("{0}")]
    Failed(String),
}
