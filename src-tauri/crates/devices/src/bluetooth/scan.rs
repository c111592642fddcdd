use btleplug::{
    api::{Central as _, ScanFilter},
    platform::Adapter,
};
use tokio::time::Instant;

use super::adapter::in_time;
use crate::timeouts;

/// The radio's search for toys.
#[derive(Debug)]
pub(super) struct Scan {
    adapter: Adapter,
    on: bool,
    not_before: Instant,
}

impl Scan {
    pub(super) fn new(adapter: Adapter) -> Self {
        Self {
            adapter,
            on: false,
            not_before: Instant::now(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// The adapter has forgotten it.
    pub(super) fn forget(&mut self) {
        self.on = false;
    }

    /// Starts or stops it where need be. Where that fails, the next attempt waits.
    pub(super) async fn bring_to(&mut self, on: bool) {
        if on == self.on || (on && Instant::now() < self.not_before) {
            return;
        }
        let done = if on {
            in_time(self.adapter.start_scan(ScanFilter::default())).await
        } else {
            in_time(self.adapter.stop_scan()).await
        };
        match done {
            Ok(()) => self.on = on,
            Err(error) => {
                log::warn!(
                    "a scan could not be {}: {error}",
                    if on { "started" } else { "stopped" }
                );
                // What cannot be stopped is over, or its adapter is.
                self.on = false;
                self.not_before = Instant::now() + timeouts::ADAPTER_POLL;
            }
        }
    }
}
