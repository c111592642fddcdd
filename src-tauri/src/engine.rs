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
    controller::{self, Context, Controller, Requester, Requests, Storage},
    ending::{Cause, Ending},
    files::{DataDir, DataDirError, Disk},
    hold::StandingHold,
    instance::{Door, StartsAgain},
    language::Language,
    open_files,
    outputs::{FrontEnd, Outputs},
    power::Power,
    settings::Overrides,
    timeouts,
    toys::{ImportError, import},
};

/// The running app, without a front end.
///
/// Order of the end: toys stop → sessions end → links are cut → history is saved → the watch ends → runtimes → the door → the data
/// directory is free for the next Vigil.
#[derive(Debug)]
pub(crate) struct Engine {
    runtimes: Runtimes,
    /// Over sessions and runtimes, for as long as there are any.
    watchdog: Arc<Watchdog>,
    controller: JoinHandle<bool>,
    ending: Ending,
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    requester: Requester,
    #[cfg_attr(not(any(feature = "gui", test)), allow(dead_code, reason = "only a window asks"))]
    outputs: Outputs,
    door: Option<Door>,
    data_dir: DataDir,
}

/// Whatever the sessions do, a stop is written: toys have a runtime of their own.
#[derive(Debug)]
struct Runtimes {
    sessions: Runtime,
    toys: Runtime,
}

/// Why the app cannot start at all.
#[derive(Debug, Error)]
pub(crate) enum StartupError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    UserConfig(#[from] ImportError),
    #[error("The system does not let Vigil start a thread: {0}.")]
    Runtime(#[from] io::Error),
}

/// An app that is ready to run: listeners subscribe now, so that they miss nothing.
#[derive(Debug)]
pub(crate) struct EngineBuilder {
    runtimes: Runtimes,
    context: Context,
    faults: mpsc::Receiver<Fault>,
    storage: Storage,
    #[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window has a place"))]
    disk: Disk,
    overrides: Overrides,
    outputs: Outputs,
    ending: Ending,
    requester: Requester,
    requests: Requests,
    door: Option<Door>,
    #[cfg_attr(not(feature = "gui"), allow(dead_code, reason = "only a window is shown"))]
    starts_again: Option<StartsAgain>,
    data_dir: DataDir,
}

impl EngineBuilder {
    /// Opens the data directory, makes the runtimes and begins to watch; nothing else runs yet.
    pub(crate) fn new(
        arguments: &Arguments,
        front_end: FrontEnd,
        outputs: Outputs,
        ending: Ending,
    ) -> Result<Self, StartupError> {
        open_files::raise_limit();
        let wished = arguments.toys.user_device_config.clone();
        let user_config = wished.map(import::read_with_kinds).transpose()?;
        let data_dir = DataDir::open(arguments.data_dir.as_deref())?;
        let runtimes = Runtimes::start()?;
        let clock = Clock::system();
        let sessions = runtimes.sessions.handle();
        let devices = Devices::new(clock, runtimes.toys.handle().clone());
        let (alarm, faults) = AppAlarm::new();
        let disk = Disk::start()?;
        // Before anything can move.
        let hold = StandingHold::open(devices.clone(), disk.clone(), &data_dir, alarm.faults());
        let (requester, requests) = controller::requests(hold.clone());
        let with_window = front_end == FrontEnd::Window;
        let (door, starts_again) = Door::open(data_dir.path(), requester.clone(), with_window, ending.clone())
            .inspect_err(|error| log::error!("vigil --stop cannot reach this Vigil: {error}"))
            .ok()
            .unzip();
        let watchdog = Watchdog::start(clock, devices, sessions, Arc::new(alarm))?;
        let mut storage = Storage::load(&data_dir, disk.clone());
        if let Some((path, config)) = user_config {
            log::info!(
                "{}: {}",
                path.display(),
                storage.take_over(&config).sentence(Language::English)
            );
        }
        let toys_and_watch = (hold, Arc::new(watchdog));
        let system_language = Language::of_system();
        outputs
            .language
            .send_replace(storage.settings().language.or(system_language));
        Ok(Self {
            context: Context::new(
                clock,
                sessions.clone(),
                toys_and_watch,
                (front_end, system_language),
                &data_dir,
            ),
            overrides: arguments.overrides().complete(storage.settings()),
            storage,
            disk,
            runtimes,
            faults,
            outputs,
            ending,
            requester,
            requests,
            door,
            starts_again,
            data_dir,
        })
    }

    #[cfg(any(feature = "gui", test))]
    pub(crate) fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// How the person wants the window to look, among others.
    #[cfg(feature = "gui")]
    pub(crate) fn settings(&self) -> &crate::settings::Settings {
        self.storage.settings()
    }

    #[cfg(feature = "gui")]
    pub(crate) fn language(&self) -> Language {
        *self.outputs.language.borrow()
    }

    #[cfg(feature = "gui")]
    pub(crate) fn window_file(&self) -> (std::path::PathBuf, Disk) {
        (self.data_dir.window(), self.disk.clone())
    }

    #[cfg(feature = "gui")]
    pub(crate) fn log_dir(&self) -> std::path::PathBuf {
        self.data_dir.logs()
    }

    /// Where the window hears that Vigil was started once more. `None` if nobody can be heard.
    #[cfg(feature = "gui")]
    pub(crate) fn take_starts_again(&mut self) -> Option<StartsAgain> {
        self.starts_again.take()
    }

    /// Starts the controller, and the server if it is to start with the app.
    pub(crate) fn start(self) -> Engine {
        let devices = &self.context.devices;
        let watchdog = self.context.watchdog.clone();
        self.ending.arm(devices.clone(), self.outputs.events.clone());
        let power = Power::start(devices.clone(), self.context.front_end)
            .inspect_err(|error| {
                log::error!("the thread that is notified of the computer's sleep could not be started: {error}");
            })
            .ok();
        let outputs = self.outputs.clone();
        let controller = Controller::new(self.context, self.storage, self.overrides, outputs, self.faults);
        let run = controller.hearing_of(power).run(self.requests, self.ending.clone());
        let controller = self.runtimes.sessions.spawn(run);
        Engine {
            runtimes: self.runtimes,
            watchdog,
            controller,
            ending: self.ending,
            requester: self.requester,
            outputs: self.outputs,
            door: self.door,
            data_dir: self.data_dir,
        }
    }
}

impl Runtimes {
    fn start() -> io::Result<Self> {
        let sessions = Builder::new_multi_thread()
            .thread_name("vigil-sessions")
            .enable_all()
            .build()?;
        let toys = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vigil-toys")
            .enable_all()
            .build()?;
        Ok(Self { sessions, toys })
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
        self.runtimes.sessions.handle()
    }

    /// Stops every toy, then ends everything. Blocks until then. Returns whether every toy confirmed its stop.
    pub(crate) fn shut_down(self) -> bool {
        self.ending.begin(Cause::Quit);
        let confirmed = self
            .runtimes
            .sessions
            .block_on(self.controller)
            .unwrap_or_else(|error| {
                log::error!("the controller had failed: {error}");
                self.ending.fail();
                false
            });
        // A runtime that ends stands still.
        self.watchdog.stop();
        self.runtimes.sessions.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
        self.runtimes.toys.shutdown_timeout(timeouts::RUNTIME_SHUTDOWN);
        drop(self.door);
        drop(self.data_dir);
        confirmed
    }
}
