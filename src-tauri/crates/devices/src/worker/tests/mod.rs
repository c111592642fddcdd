//! Toys in virtual time, through the same door as everybody else: [`Devices`].

mod anything;
mod at_rest;
mod ladder;
mod outputs;
mod panics;
mod players;
mod repeated;
mod stops;
mod suspended;

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use tokio::{
    runtime::{Builder, Handle},
    time::{Instant, sleep},
};
use vigil_core::{
    lease::{Lease, SessionId},
    message::{CommandError, Output, OutputKind, StopScope},
};

use crate::{
    DeviceEvent, Devices, StopResult,
    faulty_toy::{Faults, FaultyToy},
    simulated::{SimulatedKind, describe},
    toy::{FeatureOutput, Urgency},
    virtual_clock::virtual_clock,
};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// After how many ms, which values by feature, and why.
type Written = (u128, Vec<(u32, i32)>, Urgency);

struct Rig {
    devices: Devices,
    toy: Arc<FaultyToy>,
    lease: Lease,
    start: Instant,
}

impl Rig {
    fn new(kind: SimulatedKind) -> Self {
        let devices = Devices::new(virtual_clock(), Handle::current());
        let toy = Arc::new(FaultyToy::default());
        devices.add(0, describe(kind), toy.clone()).unwrap();
        Self {
            devices,
            toy,
            lease: Lease::new(SessionId(1)),
            start: Instant::now(),
        }
    }

    fn vibrate(&self, feature: u32, value: i32) -> Result<(), CommandError> {
        self.devices.output(&self.lease, 0, &[vibration(feature, value)])
    }

    /// What took effect.
    fn writes(&self) -> Vec<Written> {
        let values = |outputs: Vec<FeatureOutput>| outputs.iter().map(|o| (o.feature, o.output.value)).collect();
        let writes = self.toy.writes().into_iter();
        writes
            .map(|(at, outputs, why)| ((at - self.start).as_millis(), values(outputs), why))
            .collect()
    }

    fn faults(&self, faults: Faults) {
        self.toy.set_faults(faults);
    }

    async fn stop(&self) -> crate::StopOutcome {
        self.devices.stop_everything().remove(0).outcome().await
    }
}

fn vibration(feature: u32, value: i32) -> FeatureOutput {
    FeatureOutput {
        feature,
        output: Output {
            kind: OutputKind::Vibrate,
            value,
            duration_ms: None,
        },
    }
}

const STILL: [(u32, i32); 2] = [(0, 0), (1, 0)];
