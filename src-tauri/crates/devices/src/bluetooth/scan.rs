use btleplug::{
    api::{Central as _, CentralState, ScanFilter},
    platform::Adapter,
};
use tokio::time::Instant;

use super::{failure::is_in_progress, survey::in_time};
use crate::timeouts;

/// The radio's search for toys.
#[derive(Debug)]
pub(super) struct Scan {
    adapter: Adapter,
    on: bool,
    not_before: Instant,
    refusal: Option<String>,
}

impl Scan {
    /// It is not started before `not_before`.
    pub(super) fn new(adapter: Adapter, not_before: Instant) -> Self {
        Self {
            adapter,
            on: false,
            not_before,
            refusal: None,
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Why the adapter did not begin, where it was asked to and did not.
    pub(super) fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// The adapter has forgotten it, or seems to have.
    pub(super) fn forget(&mut self) {
        self.on = false;
    }

    /// Starts or stops it if need be. If that fails, the next attempt waits. Whether the adapter was asked to start it.
    pub(super) async fn bring_to(&mut self, on: bool) -> bool {
        if on == self.on {
            if !on {
                self.refusal = None;
            }
            return false;
        }
        if on && Instant::now() < self.not_before {
            return false;
        }
        // Starting one would switch the radio on, and the word that it was switched off may be under way.
        if on && !matches!(in_time(self.adapter.adapter_state()).await, Ok(CentralState::PoweredOn)) {
            self.not_before = Instant::now() + timeouts::ADAPTER_POLL;
            return false;
        }
        let done = if on {
            in_time(self.adapter.start_scan(ScanFilter::default())).await
        } else {
            in_time(self.adapter.stop_scan()).await
        };
        match done {
            Ok(()) => {
                self.on = on;
                self.refusal = None;
            }
            // It was there all the time. A radio that looks for two kinds of devices rests in between, and says so.
            Err(error) if on && is_in_progress(&error) => self.on = true,
            Err(error) => {
                log::warn!(
                    "a scan could not be {}: {error}",
                    if on { "started" } else { "stopped" }
                );
                // What cannot be stopped is over, or its adapter is.
                self.on = false;
                self.refusal = on.then(|| error.to_string());
                self.not_before = Instant::now() + timeouts::ADAPTER_POLL;
            }
        }
        on
    }
}
