//! Whether Vigil's own runtimes run: each has a task that ticks, and the watchdog looks at the ticks.
//!
//! They tick only while something is watched. The tasks watch the watchdog in turn: one whose looks have ended would
//! leave every session unwatched.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch, time::sleep};
use vigil_core::{
    time::Moment,
    watch::{Stall, StallJudge},
};

use super::{Alarm, Fatal, Standstill};
use crate::timeouts;

/// The runtimes, as the watchdog's thread sees them.
#[derive(Debug)]
pub(super) struct Runtimes {
    runtimes: [Runtime; 2],
    /// When the watchdog looked last; `None` while nothing is watched.
    looked: Option<Moment>,
}

#[derive(Debug)]
struct Runtime {
    what: Standstill,
    ticks: Arc<AtomicU64>,
    judge: StallJudge,
}

/// Something is new about Vigil itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Stalled(Standstill, Duration),
    Recovered(Standstill, Duration),
}

impl Runtimes {
    /// Puts a ticking task on each. It ends when `awake` is dropped, or with its runtime. `looks` counts the watchdog's.
    pub(super) fn watch(
        sessions: &Handle,
        toys: &Handle,
        awake: &watch::Sender<bool>,
        looks: &Arc<AtomicU64>,
        alarm: &Arc<dyn Alarm>,
    ) -> Self {
        let runtime = |what, handle: &Handle| {
            let ticks = Arc::new(AtomicU64::new(0));
            // Owned by its runtime: it has to run as long as that.
            handle.spawn(tick(ticks.clone(), looks.clone(), awake.subscribe(), alarm.clone()));
            Runtime {
                what,
                ticks,
                judge: judge(0, Moment::default()),
            }
        };
        Self {
            runtimes: [runtime(Standstill::Sessions, sessions), runtime(Standstill::Toys, toys)],
            looked: None,
        }
    }

    /// Nothing is watched: nothing has to run.
    pub(super) fn rest(&mut self) {
        self.looked = None;
    }

    /// Looks at the ticks.
    pub(super) fn look(&mut self, now: Moment) -> Vec<News> {
        let Some(looked) = self.looked.replace(now) else {
            for runtime in &mut self.runtimes {
                runtime.judge = judge(runtime.ticks.load(Ordering::SeqCst), now);
            }
            return Vec::new();
        };
        let mut news = Vec::new();
        if now - looked >= timeouts::RUNTIME_STALL {
            // This thread got no turn for so long: the computer slept, or the process was stopped.
            news.push(News::Stalled(Standstill::Vigil, now - looked));
        }
        for runtime in &mut self.runtimes {
            let ticks = runtime.ticks.load(Ordering::SeqCst);
            news.extend(runtime.judge.look(now, ticks).map(|stall| match stall {
                Stall::Began(lasted) => News::Stalled(runtime.what, lasted),
                Stall::Ended(lasted) => News::Recovered(runtime.what, lasted),
            }));
        }
        news
    }

    /// When a runtime that does not tick any more would be stalled.
    pub(super) fn due(&self) -> Option<Moment> {
        self.runtimes.iter().filter_map(|runtime| runtime.judge.due()).min()
    }
}

fn judge(ticks: u64, now: Moment) -> StallJudge {
    StallJudge::new(timeouts::RUNTIME_STALL, timeouts::LONGEST_LOOK, ticks, now)
}

async fn tick(ticks: Arc<AtomicU64>, looks: Arc<AtomicU64>, mut awake: watch::Receiver<bool>, alarm: Arc<dyn Alarm>) {
    let mut seen = looks.load(Ordering::SeqCst);
    let mut unseen = Duration::ZERO;
    // An error means that the watchdog was ended in order.
    while awake.wait_for(|awake| *awake).await.is_ok() {
        ticks.fetch_add(1, Ordering::SeqCst);
        sleep(timeouts::RUNTIME_TICK).await;
        // Counted in ticks of this task, so that a computer that slept is not taken for a watchdog that hangs.
        unseen += timeouts::RUNTIME_TICK;
        let now = looks.load(Ordering::SeqCst);
        if now != seen || !*awake.borrow() {
            seen = now;
            unseen = Duration::ZERO;
        } else if unseen >= timeouts::WATCHDOG_GONE {
            alarm.fatal(Fatal::WatchdogGone);
            return;
        }
    }
}

const _: () = assert!(timeouts::LONGEST_LOOK.as_millis() >= 2 * timeouts::WATCHDOG_TICK.as_millis());
const _: () = assert!(timeouts::RUNTIME_STALL.as_millis() >= 10 * timeouts::RUNTIME_TICK.as_millis());
