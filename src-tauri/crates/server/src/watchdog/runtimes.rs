//! Whether Vigil's own runtimes run: each has a task that ticks, and the watchdog checks the ticks.
//!
//! They tick only while something is watched. In turn, the tasks check that the watchdog still runs, because without it
//! no session would be watched.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch, time::sleep};
use vigil_clock::Clock;
use vigil_core::{
    time::Moment,
    watch::{Stall, StallJudge},
};

use super::{Alarm, Fatal, Standstill};
use crate::timeouts;

/// When a task or thread last showed that it runs.
#[derive(Debug, Clone)]
pub(super) struct SignOfLife {
    clock: Clock,
    nanos: Arc<AtomicU64>,
}

impl SignOfLife {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            nanos: Arc::new(AtomicU64::new(clock.now().as_nanos())),
        }
    }

    /// Shows it. Returns the time.
    pub(super) fn show(&self) -> Moment {
        let now = self.clock.now();
        self.nanos.store(now.as_nanos(), Ordering::SeqCst);
        now
    }

    pub(super) fn last(&self) -> Moment {
        Moment::from_nanos(self.nanos.load(Ordering::SeqCst))
    }
}

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
    ticks: SignOfLife,
    judge: StallJudge,
}

/// A runtime, or all of Vigil, stood still or runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    Stalled(Standstill, Duration),
    Recovered(Standstill, Duration),
}

impl Runtimes {
    /// Spawns a ticking task on each runtime. It ends when `awake` is dropped, or with its runtime. `looks` is the
    /// watchdog's own sign of life.
    pub(super) fn watch(
        sessions: &Handle,
        toys: &Handle,
        awake: &watch::Sender<bool>,
        looks: &SignOfLife,
        alarm: &Arc<dyn Alarm>,
    ) -> Self {
        let runtime = |what, handle: &Handle| {
            let ticks = SignOfLife::new(looks.clock);
            // Its runtime owns it: it has to run for as long as the runtime does.
            handle.spawn(tick(ticks.clone(), looks.clone(), awake.subscribe(), alarm.clone()));
            Runtime {
                what,
                ticks,
                judge: judge(Moment::default()),
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

    /// Checks the ticks.
    pub(super) fn look(&mut self, now: Moment) -> Vec<News> {
        let Some(looked) = self.looked.replace(now) else {
            for runtime in &mut self.runtimes {
                runtime.judge = judge(now);
            }
            return Vec::new();
        };
        let mut news = Vec::new();
        if now - looked >= timeouts::RUNTIME_STALL {
            // This thread did not run for so long: the computer slept, or the process was stopped.
            news.push(News::Stalled(Standstill::Vigil, now - looked));
        }
        for runtime in &mut self.runtimes {
            news.extend(runtime.judge.look(now, runtime.ticks.last()).map(|stall| match stall {
                Stall::Began(lasted) => News::Stalled(runtime.what, lasted),
                Stall::Ended(lasted) => News::Recovered(runtime.what, lasted),
            }));
        }
        news
    }

    /// When a runtime would count as stalled if it does not tick until then.
    pub(super) fn due(&self) -> Option<Moment> {
        self.runtimes.iter().filter_map(|runtime| runtime.judge.due()).min()
    }
}

fn judge(now: Moment) -> StallJudge {
    StallJudge::new(timeouts::RUNTIME_STALL, timeouts::LONGEST_LOOK, now)
}

async fn tick(ticks: SignOfLife, looks: SignOfLife, mut awake: watch::Receiver<bool>, alarm: Arc<dyn Alarm>) {
    // An error means that the watchdog was stopped as intended.
    while awake.wait_for(|awake| *awake).await.is_ok() {
        let now = ticks.show();
        let mut watchdog = StallJudge::new(timeouts::WATCHDOG_GONE, timeouts::LONGEST_LOOK, now);
        while *awake.borrow() {
            let now = ticks.show();
            if let Some(Stall::Began(_)) = watchdog.look(now, looks.last()) {
                alarm.fatal(Fatal::WatchdogGone);
                return;
            }
            let due = watchdog.due().map_or(timeouts::RUNTIME_TICK, |due| due - now);
            sleep(due.min(timeouts::RUNTIME_TICK)).await;
        }
    }
}

const _: () = assert!(timeouts::LONGEST_LOOK.as_millis() >= 2 * timeouts::WATCHDOG_TICK.as_millis());
const _: () = assert!(timeouts::RUNTIME_STALL.as_millis() >= 10 * timeouts::RUNTIME_TICK.as_millis());
