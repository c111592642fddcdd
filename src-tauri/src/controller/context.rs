use std::{path::PathBuf, sync::Arc};

use tokio::runtime::Handle;
use vigil_clock::Clock;
use vigil_core::time::Moment;
use vigil_devices::Devices;
use vigil_server::Watchdog;

use crate::{files::DataDir, hold::StandingHold, language::Language, outputs::FrontEnd};

/// What does not change while Vigil runs, and what all parts of the controller may use.
#[derive(Debug)]
pub(crate) struct Context {
    pub clock: Clock,
    /// Event times count from here.
    pub started: Moment,
    /// The sessions' runtime.
    pub runtime: Handle,
    pub devices: Devices,
    pub hold: StandingHold,
    pub watchdog: Arc<Watchdog>,
    pub front_end: FrontEnd,
    /// What the person reads, unless they have chosen another one.
    pub system_language: Language,
    pub data_dir: PathBuf,
    pub log_dir: PathBuf,
}

impl Context {
    pub(crate) fn new(
        clock: Clock,
        runtime: Handle,
        (hold, watchdog): (StandingHold, Arc<Watchdog>),
        (front_end, system_language): (FrontEnd, Language),
        data_dir: &DataDir,
    ) -> Self {
        Self {
            clock,
            started: clock.now(),
            runtime,
            devices: hold.devices().clone(),
            hold,
            watchdog,
            front_end,
            system_language,
            data_dir: data_dir.path().to_owned(),
            log_dir: data_dir.logs(),
        }
    }
}
