//! Whatever ends Vigil comes through here, and holds the toys first.
//!
//! ```text
//! signal · window closed · cannot serve · controller failed · fatal alarm
//!      │
//!      ▼  begin: the hold (a latch: no queue, no disk, no window) ── toys stop
//!      ├─ the engine hears of it and ends everything in order ───── the process ends
//!      └─ after `timeouts::EXIT` a thread of its own leaves without waiting for anybody
//! ```
//!
//! A process that leaves like that says no goodbye to its guardian, which then acts if a toy was not confirmed still.

use std::{
    fmt, io,
    process::ExitCode,
    sync::{
        Arc, Mutex, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, Thread},
};

use futures_util::FutureExt;
use tokio::sync::{broadcast, watch};
use vigil_clock::Clock;
use vigil_devices::{Devices, StopResult, StopTicket};

use crate::{events::Event, timeouts};

/// What ends Vigil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// By its name.
    Signal(&'static str),
    #[cfg(feature = "gui")]
    WindowClosed,
    /// Whoever started the engine ends it.
    Quit,
    CannotServe,
    /// The task that owns the app's state is gone.
    ControllerFailed,
}

impl Cause {
    /// Whether the process ends with exit code 1.
    pub(crate) fn is_failure(self) -> bool {
        matches!(self, Self::CannotServe | Self::ControllerFailed)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signal(name) => formatter.write_str(name),
            #[cfg(feature = "gui")]
            Self::WindowClosed => formatter.write_str("the window was closed"),
            Self::Quit => formatter.write_str("Vigil was told to quit"),
            Self::CannotServe => formatter.write_str("Vigil cannot serve"),
            Self::ControllerFailed => formatter.write_str("a part of Vigil failed"),
        }
    }
}

/// The end of Vigil: begun once, by whoever comes first. Cheap to clone; nothing here waits.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    timer: Arc<Timer>,
    /// The thread that enforces [`timeouts::EXIT`].
    thread: Thread,
    devices: OnceLock<Devices>,
    events: OnceLock<broadcast::Sender<Event>>,
    /// The first cause.
    cause: watch::Sender<Option<Cause>>,
    failed: AtomicBool,
    /// The end has held the toys: nobody else's hold counts, since it can be released.
    is_held: AtomicBool,
    /// What the first hold latched.
    stops: Mutex<Vec<StopTicket>>,
}

#[derive(Debug, Default)]
struct Timer {
    begun: AtomicBool,
    /// Nobody has to leave any more.
    cancelled: AtomicBool,
}

impl Ending {
    /// Starts the thread that calls `leave` if Vigil has not ended [`timeouts::EXIT`] after the end has begun: with the
    /// exit code, to end the process.
    pub(crate) fn new(leave: impl FnOnce(i32) + Send + 'static) -> io::Result<Self> {
        let timer = Arc::new(Timer::default());
        let (hand_over, handed_over) = std::sync::mpsc::sync_channel::<Weak<Shared>>(1);
        let thread = thread::Builder::new().name("vigil-ending".to_owned()).spawn({
            let timer = timer.clone();
            move || {
                if timer.is_overdue(Clock::system()) {
                    let shared = handed_over.recv().ok().and_then(|shared| shared.upgrade());
                    let in_order = shared.is_some_and(|shared| shared.last_words());
                    leave(i32::from(!in_order));
                }
            }
        })?;
        let shared = Arc::new(Shared {
            timer,
            thread: thread.thread().clone(),
            devices: OnceLock::new(),
            events: OnceLock::new(),
            cause: watch::Sender::default(),
            failed: AtomicBool::new(false),
            is_held: AtomicBool::new(false),
            stops: Mutex::default(),
        });
        // There is room for one.
        let _ = hand_over.send(Arc::downgrade(&shared));
        Ok(Self { shared })
    }

    /// From now on the end begins with these toys.
    pub(crate) fn arm(&self, devices: Devices, events: broadcast::Sender<Event>) {
        let _ = self.shared.devices.set(devices);
        let _ = self.shared.events.set(events);
        if self.shared.timer.begun.load(Ordering::SeqCst) {
            self.hold();
        }
    }

