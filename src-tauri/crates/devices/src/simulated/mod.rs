//! Toys on the screen, for trying programs without hardware. Above [`Toy`] nothing knows that they are
//! not real.

mod kind;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};
use vigil_core::message::InputKind;

use crate::toy::{FeatureOutput, HardwareError, Toy, Urgency};

pub use kind::{SimulatedKind, describe};

/// A toy without hardware. It does everything at once.
#[derive(Debug, Default)]
pub struct SimulatedToy {
    /// From our side.
    is_disconnected: AtomicBool,
}

/// What its battery says.
const BATTERY_PERCENT: i32 = 87;

impl Toy for SimulatedToy {
    fn apply(
        self: Arc<Self>,
        _outputs: Vec<FeatureOutput>,
        _urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        ready(if self.is_disconnected.load(Ordering::Relaxed) {
            Err(HardwareError::Disconnected)
        } else {
            Ok(())
        })
        .boxed()
    }

    fn read(self: Arc<Self>, _feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        ready(match kind {
            InputKind::Battery => Ok(BATTERY_PERCENT),
            other => Err(HardwareError::Failed(format!("no {other:?} here"))),
        })
        .boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        self.is_disconnected.store(true, Ordering::Relaxed);
        ready(()).boxed()
    }
}
