//! The computer falls asleep, shuts down, or its screen is locked: toys stop first.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | the thread on which all of this runs |
//! | `keeper` | stops and holds the toys, and says when they may go on |
//! | `report` | what the controller is told |
//! | `logind` | where it is heard on Linux |
//! | `unheard` | systems on which Vigil hears nothing of it yet |
//!
//! The thread has a runtime of its own, so that neither a slow disk nor a busy controller is in the way of a stop: it
//! latches the stop itself and tells the controller afterwards.

#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "nobody tells Vigil of a sleep or a lock there")
)]
mod keeper;
#[cfg(target_os = "linux")]
mod logind;
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "nobody tells Vigil of a sleep or a lock there")
)]
mod report;
#[cfg(not(target_os = "linux"))]
mod unheard;

#[cfg(target_os = "linux")]
use self::logind as source;
#[cfg(not(target_os = "linux"))]
use self::unheard as source;

use std::{io, thread};

use tokio::{
    runtime::Builder,
    sync::{mpsc, watch},
    task::JoinSet,
    time::sleep,
};
use vigil_devices::Devices;

pub(crate) use self::report::{Cause, Report};
use self::{keeper::Keeper, report::Reports};
use crate::{outputs::FrontEnd, timeouts};

/// Reports that wait for the controller; what does not fit is dropped, and logged.
const REPORTS: usize = 16;

/// Listens for what the system says, until it is dropped.
#[derive(Debug)]
pub(crate) struct Power {
    reports: mpsc::Receiver<Report>,
    /// Its end is what the thread ends at.
    stop_when_locked: watch::Sender<bool>,
}

impl Power {
    /// Starts the thread. Fails if the system gives none.
    pub(crate) fn start(devices: Devices, front_end: FrontEnd) -> io::Result<Self> {
        let (sender, reports) = mpsc::channel(REPORTS);
        let (stop_when_locked, wish) = watch::channel(false);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("vigil-power".to_owned()).spawn(move || {
            let listen = || {
                let keeper = Keeper::new(
                    devices.clone(),
                    front_end == FrontEnd::Window,
                    Reports::new(sender.clone()),
                );
                source::listen(keeper, wish.clone())
            };
            runtime.block_on(keep_going(listen));
            // A bus that hangs does not hold this thread up.
            runtime.shutdown_background();
        })?;
        Ok(Self {
            reports,
            stop_when_locked,
        })
    }

    /// Whether everything is to stop when the screen is locked or another user takes it.
    pub(crate) fn set_stop_when_locked(&self, wished: bool) {
        self.stop_when_locked
            .send_if_modified(|current| std::mem::replace(current, wished) != wished);
    }

    /// The next report; never resolves once the thread has ended.
    pub(crate) async fn report(&mut self) -> Report {
        match self.reports.recv().await {
            Some(report) => report,
            None => std::future::pending().await,
        }
    }
}

/// Listens again after a panic, since nothing else hears of a sleep. A hold that was begun before it stays.
async fn keep_going<L: Future<Output = ()> + Send + 'static>(listen: impl Fn() -> L) {
    loop {
        let mut task = JoinSet::new();
        task.spawn(listen());
        match task.join_next().await {
            Some(Err(error)) if error.is_panic() => log::error!("the thread that is notified of sleep failed: {error}"),
            _ => return,
        }
        sleep(timeouts::LOGIND_AGAIN_FIRST).await;
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
    };

    use super::*;

    #[tokio::test]
    async fn s5_a_panic_does_not_end_the_listening() {
        let started = Arc::new(AtomicU32::new(0));
        let counted = started.clone();
        keep_going(move || -> Pin<Box<dyn Future<Output = ()> + Send>> {
            match counted.fetch_add(1, Ordering::SeqCst) {
                0 => Box::pin(async { panic!("in a test") }),
                _ => Box::pin(async {}),
            }
        })
        .await;
        assert_eq!(started.load(Ordering::SeqCst), 2);
    }
}
