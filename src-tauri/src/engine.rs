//! Starts everything, and ends it in order.

use std::{io, sync::Arc};

use thiserror::Error;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::mpsc,
    task::JoinHandle,
};
use vigil_clock::Clock;
use vigil_devices::Devices;
use vigil_server::Watchdog;

use crate::{
    alarm::{AppAlarm, Fault},
    cli::Arguments,
    controller::{self, Controller, Parts, Requester, Stores},
    ending::{Cause, Ending},
    files::{DataDir, DataDirError, Disk},
    open_files,
    outputs::{Face, Outputs},
    power::Power,
    timeouts,
};

/// The running app, without a face.
///
/// Order of the end: toys stop → sessions end → links are cut → history is saved → the watch ends → runtimes → the data
/// directory is free for the next Vigil.
#[derive(Debug)]
pub(crate) struct Engine {
    sessions: Runtime,
    toys: Runtime,
    /// Over sessions and runtimes, for as long as there are any.
    watchdog: Arc<Watchdog>,
    controller: JoinHandle<bool>,
    ending: Ending,
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    requester: Requester,
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    outputs: Outputs,
    data_dir: DataDir,
}

/// Why the app cannot start at all.
#[derive(Debug, Error)]
pub(crate) enum StartupError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error("This system gives Vigil no threads: {0}.")]
    Runtime(#[from] io::Error),
}

/// An app that is ready to run: listeners subscribe now, so that they miss nothing.
#[derive(Debug)]
pub(crate) struct Prepared {
    sessions: Runtime,
    toys: Runtime,
    clock: Clock,
    devices: Devices,
    watchdog: Arc<Watchdog>,
    faults: mpsc::Receiver<Fault>,
    stores: Stores,
    outputs: Outputs,
    ending: Ending,
    data_dir: DataDir,
    face: Face,
    overrides: crate::settings::Overrides,
}

impl Prepared {
    /// Opens the data directory, makes the runtimes and begins to watch; nothing else runs yet.
    pub(crate) fn new(
        arguments: &Arguments,
        face: Face,
        outputs: Outputs,
        ending: Ending,
    ) -> Result<Self, StartupError> {
        open_files::raise_limit();
        let data_dir = DataDir::open(arguments.data_dir.as_deref())?;
        let sessions = Builder::new_multi_thread()
            .thread_name("vigil-sessions")
            .enable_all()
            .build()?;
        // Toys have a runtime of their own: whatever the sessions do, a stop is written.
        let toys = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vigil-toys")
            .enable_all()
            .build()?;
        let clock = Clock::system();
        let devices = Devices::new(clock, toys.handle().clone());
        let (alarm, faults) = AppAlarm::new();
        let watchdog = Watchdog::start(clock, devices.clone(), sessions.handle(), Arc::new(alarm))?;
        let watchdog = Arc::new(watchdog);
        let stores = Stores::load(&data_dir, Disk::start()?);
        Ok(Self {
            sessions,
            toys,
            clock,
            devices,
            watchdog,
            faults,
            stores,
            outputs,
            ending,
            data_dir,
            face,
            overrides: arguments.overrides(),
        })
    }

    #[cfg(any(feature = "gui", test))]
    pub(crate) fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    #[cfg(feature = "gui")]
    pub(crate) fn log_dir(&self) -> std::path::PathBuf {
        self.data_dir.logs()
    }

    /// Starts the controller, and the server where it is to start with the app.
    pub(crate) fn start(self) -> Engine {
        self.ending.arm(self.devices.clone(), self.outputs.events.clone());
        let (requester, requests) = controller::requests(self.devices.clone());
        let power = Power::start(self.devices.clone(), self.face)
            .inspect_err(|error| log::error!("there is no thread that hears of the computer's sleep: {error}"))
            .ok();
        let parts = Parts {
            clock: self.clock,
            runtime: self.sessions.handle().clone(),
            devices: self.devices,
            watchdog: self.watchdog.clone(),
            faults: self.faults,
        };
        let controller =
            Controller::new(parts, self.stores, self.overrides, self.outputs.clone(), &self.data_dir).hearing_of(power);
        let controller = self
            .sessions
            .spawn(controller.run(self.face, requests, self.ending.clone()));
        Engine {
            sessions: self.sessions,
            toys: self.toys,
            watchdog: self.watchdog,
            controller,
            ending: self.ending,
            requester,
            outputs: self.outputs,
            data_dir: self.data_dir,
        }
    }
}

impl Engine {
    #[cfg(any(feature = "gui", test))]
    pub(crate) fn requester(&self) -> Requester {
        self.requester.clone()
    }

    #[cfg(any(feature = "gui", test))]
    pub(crate) fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// The sessions' runtime, for whoever shows what the app says.
    pub(crate) fn runtime(&self) -> &Handle {
        self.sessions.handle()
    }

    /// Stops every toy, then ends everything. Blocks until then. Returns whether every toy confirmed its stop.
    pub(crate) fn shut_down(self) -> bool {
        self.ending.begin(Cause::Quit);
        let confirmed = self.sessions.block_on(self.controller).unwrap_or_else(|error| {
            log::error!("the controller had failed: {error}");
            self.ending.fail();
            false
        });
        // A runtime that ends stands still.
        self.watchdog.stop();
        self.sessions.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
        self.toys.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
        drop(self.data_dir);
        confirmed
    }
}
