//! What becomes of failures of Vigil's own: the person is told, or the process ends so that the guardian stops the toys.

use std::time::Duration;

use tokio::sync::mpsc;
use vigil_devices::StopTicket;
use vigil_server::{Alarm, Fatal, Stall, Standstill};

use crate::timeouts;

/// Failures that wait for the controller. It may be what stands still; more of them say nothing new.
const FAULTS: usize = 64;

/// The app's alarm.
#[derive(Debug)]
pub(crate) struct AppAlarm {
    faults: mpsc::Sender<Fault>,
}

/// A failure of Vigil's own that it survived.
#[derive(Debug)]
pub(crate) enum Fault {
    Stalled(Stall),
    Recovered {
        what: Standstill,
        lasted: Duration,
    },
    WatchdogPanicked,
    /// The person stopped everything, and the disk did not take that. What is wrong with it, for a person.
    HoldNotKept(String),
}

impl AppAlarm {
    /// With the queue from which the controller takes what it tells the person.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Fault>) {
        let (faults, waiting) = mpsc::channel(FAULTS);
        (Self { faults }, waiting)
    }

    /// For others who fail.
    pub(crate) fn faults(&self) -> mpsc::Sender<Fault> {
        self.faults.clone()
    }

    fn tell(&self, fault: Fault) {
        if self.faults.try_send(fault).is_err() {
            log::error!("an alert about a failure of Vigil itself was dropped");
        }
    }
}

impl Alarm for AppAlarm {
    fn runtime_stalled(&self, stall: Stall) {
        self.tell(Fault::Stalled(stall));
    }

    fn runtime_recovered(&self, what: Standstill, lasted: Duration) {
        self.tell(Fault::Recovered { what, lasted });
    }

    fn watchdog_panicked(&self, _stops: Vec<StopTicket>) {
        self.tell(Fault::WatchdogPanicked);
    }

    fn fatal(&self, cause: Fatal) {
        log::error!("Vigil cannot continue and ends so that its guardian stops the toys: {cause:?}");
        // The log is written by another thread.
        std::thread::park_timeout(timeouts::LAST_LINE);
        end_without_goodbye();
    }
}

/// Ends the process at once: no destructor runs, and the guardian is not told that all is well.
fn end_without_goodbye() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        // Not `abort`: a core dump would keep the guardian's pipe open until it is written. If it fails, `abort` it is.
        let _ = kill_process(getpid(), Signal::KILL);
    }
    std::process::abort()
}