    /// Holds every toy, then tells everybody that Vigil ends. Only the first call counts, but each sees to it that the
    /// toys are held, and each failure is remembered.
    pub(crate) fn begin(&self, cause: Cause) {
        let shared = &*self.shared;
        shared.failed.fetch_or(cause.is_failure(), Ordering::SeqCst);
        let is_first = !shared.timer.begun.swap(true, Ordering::SeqCst);
        // Before the hold, which should not hang, but must not be trusted in that.
        shared.thread.unpark();
        self.hold();
        if is_first {
            shared.cause.send_replace(Some(cause));
            log::info!("{cause}: every toy is stopped, then Vigil ends");
        } else {
            log::debug!("{cause}: Vigil is ending already");
        }
    }

    /// Resolves when the end has begun.
    pub(crate) async fn begun(&self) -> Cause {
        let mut cause = self.shared.cause.subscribe();
        loop {
            if let Some(cause) = *cause.borrow_and_update() {
                return cause;
            }
            // The sender lives as long as this.
            let _ = cause.changed().await;
        }
    }

    /// Something failed, so that the exit code is 1.
    pub(crate) fn fail(&self) {
        self.shared.failed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.shared.failed.load(Ordering::SeqCst)
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.has_failed()))
    }

    /// All is over: nobody has to leave by force. To be called as the very last thing.
    pub(crate) fn cancel(&self) {
        self.shared.timer.cancelled.store(true, Ordering::SeqCst);
        self.shared.thread.unpark();
    }

    fn hold(&self) {
        let shared = &*self.shared;
        if let Some(devices) = shared.devices.get()
            && !(shared.is_held.swap(true, Ordering::SeqCst) && devices.held().is_some())
        {
            let latched = devices.hold();
            let mut stops = shared.stops.lock().unwrap_or_else(PoisonError::into_inner);
            if stops.is_empty() {
                *stops = latched;
            }
        }
    }
}

impl Shared {
    /// Vigil is about to leave by force. False if that is a failure.
    fn last_words(&self) -> bool {
        let confirmed = self.all_toys_confirmed();
        log::error!(
            "Vigil has not ended within {:?} and exits without waiting",
            timeouts::EXIT
        );
        if let Some(events) = self.events.get() {
            // Nobody has to listen.
            let _ = events.send(Event::Stopped {
                all_toys_confirmed: confirmed,
            });
        }
        confirmed && !self.failed.load(Ordering::SeqCst)
    }

    fn all_toys_confirmed(&self) -> bool {
        let stops = self.stops.lock().unwrap_or_else(PoisonError::into_inner);
        let confirmed = |stop: &StopTicket| {
            let outcome = stop.outcome().now_or_never();
            outcome.is_some_and(|outcome| outcome.result != StopResult::Unconfirmed)
        };
        stops.iter().all(confirmed)
    }
}

/// Ends the process at once, without a look at what other threads do.
pub(crate) fn leave(code: i32) -> ! {
    // Toys were stopped, or could not be. The usual exit runs what libraries have registered, which may wait.
    #[cfg(unix)]
    signal_hook::low_level::exit(code);
    #[cfg(not(unix))]
    #[allow(clippy::disallowed_methods, reason = "the last resort; toys were told to stop")]
    std::process::exit(code)
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.timer.cancelled.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl Timer {
    /// Waits until the end has begun and has taken too long. False if there is no more to wait for.
    fn is_overdue(&self, clock: Clock) -> bool {
        while !self.begun.load(Ordering::SeqCst) {
            if self.cancelled.load(Ordering::SeqCst) {
                return false;
            }
            thread::park();
        }
        let due = clock.now() + timeouts::EXIT;
        loop {
            if self.cancelled.load(Ordering::SeqCst) {
                return false;
            }
            let left = due - clock.now();
            if left.is_zero() {
                return true;
            }
            thread::park_timeout(left);
        }
    }
}

#[cfg(test)]
mod tests;
