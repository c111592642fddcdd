//! A toy for tests: it remembers what took effect, and misbehaves as a test says.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::time::{Instant, sleep, sleep_until};
use vigil_core::message::InputKind;

use crate::toy::{FeatureOutput, HardwareError, Toy, Urgency};

#[derive(Debug, Default)]
pub(crate) struct FaultyToy {
    state: Mutex<State>,
}

/// How it misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Faults {
    /// How long a write takes.
    pub(crate) write_time: Duration,
    /// Writes begun before this moment fail.
    pub(crate) fail_until: Option<Instant>,
    /// Writes begun before this moment are answered only then, and have their effect only then.
    pub(crate) hang_until: Option<Instant>,
    /// The link is gone.
    pub(crate) disconnected: bool,
}

#[derive(Debug, Default)]
struct State {
    faults: Faults,
    /// What took effect, in order.
    writes: Vec<(Instant, Vec<FeatureOutput>, Urgency)>,
    disconnected: bool,
}

/// What its battery says.
const BATTERY_PERCENT: i32 = 87;

impl FaultyToy {
    pub(crate) fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// Every write that took effect, in the order in which it did.
    pub(crate) fn writes(&self) -> Vec<(Instant, Vec<FeatureOutput>, Urgency)> {
        self.lock().writes.clone()
    }

    /// Whether the link was cut from our side.
    pub(crate) fn was_disconnected(&self) -> bool {
        self.lock().disconnected
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Toy for FaultyToy {
    fn apply(
        self: Arc<Self>,
        outputs: Vec<FeatureOutput>,
        urgency: Urgency,
    ) -> BoxFuture<'static, Result<(), HardwareError>> {
        async move {
            let begun = Instant::now();
            let faults = self.lock().faults;
            if faults.disconnected || self.lock().disconnected {
                return Err(HardwareError::Disconnected);
            }
            if !faults.write_time.is_zero() {
                sleep(faults.write_time).await;
            }
            if let Some(until) = faults.hang_until
                && begun < until
            {
                sleep_until(until).await;
            }
            if faults.fail_until.is_some_and(|until| begun < until) {
                return Err(HardwareError::Failed("simulated failure".to_owned()));
            }
            self.lock().writes.push((Instant::now(), outputs, urgency));
            Ok(())
        }
        .boxed()
    }

    fn read(self: Arc<Self>, _feature: u32, kind: InputKind) -> BoxFuture<'static, Result<i32, HardwareError>> {
        async move {
            if self.lock().faults.disconnected {
                return Err(HardwareError::Disconnected);
            }
            match kind {
                InputKind::Battery => Ok(BATTERY_PERCENT),
                other => Err(HardwareError::Failed(format!("no {other:?} here"))),
            }
        }
        .boxed()
    }

    fn disconnect(self: Arc<Self>) -> BoxFuture<'static, ()> {
        async move { self.lock().disconnected = true }.boxed()
    }
}
