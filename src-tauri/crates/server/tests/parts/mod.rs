//! What a server of the tests is made of.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use vigil_devices::StopTicket;
use vigil_server::{Alarm, Fatal, ServerConfig, Stall, Standstill};

/// Far longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Nothing of Vigil fails here.
#[derive(Debug)]
pub(crate) struct Calm;

impl Alarm for Calm {
    fn runtime_stalled(&self, _: Stall) {}
    fn runtime_recovered(&self, _: Standstill, _: Duration) {}
    fn watchdog_panicked(&self, _: Vec<StopTicket>) {}
    fn fatal(&self, _: Fatal) {}
}

/// No limit, and nobody is asked about pages.
pub(crate) fn config() -> ServerConfig {
    ServerConfig {
        server_name: "Vigil".into(),
        policy: Arc::default(),
        lost_program_stops_every_toy: true,
        allowed_origins: BTreeSet::new(),
        refused_origins: BTreeSet::new(),
        allowed_hosts: BTreeSet::new(),
        asks_about_pages: false,
    }
}
